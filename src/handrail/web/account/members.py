"""The people who act for an organisation: inviting, taking back, removing."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from handrail.services.account import inviting
from handrail.services.account import members as team
from handrail.services.errors import Invalid, Refused
from handrail.web.account.forms import InviteForm
from handrail.web.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
def members(request: Request) -> HttpResponse:
    """Who acts for the organisation, who is invited, and a form that invites."""
    form = InviteForm(inviting.roles(request.actor), request.POST or None)
    if request.method == "POST" and form.is_valid():
        email, role = form.cleaned_data["email"], form.cleaned_data["role"]
        try:
            inviting.invite(request.actor, request.moment, email, role)
        except Invalid as error:
            for field, sentence in error.errors.items():
                form.add_error(field, sentence)
        except Refused as error:
            form.add_error(error.field, error.sentence)
        else:
            messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": email})
            return redirect("members")
    page = {
        "form": form,
        "team": team.team(request.actor),
        "waiting": inviting.waiting(request.actor, request.moment),
        "days_open": inviting.DAYS_OPEN,
    }
    return render(request, "account/members.html", page, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: Request, membership_id: UUID) -> HttpResponse:
    """Ask, then end somebody's membership."""
    found = team.member(request.actor, membership_id)
    refused = ""
    if request.method == "POST":
        try:
            team.remove(request.actor, request.moment, membership_id)
        except Refused as error:
            refused = error.sentence
        else:
            messages.success(request, _("%(name)s no longer acts here.") % {"name": found.name or found.email})
            return redirect("home" if found.is_you else "members")
    page = {"member": found, "refused": refused}
    return render(request, "account/remove.html", page, status=422 if refused else 200)


@require_POST
def revoke(request: Request, invitation_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    inviting.revoke(request.actor, request.moment, invitation_id)
    messages.success(request, _("The invitation is taken back; its link no longer works."))
    return redirect("members")
