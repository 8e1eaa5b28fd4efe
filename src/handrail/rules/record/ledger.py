"""A firm's records of a window laid out for counting: by kind, by month and by quarter."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from handrail.rules.audit.window import Window
from handrail.rules.record.calendar import Worked, weekdays
from handrail.rules.record.facts import RecordFact

# Fixes are not kept as records of their own: they stand in the record that found something.
FIX: Final = "corrective_action"
# A question that may be left out where such a thing did not happen asks about fixes of just these kinds of records.
CAUSES: Final[dict[str, frozenset[str]]] = {
    "incidents_in_window": frozenset({"incident", "near_miss", "first_aid_entry", "investigation"}),
    "drill_gaps_found": frozenset({"emergency_drill"}),
}
_MONTHS_A_QUARTER: Final = 3
_NO_MONTH: Final = -1


@dataclass(frozen=True, slots=True)
class Entry:
    """One record as a question counts it: `weight` things of it, in the month at `month` of the window, or in none."""

    record: RecordFact
    weight: int
    month: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """The entries of a window by kind, and the window's quarters as ranges of its months.

    `open_quarters` are those to be covered: worked, and not idle for the larger part of their weekdays.
    """

    worked: Worked
    by_kind: dict[str, list[Entry]]
    quarters: tuple[tuple[int, ...], ...]
    quarter_days: tuple[int, ...]
    quarter_weeks: tuple[int, ...]
    open_quarters: tuple[int, ...]

    def entries(self, kinds: Sequence[str], causes: Iterable[str] = ()) -> list[Entry]:
        """The entries of these kinds, oldest first. Fixes are only of the kinds that the facts in `causes` name."""
        named = [CAUSES[fact] for fact in causes if fact in CAUSES]
        found: list[Entry] = []
        for kind in kinds:
            of_kind = self.by_kind.get(kind, [])
            if kind == FIX and named:
                wanted = frozenset().union(*named)
                of_kind = [entry for entry in of_kind if entry.record.kind in wanted]
            found += of_kind
        if len(kinds) > 1:
            found.sort(key=_order)
        return found

    def by_month(self, entries: Iterable[Entry]) -> list[int]:
        """How many of them lie in each month."""
        counts = [0] * len(self.worked.months)
        for entry in entries:
            if entry.month != _NO_MONTH:
                counts[entry.month] += entry.weight
        return counts

    def by_quarter(self, months: Sequence[int]) -> list[int]:
        return [sum(months[place] for place in quarter) for quarter in self.quarters]


def ledger(records: Iterable[RecordFact], worked: Worked) -> Ledger:
    """The records that lie in the window, and the tickets good on its last day, whenever they were made."""
    window = worked.window
    starts = [month.span.from_ for month in worked.months]
    by_kind: dict[str, list[Entry]] = {}
    for record in records:
        if not counts(record, window):
            continue
        month = bisect_right(starts, record.day) - 1 if window.holds(record.day) else _NO_MONTH
        by_kind.setdefault(record.kind, []).append(Entry(record, 1, month))
        if record.fixed_in:
            by_kind.setdefault(FIX, []).append(Entry(record, len(record.fixed_in), month))
    for entries in by_kind.values():
        entries.sort(key=_order)
    places = range(len(worked.months))
    quarters = tuple(tuple(places[first : first + _MONTHS_A_QUARTER]) for first in places[::_MONTHS_A_QUARTER])
    days, weeks, open_ = [], [], []
    for number, quarter in enumerate(quarters):
        from_, to = worked.months[quarter[0]].span.from_, worked.months[quarter[-1]].span.to
        inside = [day for day in worked.days if from_ <= day <= to]
        days.append(len(inside))
        weeks.append(len({day.toordinal() - day.weekday() for day in inside}))
        if inside and 2 * len(inside) >= weekdays(from_, to):
            open_.append(number)
    return Ledger(worked, by_kind, quarters, tuple(days), tuple(weeks), tuple(open_))


def counts(record: RecordFact, window: Window) -> bool:
    """Whether a record may prove anything in a window: made in it and, if it is a ticket, good on its last day."""
    if record.good_until is None:
        return window.holds(record.day)
    return record.day <= window.to <= record.good_until


def _order(entry: Entry) -> tuple[date, str]:
    return entry.record.day, entry.record.id
