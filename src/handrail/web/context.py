"""What every page's frame shows: who acts, where they can go, and the demonstration's day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from handrail.rules.permissions import Role
from handrail.services.account.acting import Seat
from handrail.services.actor import Actor


@dataclass(frozen=True, slots=True)
class NavItem:
    """One place of the menu; `more` is set for those that a wide screen keeps behind one word."""

    label: str
    url: str
    current: bool
    more: bool = False


@dataclass(frozen=True, slots=True)
class Demonstration:
    day: date


def role_label(role: Role | None) -> str:
    return (
        {
            Role.OWNER: _("owner"),
            Role.CREW: _("crew"),
            Role.CONSULTANT: _("consultant"),
            Role.REVIEWER: _("reviewer"),
            Role.TRAINER: _("trainer"),
            Role.PARTNER_ADMIN: _("partner administrator"),
            Role.OFFICE: _("Partnerships office"),
            Role.WCB: _("WCB"),
            Role.OPERATOR: _("operator"),
        }.get(role, "")
        if role
        else ""
    )


FRONT = 6
"""How many places of a menu stand side by side on a wide screen; longer menus keep the rest behind one word."""


def _places(actor: Actor | None, seats: tuple[Seat, ...]) -> list[tuple[str, str]]:
    """Label and address name, per role, in the order of use."""
    role = actor.role if actor else None
    if actor is None or role is None:
        return []
    if role in {Role.OWNER, Role.CONSULTANT}:
        certified = any(seat.certified for seat in seats if seat.organisation_id == actor.organisation_id)
        return [
            (_("Home"), "owner-home"),
            # Before the first certificate there is no year yet, so the audit is not the yearly one.
            (_("Yearly audit") if certified else _("Audit"), "audit-home"),
            (_("Due days"), "cycle"),
            (_("Records"), "records"),
            (_("Shoebox"), "shoebox"),
            (_("People"), "people"),
            (_("Written system"), "system"),
            (_("Training"), "training"),
            (_("Fixes"), "fixes"),
            *([(_("Phones"), "phones")] if role is Role.OWNER else []),
            (_("Money"), "money"),
            (_("Partner"), "partner"),
            (_("The firm"), "firm"),
        ]
    return _other_places(role)


def _other_places(role: Role) -> list[tuple[str, str]]:
    desk: list[tuple[str, str]] = [(_("Queue"), "review-queue")]
    places: dict[Role, list[tuple[str, str]]] = {
        Role.CREW: [
            (_("Home"), "owner-home"),
            (_("Keep a record"), "phone"),
            (_("Records"), "records"),
            (_("Shoebox"), "shoebox"),
            (_("Manual"), "system"),
        ],
        Role.REVIEWER: [
            *desk,
            (_("Second readings"), "second-reads"),
            (_("Appeals"), "appeals"),
            (_("Agreement"), "agreement"),
            (_("Weeks"), "partner-plan"),
            (_("Calls"), "partner-calls"),
            (_("Figures"), "partner-figures"),
        ],
        Role.PARTNER_ADMIN: [
            *desk,
            (_("Applications"), "applications"),
            (_("Co-sign"), "cosign"),
            (_("Appeals"), "appeals"),
            (_("Firms"), "partner-firms"),
            (_("Weeks"), "partner-plan"),
            (_("Calls"), "partner-calls"),
            (_("Figures"), "partner-figures"),
            (_("Agreement"), "agreement"),
            (_("Courses"), "courses"),
        ],
        Role.TRAINER: [(_("Courses"), "courses")],
        Role.OFFICE: [
            (_("To sign"), "office-home"),
            (_("Overview"), "office-overview"),
            (_("Certificates"), "office-certificates"),
        ],
        Role.WCB: [(_("Certificates"), "wcb-list")],
        Role.OPERATOR: [(_("Operations"), "operate")],
    }
    return places.get(role, [])


def frame(request: HttpRequest) -> dict[str, Any]:
    actor = getattr(request, "actor", None)
    moment = getattr(request, "moment", None)
    items: list[NavItem] = []
    for label, name in _places(actor, getattr(request, "seats", ())):
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        current = request.path == url or (url != "/" and request.path.startswith(f"{url}/"))
        items.append(NavItem(label, url, current, more=len(items) >= FRONT))
    return {
        "actor": actor if actor and actor.signed_in else None,
        "role_label": role_label(actor.role if actor else None),
        "nav_items": items,
        "seats": getattr(request, "seats", ()),
        "demo": Demonstration(moment.day) if moment and moment.demonstration else None,
        "today": moment.day if moment else None,
    }
