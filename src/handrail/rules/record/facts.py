"""What the rules on records take: kept records, the firm's calendar and its own intervals, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

NoWorkReason = Literal["season", "layoff", "weather", "day_off", "other"]
Unit = Literal["day", "week", "month", "quarter", "year"]


@dataclass(frozen=True, slots=True)
class RecordFact:
    """One kept record. `people` are the keys of persons who signed or were present; `late` days passed before capture.

    `fixed_in` is, for a record that found things, the days from finding to closing of each that is closed. `good_until` is a
    ticket's last day: it counts while it lasts, whenever it was made. `source` is `ticket` for one that stands in the list
    of people and not among the records.
    """

    id: str
    kind: str
    day: date
    site: str = ""
    people: frozenset[str] = frozenset()
    defects: int = 0
    open_defects: int = 0
    fixed_in: tuple[int, ...] = ()
    late: int = 0
    title: str = ""
    somebody_elses_paper: bool = False
    good_until: date | None = None
    source: Literal["record", "ticket"] = "record"


@dataclass(frozen=True, slots=True)
class Idle:
    """A stretch without work; `to` is its last day, None while it lasts."""

    from_: date
    to: date | None
    reason: NoWorkReason
    note: str = ""
    expected_back: date | None = None

    def holds(self, day: date) -> bool:
        return self.from_ <= day and (self.to is None or day <= self.to)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The firm's idle stretches, the days it kept records on, and what it answered about days that disagree.

    Weekdays outside idle stretches count as worked; a record makes its day a worked day, unless the firm answered no.
    """

    idle: tuple[Idle, ...] = ()
    record_days: frozenset[date] = frozenset()
    answered: tuple[tuple[date, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Promise:
    """The firm's own interval for a kind of record: so many times a unit, from a day on."""

    kind: str
    times: int
    unit: Unit
    from_: date


@dataclass(frozen=True, slots=True)
class Crew:
    """Who is to be covered: the workers of the window's last day (of the whole window where nobody is left by then),
    those hired in it (key and first day), and places of work.
    """

    workers: frozenset[str] = frozenset()
    hires: tuple[tuple[str, date], ...] = ()
    sites: frozenset[str] = frozenset()


def late_days(day: date, captured: date, received: date) -> int:
    """Days between the day a record tells of and the program's day on which it was captured; 0 where there are none.

    When it arrived is a second clock and makes nothing late, unless the clock of the device cannot be right: it gives a
    day before the record's own or after the one it arrived on. Then the day of arrival is all there is to go by.
    """
    known = captured if day <= captured <= received else received
    return max((known - day).days, 0)
