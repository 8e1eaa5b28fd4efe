"""The second reading of a desk's past: what files that came to a queue at least as long waited."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bench import desks
from handrail.rules.review.forecast import forecast, weeks_of
from handrail.rules.review.waits import FEWEST_WAITED, waits, with_waits

MONDAY = date(2026, 3, 2)


def test_a_pace_that_runs_ahead_is_held_to_what_files_in_no_longer_queue_waited() -> None:
    """Two files a day, each decided two weeks after it came, and a pace that would promise the next one at once."""
    came = [
        MONDAY - timedelta(days=ago) for ago in range(400, 0, -1) if (MONDAY - timedelta(days=ago)).weekday() < 5
    ] * 2
    files = [(day, day + timedelta(days=14) if day + timedelta(days=14) < MONDAY else None) for day in sorted(came)]
    waiting = sum(decided is None for _, decided in files)
    pace = forecast(weeks_of(files, MONDAY), waiting, MONDAY)
    held = with_waits(replace(pace, promised=(MONDAY,) * (waiting + 1)), files)
    assert held.promised[waiting] == MONDAY + timedelta(days=14)


def quiet(files: int, took: int = 10, every: int = 7) -> list[tuple[date, date | None]]:
    """A file each week, decided so many days after it came: a desk with time left."""
    came = [MONDAY - timedelta(days=every * ago) for ago in range(files, 0, -1)]
    return [(day, day + timedelta(days=took) if day + timedelta(days=took) < MONDAY else None) for day in came]


def test_a_desk_with_time_left_promises_what_its_files_waited() -> None:
    files = quiet(60)
    # The one that waits came a week ago; one that comes now waits as long as each did.
    assert waits(files, MONDAY, 2, probability=0.9) == (MONDAY + timedelta(days=3), MONDAY + timedelta(days=10))
    # Its pace, one file a week, tells only how little came.
    pace = forecast(weeks_of(files, MONDAY), 1, MONDAY).promised[-1]
    assert pace is not None
    assert pace > MONDAY + timedelta(days=10)


def test_a_queue_longer_than_those_seen_waits_longer_by_as_much() -> None:
    # One file came while another waited and never more, so twenty wait longer by as much as twenty are more than that.
    files = quiet(60)
    found = waits(files, MONDAY, 20, probability=0.9)
    told = [(day - MONDAY).days for day in found if day is not None]
    assert len(told) == 20 and told == sorted(told)
    assert 6 <= told[19] / told[1] <= 20, told
    pace = forecast(weeks_of(files, MONDAY), 20, MONDAY).promised[-1]
    assert pace is None or pace > found[19], "not as long as one file a week would take"


def test_too_few_files_tell_nothing() -> None:
    assert waits(quiet(FEWEST_WAITED - 1), MONDAY, 1, probability=0.9) == (None,)
    assert waits([], MONDAY, 2, probability=0.9) == (None, None)


def test_files_that_wait_count_for_as_long_as_they_have_waited() -> None:
    stuck: list[tuple[date, date | None]] = [(MONDAY - timedelta(days=40), None)] * 20
    files = sorted(quiet(60) + stuck, key=lambda one: one[0])
    found = waits(files, MONDAY, 1, probability=0.9)[0]
    assert found is None, "a fifth of them were not decided in forty days, so nine of ten is nowhere seen"


def test_closed_days_and_weeks_without_people_do_not_count() -> None:
    files = quiet(60)
    closed = {MONDAY + timedelta(days=place) for place in range(7)}
    assert waits(files, MONDAY, 2, probability=0.9, closed=closed)[1] == MONDAY + timedelta(days=16)
    away = {MONDAY - timedelta(weeks=week): 1 for week in range(80)} | {
        MONDAY + timedelta(weeks=week): 0 if week == 0 else 1 for week in range(60)
    }
    assert waits(files, MONDAY, 2, probability=0.9, readers=away)[1] == MONDAY + timedelta(days=16)


@pytest.mark.slow
def test_a_pace_held_between_the_waits_is_kept_nine_times_of_ten() -> None:
    """A desk that decides each file some days after it came, slower in winter, replayed as its days went by."""
    made = [
        one
        for seed in range(3)
        for one in desks.replayed(desks.lagging(random.Random(seed)), every=40, hindsight=False)
    ]
    found = desks.measured(made)
    assert found.kept.promised > 40
    assert found.share >= 0.9
    assert found.early * 2 <= found.ahead
