"""Every address by every role by own, foreign and absent: the table in `access_table.py` is what the product does.

Foreign looks exactly like absent, and nothing of the other side stands anywhere in what comes back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import include, path

from handrail.rules.permissions import Role
from handrail.services.errors import Absent
from handrail.services.outbox import enqueue
from handrail.store.models import (
    Answer,
    Application,
    Employer,
    EmployerHold,
    OutboxItem,
    Person,
    ReviewedAnswer,
    Training,
)
from tests.web.access_table import ALL, HIDDEN, TABLE, TEAM, Row, act, page
from tests.web.two_sides import CANARIES, Side, Town
from tests.web.visiting import EVERYBODY, NOBODY, STRANGER, Address, Seen, Visitor, Visits, addresses, digest, unknown

pytestmark = pytest.mark.django_db
ADDRESSES = {address.name: address for address in addresses()}
KNOWN = [name for name in ADDRESSES if name in TABLE]
# Stands empty where the product would not have it otherwise.
EMPTY = {(Answer, "carried_why"), (Application, "reason"), (Training, "certificate_number")}
CANARY = re.compile(r"cnry-([ab])-([\w-]+)|(24,?680\.22)", re.IGNORECASE)


def test_every_address_has_its_row_and_every_row_its_address() -> None:
    missing = [name for name in ADDRESSES if name not in TABLE]
    gone = [name for name in TABLE if name not in ADDRESSES]
    assert not missing, (
        f"These addresses have no row in tests/web/access_table.py: {', '.join(missing)}. Add one for each: who is let in by GET "
        f"and by POST, and which of the town's things stands in its parts, such as "
        f'"{missing[0]}": page(TEAM) or "{missing[0]}": form(OWNER, things={{"audit": "audit"}}).'
    )
    assert not gone, (
        f"These rows of tests/web/access_table.py have no address any more; take them out: {', '.join(gone)}."
    )


def own(town: Town, row: Row, address: Address, who: Visitor, side: Side) -> dict[str, Any] | None:
    """What stands in the parts of an address for this visitor on this side; None where the town has no such thing for him."""
    names = {part: row.thing(part, who) for part in address.parts}
    if any(name is None or name not in side.things for name in names.values()):
        return None
    return {part: side.things[str(name)] for part, name in names.items()}


def foreign(town: Town, row: Row, address: Address, who: Visitor) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Every mixture of own and foreign keys with at least one foreign, each beside the same with a key nobody has."""
    teller = who if own(town, row, address, who, town.a) else next(iter(_tellers(row, address)), who)
    mine, theirs = own(town, row, address, teller, town.a), own(town, row, address, teller, town.b)
    if mine is None or theirs is None:
        return
    keys = [part for part in address.parts if isinstance(mine[part], UUID) and mine[part] != theirs[part]]
    for chosen in product((False, True), repeat=len(keys)):
        if any(chosen):
            swapped = [part for part, is_foreign in zip(keys, chosen, strict=True) if is_foreign]
            yield (
                {**mine, **{part: theirs[part] for part in swapped}},
                {**mine, **{part: unknown() for part in swapped}},
            )


def _tellers(row: Row, address: Address) -> list[Visitor]:
    named = [thing for part in address.parts if isinstance(thing := row.things.get(part), dict)]
    return list(named[0]) if named else [Role.OWNER]


def leaks(seen: Seen, town: Town, row: Row) -> list[str]:
    """Canaries in body, headers or cookies that this visitor may not read."""
    found = []
    for hit in CANARY.finditer(f"{seen.text}\n{seen.headers}"):
        letter, what = (hit[1] or "b").upper(), hit[2] or hit[3]
        if any(what.lower().startswith(shown.lower()) for shown in row.shows):
            continue
        hidden = any(part.lower() in f"cnry-{letter}-{what}".lower() for part in HIDDEN.get(seen.who, ()))
        other = letter == "B" and seen.who not in {Role.OFFICE}
        if hidden or other:
            found.append(hit[0])
    found += [part for part in HIDDEN.get(seen.who, ()) if part[0].isdigit() and part in seen.text]
    return sorted(set(found))


