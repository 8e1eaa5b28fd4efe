"""The day moved by what the same reckoning missed before, over made-up desks as desks really work."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bench import desks
from bench.desks import File, measured, replayed
from handrail.rules.review.forecast import Forecast, forecast, weeks_of
from handrail.rules.review.hindsight import FEWEST, with_hindsight
from handrail.rules.review.waits import with_waits

MONDAY = date(2026, 3, 2)
Files = list[tuple[date, date | None]]


def weekdays(weeks: int) -> list[date]:
    days = [MONDAY - timedelta(days=ago) for ago in range(weeks * 7, 0, -1)]
    return [day for day in days if day.weekday() < 5]


def late(weeks: int, took: int, every: int = 1) -> Files:
    """A file a day, each decided so many weekdays after it came, however few lie before it."""
    days = weekdays(weeks)
    return [
        (day, days[place + took] if place + took < len(days) else None)
        for place, day in enumerate(days)
        if place % every == 0
    ]


def told(files: Files, day: date, **more: object) -> date | None:
    """What is promised to a file that arrives now where the reckoning came to this day."""
    found = Forecast(MONDAY, 0.9, (day,), (day,), known=True)
    return with_hindsight(found, files, weeks_of(files, MONDAY), **more).promised[0]  # type: ignore[arg-type]


def test_a_desk_that_does_as_it_was_reckoned_is_left_as_it_is() -> None:
    files = late(100, took=10)
    assert told(files, MONDAY + timedelta(days=14)) == MONDAY + timedelta(days=14)


def test_a_desk_that_takes_files_out_of_turn_promises_later_than_its_pace_and_not_twice_as_late() -> None:
    today = date(2023, 2, 6)
    files = [(file.came, file.decided) for file in desks.out_of_turn(random.Random(5)) if file.came < today]
    known = [(came, gone if gone and gone < today else None) for came, gone in files]
    waiting, past = sum(gone is None for _, gone in known), weeks_of(known, today, closed=desks.CLOSED)
    plain = with_waits(forecast(past, waiting, today, closed=desks.CLOSED), known, closed=desks.CLOSED)
    moved = with_hindsight(plain, known, past, closed=desks.CLOSED)
    before, after = plain.promised[waiting], moved.promised[waiting]
    assert before is not None and after is not None
    assert before + timedelta(days=7) < after < before + (before - today)


def test_files_of_a_kind_are_held_to_their_own_kind() -> None:
    days = weekdays(104)
    files: Files = []
    kinds = []
    for place, day in enumerate(days):
        slow = place % 4 == 0
        took = 50 if slow else 1
        files.append((day, days[place + took] if place + took < len(days) else None))
        kinds.append("new" if slow else "renewal")
    far = MONDAY + timedelta(days=70)
    new, renewal, either = (told(files, far, kinds=kinds, kind=kind) for kind in ("new", "renewal", None))
    assert new is not None and renewal is not None and either is not None
    assert renewal < new
    assert told(files, far, kinds=["other"] * len(files), kind="new") == either, "too few of it: all are asked"


def test_with_too_few_decided_files_the_day_stays() -> None:
    files = late(100, took=10, every=30)
    assert sum(decided is not None for _, decided in files) < FEWEST
    assert told(files, MONDAY) == MONDAY
    assert told([], MONDAY) == MONDAY


def test_a_desk_that_is_not_known_stays_unknown() -> None:
    young = forecast([], 3, MONDAY)
    assert with_hindsight(young, late(60, took=5), ()) == young


def test_a_day_past_the_horizon_stays_none_and_what_is_likely_is_never_after_what_is_promised() -> None:
    files = late(100, took=10)
    found = Forecast(MONDAY, 0.9, (None, MONDAY + timedelta(days=30)), (None, MONDAY + timedelta(days=20)), known=True)
    moved = with_hindsight(found, files, weeks_of(files, MONDAY))
    assert moved.promised[0] is None
    likely, promised = moved.likely[1], moved.promised[1]
    assert likely is not None and promised is not None
    assert likely <= promised


def test_the_same_desk_gives_the_same_days_and_nothing_later_than_today_is_read() -> None:
    files = [(file.came, file.decided) for file in desks.out_of_turn(random.Random(5))]
    today = date(2023, 2, 6)
    known = [(came, gone if gone and gone < today else None) for came, gone in files if came < today]
    past = weeks_of(known, today)
    found = forecast(past, 5, today)
    once = with_hindsight(found, known, past)
    assert once == with_hindsight(found, known, past)
    # A file that is decided today or later is known only to wait.
    later = [
        (came, gone if gone and gone <= today + timedelta(days=9) else None) for came, gone in files if came < today
    ]
    assert with_hindsight(found, later, past) == once


# ---- desks as they really work. Each file is placed behind all that wait when it comes; nothing is known beforehand.

REAL: list[tuple[str, Callable[[random.Random], list[File]]]] = [
    ("a quarter out of turn", desks.out_of_turn),
    ("growing by 15 % a year", desks.growing),
    ("one of two readers ill", desks.ill),
    ("only on Fridays", desks.fridays),
    ("flooded", desks.flooded),
    ("time left", desks.lagging),
    ("quiet summers", desks.quiet_summers),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "desk"), REAL, ids=[name for name, _ in REAL])
def test_promised_days_are_kept_nine_times_of_ten_and_are_not_kept_by_being_far_off(
    name: str, desk: Callable[[random.Random], list[File]]
) -> None:
    made = [one for seed in range(11, 17) for one in replayed(desk(random.Random(seed)), every=75, offset=seed)]
    found = measured(made)
    assert found.kept.promised >= (60 if desk is desks.quiet_summers else 80), name
    # A hundred promises of six desks show a share to about three in a hundred; the bench prints more of them.
    assert found.share >= 0.9 - 0.03, name
    # Where each file takes its own time, from four days to twenty-four, the middle one is far from the ninth of ten.
    part = {desks.lagging: 0.6, desks.quiet_summers: 0.5}.get(desk, 1 / 3)
    assert found.early <= found.ahead * part, "most of the time that was told is used"


@pytest.mark.parametrize("quiet", [0, 21, 35, 60])
def test_after_quiet_weeks_no_day_is_told_sooner_than_files_ever_took(quiet: int) -> None:
    """No file took under thirty days. That nothing lies before the next one has shown nobody that it is faster."""
    today, files = date(2026, 3, 2), []
    for back in range(600, quiet, -1):
        came = today - timedelta(days=back)
        if came.weekday() < 5:
            gone = came + timedelta(days=30 + back % 8)
            files.append((came, gone if gone < today else None))
    waiting = sum(gone is None for _, gone in files)
    past = weeks_of(files, today)
    found = with_waits(forecast(past, waiting + 1, today), files)
    day = with_hindsight(found, files, past).promised[waiting]
    assert day is not None
    assert 30 <= (day - today).days <= 75


@pytest.mark.slow
def test_a_desk_that_takes_renewals_first_keeps_their_days_and_tells_the_others_later_ones() -> None:
    """The files it passes over have no honest near day: theirs are kept far more often than before, and still not always."""
    files = desks.renewals_first(random.Random(11))
    moved, plain = (list(replayed(files, every=40, hindsight=hindsight)) for hindsight in (True, False))
    renewal, new = (measured(moved, kind=kind) for kind in ("recertification", "certification"))
    assert renewal.share >= 0.9
    assert renewal.ahead < new.ahead
    assert renewal.ahead < measured(plain, kind="recertification").ahead, "told earlier than by its place alone"
    assert new.share > measured(plain, kind="certification").share + 0.2


@pytest.mark.slow
def test_without_hindsight_out_of_turn_desks_would_not_keep_their_days() -> None:
    """What the module is for: the same promises as the pace and the waits alone would have made them."""
    files = desks.out_of_turn(random.Random(11))
    moved = list(replayed(files, every=50))
    plain = list(replayed(files, every=50, hindsight=False))
    assert measured(moved).share > measured(plain).share + 0.2


def test_an_unfinished_file_past_its_day_counts_as_missed() -> None:
    over = desks.Promise(File(desks.FIRST, None), desks.LAST - timedelta(days=3))
    ahead = replace(over, day=desks.LAST + timedelta(days=3))
    nothing = replace(over, day=None)
    found = measured([over, ahead, nothing])
    assert (found.kept.promised, found.kept.kept, found.without) == (1, 0, 1)
