"""The days a firm worked: weekdays outside idle stretches, every day a record stands on, and what the firm answered."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from handrail.rules.audit.window import Window
from handrail.rules.days import ONE_DAY, add_months, in_words, month_name
from handrail.rules.record.facts import Idle, NoWorkReason, Promise, WorkCalendar

MonthState = Literal["worked", "part_idle", "idle"]

_THURSDAY: Final = 3
_FRIDAY: Final = 4
_DAYS_A_WEEK: Final = 7
# A window that ends this early in a month holds too little of it to ask for a month's share.
_MIDDLE: Final = 15
WORDS: Final[dict[NoWorkReason, str]] = {
    "season": "out of season",
    "layoff": "laid off",
    "weather": "weather",
    "day_off": "days off",
    "other": "no work",
}


@dataclass(frozen=True, slots=True)
class MonthSpan:
    """One month of a window: `month` is the first day of the month it is sorted by; the days are both included."""

    month: date
    from_: date
    to: date

    @property
    def name(self) -> str:
        """The month with its year, or both months where the days before it are counted with it."""
        return months_named(self.month, self.from_)

    @property
    def barely_begun(self) -> bool:
        """Whether the window ends in its first days, so that it owes no share of its own yet."""
        return self.to.day < _MIDDLE and self.to.month == self.month.month


@dataclass(frozen=True, slots=True)
class MonthWork:
    """How a month was worked; `reason` and `note` are of the idle stretch that took most of it, empty where none did."""

    span: MonthSpan
    state: MonthState
    worked_days: int
    reason: NoWorkReason | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A day on which a record stands although the firm said it did not work: a question, never an error."""

    day: date
    reason: NoWorkReason
    question: str


