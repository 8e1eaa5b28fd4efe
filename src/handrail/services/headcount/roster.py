"""The list of people as the owner sees it: who counts today and why, and what the next hire would mean."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.rules.headcount import Headcount, PersonCount
from handrail.rules.permissions import Action
from handrail.services.actor import Actor
from handrail.services.employer.cycle import Cycle, cycle_of
from handrail.services.employer.own import own
from handrail.services.headcount.people import near_limit
from handrail.services.moment import Moment
from handrail.store.models import Person


@dataclass(frozen=True, slots=True)
class Line:
    """One person, and whether they count on the day and why. `here` is whether they are with the firm on it."""

    person: Person
    count: PersonCount
    here: bool


@dataclass(frozen=True, slots=True)
class Roster:
    """Everyone of the firm, those who are here first. `near` as `people.near_limit` gives it."""

    cycle: Cycle
    lines: tuple[Line, ...]
    near: int | None

    @property
    def headcount(self) -> Headcount:
        return self.cycle.headcount


def roster(actor: Actor, moment: Moment) -> Roster:
    """The own firm's list of people with both head-counts."""
    found = cycle_of(own(actor, Action.PEOPLE_READ), moment.day)
    return roster_of(found)


def roster_of(found: Cycle) -> Roster:
    # The rule answers in the order of first spells, by key; names alone would mix up two people of one name.
    order = sorted(
        (person for person in found.people if person.spells.all()),
        key=lambda person: (min(spell.from_day for spell in person.spells.all()), str(person.pk)),
    )
    lines = [
        Line(person, count, _here(person, found)) for person, count in zip(order, found.headcount.who, strict=True)
    ]
    lines.sort(key=lambda line: (not line.here, not line.count.counts, line.person.name.casefold()))
    return Roster(found, tuple(lines), near_limit(found.headcount))


def _here(person: Person, found: Cycle) -> bool:
    return any(
        spell.from_day <= found.day and (spell.to_day is None or found.day <= spell.to_day)
        for spell in person.spells.all()
    )
