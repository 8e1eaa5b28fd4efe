"""The three published measures: the certificate itself, own improvement, and leadership of the industry."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from handrail.rules.money import percent_cut
from handrail.rules.premium.facts import PremiumFacts
from handrail.rules.reason import BadInput

if TYPE_CHECKING:
    from handrail.program import Pack


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: its exact percent (not capped), whether it is the one that counts, and its rule."""

    code: str
    exact: Fraction
    sentence: str
    source: str
    confidence: str
    chosen: bool = False

    @property
    def percent(self) -> Decimal:
        return percent_cut(self.exact)


def measures_of(facts: PremiumFacts, pack: Pack) -> tuple[Measure, ...]:
    """Every measure that the facts allow to reckon; the first best one is marked as chosen. They never add up."""
    combine = pack.parameter("incentive.combine", on=date(facts.year, 12, 31))
    if combine.value != "best":
        raise BadInput(combine.file, f'{combine.key} is "{combine.value}".', 'Only "best" is known here.')
    found = [_certificate(facts, pack)]
    if facts.experience is not None:
        found.append(_improvement(facts, pack))
    if facts.leadership_percent is not None:
        rule = pack.parameter("incentive.leadership_low", on=date(facts.year, 12, 31))
        exact = Fraction(facts.leadership_percent)
        said = f"industry leadership {percent_cut(exact)} %, as WCB's own statement gives it."
        found.append(Measure("leadership", exact, said, rule.source, rule.confidence))
    best = max(one.exact for one in found)
    chosen = next(place for place, one in enumerate(found) if one.exact == best)
    return tuple(replace(one, chosen=place == chosen) for place, one in enumerate(found))


def _certificate(facts: PremiumFacts, pack: Pack) -> Measure:
    first = facts.certificate.first_achieved if facts.certificate else None
    key = "incentive.first_year" if first and first.year == facts.year else "incentive.keep"
    rule = pack.parameter(key, on=date(facts.year, 12, 31))
    exact = Fraction(Decimal(str(rule.value)))
    if key == "incentive.first_year":
        return Measure("first_year", exact, f"first certificate year, {rule.value} %.", rule.source, rule.confidence)
    said = f"certificate kept, {rule.value} %."
    if first is None:
        said += " If this is its first year, the published percent is higher."
    return Measure("kept", exact, said, rule.source, rule.confidence)


def _improvement(facts: PremiumFacts, pack: Pack) -> Measure:
    """So much percent for each percent by which own costs stay below what own history makes expected."""
    rule = pack.parameter("incentive.improvement_per_percent", on=date(facts.year, 12, 31))
    costs, expected = facts.experience.costs, facts.experience.expected  # type: ignore[union-attr]
    if expected == 0:
        said = "no improvement can be reckoned: nothing was expected."
        return Measure("improvement", Fraction(0), said, rule.source, rule.confidence)
    better = max((Fraction(expected) - Fraction(costs)) / Fraction(expected), Fraction(0)) * 100
    exact = better * Fraction(Decimal(str(rule.value)))
    said = f"own claim costs {costs} against {expected} expected: {percent_cut(exact)} %."
    return Measure("improvement", exact, said, rule.source, rule.confidence)
