"""What every page's frame shows: who acts, where he can go, and the demonstration's day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from handrail.rules.permissions import Role


@dataclass(frozen=True, slots=True)
class NavItem:
    label: str
    url: str
    current: bool


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


def _places(role: Role | None) -> list[tuple[str, str]]:
    """Label and address name, per role, in the order of use."""
    owner = [
        (_("Home"), "owner-home"),
        (_("Yearly audit"), "audit-home"),
        (_("Shoebox"), "shoebox"),
        (_("People"), "people"),
        (_("Written system"), "system"),
        (_("Money"), "money"),
        (_("The firm"), "firm"),
    ]
    desk = [(_("Queue"), "review-queue")]
    return (
        {
            Role.OWNER: owner,
            Role.CONSULTANT: owner,
            Role.CREW: [(_("Home"), "owner-home"), (_("Shoebox"), "shoebox")],
            Role.REVIEWER: desk,
            Role.PARTNER_ADMIN: [
                *desk,
                (_("Applications"), "applications"),
                (_("Co-sign"), "cosign"),
                (_("Firms"), "partner-firms"),
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
        }.get(role, [])
        if role
        else []
    )


def frame(request: HttpRequest) -> dict[str, Any]:
    actor = getattr(request, "actor", None)
    moment = getattr(request, "moment", None)
    items = []
    for label, name in _places(actor.role if actor else None):
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        items.append(NavItem(label, url, request.path == url or (url != "/" and request.path.startswith(f"{url}/"))))
    return {
        "actor": actor if actor and actor.signed_in else None,
        "role_label": role_label(actor.role if actor else None),
        "nav_items": items,
        "seats": getattr(request, "seats", ()),
        "demo": Demonstration(moment.day) if moment and moment.demonstration else None,
        "today": moment.day if moment else None,
    }
