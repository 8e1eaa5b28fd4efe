"""The people of a firm as spells, and the partner's rule of who counts to the limit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from handrail.rules.days import in_words

if TYPE_CHECKING:
    from handrail.program import Pack, Parameter


class Relation(StrEnum):
    """How a person stands to the firm."""

    OWNER = "owner"
    WORKER = "worker"
    PART_TIME = "part_time"
    CASUAL = "casual"
    TEMPORARY = "temporary"
    FAMILY = "family"
    VOLUNTEER = "volunteer"
    SUBCONTRACTOR = "subcontractor"
    SUPPLIER = "supplier"
    INSPECTOR = "inspector"
    RENTAL_DELIVERY = "rental_delivery"
    OTHER = "other"


_NOUNS = {
    Relation.OWNER: "an owner",
    Relation.WORKER: "a worker",
    Relation.PART_TIME: "a part-time worker",
    Relation.CASUAL: "a casual worker",
    Relation.TEMPORARY: "a temporary worker",
    Relation.FAMILY: "a family member",
    Relation.VOLUNTEER: "a volunteer",
    Relation.SUBCONTRACTOR: "a subcontractor",
    Relation.SUPPLIER: "a material supplier",
    Relation.INSPECTOR: "an inspector",
    Relation.RENTAL_DELIVERY: "a rental deliverer",
    Relation.OTHER: "someone else",
}


_PLURALS = {
    Relation.OWNER: "owners",
    Relation.WORKER: "workers",
    Relation.PART_TIME: "part-time workers",
    Relation.CASUAL: "casual workers",
    Relation.TEMPORARY: "temporary workers",
    Relation.FAMILY: "family members",
    Relation.VOLUNTEER: "volunteers",
    Relation.SUBCONTRACTOR: "subcontractors",
    Relation.SUPPLIER: "material suppliers",
    Relation.INSPECTOR: "inspectors",
    Relation.RENTAL_DELIVERY: "rental deliverers",
    Relation.OTHER: "others",
}


def in_plural(relation: str) -> str:
    """What people of a relation are called; one that the program data brings and nobody here knows stands as written."""
    return _PLURALS[Relation(relation)] if relation in set(Relation) else relation


@dataclass(frozen=True, slots=True)
class Spell:
    """One unbroken time of one person with the firm, first and last day included; no last day means still there.

    `person` tells people apart (a name, or a row's key); `name` is what is shown where `person` is a key.
    """

    person: str
    relation: Relation
    from_: date
    to: date | None
    covered: bool
    regularly_employed: bool
    name: str = ""

    def holds(self, day: date) -> bool:
        return self.from_ <= day and (self.to is None or day <= self.to)


@dataclass(frozen=True, slots=True)
class PersonCount:
    """Whether one person counts on the day, and why, in one sentence."""

    name: str
    counts: bool
    why: str


@dataclass(frozen=True, slots=True)
class CountingRule:
    """Who counts under one partner's rules on one day."""

    never: frozenset[str]
    always: frozenset[str]
    covered: bool
    added: frozenset[str]
    source: str

    def counts(self, spell: Spell) -> bool:
        if spell.relation in self.never:
            return False
        return spell.relation in self.always or (self.covered and spell.covered) or spell.relation in self.added

    def why(self, spell: Spell) -> str:
        noun = _NOUNS[spell.relation]
        if spell.relation in self.never:
            return f"Does not count: {noun} serves the firm from outside, whoever covers them."
        if spell.relation in self.always:
            return f"Counts: {noun} always counts, with or without coverage."
        if self.covered and spell.covered:
            return f"Counts: {noun} covered by the firm's WCB account."
        if spell.relation in self.added:
            return f"Counts: this Certifying Partner counts {noun} whether or not the firm's WCB account covers them."
        return f"Does not count: {noun} not covered by the firm's WCB account."


def counting_rule(pack: Pack, on: date, partner: str | None) -> CountingRule:
    """The rule of who counts, in force on a day under the partner's own additions."""
    added = pack.parameter("size.counts.added_relations", on=on, partner=partner)
    covered = pack.parameter("size.counts.covered", on=on, partner=partner)
    return CountingRule(
        never=_relations(pack.parameter("size.never_counted", on=on, partner=partner)),
        always=_relations(pack.parameter("size.counts.always", on=on, partner=partner)),
        covered=covered.value is True,
        added=_relations(added),
        source=added.source if added.value else covered.source,
    )


def _relations(parameter: Parameter) -> frozenset[str]:
    return frozenset(str(item) for item in parameter.value) if isinstance(parameter.value, tuple) else frozenset()


def who_counts(people: Iterable[Spell], as_of: date, rule: CountingRule) -> tuple[PersonCount, ...]:
    """Everyone who is or was with the firm up to the day, in the order of their first spell."""
    by_person: dict[str, list[Spell]] = {}
    for spell in sorted(people, key=lambda one: (one.from_, one.person)):
        by_person.setdefault(spell.person, []).append(spell)
    return tuple(_person_count(spells, as_of, rule) for spells in by_person.values())


def _person_count(spells: list[Spell], as_of: date, rule: CountingRule) -> PersonCount:
    name = spells[-1].name or spells[-1].person
    here = [spell for spell in spells if spell.holds(as_of)]
    if here:
        # Of overlapping spells, the one that counts is the one that explains.
        telling = next((spell for spell in here if rule.counts(spell)), here[0])
        return PersonCount(name, rule.counts(telling), rule.why(telling))
    past = [spell for spell in spells if spell.to is not None and spell.to < as_of]
    if past:
        last = max(past, key=lambda one: one.to or date.max)
        counted = "counted" if any(rule.counts(spell) for spell in past) else "did not count"
        return PersonCount(
            name, False, f"Does not count today: left on {in_words(last.to or as_of)}; {counted} until then."
        )
    return PersonCount(name, False, f"Does not count yet: starts on {in_words(spells[0].from_)}.")
