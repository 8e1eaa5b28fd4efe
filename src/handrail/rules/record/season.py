"""When to gather: the last stretch of worked time before the due day, so that there is a crew to ask and a job to see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from handrail.rules.audit.window import Window
from handrail.rules.days import ONE_DAY, add_months, day_and_month
from handrail.rules.record.calendar import worked_days
from handrail.rules.record.facts import Idle, WorkCalendar

# Stretches that come back every year; a rained-out week does not.
_YEARLY: Final = frozenset({"season", "layoff"})
_A_YEAR: Final = 12
_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class SeasonAdvice:
    """`stretch` is when to gather, None where no day before the due day is worked any more.

    `clash`: gathering right before the due day would meet idle time. `guessed`: this year's pause is not told yet, last
    year's was moved on.
    """

    due: date
    stretch: Window | None
    clash: bool
    guessed: bool
    sentence: str


def season(due: date, calendar: WorkCalendar, today: date, most_days: int) -> SeasonAdvice:
    """The advice for the days to gather (`most_days` in a row at most) before a due day, as of today.

    The latest stretch that no idle time touches wins; where none is whole, the latest with the most worked days.
    """
    idle, guessed = _ahead(calendar.idle, due)
    plan = WorkCalendar(idle, frozenset(), calendar.answered)
    days = worked_days(plan, Window(today, due)) if today <= due else ()
    if not days:
        return SeasonAdvice(due, None, True, guessed, _nothing_left(due, idle))
    last = _stretch(due, most_days, today)
    clash = _touched(last, idle)
    best = last if not clash else _best(days, idle, most_days, today)
    return SeasonAdvice(
        due, best, clash, guessed, _sentence(due, best, idle, clash=clash, most_days=most_days, days_left=len(days))
    )


def _ahead(idle: Sequence[Idle], due: date) -> tuple[tuple[Idle, ...], bool]:
    """The stretches as planned: an open one ends when the crew is thought back; last year's comes again if none is told.

    What lasts no longer than a week is left out: it moves no plan.
    """
    told = [
        replace(one, to=one.expected_back - ONE_DAY) if one.to is None and one.expected_back else one for one in idle
    ]
    told = [one for one in told if one.to is None or one.to - one.from_ > _WEEK]
    moved = []
    for one in told:
        if one.reason not in _YEARLY or one.to is None:
            continue
        again = replace(one, from_=add_months(one.from_, _A_YEAR), to=add_months(one.to, _A_YEAR))
        if again.from_ <= due and not any(_overlap(again, other) for other in told if other.reason in _YEARLY):
            moved.append(again)
    return (*told, *moved), bool(moved)


def _overlap(one: Idle, other: Idle) -> bool:
    return one.from_ <= (other.to or date.max) and other.from_ <= (one.to or date.max)


def _stretch(last: date, most_days: int, today: date) -> Window:
    """The stretch that ends on a day, as long as it may be, begun on a Monday where that leaves a worked week."""
    first = last - timedelta(days=most_days - 1)
    monday = first + timedelta(days=-first.weekday() % 7)
    return Window(max(monday if last - monday >= _WEEK else first, today), last)


def _touched(stretch: Window, idle: Sequence[Idle]) -> bool:
    return any(one.from_ <= stretch.to and (one.to is None or one.to >= stretch.from_) for one in idle)


def _best(days: Sequence[date], idle: Sequence[Idle], most_days: int, today: date) -> Window:
    """Among the stretches that end on a worked day: the latest whole one, else the one with the most worked days."""
    best, most = None, 0
    for last in reversed(days):
        stretch = _stretch(last, most_days, today)
        if not _touched(stretch, idle) and last - stretch.from_ >= _WEEK:
            return stretch
        count = sum(stretch.holds(day) for day in days)
        if count > most:
            best, most = stretch, count
    assert best is not None  # there is at least one worked day
    inside = [day for day in days if best.holds(day)]
    return Window(inside[0], inside[-1])


def _sentence(due: date, best: Window, idle: Sequence[Idle], *, clash: bool, most_days: int, days_left: int) -> str:
    between = _between(best)
    if not clash:
        if _length(best) == most_days:
            return (
                f"Your due day is {day_and_month(due)}. Your {most_days} days in a row may run {between}, or earlier."
            )
        return f"Your due day is {day_and_month(due)}. Your days to gather may run {between}, {_of(best, most_days)}, or earlier."
    back = _back(due, idle)
    crew = f", your crew is back about {day_and_month(back)}" if back else ", your crew is away before it"
    if best.to - best.from_ < _WEEK:
        worked = "1 worked day is" if days_left == 1 else f"{days_left} worked days are"
        return f"Your due day is {day_and_month(due)}{crew}: only {worked} left before it. Use them {between}."
    what = f"your {most_days} days in a row {between}"
    if _length(best) != most_days:
        what = f"your days to gather {between}, {_of(best, most_days)}"
    return (
        f"Your due day is {day_and_month(due)}{crew}: do the walk, the talks and {what}, "
        "while there is somebody to ask and a job to see."
    )


def _length(stretch: Window) -> int:
    return (stretch.to - stretch.from_).days + 1


def _of(stretch: Window, most_days: int) -> str:
    return f"{_length(stretch)} of the {most_days} you may take in a row"


def _nothing_left(due: date, idle: Sequence[Idle]) -> str:
    back = _back(due, idle)
    crew = f", and your crew is back about {day_and_month(back)}" if back else ""
    return (
        f"Your due day is {day_and_month(due)}{crew}: no worked day is left before it. "
        "Ask your partner now what may be done."
    )


def _back(due: date, idle: Sequence[Idle]) -> date | None:
    """The first day after the idle stretch that holds the due day or is the last to end before it."""
    ends = [one.to + ONE_DAY for one in idle if one.to is not None and one.from_ <= due]
    return max(ends) if ends else None


def _between(stretch: Window) -> str:
    if stretch.from_ == stretch.to:
        return f"on {day_and_month(stretch.from_)}"
    same = (stretch.from_.year, stretch.from_.month) == (stretch.to.year, stretch.to.month)
    first = str(stretch.from_.day) if same else day_and_month(stretch.from_)
    return f"between {first} and {day_and_month(stretch.to)}"
