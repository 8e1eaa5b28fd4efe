"""The matrix of tickets, one's own after leaving, whose sign-in a person is, and letters that go out once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from handrail.rules.permissions import Role
from handrail.rules.training.tickets import TicketState
from handrail.services.actor import STRANGER, Actor
from handrail.services.errors import Absent, Conflict, Forbidden, Refused
from handrail.services.headcount.linking import link
from handrail.services.notice import daily
from handrail.services.training.tickets import matrix, mine
from handrail.store.models import Employer, Membership, OutboxItem, Person, Record, RecordPerson, Training, User
from tests import world

pytestmark = pytest.mark.django_db
NOW = world.moment()
LAST = date(2027, 1, 31)


@pytest.fixture
def firm() -> Employer:
    return world.employer()


@pytest.fixture
def owner(firm: Employer) -> Actor:
    return world.member(firm.organisation, Role.OWNER)


@pytest.fixture
def luis(firm: Employer) -> Person:
    return world.person(firm, "Luis")


def ticket(
    person: Person, title: str = "First aid", until: date | None = LAST, taken: date = date(2024, 1, 31)
) -> Training:
    return Training.objects.create(person=person, title=title, taken_on=taken, expires_on=until)


def card(person: Person, title: str = "Fall protection", until: str = "2027-01-31", part: str = "present") -> Record:
    """A photographed card among the records."""
    row = Record.objects.create(
        employer=person.employer, kind="training_certificate", happened_on=date(2026, 4, 28), captured_at=NOW.now,
        received_at=NOW.now, title=title, fields={"expires_on": until, "number": "77"}, kept_by_name="x", sha256="0" * 64,
    )  # fmt: skip
    RecordPerson.objects.create(record=row, person=person, name=person.name, part=part)
    return row


def cells(actor: Actor, name: str) -> dict[str, TicketState]:
    found = matrix(actor, NOW)
    row = next(row for row in found.rows if row.person.name == name)
    return {title: cell.state for title, cell in zip(found.titles, row.cells, strict=True) if cell}


def test_tickets_come_from_training_and_from_photographed_cards(owner: Actor, luis: Person) -> None:
    ticket(luis, until=date(2026, 6, 20))
    ticket(luis, "first aid", until=date(2026, 5, 1))
    shown = card(luis)
    card(luis, "Forklift", part="absent")
    assert cells(owner, "Luis") == {"First aid": TicketState.ENDS_NOW, "Fall protection": TicketState.GOOD}
    assert [one.title for one in matrix(owner, NOW).ending] == ["First aid"]
    Record.objects.filter(pk=shown.pk).update(removed_at=NOW.now)
    assert "Fall protection" not in cells(owner, "Luis")


def test_who_left_is_not_in_the_matrix_and_other_firms_never(owner: Actor, firm: Employer) -> None:
    ticket(world.person(firm, "Gone", to=NOW.day - timedelta(days=1)))
    ticket(world.person(world.employer("Other Ltd."), "Theirs"))
    found = matrix(owner, NOW)
    assert ([row.person.name for row in found.rows], found.held) == (["Dana Owner"], 0)
    with pytest.raises(Forbidden):
        matrix(world.member(firm.organisation, Role.CREW), NOW)


def test_the_matrix_is_read_in_a_fixed_number_of_statements(
    owner: Actor, firm: Employer, django_assert_max_num_queries: Any
) -> None:
    for number in range(8):
        person = world.person(firm, f"Worker {number}")
        ticket(person)
        card(person)
    with django_assert_max_num_queries(5):
        assert matrix(owner, NOW).held == 16


def test_my_tickets_stay_mine_when_i_quit(owner: Actor, firm: Employer, luis: Person) -> None:
    crew = world.member(firm.organisation, Role.CREW)
    ticket(luis)
    ticket(Person.objects.get(employer=firm, name="Dana Owner"), "Not mine")
    assert mine(crew, NOW) == ()
    link(owner, NOW, luis.pk, user_id=crew.user_id, version=1)
    Membership.objects.filter(user=crew.user_id).update(ended_at=NOW.now)
    luis.spells.update(to_day=NOW.day - timedelta(days=30))
    alone = Actor(user_id=crew.user_id, name="Luis", email="")
    assert [(one.title, one.firm) for one in mine(alone, NOW)] == [("First aid", firm.name)]
    with pytest.raises(Forbidden):
        mine(STRANGER, NOW)


def test_a_sign_in_is_of_one_person_of_the_own_firm(owner: Actor, firm: Employer, luis: Person) -> None:
    crew = world.member(firm.organisation, Role.CREW)
    outsider = world.user("out@example.com")
    with pytest.raises(Refused):
        link(owner, NOW, luis.pk, user_id=outsider.pk, version=1)
    link(owner, NOW, luis.pk, user_id=crew.user_id, version=1)
    dana = Person.objects.get(employer=firm, name="Dana Owner")
    with pytest.raises(Refused):
        link(owner, NOW, dana.pk, user_id=crew.user_id, version=1)
    with pytest.raises(Conflict):
        link(owner, NOW, luis.pk, user_id=None, version=1)
    assert link(owner, NOW, luis.pk, user_id=None, version=2).user is None
    with pytest.raises(Forbidden):
        link(crew, NOW, luis.pk, user_id=crew.user_id, version=3)
    other = world.member(world.employer("Other Ltd.").organisation, Role.OWNER)
    with pytest.raises(Absent):
        link(other, NOW, luis.pk, user_id=other.user_id, version=3)
    assert User.objects.filter(pk=outsider.pk).exists()


def told() -> list[str]:
    return [row.payload["subject"] for row in OutboxItem.objects.filter(kind="mail").order_by("queued_at", "id")]


@pytest.mark.parametrize("kept", [ticket, card])
def test_each_notice_goes_out_once(owner: Actor, luis: Person, kept: Any) -> None:
    kept(luis)
    days = [daily.run(world.moment(LAST - timedelta(days=left))) for left in (91, 90, 60, 30, 30, 1, 0, -1)]
    assert days == [0, 1, 0, 1, 0, 0, 1, 0]
    assert [one.split("(")[1] for one in told()] == ["90 days)", "30 days)", "0 days)"]


def test_renewed_or_gone_nobody_is_written_to(owner: Actor, firm: Employer, luis: Person) -> None:
    ticket(luis, until=NOW.day + timedelta(days=10))
    card(luis, "FIRST AID", until="2029-04-28")
    ticket(world.person(firm, "Gone", to=NOW.day - timedelta(days=1)), until=NOW.day + timedelta(days=10))
    assert daily.run(NOW) == 0
