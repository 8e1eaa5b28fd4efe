"""What each method may do: a GET changes nothing, a POST needs its token, and nothing takes a method it does not know."""

from __future__ import annotations

from typing import Any

import pytest

from handrail.rules.permissions import Role
from tests.web.access_table import ALL, TABLE, Row
from tests.web.test_access_matrix import ADDRESSES, KNOWN, own
from tests.web.visiting import EVERYBODY, STRANGER, Visitor, Visits, digest

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
READ = [name for name in KNOWN if TABLE[name].get]
WRITTEN = [name for name in KNOWN if TABLE[name].post]
# The libraries' own views answer a method they do not know in their own way; what counts is that nothing is written.
LIBRARY = ("account_", "mfa_", "api:")


def somebody(row: Row, method: str, visits: Visits, name: str) -> tuple[Visitor, dict[str, Any]]:
    """One visitor who is let in, with something of his own in the address."""
    let_in = row.get if method == "GET" else row.post
    for who in (Role.OWNER, *EVERYBODY):
        if who in let_in and (values := own(visits.town, row, ADDRESSES[name], who, visits.town.a)) is not None:
            return who, values
    raise LookupError(f"nobody in the town can go to {name}: give it a thing in two_sides.py")


@pytest.mark.parametrize("name", READ)
def test_a_page_asked_for_twice_changes_no_row(visits: Visits, name: str) -> None:
    row, address = TABLE[name], ADDRESSES[name]
    for who in sorted(
        {somebody(row, "GET", visits, name)[0], *(row.get & {Role.REVIEWER, Role.OFFICE, STRANGER})}, key=str
    ):
        values = own(visits.town, row, address, who, visits.town.a)
        if values is None:
            continue
        with visits.undone():
            before = digest()
            first = visits.go(who, "GET", address.path(values))
            again = visits.go(who, "GET", address.path(values))
            assert row.counted or digest() == before, f"{first} wrote"
            assert first.status == again.status


@pytest.mark.parametrize("name", [name for name in WRITTEN if TABLE[name].csrf])
def test_a_post_without_its_token_is_refused(visits: Visits, name: str) -> None:
    row, address = TABLE[name], ADDRESSES[name]
    who, values = somebody(row, "POST", visits, name)
    with visits.undone():
        browser = visits.checking_csrf(who)
        before = digest()
        response: Any = browser.post(address.path(values), {**visits.typed(name), **row.send})
        assert (response.status_code, digest() == before) == (403, True), f"POST {address.path(values)} as {who}"


@pytest.mark.parametrize("name", KNOWN)
def test_no_other_method_is_taken(visits: Visits, name: str) -> None:
    row, address = TABLE[name], ADDRESSES[name]
    if not row.get and not row.post:
        pytest.skip("nobody is let in")
    who, values = somebody(row, "GET" if row.get else "POST", visits, name)
    wrong = ["PUT", "PATCH", "DELETE", "TRACE"]
    if not row.post:
        wrong.append("POST")
    elif not row.get:
        wrong.append("GET")
    for method in wrong:
        with visits.undone():
            before = digest()
            seen = visits.go(who, method, address.path(values))
            assert digest() == before, f"{seen} wrote"
            assert seen.status == 405 or (name.startswith(LIBRARY) and seen.status < 500), str(seen)


@pytest.mark.parametrize("name", [name for name in READ if not name.startswith(LIBRARY)])
def test_a_head_is_answered_like_its_page(visits: Visits, name: str) -> None:
    row, address = TABLE[name], ADDRESSES[name]
    who, values = somebody(row, "GET", visits, name)
    head = visits.visit(who, "HEAD", address.path(values))
    assert head.status == visits.visit(who, "GET", address.path(values)).status
    assert head.text == ""


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-Method-Override"])
def test_a_method_cannot_be_overridden(visits: Visits, header: str) -> None:
    seen = visits.visit(Role.OWNER, "POST", "/people", {"_method": "GET"}, headers={header: "GET"})
    assert seen.status == 405


def test_figures_are_for_this_machine_only(visits: Visits) -> None:
    assert visits.visit(STRANGER, "GET", "/metrics", REMOTE_ADDR="127.0.0.1").status == 200
    for address in ("10.0.0.7", "192.168.1.2", "::2"):
        assert visits.visit(STRANGER, "GET", "/metrics", REMOTE_ADDR=address).status == 404
    forged = visits.visit(STRANGER, "GET", "/metrics", REMOTE_ADDR="10.0.0.7", HTTP_X_FORWARDED_FOR="127.0.0.1")
    assert forged.status == 404


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80"])
def test_a_mail_never_names_the_host_that_was_asked_for(visits: Visits, host: str, settings: Any) -> None:
    """A reset asked for under a forged name must not carry a link to it."""
    from handrail.store.models import OutboxItem

    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
    with visits.undone():
        waiting = set(OutboxItem.objects.values_list("pk", flat=True))
        visits.go(STRANGER, "POST", "/reset", {"email": "owner-a@example.com"}, headers={"host": host})
        queued = OutboxItem.objects.exclude(pk__in=waiting).values_list("payload", flat=True)
        assert "evil.example" not in str(list(queued))


@pytest.mark.parametrize("away", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_sent_away(visits: Visits, away: str) -> None:
    """`next` and `back` lead only within the product."""
    from tests import world

    with visits.undone():
        signed_in = visits.go(
            STRANGER, "POST", "/sign-in", {"email": "owner-a@example.com", "password": world.PASSWORD, "next": away}
        )
        assert signed_in.status == 302
        assert "evil" not in signed_in.location and "javascript" not in signed_in.location
    moved = visits.visit(Role.OWNER, "POST", "/demonstration/day", {"by": "month", "back": away})
    assert "evil" not in moved.location and "javascript" not in moved.location


@pytest.mark.parametrize(
    "path", ["/sign-in", "/today", "/no-such-page", "/people/00000000-0000-0000-0000-000000000000"]
)
def test_every_answer_carries_its_guards(visits: Visits, path: str) -> None:
    """The error pages too."""
    headers = visits.visit(Role.OWNER, "GET", path).headers
    for name in (
        "Content-Security-Policy",
        "X-Content-Type-Options: nosniff",
        "Referrer-Policy: same-origin",
        "X-Frame-Options",
    ):
        assert name in headers
    policy = next(line for line in headers.splitlines() if line.startswith("Content-Security-Policy"))
    assert "unsafe-inline" not in policy and "unsafe-eval" not in policy and "base-uri 'none'" in policy


def test_all_means_all() -> None:
    assert frozenset(EVERYBODY) == ALL