def refused(seen: Seen) -> bool:
    """Whether somebody was not let in: a stranger to the sign-in page, anybody else by a plain no."""
    if seen.who == STRANGER and seen.status == 302:
        return seen.location.startswith("/sign-in")
    if seen.who == NOBODY and seen.status == 302:
        return seen.location in {"/home", "/start"}
    return seen.status in {401, 403, 404}


class Judge:
    """Asks one address as one visitor in every way and writes down what is not as the table says."""

    def __init__(self, visits: Visits, address: Address, row: Row) -> None:
        self.visits, self.town = visits, visits.town
        self.address, self.row = address, row
        self.wrong: list[str] = []

    def look(self, who: Visitor) -> None:
        for method, allowed in (("GET", self.row.get), ("POST", self.row.post)):
            if allowed:
                self.own(who, method, who in allowed)
                if who in self.row.shared and who in allowed:
                    self.own(who, method, True, self.town.b)
                elif who in allowed:
                    self.foreign(who, method)

    def own(self, who: Visitor, method: str, allowed: bool, side: Side | None = None) -> None:
        side = side or self.town.a
        values = own(self.town, self.row, self.address, who, side)
        if values is None and not allowed:
            values = next(
                (
                    one
                    for teller in _tellers(self.row, self.address)
                    if (one := own(self.town, self.row, self.address, teller, side))
                ),
                None,
            )
        if values is None:
            return
        seen = self.ask(who, method, values)
        if not allowed:
            if not refused(seen):
                self.wrong.append(f"{seen}: must be refused")
        elif method == "GET" and seen.status not in self.row.ok:
            self.wrong.append(f"{seen}: must be let in with {self.row.ok}")
        elif method == "POST" and (seen.status >= 500 or (refused(seen) and seen.status not in self.row.ok)):
            self.wrong.append(f"{seen}: must be let in")

    def foreign(self, who: Visitor, method: str) -> None:
        for theirs, nobodys in foreign(self.town, self.row, self.address, who):
            seen = self.ask(who, method, theirs, changes_nothing=True)
            absent = self.ask(who, method, nobodys)
            if seen.status != 404:
                self.wrong.append(f"{seen}: what is foreign must be absent (404)")
            elif seen.plain(*theirs.values()) != absent.plain(*nobodys.values()):
                self.wrong.append(f"{seen}: differs from what is absent ({absent.status})")

    def ask(self, who: Visitor, method: str, values: dict[str, Any], *, changes_nothing: bool = False) -> Seen:
        before = digest() if changes_nothing and method == "POST" else ""
        waiting = set(OutboxItem.objects.values_list("pk", flat=True)) if method == "POST" else set()
        with self.visits.undone():
            data = {**self.visits.typed(self.address.name), **self.row.send} if method == "POST" else None
            seen = self.visits.go(who, method, self.address.path(values), data)
            if before and digest() != before:
                self.wrong.append(f"{seen}: changed a row of somebody else's")
            if method == "POST" and self.address.name != "demo-move":
                queued = OutboxItem.objects.exclude(pk__in=waiting).values_list("payload", flat=True)
                if "CNRY-B" in str(list(queued)).upper() and who not in {Role.OFFICE, *self.row.shared}:
                    self.wrong.append(f"{seen}: a mail carries the other side's text")
        if seen.status >= 500 and seen.status not in self.row.ok:
            self.wrong.append(f"{seen}: broke")
        if found := leaks(seen, self.town, self.row):
            self.wrong.append(f"{seen}: shows {', '.join(found)}")
        return seen


@pytest.mark.slow
@pytest.mark.parametrize("name", KNOWN)
def test_who_may_go_where(visits: Visits, name: str) -> None:
    judge = Judge(visits, ADDRESSES[name], TABLE[name])
    for who in EVERYBODY:
        judge.look(who)
    assert not judge.wrong, "\n".join(judge.wrong)


def test_the_quick_half_of_it(visits: Visits) -> None:
    """Pages only, by the roles that meet most of them: what `./run check` has time for."""
    wrong: list[str] = []
    for name in KNOWN:
        judge = Judge(visits, ADDRESSES[name], TABLE[name])
        for who in (Role.OWNER, Role.REVIEWER, STRANGER):
            judge.own(who, "GET", who in judge.row.get) if judge.row.get else None
            if who in judge.row.get - judge.row.shared:
                judge.foreign(who, "GET")
        wrong += judge.wrong
    assert not wrong, "\n".join(wrong)


