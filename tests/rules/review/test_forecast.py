"""The promised day: drawn from the desk's own weeks, kept nine times of ten over made-up seasons."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from bench import desks
from handrail.rules.review.forecast import FEWEST_WEEKS, Week, forecast, kept, weeks_of

MONDAY = date(2026, 3, 2)


def steady(weeks: int, decided: int = 5, *, readers: int = 1, until: date = MONDAY) -> list[Week]:
    """A desk that decides the same each week and never runs out of files."""
    return [Week(until - timedelta(weeks=ago), decided, left=9, readers=readers) for ago in range(weeks, 0, -1)]


def test_a_steady_desk_promises_the_day_its_place_comes_up() -> None:
    found = forecast(steady(52), 7, MONDAY)
    assert found.known
    assert found.promised[0] == MONDAY
    assert found.promised[4] == MONDAY + timedelta(days=4)
    assert found.promised[5] == MONDAY + timedelta(days=7), "nothing is decided on a weekend"
    assert len(found.promised) == len(found.likely) == 8, "seven that wait, and one that would come now"


def test_the_promised_day_is_never_before_the_likely_one_and_grows_along_the_queue() -> None:
    past = [Week(MONDAY - timedelta(weeks=ago), (2, 9, 4)[ago % 3], left=5) for ago in range(52, 0, -1)]
    found = forecast(past, 40, MONDAY)
    days = [day for day in found.promised if day]
    assert days == sorted(days)
    assert all(
        likely <= promised for likely, promised in zip(found.likely, found.promised, strict=True) if likely and promised
    )
    assert found.likely[30] != found.promised[30]


def test_a_young_desk_promises_nothing_and_says_how_long_it_takes() -> None:
    found = forecast(steady(FEWEST_WEEKS - 1), 3, MONDAY)
    assert (found.known, found.promised) == (False, ())
    assert found.reasons[0].sentence == "This desk has 25 weeks behind it; it promises a day once it has 26."


def test_twice_the_people_come_to_a_place_in_half_the_time() -> None:
    past = steady(52, decided=5, readers=1)
    assert forecast(past, 20, MONDAY, readers=2).promised[9] == forecast(past, 20, MONDAY).promised[4]


def test_a_week_with_nobody_there_moves_every_day_behind_it() -> None:
    away = {MONDAY + timedelta(weeks=week): 0 if week == 0 else 1 for week in range(80)}
    found = forecast(steady(52), 4, MONDAY, readers=away)
    assert found.promised[0] == MONDAY + timedelta(days=7)


def test_nothing_is_decided_on_a_day_the_desk_is_closed() -> None:
    assert forecast(steady(52), 3, MONDAY, closed={MONDAY}).promised[0] == MONDAY + timedelta(days=1)


def test_weeks_that_ran_out_of_files_do_not_make_the_desk_look_slow() -> None:
    idle = [Week(week.monday, 1, left=0) if place % 2 else week for place, week in enumerate(steady(52))]
    assert forecast(idle, 5, MONDAY).promised == forecast(steady(52), 5, MONDAY).promised


def test_a_winter_day_is_drawn_from_winters() -> None:
    december = date(2026, 12, 7)
    past = [
        Week(monday, 2 if monday.month in (11, 12, 1) else 20, left=9)
        for monday in _mondays(date(2024, 12, 2), december)
    ]
    july = [week for week in past if week.monday < date(2026, 7, 6)]
    assert (forecast(past, 9, december).likely[9] or december) - december > timedelta(weeks=4)
    assert (forecast(july, 9, date(2026, 7, 6)).likely[9] or december) - date(2026, 7, 6) < timedelta(weeks=1)


def test_a_place_beyond_the_horizon_has_no_day() -> None:
    found = forecast(steady(52, decided=1), 500, MONDAY)
    assert found.promised[-1] is None
    assert found.promised[0] is not None


def test_the_same_desk_gives_the_same_days() -> None:
    past = [Week(MONDAY - timedelta(weeks=ago), (2, 9, 4)[ago % 3], left=5) for ago in range(52, 0, -1)]
    assert forecast(past, 40, MONDAY) == forecast(past, 40, MONDAY)


def test_weeks_are_counted_from_the_files() -> None:
    files = [
        (MONDAY, MONDAY + timedelta(days=2)),
        (MONDAY, MONDAY + timedelta(days=8)),
        (MONDAY + timedelta(days=1), None),
    ]
    found = weeks_of(files, MONDAY + timedelta(days=15), closed={MONDAY + timedelta(days=7)})
    assert [(week.decided, week.left, week.days) for week in found] == [(1, 2, 5), (1, 1, 4)]
    assert weeks_of([], MONDAY) == ()


def test_a_promise_counts_once_its_day_is_over() -> None:
    day = date(2026, 4, 24)
    found = kept(
        [(day, day), (day, day + timedelta(days=1)), (day, None), (day + timedelta(days=9), None)],
        day + timedelta(days=3),
    )
    assert (found.promised, found.kept) == (3, 1)
    assert kept([], day).share is None


@pytest.mark.slow
def test_promises_over_made_up_seasons_are_kept_nine_times_of_ten() -> None:
    """The desk is replayed day by day; each promise is made from what was past on its day and nothing else.

    Nor are they kept by being far off: half of the files are decided within three weeks of their day.
    """
    made = [one for seed in range(4) for one in desks.replayed(flooded(seed), every=50, hindsight=False)]
    found = desks.measured(made)
    assert found.kept.promised > 60
    assert found.share >= 0.9
    assert found.early <= 21


def flooded(seed: int) -> list[desks.File]:
    return desks.flooded(random.Random(seed))


def _mondays(first: date, until: date) -> Iterator[date]:
    while first < until:
        yield first
        first += timedelta(weeks=1)
