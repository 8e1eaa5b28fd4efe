"""Who of a firm is trained on a day, and whether that carries the firm's duty."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from handrail.program import load_pack
from handrail.rules.training import PersonTraining, TrainedOnStaff, trained_on_staff, training_currency
from handrail.rules.training import Training as TrainingFact
from handrail.services.headcount.counting import with_spells
from handrail.store.facts.headcount import spells_of
from handrail.store.facts.training import trainings_of
from handrail.store.models import Employer, Person, Training


@dataclass(frozen=True, slots=True)
class Trained:
    """Everyone ever trained, whether the duty is met on the day, and those on staff (current or not)."""

    trainings: tuple[TrainingFact, ...]
    known: tuple[PersonTraining, ...]
    duty: TrainedOnStaff
    on_staff: frozenset[str]

    @property
    def here(self) -> tuple[PersonTraining, ...]:
        """The trained people who are with the firm, the one whose refresher is due first first."""
        return tuple(one for one in self.known if one.person in self.on_staff)


def trained_people(employer: Employer, day: date, partner: str | None = None) -> tuple[PersonTraining, ...]:
    """Everyone of the firm trained on or before the day, with the day each one's refresher is due. One statement."""
    pack = load_pack(employer.pack)
    rows = Training.objects.filter(person__employer=employer).select_related("person")
    return training_currency(trainings_of(rows, pack, day, partner), day, pack, partner)


def trained_of(
    employer: Employer,
    people: Iterable[Person],
    rows: Iterable[Training],
    day: date,
    partner: str | None = None,
) -> Trained:
    """The same and the duty, for people already read with their spells and rows read with their person."""
    pack = load_pack(employer.pack)
    facts = trainings_of(rows, pack, day, partner)
    spells = spells_of(people)
    return Trained(
        trainings=facts,
        known=training_currency(facts, day, pack, partner),
        duty=trained_on_staff(facts, spells, day, pack, partner),
        on_staff=frozenset(spell.person for spell in spells if spell.holds(day)),
    )


def trained(employer: Employer, day: date, partner: str | None = None) -> Trained:
    """Who is trained and whether the duty is met on the day. Three statements."""
    people = with_spells(Person.objects.filter(employer=employer))
    rows = Training.objects.filter(person__employer=employer).select_related("person").order_by("taken_on", "id")
    return trained_of(employer, people, rows, day, partner)