@dataclass(frozen=True, slots=True)
class Worked:
    """A window as the calendar knows it, reckoned once: the days worked in order, and its months."""

    window: Window
    days: tuple[date, ...]
    months: tuple[MonthWork, ...]

    @property
    def weeks(self) -> int:
        """Weeks with at least one worked day: seven days each, counted back from the window's last day.

        Days left over at its start belong to the first week, so that a year has 52.
        """
        whole = max(((self.window.to - self.window.from_).days + 1) // _DAYS_A_WEEK, 1)
        return len({min((self.window.to - day).days // _DAYS_A_WEEK, whole - 1) for day in self.days})

    def between(self, from_: date, to: date) -> int:
        """How many days were worked from one day to the other, both included."""
        return _between(self.days, from_, to)


def idle_on(calendar: WorkCalendar, day: date) -> Idle | None:
    """The stretch without work that holds the day; where several do, the one that began last."""
    holding = [one for one in calendar.idle if one.holds(day)]
    return max(holding, key=lambda one: one.from_) if holding else None


def is_worked(calendar: WorkCalendar, day: date) -> bool:
    """Whether a day counts as worked: the firm's answer, else a record on it, else a weekday outside idle stretches."""
    for answered, worked in calendar.answered:
        if answered == day:
            return worked
    return day in calendar.record_days or (day.weekday() <= _FRIDAY and idle_on(calendar, day) is None)


def worked_days(calendar: WorkCalendar, window: Window) -> tuple[date, ...]:
    """The worked days of a window, in order."""
    answers = dict(calendar.answered)
    idle = [(one.from_.toordinal(), one.to.toordinal() if one.to else window.to.toordinal()) for one in calendar.idle]
    records = calendar.record_days
    found = []
    day = window.from_
    for number in range(window.from_.toordinal(), window.to.toordinal() + 1):
        if day in answers:
            worked = answers[day]
        else:
            # Ordinal 1 was a Monday.
            weekday = (number - 1) % 7 <= _FRIDAY
            worked = day in records or (weekday and not any(first <= number <= last for first, last in idle))
        if worked:
            found.append(day)
        if number < window.to.toordinal():
            day += ONE_DAY
    return tuple(found)


def worked(calendar: WorkCalendar, window: Window) -> Worked:
    """The days worked in a window and how each of its months was worked."""
    days = worked_days(calendar, window)
    return Worked(window, days, tuple(_month(calendar, span, days) for span in month_spans(window)))


def mostly_idle(month: MonthWork) -> bool:
    """Whether a month was without work, or had a pause and fewer worked days than half its weekdays."""
    return not month.worked_days or (
        month.state == "part_idle" and 2 * month.worked_days < weekdays(month.span.from_, month.span.to)
    )


def weekdays(from_: date, to: date) -> int:
    """How many days from Monday to Friday lie between two days, both included."""
    weeks, rest = divmod((to - from_).days + 1, 7)
    return 5 * weeks + sum((from_.weekday() + number) % 7 <= _FRIDAY for number in range(rest))


def month_spans(window: Window) -> tuple[MonthSpan, ...]:
    """The months of a window, twelve for a year's.

    The last is the one its last day lies in, so that today's record is seen at once. A first month that lies in it only
    in part is counted with the next, and both are named: 2 June 2025 to 1 June 2026 is June and July 2025 to June 2026.
    """
    first, last = window.from_.replace(day=1), window.to.replace(day=1)
    if window.from_ != first and first < last:
        first = add_months(first, 1)
    months = []
    while first <= last:
        months.append(first)
        first = add_months(first, 1)
    ends = len(months) - 1
    return tuple(
        MonthSpan(
            month, window.from_ if place == 0 else month, window.to if place == ends else add_months(month, 1) - ONE_DAY
        )
        for place, month in enumerate(months)
    )


def months_named(month: date, from_: date) -> str:
    """A month with its year; where the days it stands for begin in the month before, both: "June and July 2025"."""
    name = f"{month_name(month)} {month.year}"
    if (from_.year, from_.month) == (month.year, month.month):
        return name
    before = month_name(from_) if from_.year == month.year else f"{month_name(from_)} {from_.year}"
    return f"{before} and {name}"


def since_the_beginning(calendar: WorkCalendar, records_from: date | None, window: Window) -> WorkCalendar:
    """The calendar in which the days before the firm began to keep records ask for nothing and look not empty.

    It began on `records_from` or with its first record, whichever is earlier; without `records_from` nobody knows.
    """
    first = min([day for day in (records_from, *calendar.record_days) if day is not None], default=None)
    if records_from is None or first is None or first <= window.from_:
        return calendar
    before = Idle(window.from_, min(first, window.to) - ONE_DAY, "other", "Before you began to keep records")
    return replace(calendar, idle=(*calendar.idle, before))


def promised(promise: Promise, year: Worked, from_: date, to: date) -> int:
    """How many records the firm's own interval asks for between two days, worked time only.

    A week belongs where its Thursday lies. An interval of a quarter or a year asks for none of any one month.
    """
    days = [day for day in year.days if max(from_, promise.from_) <= day <= to]
    match promise.unit:
        case "day":
            units = len(days)
        case "week":
            thursdays = {day.toordinal() - day.weekday() + _THURSDAY for day in days}
            units = sum(from_.toordinal() <= one <= to.toordinal() for one in thursdays)
        case "month":
            units = len({(day.year, day.month) for day in days})
        case _:
            units = 0
    return promise.times * units


def doubtful(calendar: WorkCalendar, window: Window) -> tuple[Doubt, ...]:
    """The days with a record inside a stretch without work that the firm has not answered yet, in order."""
    answered = {day for day, _ in calendar.answered}
    found = []
    for day in sorted(one for one in calendar.record_days if window.holds(one) and one not in answered):
        idle = idle_on(calendar, day)
        if idle is not None:
            question = f"{in_words(day)}: did you work that day? Your calendar says: {WORDS[idle.reason]}."
            found.append(Doubt(day, idle.reason, question))
    return tuple(found)


def _month(calendar: WorkCalendar, span: MonthSpan, days: tuple[date, ...]) -> MonthWork:
    count = _between(days, span.from_, span.to)
    taken = _idle_days(calendar.idle, span)
    if not taken:
        return MonthWork(span, "worked" if count else "idle", count)
    most = max(taken, key=lambda one: (taken[one], one.from_))
    state: MonthState = "idle" if count == 0 else "part_idle"
    return MonthWork(span, state, count, most.reason, most.note)


def _between(days: tuple[date, ...], from_: date, to: date) -> int:
    return max(bisect_right(days, to) - bisect_left(days, from_), 0)


def _idle_days(idle: Iterable[Idle], span: MonthSpan) -> Counter[Idle]:
    """How many days of a month each idle stretch takes."""
    taken: Counter[Idle] = Counter()
    for one in idle:
        days = (min(one.to or span.to, span.to) - max(one.from_, span.from_)).days + 1
        if days > 0:
            taken[one] = days
    return taken
