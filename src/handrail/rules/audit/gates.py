"""The pass marks in force for an audit, and exact percentages. A mark is compared as a fraction, never as a rounded number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from handrail.rules.audit.facts import Purpose
from handrail.rules.audit.parameters import fraction
from handrail.rules.reason import BadInput

if TYPE_CHECKING:
    from handrail.program import Pack, Parameter

_KEYS = {
    Purpose.CERTIFICATION: ("audit.pass.overall", "audit.pass.element"),
    Purpose.MAINTENANCE: ("audit.pass.maintenance.overall", "audit.pass.maintenance.element"),
}


@dataclass(frozen=True, slots=True)
class Gates:
    """The two gates of an audit: percent overall and percent in every element, with the parameters they come from."""

    overall: Fraction
    element: Fraction
    overall_parameter: Parameter
    element_parameter: Parameter
    carried_in_base: Parameter

    @property
    def parameters(self) -> tuple[Parameter, Parameter]:
        return self.overall_parameter, self.element_parameter

    @property
    def uncertain(self) -> bool:
        """Whether no source states the mark for this purpose."""
        return any(parameter.confidence == "unknown" for parameter in self.parameters)


@lru_cache(maxsize=4096)
def gates_for(pack: Pack, purpose: Purpose, on: date, partner: str | None) -> Gates:
    """The gates in force on a day; a partner's own marks win. An element mark of 0 means there is none."""
    overall, element = (pack.parameter(key, on=on, partner=partner) for key in _KEYS[purpose])
    carried = pack.parameter("audit.carryover.in_base", on=on, partner=partner)
    return Gates(_mark(overall), _mark(element), overall, element, carried)


def _mark(parameter: Parameter) -> Fraction:
    mark = fraction(parameter)
    if not 0 <= mark <= 100:
        raise BadInput(parameter.file, f"{parameter.key} is not a percentage.", "Give a number from 0 to 100.")
    return mark


def reaches(awarded: int, available: int, mark: Fraction) -> bool:
    """Whether awarded of available (any one unit) is at least `mark` percent, exactly."""
    return awarded * 100 * mark.denominator >= mark.numerator * available


@lru_cache(maxsize=10_001)
def _percent(hundredths: int) -> Decimal:
    return Decimal(hundredths).scaleb(-2)


def percent_of(awarded: int, available: int) -> Decimal | None:
    """Percent with two places, cut and not rounded; None of nothing."""
    return _percent(awarded * 10_000 // available) if available else None
