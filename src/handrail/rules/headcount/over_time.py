"""Both head-counts over two years, as steps to draw and to read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from handrail.rules.days import add_months
from handrail.rules.headcount.people import Spell, counting_rule
from handrail.rules.headcount.series import Step, count_on, steps_of

if TYPE_CHECKING:
    from handrail.program import Pack

MONTHS: Final = 24
"""How far back the picture reaches: two of the look-backs that an audit asks about."""


@dataclass(frozen=True, slots=True)
class Level:
    """From this day on, so many count to the limit and so many are regularly employed."""

    day: date
    counting: int
    employed: int


@dataclass(frozen=True, slots=True)
class OverTime:
    """The levels between two days, both included; the first begins on `from_`. `limit` is the most a small firm may count."""

    from_: date
    to: date
    limit: int
    levels: tuple[Level, ...]

    @property
    def highest(self) -> int:
        return max(max(level.counting, level.employed) for level in self.levels)


def over_time(people: Iterable[Spell], as_of: date, pack: Pack, partner: str | None = None) -> OverTime:
    """The two counts of the last two years, under the rule of who counts that is in force on `as_of`."""
    spells = tuple(people)
    rule = counting_rule(pack, as_of, partner)
    first = add_months(as_of, -MONTHS)
    counting = steps_of(spells, rule.counts)
    employed = steps_of(spells, lambda spell: spell.regularly_employed)
    days = {first, *(step.day for step in (*counting, *employed) if first < step.day <= as_of)}
    levels = _levels(sorted(days), counting, employed)
    limit = int(str(pack.parameter("size.max", on=as_of, partner=partner).value))
    return OverTime(first, as_of, limit, levels)


def _levels(days: list[date], counting: tuple[Step, ...], employed: tuple[Step, ...]) -> tuple[Level, ...]:
    """One level a change; a day on which neither count moved is no change."""
    found: list[Level] = []
    for day in days:
        level = Level(day, count_on(counting, day), count_on(employed, day))
        if not found or (found[-1].counting, found[-1].employed) != (level.counting, level.employed):
            found.append(level)
    return tuple(found)
