"""A year of a desk in figures: how many pass at once, how long a decision takes, and the small sums behind the charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from handrail.rules.money import percent_cut
from handrail.rules.review.arriving import nearest_rank


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; `percent` is cut to two places, None of nothing."""

    part: int
    of: int

    @property
    def percent(self) -> Decimal | None:
        return percent_cut(Fraction(self.part * 100, self.of)) if self.of else None


@dataclass(frozen=True, slots=True)
class Took:
    """Days to a decision over so many files: the middle one and the one that nine of ten do not pass (nearest rank)."""

    files: int
    median: int | None
    ninetieth: int | None


def took(days: Sequence[int]) -> Took:
    """The median and the 90th percentile of whole days, by nearest rank; None of none."""
    if not days:
        return Took(0, None, None)
    return Took(len(days), nearest_rank(days, 50), nearest_rank(days, 90))
