"""The coming weeks of a desk: how many files the people planned can decide in each, and how many then still wait.

Two readings of the desk's own past stand together, as they do for a promised day: its pace in such weeks, by person, and
how long files of such a season waited. A desk with time to spare decides a file some days after it came, however slow its
pace looks; a desk with none goes by its pace. Days are reckoned at even odds: this is a plan, and not a promise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from math import ceil
from typing import Final

from handrail.rules.review.arriving import slot
from handrail.rules.review.forecast import SATURDAY, Week, forecast

EVEN: Final = 50
A_SEASON: Final = 4  # weeks for which one reading of the usual wait stands


@dataclass(frozen=True, slots=True)
class Ahead:
    """One coming week: `can` files are decided in it, `done` from today to its end, and `left` wait then.

    `left` is None from the first week on of which nobody knows what comes; there `can` is the pace alone.
    """

    can: int
    done: int
    left: int | None


def pace_of(
    past: Sequence[Week],
    as_of: date,
    mondays: Sequence[date],
    *,
    readers: Mapping[date, int] | None,
    closed: Set[date],
) -> tuple[int, ...] | None:
    """Files the desk gets through in each week were there always some to read; None while it is too young to say."""
    by_person = max((week.decided / max(week.days, 1) / max(week.readers, 1) for week in past), default=0.0)
    people = max((week.readers for week in past), default=1) if readers is None else max(readers.values(), default=1)
    most = ceil(by_person * people * 5 * (len(mondays) + 1))
    found = forecast(past, most, as_of, readers=readers, closed=closed)
    if not found.known:
        return None
    through = [0] * len(mondays)
    for day in found.likely:
        place = len(mondays) if day is None else (day - mondays[0]).days // 7
        if place < len(mondays):
            through[place] += 1
    return tuple(through)


def usual_waits(
    files: Sequence[tuple[date, date | None]], as_of: date, mondays: Sequence[date]
) -> tuple[int | None, ...]:
    """Days in which half of the files that came at the time of year of each week were decided; None where too few came."""
    found: list[int | None] = []
    for place in range(0, len(mondays), A_SEASON):
        one = slot(files, mondays[min(place + A_SEASON // 2, len(mondays) - 1)], as_of, percent=EVEN)
        found.extend([one.days if one else None] * A_SEASON)
    return tuple(found[: len(mondays)])


def strength(
    mondays: Sequence[date], as_of: date, *, readers: Mapping[date, int] | None, closed: Set[date]
) -> tuple[float, ...]:
    """Each week beside a week of the desk's past: its open days of five, by its people beside the mean of the past."""
    before = [people for monday, people in (readers or {}).items() if monday < as_of]
    mean = sum(before) / len(before) if before else 1.0
    return tuple(
        sum(monday + timedelta(days=day) not in closed for day in range(SATURDAY))
        / SATURDAY
        * ((readers[monday] / (mean or 1.0)) if readers else 1.0)
        for monday in mondays
    )


def weeks_ahead(
    mondays: Sequence[date],
    waiting: Sequence[date | None],
    *,
    pace: Sequence[int],
    came: Sequence[int | None],
    took: Sequence[int | None],
    force: Sequence[float],
) -> tuple[Ahead, ...]:
    """The weeks, from the days at even odds of the files that wait, what comes, how long such files take, and the pace.

    Time that nobody needed in a week is not kept for a later one.
    """
    usual = tuple(accumulate(_usual(mondays, waiting, came, took, force)))
    found, done, there, known = [], 0, len(waiting), True
    for place, coming in enumerate(came):
        known = known and coming is not None
        there += coming or 0
        by_now = done + pace[place]
        if known:
            by_now = min(there, max(by_now, usual[place]))
        decided = max(by_now - done, 0)
        done += decided
        found.append(Ahead(max(pace[place], decided), done, there - done if known else None))
    return tuple(found)


def _usual(
    mondays: Sequence[date],
    waiting: Sequence[date | None],
    came: Sequence[int | None],
    took: Sequence[int | None],
    force: Sequence[float],
) -> list[int]:
    """How many files come to the end of their usual wait in each week."""
    over = [0] * len(mondays)
    for day in waiting:
        place = len(mondays) if day is None else max((day - mondays[0]).days // 7, 0)
        if place < len(mondays):
            over[place] += 1
    for place, coming in enumerate(came):
        needs = took[place]
        if not coming or needs is None:
            continue
        # Files come all through their week: half of it is left to them.
        at, had = place, force[place] / 2
        while had < needs / 7 and at + 1 < len(mondays):
            at += 1
            had += force[at]
        if had >= needs / 7:
            over[at] += coming
    return over