# ---- the town is not blind ------------------------------------------------------------------------------------------


def test_every_free_text_of_the_town_is_a_canary_on_both_sides(town: Town) -> None:
    for model, names in CANARIES.items():
        for name in names:
            if model in {ReviewedAnswer, EmployerHold} or (model, name) in EMPTY:
                continue
            for letter in "AB":
                assert model._default_manager.filter(**{f"{name}__istartswith": f"CNRY-{letter}-"}).exists(), (
                    model,
                    name,
                )


@pytest.mark.slow
def test_own_canaries_are_seen_so_that_foreign_ones_would_be(visits: Visits) -> None:
    """Were a page to show nothing at all, it would leak nothing either: each kind of text is shown to somebody."""
    shown: set[str] = set()
    for name in KNOWN:
        row, address = TABLE[name], ADDRESSES[name]
        for who in row.get & {Role.OWNER, Role.REVIEWER, Role.PARTNER_ADMIN, Role.OFFICE}:
            values = own(visits.town, row, address, who, visits.town.a)
            if values is not None:
                seen = visits.visit(who, "GET", address.path(values))
                shown |= {f"{hit[1]}-{hit[2]}".upper().split("@")[0] for hit in CANARY.finditer(seen.text) if hit[1]}
    kinds = {one.split("-")[1] for one in shown if one.startswith("A-")}
    assert kinds >= {
        "EMPLOYER", "SITE", "PERSON", "TRAINING", "SYSTEMSECTION", "EVIDENCE", "ANSWER", "INTERVIEW", "ACTIONLINE",
        "APPLICATION", "COURSESESSION", "USER", "INVITATION", "REVIEWNOTE", "REVIEW", "UNSENT", "BYTES",
    }  # fmt: skip


# ---- planted leaks: were the walk blind, these would pass ------------------------------------------------------------


