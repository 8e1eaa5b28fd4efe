"""Going to one's own first page, and choosing for whom one acts."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from handrail.rules.permissions import Role
from handrail.services.account import acting
from handrail.services.errors import Absent, Forbidden
from handrail.web.middleware.acting import CHOSEN
from handrail.web.requests import Request

HOMES: dict[Role, str] = {
    Role.OWNER: "owner-home",
    Role.CONSULTANT: "owner-home",
    Role.CREW: "owner-home",
    Role.REVIEWER: "review-queue",
    Role.PARTNER_ADMIN: "review-queue",
    Role.TRAINER: "courses",
    Role.OFFICE: "office-home",
    Role.WCB: "wcb-list",
    Role.OPERATOR: "operate",
}


def sit(request: HttpRequest, membership_id: UUID) -> None:
    """Act in this seat from the next request on; the session gets a new key, as its powers changed."""
    request.session.cycle_key()
    request.session[CHOSEN] = str(membership_id)


def sit_for(request: Request, organisation_id: UUID) -> None:
    """Act for an organisation that the person just founded or joined; nothing changes where he has no seat in it."""
    if request.actor.user_id is None:
        return
    seats = acting.seats(request.actor.user_id)
    seat = next((seat for seat in seats if seat.organisation_id == organisation_id), None)
    if seat is not None:
        sit(request, seat.id)


@require_safe
def home(request: Request) -> HttpResponse:
    """Each role's own first page; a choice for who lost the seat he sat in; the start for who has none."""
    if not request.actor.signed_in:
        raise Forbidden(_("Sign in first."))
    if request.actor.role:
        return redirect(HOMES[request.actor.role])
    if request.seats:
        return render(request, "account/choose.html")
    return redirect("start")


@require_POST
def switch(request: Request) -> HttpResponse:
    """Act for another of one's organisations; anybody else's seat is simply not there."""
    if not request.actor.signed_in:
        raise Forbidden(_("Sign in first."))
    wanted = request.POST.get("organisation", "")
    seat = next((seat for seat in request.seats if str(seat.id) == wanted), None)
    if seat is None:
        raise Absent("organisation")
    sit(request, seat.id)
    return redirect("home")
