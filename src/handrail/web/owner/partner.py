"""The firm's Certifying Partner: choosing one, applying, and how the application stands."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from handrail.rules.permissions import Action
from handrail.services import access
from handrail.services.employer.partners import Choice, choice
from handrail.services.errors import Invalid, Refused, WrongState
from handrail.services.partner import choosing
from handrail.web.owner.forms import ApplyForm
from handrail.web.owner.saving import put_errors
from handrail.web.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
def partner(request: Request) -> HttpResponse:
    """The partner, or those to choose from with what each does differently and costs."""
    access.require(request.actor, Action.PARTNER_APPLY)
    form, status = None, 200
    if request.method == "POST":
        form, status = ApplyForm(request.POST), 422
        if form.is_valid():
            try:
                choosing.apply(
                    request.actor, request.moment, form.cleaned_data["partner"], form.cleaned_data["message"]
                )
            except (Invalid, Refused) as error:
                put_errors(form, error)
            else:
                messages.success(request, _("Your application is on its way. You will hear by mail."))
                return redirect("partner")
    found = choice(request.actor, request.moment)
    forms = [_form(one.partner.pk, form, request, found) for one in found.offers]
    context = {"found": found, "lines": list(zip(found.offers, forms, strict=True)), "form": form}
    return render(request, "owner/partner.html", context, status=status)


def _form(partner_id: UUID, sent: ApplyForm | None, request: Request, found: Choice) -> ApplyForm:
    """The form of one partner; what was typed stays where it was typed."""
    if sent is not None and str(sent.data.get("partner")) == str(partner_id):
        return sent
    return ApplyForm(initial=_initial(partner_id, found), auto_id=f"id_{partner_id}_%s")


def _initial(partner_id: UUID, found: Choice) -> dict[str, Any]:
    """What was answered at the start goes along, to be changed or deleted before it is sent."""
    firm = found.firm
    told = [firm.this_week]
    if firm.wanted_by:
        told.append(_("For: %(who)s.") % {"who": firm.wanted_by})
    return {"partner": partner_id, "message": "\n".join(line for line in told if line)}


@require_POST
def take_back(request: Request, application_id: UUID) -> HttpResponse:
    try:
        choosing.withdraw(request.actor, request.moment, application_id)
    except WrongState as error:
        messages.error(request, error.sentence)
    else:
        messages.success(request, _("The application is taken back."))
    return redirect("partner")
