"""Calendar months, the window an audit's records must lie in, and how many months of records a firm has."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from handrail.rules.audit.parameters import whole_number

if TYPE_CHECKING:
    from handrail.program import Pack

ONE_DAY = timedelta(days=1)


def months_after(day: date, months: int) -> date:
    """The same day of the month, `months` later (earlier if negative); a month without that day ends on its last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def whole_months(from_: date, to: date) -> int:
    """How many whole months lie from one day to the other; 0 if `to` is earlier. 3 March to 3 June is three."""
    if to < from_:
        return 0
    months = (to.year - from_.year) * 12 + to.month - from_.month
    return months if months_after(from_, months) <= to else months - 1


@dataclass(frozen=True, slots=True)
class Window:
    """The days, first and last included, in which operational records count as proof."""

    from_: date
    to: date

    def holds(self, day: date) -> bool:
        return self.from_ <= day <= self.to


def record_window(gathering_end: date, pack: Pack, *, on: date, partner: str | None = None) -> Window:
    """The months of `audit.window.months` that end on the last day of gathering (12 in Alberta).

    `on` is the first day of gathering: an audit is judged by the rules in force on that day.
    """
    months = whole_number(pack, "audit.window.months", on, partner)
    return Window(months_after(gathering_end, -months) + ONE_DAY, gathering_end)