def leak_foreign(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Forgot whose person it is."""
    return HttpResponse(Person.objects.get(pk=person_id).name)


def tell_foreign_from_absent(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Shows nothing, but says that it is there."""
    person = Person.objects.filter(pk=person_id).first()
    mine = person is not None and person.employer_id == request.actor.organisation_id  # type: ignore[attr-defined]
    return HttpResponse("", status=200 if mine else 403 if person else 404)


def list_everybody(request: HttpRequest) -> HttpResponse:
    """A list without its filter."""
    return HttpResponse("\n".join(Person.objects.values_list("name", flat=True)))


def leak_in_a_header(request: HttpRequest) -> HttpResponse:
    return HttpResponse("", headers={"X-Firms": str(list(Employer.objects.values_list("trade_name", flat=True)))})


def write_foreign(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Answers as it should, and writes all the same."""
    Person.objects.filter(pk=person_id).update(position="changed")
    raise Absent("person")


def mail_foreign(request: HttpRequest) -> HttpResponse:
    text = " ".join(Employer.objects.values_list("trade_name", flat=True))
    enqueue(request.moment, "mail", {"text": text})  # type: ignore[attr-defined]
    return HttpResponse("")


def open_to_all(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


urlpatterns = [
    path("", include("handrail.config.urls")),
    path("planted/one/<uuid:person_id>", leak_foreign, name="leak-foreign"),
    path("planted/told/<uuid:person_id>", tell_foreign_from_absent, name="tell-foreign"),
    path("planted/list", list_everybody, name="list-everybody"),
    path("planted/header", leak_in_a_header, name="leak-header"),
    path("planted/write/<uuid:person_id>", write_foreign, name="write-foreign"),
    path("planted/mail", mail_foreign, name="mail-foreign"),
    path("planted/open", open_to_all, name="open-to-all"),
    path("planted/broken", broken, name="broken"),
]
PLANTED: dict[str, tuple[Row, str]] = {
    "leak-foreign": (page(TEAM), "foreign must be absent"),
    "tell-foreign": (page(TEAM), "foreign must be absent"),
    "list-everybody": (page(TEAM), "shows CNRY-B-Person-name"),
    "leak-header": (page(TEAM), "shows CNRY-B-Employer-trade_name"),
    "write-foreign": (act(TEAM), "changed a row of somebody else's"),
    "mail-foreign": (act(TEAM), "a mail carries the other side's text"),
    "open-to-all": (page(TEAM), "must be refused"),
    "broken": (page(TEAM), "broke"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found(visits: Visits, name: str) -> None:
    row, said = PLANTED[name]
    with override_settings(ROOT_URLCONF=__name__):
        (address,) = [one for one in addresses(__name__) if one.name == name]
        judge = Judge(visits, address, row)
        for who in (Role.OWNER, Role.CREW, STRANGER):
            judge.look(who)
    assert any(said in line for line in judge.wrong), judge.wrong


def test_an_address_without_its_row_is_found() -> None:
    assert {one.name for one in addresses(__name__)} - set(TABLE) == set(PLANTED)


# ---- keys in bodies and queries --------------------------------------------------------------------------------------

BODIES: list[tuple[Visitor, str, str, str]] = [
    (Role.OWNER, "training-record", "person", "person"),
    (Role.OWNER, "enrol", "person", "person"),
    (Role.OWNER, "audit-proof-add", "evidence", "evidence"),
    (Role.OWNER, "audit-binder", "manual", "evidence"),
    (Role.OWNER, "audit-cover", "assessor", "person"),
    (Role.OWNER, "section", "file", "evidence"),
    (Role.OWNER, "switch", "organisation", "seat_owner"),
    (Role.CONSULTANT, "switch", "organisation", "seat_consultant"),
    (Role.REVIEWER, "switch", "organisation", "seat_reviewer"),
    (Role.TRAINER, "course-day", "present", "enrolment_id"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("who", "name", "part", "thing"), BODIES)
def test_a_foreign_key_in_a_body_is_as_good_as_none(
    visits: Visits, who: Visitor, name: str, part: str, thing: str
) -> None:
    town, row, address = visits.town, TABLE[name], ADDRESSES[name]
    values = own(town, row, address, who, town.a)
    assert values is not None
    answers = []
    for key in (town.b.things[thing], unknown()):
        with visits.undone():
            before = digest()
            seen = visits.go(who, "POST", address.path(values), {**visits.typed(name), part: str(key)})
            assert digest() == before, f"{seen} wrote with a key of somebody else"
            assert not leaks(seen, town, row)
            answers.append(seen.plain(key))
    assert answers[0] == answers[1]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("who", "name", "query"),
    [
        (Role.OWNER, "audit-binder", "manual={evidence}"),
        (Role.REVIEWER, "review-question", "proof={evidence}"),
        (Role.PARTNER_ADMIN, "partner-firms", "q=Neighbour"),
        (Role.PARTNER_ADMIN, "applications", "state=decided"),
        (Role.REVIEWER, "review-queue", "pile=decided"),
        (Role.REVIEWER, "review-queue", "pile=firm&page=-1"),
        (Role.OWNER, "people", "page=999999999"),
        (Role.OWNER, "shoebox", "page=0&employer={employer}"),
        (Role.OWNER, "money", "year=20226"),
        (Role.WCB, "wcb-list", "q=Roofing"),
    ],
)
def test_a_query_opens_nothing(visits: Visits, who: Visitor, name: str, query: str) -> None:
    town, row, address = visits.town, TABLE[name], ADDRESSES[name]
    values = own(town, row, address, who, town.a)
    assert values is not None
    seen = visits.visit(who, "GET", f"{address.path(values)}?{query.format(**town.b.things)}")
    assert seen.status == 200
    assert not leaks(seen, town, row)


@pytest.mark.slow
def test_what_is_signed_in_is_never_kept_by_a_cache(visits: Visits) -> None:
    """Every page shown to somebody signed in says so, the error pages too."""
    kept = []
    for name in KNOWN:
        row, address = TABLE[name], ADDRESSES[name]
        values = own(visits.town, row, address, Role.OWNER, visits.town.a)
        if Role.OWNER in row.get and values is not None and row.get != ALL:
            seen = visits.visit(Role.OWNER, "GET", address.path(values))
            if not re.search(r"Cache-Control: .*(no-store|private)", seen.headers):
                kept.append(str(seen))
    assert not kept
