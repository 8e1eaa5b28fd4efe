"""A person's own page: name, password, one-time codes, and for whom he acts."""

from __future__ import annotations

from uuid import UUID

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handrail.rules.permissions import Action
from handrail.services.access import may
from handrail.services.account import members, profile
from handrail.services.errors import Absent, Forbidden, Invalid, Refused
from handrail.web.account.forms import NameForm
from handrail.web.middleware.second_step import is_required
from handrail.web.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: Request) -> HttpResponse:
    if not request.actor.signed_in:
        raise Forbidden(_("Sign in first."))
    form = NameForm(request.POST or None, initial={"name": request.actor.name})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                profile.rename(request.actor, request.moment, form.cleaned_data["name"])
            except Invalid as error:
                form.add_error("name", error.errors["name"])
            else:
                messages.success(request, _("Your name is saved."))
                return redirect("settings")
    page = {
        "may_manage": may(request.actor, Action.MEMBERS_MANAGE),
        "reminded": may(request.actor, Action.REMINDERS_SET),
        "form": form,
        "codes_on": is_mfa_enabled(request.user),
        "codes_required": is_required(request),
    }
    return render(request, "account/settings.html", page, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: Request, membership_id: UUID) -> HttpResponse:
    """Ask, then stop acting for an organisation."""
    if not request.actor.signed_in:
        raise Forbidden(_("Sign in first."))
    seat = next((seat for seat in request.seats if seat.id == membership_id), None)
    if seat is None:
        raise Absent("membership")
    if request.method == "POST":
        try:
            members.leave(request.actor, request.moment, membership_id)
        except Refused as error:
            return render(request, "account/leave.html", {"seat": seat, "refused": error.sentence}, status=422)
        messages.success(request, _("You no longer act for %(name)s.") % {"name": seat.organisation_name})
        return redirect("home")
    return render(request, "account/leave.html", {"seat": seat})
