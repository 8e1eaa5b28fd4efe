"""What the list of people says to an audit: how many there are, how many are regularly employed, and whether only owners."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from handrail.rules.headcount import Headcount, HeldCertificate, Relation
from handrail.services.headcount.counting import counts_of, with_spells
from handrail.store.facts.headcount import spells_of
from handrail.store.models import Employer, Person

# Who may stand on a site without working for the firm.
_OUTSIDE = frozenset(
    {Relation.OWNER, Relation.SUBCONTRACTOR, Relation.SUPPLIER, Relation.INSPECTOR, Relation.RENTAL_DELIVERY}
)


@dataclass(frozen=True, slots=True)
class Size:
    """Both head-counts of a firm on a day, and whether it is its owners and nobody else."""

    headcount: Headcount
    owner_only: bool

    def facts(self) -> dict[str, Any]:
        """The facts of an audit that follow from the list of people."""
        return {"regularly_employed": self.headcount.regularly_employed, "owner_only": self.owner_only}


def size_of(employer: Employer, day: date, partner: str | None, certificate: HeldCertificate | None = None) -> Size:
    """The size of a firm on a day under its partner's rules; two statements."""
    return size_of_people(
        list(with_spells(Person.objects.filter(employer=employer))), employer, day, partner, certificate
    )


def size_of_people(
    people: Sequence[Person],
    employer: Employer,
    day: date,
    partner: str | None,
    certificate: HeldCertificate | None = None,
) -> Size:
    """The same for people already read with their spells."""
    here = [spell for spell in spells_of(people) if spell.holds(day)]
    return Size(
        headcount=counts_of(people, employer, day, partner, certificate),
        owner_only=bool(here) and all(spell.relation in _OUTSIDE for spell in here),
    )
