"""The small tasks of now, from the firm's own intervals: worked days only, no backlog, and a kind word after a gap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from handrail.rules.audit.window import Window
from handrail.rules.days import ONE_DAY, add_months, day_and_month, in_words, monday_of, month_end, month_name
from handrail.rules.record.calendar import idle_on, is_worked, worked_days
from handrail.rules.record.facts import Idle, Promise, RecordFact, WorkCalendar

if TYPE_CHECKING:
    from handrail.program import RecordKind

MOST: Final = 4
"""How many tasks are shown at once: more is a backlog."""
GAP: Final = 5
"""A gap is spoken of once more worked days than this, a week of them, have passed without a record."""
_NUMBERS: Final = [
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]


@dataclass(frozen=True, slots=True)
class Task:
    """One kind of record in the period the firm itself chose. `left` counts worked days to its end, today included."""

    kind: str
    done: int
    wanted: int
    period: Window
    left: int
    sentence: str

    @property
    def is_done(self) -> bool:
        return self.done >= self.wanted


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What is to do now (`tasks`, at most four, the most pressing first), what is done, and one line about the pause.

    `gap`: nothing was kept for a while. `idle`: today is without work, so nothing is asked.
    """

    tasks: tuple[Task, ...]
    done: tuple[Task, ...]
    gap: str = ""
    idle: str = ""


def rhythm(
    promises: Iterable[Promise],
    calendar: WorkCalendar,
    records: Sequence[RecordFact],
    day: date,
    kinds: Mapping[str, RecordKind],
) -> Rhythm:
    """The tasks of a day. Only the running day, week, month, quarter or year counts: what is past is never asked again."""
    kept = [record for record in records if record.source == "record" and record.day <= day]
    found = [
        _task(one, calendar, kept, day, kinds)
        for one in promises
        if one.from_ <= day and one.kind in kinds and one.times
    ]
    done = tuple(one for one in found if one.is_done)
    idle = idle_on(calendar, day)
    if idle is not None and not is_worked(calendar, day):
        return Rhythm((), done, idle=_pause(idle))
    open_ = sorted((one for one in found if not one.is_done and one.left), key=lambda one: (one.left, one.kind))
    return Rhythm(tuple(open_[:MOST]), done, gap=gap_sentence(kept, calendar, day))


def gap_sentence(records: Iterable[RecordFact], calendar: WorkCalendar, day: date) -> str:
    """One calm line once nothing was kept for more than a week of worked days; empty otherwise, and before any record."""
    last = max((record.day for record in records if record.day <= day), default=None)
    if last is None or last >= day:
        return ""
    passed = worked_days(calendar, Window(last + ONE_DAY, day))
    if sum(one < day for one in passed) <= GAP:
        return ""
    since = day_and_month(last) if last.year == day.year else f"{day_and_month(last)} {last.year}"
    return (
        f"Nothing since {since}. That gap stays a gap and will not sink you. Today needs one thing: a talk, 30 seconds."
    )


def period_of(promise: Promise, day: date) -> Window:
    """The day, week (from Monday), month, quarter or year of the calendar that holds the day."""
    first = day.replace(day=1)
    match promise.unit:
        case "day":
            return Window(day, day)
        case "week":
            monday = monday_of(day)
            return Window(monday, monday + timedelta(days=6))
        case "month":
            return Window(first, month_end(day))
        case "quarter":
            begins = add_months(first, -((day.month - 1) % 3))
            return Window(begins, add_months(begins, 3) - ONE_DAY)
        case "year":
            return Window(date(day.year, 1, 1), date(day.year, 12, 31))


def _task(
    promise: Promise,
    calendar: WorkCalendar,
    records: Iterable[RecordFact],
    day: date,
    kinds: Mapping[str, RecordKind],
) -> Task:
    period = period_of(promise, day)
    done = sum(record.kind == promise.kind and period.holds(record.day) for record in records)
    ahead = worked_days(calendar, Window(day, period.to))
    left = len(ahead)
    text = kinds[promise.kind].owner_words
    word = text[0].lower() + text[1:]
    when = {
        "day": "today",
        "week": "this week",
        "month": f"in {month_name(day)}",
        "quarter": f"from {month_name(period.from_)} to {month_name(period.to)}",
        "year": f"in {day.year}",
    }[promise.unit]
    if done >= promise.times:
        sentence = f"{text}: done {when}."
    else:
        more = f"No {word} yet {when}." if done == 0 else f"{text}: {done} of {promise.times} {when}."
        sentence = more if promise.unit == "day" else f"{more} {_left(left, today=day in ahead)}"
    return Task(promise.kind, done, promise.times, period, left, sentence)


def _left(days: int, *, today: bool) -> str:
    if days == 1:
        return "Today is the last day you work in it." if today else "One working day left."
    number = _NUMBERS[days] if days < len(_NUMBERS) else str(days)
    return f"{number.capitalize()} working days left."


def _pause(idle: Idle) -> str:
    """Until when there is no work: by its last day, where that stands; else by when the crew is thought back."""
    if idle.to is not None:
        return f"No work until {in_words(idle.to + ONE_DAY)}, so nothing is asked of you."
    if idle.expected_back is None:
        return "No work these days, so nothing is asked of you."
    return f"No work until about {in_words(idle.expected_back)}, so nothing is asked of you."
