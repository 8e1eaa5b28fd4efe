"""What comes to a desk, and how long it then takes: read from the days of its own past files, season by season."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

YEAR: Final = timedelta(days=364)  # whole weeks, so that a Monday stays one
REACH: Final = timedelta(days=21)  # how far to either side of a day its season reaches
FEWEST_FILES: Final = 10  # of one season, before a length of time is told of it


def expected(received: Iterable[date], mondays: Sequence[date], as_of: date) -> tuple[int | None, ...]:
    """How many files to expect in each coming week: the mean of the weeks around it in the years before.

    None where the desk's past does not reach back a year from the week. The week that runs is told by its days to come.
    """
    days = sorted(received)
    return tuple(_around(days, monday, as_of) for monday in mondays)


def _around(days: list[date], monday: date, as_of: date) -> int | None:
    seen, weeks = 0, 0
    for back in range(1, 4):
        first, last = monday - back * YEAR - REACH, monday - back * YEAR + REACH + timedelta(days=6)
        if not days or first < days[0] or last >= as_of:
            continue
        seen += bisect_right(days, last) - bisect_left(days, first)
        weeks += ((last - first).days + 1) // 7
    if not weeks:
        return None
    # Only the days of the week that are still ahead bring anything.
    ahead = min(max((monday + timedelta(days=7) - as_of).days, 0), 7)
    return round(seen / weeks * ahead / 7)


@dataclass(frozen=True, slots=True)
class Slot:
    """What sending on a day comes to: of so many `files` sent at that time of year, the asked share took at most `days`."""

    day: date
    days: int
    files: int

    @property
    def heard_by(self) -> date:
        return self.day + timedelta(days=self.days)


def slot(files: Iterable[tuple[date, date | None]], day: date, as_of: date, *, percent: int) -> Slot | None:
    """How long files sent at the time of year of `day` took in the three years before; None where they are too few to tell.

    A file that still waits after a year counts as having taken until `as_of`, the least it can come to.
    """
    took = sorted(
        ((decided or as_of) - received).days
        for received, decided in files
        if any(abs(received - (day - back * YEAR)) <= REACH for back in range(1, 4)) and received < as_of
    )
    if len(took) < FEWEST_FILES:
        return None
    return Slot(day, nearest_rank(took, percent), len(took))


def sooner(
    files: Sequence[tuple[date, date | None]], as_of: date, due: date, *, percent: int
) -> tuple[Slot, Slot] | None:
    """The last day of the calmest week before a due day, and the due day itself: where sending early is heard sooner.

    None where the due day lies within the season of today, where the past is too thin, or where early is no shorter.
    """
    late = slot(files, due, as_of, percent=percent)
    if late is None:
        return None
    friday = as_of + timedelta(days=(4 - as_of.weekday()) % 7)
    found = None
    while friday < due - REACH:
        one = slot(files, friday, as_of, percent=percent)
        # The latest of the shortest: nobody is asked to hurry more than it gains.
        if one is not None and one.days < late.days and (found is None or one.days <= found.days):
            found = one
        friday += timedelta(days=7)
    return (found, late) if found is not None else None


def nearest_rank(values: Sequence[int], percent: int) -> int:
    """The least of these values, in order, that so many percent of them do not pass: the nearest-rank percentile."""
    place = max(-(-len(values) * percent // 100), 1)
    return sorted(values)[place - 1]
