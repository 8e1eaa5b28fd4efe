"""Rows of people to the spells that the head-count takes."""

from __future__ import annotations

from collections.abc import Iterable

from handrail.rules.headcount import Relation
from handrail.rules.headcount import Spell as SpellFact
from handrail.store.models import Person


def spells_of(people: Iterable[Person]) -> tuple[SpellFact, ...]:
    """Every spell of these people (prefetch `spells`); people are told apart by key, so two of one name are two."""
    return tuple(
        SpellFact(
            person=str(person.pk),
            relation=Relation(spell.relation),
            from_=spell.from_day,
            to=spell.to_day,
            covered=spell.covered,
            regularly_employed=spell.regularly_employed,
            name=person.name,
        )
        for person in people
        for spell in person.spells.all()
    )
