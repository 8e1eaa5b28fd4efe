"""What a desk can decide in its coming weeks: its pace, its usual wait, and no time saved up from a quiet week."""

from __future__ import annotations

from datetime import date, timedelta

from handrail.rules.review.coming_weeks import pace_of, strength, usual_waits, weeks_ahead
from handrail.rules.review.forecast import Week

MONDAY = date(2026, 6, 1)
WEEKS = [MONDAY + timedelta(weeks=week) for week in range(6)]
FRIDAY = timedelta(days=4)


def test_a_busy_desk_goes_by_its_pace_and_the_rest_waits() -> None:
    found = weeks_ahead(WEEKS, [None] * 20, pace=[5] * 6, came=[6] * 6, took=[None] * 6, force=[1.0] * 6)
    assert [(one.can, one.done, one.left) for one in found[:3]] == [(5, 5, 21), (5, 10, 22), (5, 15, 23)]


def test_time_nobody_needed_is_not_kept_for_later() -> None:
    found = weeks_ahead(WEEKS, [], pace=[5] * 6, came=[0, 0, 0, 12, 0, 0], took=[None] * 6, force=[1.0] * 6)
    assert [one.done for one in found] == [0, 0, 0, 5, 10, 12]
    assert [one.can for one in found] == [5] * 6
    assert [one.left for one in found] == [0, 0, 0, 7, 2, 0]


def test_a_desk_with_time_decides_each_file_after_its_usual_wait() -> None:
    # The pace of quiet weeks only tells how little came: four files a week still go on being decided two weeks later.
    found = weeks_ahead(WEEKS, [MONDAY + FRIDAY] * 3, pace=[0] * 6, came=[4] * 6, took=[14] * 6, force=[1.0] * 6)
    assert [one.done for one in found] == [3, 3, 7, 11, 15, 19]
    nobody = weeks_ahead(WEEKS, [], pace=[0] * 6, came=[4] * 6, took=[14] * 6, force=[0.0] * 6)
    assert [one.done for one in nobody] == [0] * 6, "a wait is only over where somebody reads"


def test_from_a_week_nobody_knows_what_comes_only_the_pace_is_told() -> None:
    found = weeks_ahead(WEEKS, [None] * 2, pace=[5] * 6, came=[1, None, 1, 1, 1, 1], took=[None] * 6, force=[1.0] * 6)
    assert [one.left for one in found] == [0, None, None, None, None, None]
    assert [one.can for one in found] == [5] * 6


def test_the_pace_follows_the_people_and_the_closed_days() -> None:
    past = [Week(MONDAY - timedelta(weeks=ago), 10, 30, readers=2) for ago in range(60, 0, -1)]
    said = {MONDAY - timedelta(weeks=60) + timedelta(weeks=week): 2 for week in range(62)}
    said |= dict(zip(WEEKS, (2, 0, 1, 2, 2, 2), strict=True))
    assert pace_of(past, MONDAY, WEEKS, readers=said, closed=frozenset()) == (10, 0, 5, 10, 10, 10)
    shut = frozenset({MONDAY + timedelta(days=day) for day in range(5)})
    assert pace_of(past, MONDAY, WEEKS, readers=said, closed=shut) == (0, 0, 5, 10, 10, 10)
    assert pace_of(past[:20], MONDAY, WEEKS, readers=said, closed=frozenset()) is None
    assert strength(WEEKS, MONDAY, readers=said, closed=shut)[:3] == (0.0, 0.0, 0.5)


def test_the_usual_wait_is_read_from_the_season() -> None:
    # Twenty days for whatever came in January, five for the rest of the year.
    days = [MONDAY - timedelta(days=ago) for ago in range(700, 60, -7)]
    files = [(day, day + timedelta(days=20 if day.month == 1 else 5)) for day in days]
    year = [MONDAY + timedelta(weeks=week) for week in range(53)]
    found = usual_waits([one for one in files for _ in range(4)], MONDAY, year)
    assert (len(found), found[0]) == (53, 5)
    january = next(place for place, monday in enumerate(year) if monday >= date(2027, 1, 11))
    assert found[january] == 20
