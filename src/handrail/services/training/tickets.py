"""Tickets: who holds which, until when, and what each person carries along from firm to firm."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from handrail.program import load_pack
from handrail.rules.permissions import Action
from handrail.rules.training.lasting import lasting
from handrail.rules.training.tickets import TicketState, notices, ticket_state
from handrail.services.account.acting import person_of
from handrail.services.actor import Actor
from handrail.services.employer.own import own
from handrail.services.headcount.counting import with_spells
from handrail.services.moment import Moment
from handrail.store.models import Employer, Person, Record, RecordPerson, Training

CERTIFICATE_KIND: Final = "training_certificate"
"""The kind of record that is a photographed ticket."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """One ticket of one person. `record` is the kept record that shows it, where it came that way; `course` the program's."""

    key: str
    person_id: UUID
    person: str
    title: str
    taken_on: date
    expires_on: date | None
    number: str
    state: TicketState
    firm: str = ""
    confirmed: bool = False
    record: UUID | None = None
    course: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One person's line of the matrix: a ticket or nothing for each title, in the order of the columns."""

    person: Person
    cells: tuple[Ticket | None, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Who of the people here holds what; `ending` are those to act on, the nearest first."""

    titles: tuple[str, ...]
    rows: tuple[Row, ...]
    ending: tuple[Ticket, ...]
    day: date

    @property
    def held(self) -> int:
        return sum(1 for row in self.rows for cell in row.cells if cell is not None)


def matrix(actor: Actor, moment: Moment) -> Matrix:
    """The tickets of everybody who is with the actor's own firm on the day. Five statements."""
    firm = own(actor, Action.PEOPLE_READ)
    here = people_here(firm, moment.day)
    found = _latest(_of(firm, moment.day, {person.pk for person in here}))
    by_cell = {(ticket.person_id, ticket.title.casefold()): ticket for ticket in found}
    titles: dict[str, str] = {}
    for title in sorted({ticket.title for ticket in found}):
        titles.setdefault(title.casefold(), title)
    rows = tuple(Row(person, tuple(by_cell.get((person.pk, one)) for one in titles)) for person in here)
    return Matrix(tuple(titles.values()), rows, _to_act_on(found), moment.day)


def tickets_here(firm: Employer, day: date) -> tuple[Ticket, ...]:
    """The latest ticket of each kind of everybody who is with the firm on the day, by name and title."""
    return tickets_of(firm, day, {person.pk for person in people_here(firm, day)})


def tickets_of(firm: Employer, day: date, people: set[UUID]) -> tuple[Ticket, ...]:
    """The latest ticket of each kind of these people of the firm, by name and title. Two statements."""
    found = _latest(_of(firm, day, people))
    return tuple(sorted(found, key=lambda one: (one.person.casefold(), one.title.casefold())))


def mine(actor: Actor, moment: Moment) -> tuple[Ticket, ...]:
    """The signed-in person's own tickets at every firm that put one on record; they stay after the last day there.

    Forbidden for a stranger, who is sent to sign in.
    """
    user = person_of(actor)
    people = Person.objects.filter(user=user).select_related("employer__organisation")
    found: list[Ticket] = []
    for person in people:
        found += _of(person.employer, moment.day, {person.pk})
    return tuple(sorted(_latest(found, by_person=False), key=lambda one: one.title.casefold()))


def people_here(firm: Employer, day: date) -> list[Person]:
    """Everybody who is with the firm on the day, by name, with their spells. Two statements."""
    people = with_spells(Person.objects.filter(employer=firm)).order_by("name", "pk")
    return [
        person
        for person in people
        if any(one.from_day <= day and (one.to_day is None or day <= one.to_day) for one in person.spells.all())
    ]


def _of(firm: Employer, day: date, people: set[UUID]) -> list[Ticket]:
    """Every ticket of these people: what was put on record as training, and what was kept as a photographed card."""
    before = notices(load_pack(firm.pack), day)
    found = [
        Ticket(
            key=f"training:{row.pk}",
            person_id=row.person_id,
            person=row.person.name,
            title=row.title,
            taken_on=row.taken_on,
            expires_on=row.expires_on,
            number=row.certificate_number,
            state=ticket_state(row.expires_on, day, before),
            firm=firm.name,
            confirmed=row.confirmed_on is not None,
            course=row.course,
        )
        for row in Training.objects.filter(person__in=people, taken_on__lte=day).select_related("person")
    ]
    kept = (
        RecordPerson.objects.filter(
            person__in=people,
            record__kind=CERTIFICATE_KIND,
            record__removed_at__isnull=True,
            record__happened_on__lte=day,
        )
        .exclude(part=RecordPerson.Part.ABSENT)
        .select_related("person", "record")
    )
    return found + [_kept(row, firm, day, before) for row in kept]


def _kept(row: RecordPerson, firm: Employer, day: date, before: tuple[int, ...]) -> Ticket:
    record: Record = row.record
    person = row.person
    assert person is not None  # asked for by person
    until = day_in(record.fields.get("expires_on"))
    return Ticket(
        key=f"record:{record.pk}",
        person_id=person.pk,
        person=person.name,
        title=record.title or _("Ticket"),
        taken_on=record.happened_on,
        expires_on=until,
        number=str(record.fields.get("number") or ""),
        state=ticket_state(until, day, before),
        firm=firm.name,
        record=record.pk,
    )


def day_in(value: object) -> date | None:
    """The day a record's field holds; None where it holds none."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _latest(tickets: Iterable[Ticket], *, by_person: bool = True) -> list[Ticket]:
    """Of each title the one that counts for each person."""
    alike: dict[tuple[object, str], list[Ticket]] = defaultdict(list)
    for ticket in sorted(tickets, key=lambda one: one.key):
        alike[(ticket.person_id if by_person else None, ticket.title.casefold())].append(ticket)
    return [best for best in map(lasting, alike.values()) if best is not None]


def _to_act_on(tickets: Iterable[Ticket]) -> tuple[Ticket, ...]:
    wanted = {TicketState.ENDED, TicketState.ENDS_NOW, TicketState.ENDS_SOON}
    return tuple(
        sorted(
            (one for one in tickets if one.state in wanted), key=lambda one: (one.expires_on or date.max, one.person)
        )
    )
