"""How many people a firm has on a day, under its partner's rule of who counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch, QuerySet

from handrail.program import load_pack
from handrail.rules.headcount import Headcount, HeldCertificate, headcount
from handrail.store.facts.headcount import spells_of
from handrail.store.models import Employer, Person, Spell


def with_spells(people: QuerySet[Person]) -> QuerySet[Person]:
    """These people with their spells, oldest first, in one further statement."""
    return people.prefetch_related(Prefetch("spells", Spell.objects.order_by("from_day", "id")))


def counts(
    employer: Employer,
    day: date,
    partner_program_id: str | None = None,
    certificate: HeldCertificate | None = None,
) -> Headcount:
    """Both head-counts of a firm on a day, the peak of the look-back, and what follows from them.

    With a held certificate also whether, and at which audit, the firm moves to the regular one. Two statements.
    """
    people = with_spells(Person.objects.filter(employer=employer))
    return counts_of(people, employer, day, partner_program_id, certificate)


def counts_of(
    people: Iterable[Person],
    employer: Employer,
    day: date,
    partner_program_id: str | None = None,
    certificate: HeldCertificate | None = None,
) -> Headcount:
    """The same for people already read with their spells."""
    return headcount(spells_of(people), day, load_pack(employer.pack), partner_program_id, certificate)
