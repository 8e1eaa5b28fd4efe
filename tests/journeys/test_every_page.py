"""Every page a role can reach by pressing links, on a phone and at a desk, in light and dark: fit to use.

The walk goes breadth first from the role's own first page and looks at each address name once. What a role must be able
to reach is listed here, so that a page that lost its last link is noticed.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from django.urls import Resolver404, resolve

from handrail.services.demonstration.cast import PASSWORD
from tests.journeys.browsing import DESK, PHONE, Visitor
from tests.journeys.conftest import Visit
from tests.journeys.town import Town

OPEN_TO_ALL = {
    "front", "eligibility", "what-it-takes", "partners", "about", "registry", "verify", "verify-number",
    "account_login", "account_signup", "account_reset_password", "start", "start-answer",
}  # fmt: skip
# Files and feeds, not pages.
NOT_PAGES = {
    "account_logout", "agreement-csv", "partner-figures-csv", "audit-copy", "blank-all", "blank-form", "audit-package", "certificate-document", "keys", "manual-pdf", "metrics", "proof-file",
    "registry-csv", "review-report-pdf", "status-list", "ticket-needs-csv", "wcb-export",
}  # fmt: skip
OWN_ACCOUNT = {"settings", "account_change_password", "mfa_index", "leave"}
OWNER = {
    "owner-home", "audit-home", "shoebox", "people", "system", "money", "firm", "partner", "training", "cycle", "person",
    "person-add", "person-rename", "person-end", "spell-add", "spell-change", "firm-change", "account-add",
    "account-change", "site-add", "section", "training-record", "members", "money-change", "fixes", "fix", "certificate",
    "audit-overview", "audit-question", "audit-receipt", "shoebox-sort", "ticket-needs", "ticket-needs-sheet",
    "person-tasks", "own-tasks", "ticket-cards", "decision", *OWN_ACCOUNT,
}  # fmt: skip
STARTED = {
    "audit-overview", "audit-question", "audit-binder", "audit-paperwork", "audit-walk", "audit-talk", "audit-talk-with",
    "audit-facts", "audit-days", "audit-cover", "audit-check",
}  # fmt: skip
ROLES: dict[str, tuple[str, set[str]]] = {
    "owner": ("owner@prairiecrest.example", OWNER),
    "crew": ("crew@prairiecrest.example", {"owner-home", "shoebox"}),
    "reviewer": (
        "reviewer@demo-construction.example",
        {
            "review-queue",
            "review",
            "review-report",
            "decision",
            "second-reads",
            "second-together",
            "second-settle",
            "appeals",
            "agreement",
            "examples",
        },
    ),
    "partner-admin": (
        "admin@demo-construction.example",
        {
            "review-queue",
            "applications",
            "application",
            "cosign",
            "partner-firms",
            "courses",
            "course-new",
            "members",
            "appeals",
            "agreement",
            "examples",
        },
    ),
    "trainer": ("trainer@demo-construction.example", {"courses", "course-day"}),
    "office": (
        "office@partnerships.example",
        {"office-home", "office-file", "office-overview", "office-certificates", "certificate"},
    ),
    "wcb": ("wcb@wcb.example", {"wcb-list"}),
    "operator": ("operator@handrail.example", {"operate"}),
}


# Each of these shows another list at the same address.
LISTS = ("pile", "state", "list")


def name_of(address: str) -> str:
    """The name of the address and which of its lists it shows, or nothing where it leads nowhere."""
    parts = urlsplit(address)
    try:
        name = resolve(parts.path).url_name or ""
    except Resolver404:
        return ""
    chosen = [f"-{value}" for key, value in parse_qsl(parts.query) if key in LISTS]
    return name + "".join(chosen)


def links(visitor: Visitor) -> list[str]:
    """The addresses of this installation that the page links to, in the page's order."""
    found = visitor.page.eval_on_selector_all("a[href]", "all => all.map((one) => one.href)")
    return [one.split("#")[0] for one in found if one.startswith(visitor.url)]


def walk(visitor: Visitor, first: str, leave_out: set[str]) -> dict[str, str]:
    """Look at every page that can be reached from the first; gives the path looked at for each name."""
    seen: dict[str, str] = {}
    waiting = [f"{visitor.url}{first}"]
    while waiting:
        address = waiting.pop(0)
        name = name_of(address)
        if not name:
            visitor.note(f"a link leads nowhere: {address}")
        if not name or name in seen or name in leave_out or name in NOT_PAGES:
            continue
        seen[name] = address
        visitor.open(address)
        seen[name_of(visitor.page.url)] = address
        visitor.look(name)
        waiting += links(visitor)
    return seen


def again(visitor: Visitor, seen: dict[str, str]) -> None:
    """Look at the same pages in another window."""
    for name, address in seen.items():
        visitor.open(address)
        visitor.look(name)


def test_pages_open_to_everybody(demonstration: Town, visit: Visit) -> None:
    stranger = visit(demonstration, "stranger", PHONE)
    seen = walk(stranger, "/", set())
    again(visit(demonstration, "stranger", DESK), seen)
    assert OPEN_TO_ALL - {"start-answer", "verify-number"} <= set(seen)


@pytest.mark.parametrize("role", list(ROLES))
def test_pages_of_a_role(demonstration: Town, visit: Visit, role: str) -> None:
    email, expected = ROLES[role]
    desk = visit(demonstration, role, DESK)
    desk.sign_in(email, PASSWORD)
    # What hangs on one's own account looks the same for everybody and is looked at as the owner.
    seen = walk(desk, "/home", OPEN_TO_ALL if role == "owner" else OPEN_TO_ALL | OWN_ACCOUNT - {"settings"})
    phone = visit(demonstration, role, PHONE)
    phone.sign_in(email, PASSWORD)
    again(phone, seen)
    missing = expected - set(seen)
    assert not missing, f"no link leads {role} to {sorted(missing)}; reached {sorted(seen)}"
