"""The window an audit's records must lie in, and how many months of records a firm has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from handrail.rules.audit.parameters import whole_number
from handrail.rules.days import ONE_DAY, add_months

if TYPE_CHECKING:
    from handrail.program import Pack


def whole_months(from_: date, to: date) -> int:
    """How many whole months lie from one day to the other; 0 if `to` is earlier. 3 March to 3 June is three."""
    if to < from_:
        return 0
    months = (to.year - from_.year) * 12 + to.month - from_.month
    return months if add_months(from_, months) <= to else months - 1


@dataclass(frozen=True, slots=True)
class Window:
    """The days, first and last included, in which operational records count as proof."""

    from_: date
    to: date

    def holds(self, day: date) -> bool:
        return self.from_ <= day <= self.to


def first_days(due: date | None, day: date, pack: Pack, partner: str | None = None) -> Window:
    """The days on which an audit's gathering can have begun, asked on `day`: none to come, none of an earlier year.

    No rule sets a first day for sending early, so today always fits. Before it, what an audit looks at bounds it: the
    months of `audit.window.months` that end on its due day, or today where it has none or is late.
    """
    months = whole_number(pack, "audit.window.months", day, partner)
    return Window(min(add_months(due or day, -months) + ONE_DAY, day), day)


def record_window(gathering_end: date, pack: Pack, *, on: date, partner: str | None = None) -> Window:
    """The months of `audit.window.months` that end on the last day of gathering (12 in Alberta).

    `on` is the first day of gathering: an audit is judged by the rules in force on that day.
    """
    months = whole_number(pack, "audit.window.months", on, partner)
    return Window(add_months(gathering_end, -months) + ONE_DAY, gathering_end)
