"""When to gather, with a winter in the way."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.rules.audit.window import Window
from handrail.rules.record.facts import Idle, WorkCalendar
from handrail.rules.record.season import season
from tests.rules.record.years import LAYOFF

DUE = date(2026, 3, 20)
TODAY = date(2025, 6, 2)


def test_the_roofer_whose_crew_is_back_after_the_due_day() -> None:
    winter = Idle(date(2025, 11, 1), None, "season", expected_back=date(2026, 4, 15))
    found = season(DUE, WorkCalendar((winter,)), TODAY, 15)
    assert found.stretch == Window(date(2025, 10, 20), date(2025, 10, 31))
    assert found.clash
    assert found.sentence == (
        "Your due day is 20 March, your crew is back about 15 April: do the walk, the talks and your days to gather "
        "between 20 and 31 October, 12 of the 15 you may take in a row, while there is somebody to ask and a job to see."
    )


def test_last_years_winter_is_taken_to_come_again() -> None:
    last = Idle(date(2024, 11, 1), date(2025, 4, 14), "season")
    found = season(DUE, WorkCalendar((last,)), TODAY, 15)
    assert (found.guessed, found.stretch) == (True, Window(date(2025, 10, 20), date(2025, 10, 31)))
    told = season(DUE, WorkCalendar((last, LAYOFF)), TODAY, 15)
    assert not told.guessed
    assert told.stretch == Window(date(2025, 12, 1), date(2025, 12, 11))


def test_a_firm_that_works_all_year_may_end_on_its_due_day() -> None:
    rain = Idle(date(2026, 3, 11), date(2026, 3, 11), "weather")
    found = season(DUE, WorkCalendar((rain,)), TODAY, 15)
    assert (found.clash, found.stretch) == (False, Window(date(2026, 3, 9), DUE))
    assert found.sentence == (
        "Your due day is 20 March. Your days to gather may run between 9 and 20 March, 12 of the 15 you may take in a row, or earlier."
    )


def test_the_days_that_are_named_are_as_many_as_are_said() -> None:
    for first in range(1, 29):
        winter = Idle(date(2025, 11, first), date(2026, 3, 31), "season")
        found = season(DUE, WorkCalendar((winter,)), TODAY, 15)
        assert found.stretch is not None
        days = (found.stretch.to - found.stretch.from_).days + 1
        assert days <= 15
        assert (
            "your 15 days in a row" if days == 15 else f", {days} of the 15 you may take in a row"
        ) in found.sentence


def test_too_late_for_the_best_weeks_the_days_that_are_left_are_named() -> None:
    found = season(DUE, WorkCalendar((LAYOFF,)), date(2026, 1, 12), 15)
    assert found.stretch == Window(date(2026, 3, 10), DUE)
    winter = Idle(date(2025, 11, 1), date(2026, 3, 17), "season")
    late = season(DUE, WorkCalendar((winter,)), date(2026, 1, 12), 15)
    assert late.sentence == (
        "Your due day is 20 March, your crew is back about 18 March: only 3 worked days are left before it. "
        "Use them between 18 and 20 March."
    )


def test_without_a_worked_day_left_it_says_whom_to_ask() -> None:
    winter = Idle(date(2025, 11, 1), date(2026, 4, 14), "season")
    found = season(DUE, WorkCalendar((winter,)), date(2026, 1, 12), 15)
    assert found.stretch is None
    assert found.sentence == (
        "Your due day is 20 March, and your crew is back about 15 April: no worked day is left before it. "
        "Ask your partner now what may be done."
    )


IDLE = st.builds(
    lambda first, length: Idle(first, first + timedelta(days=length), "season"),
    st.dates(date(2025, 6, 1), date(2026, 4, 30)),
    st.integers(8, 200),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(IDLE, max_size=3), st.dates(TODAY, date(2026, 4, 1)), st.integers(5, 30))
def test_the_stretch_lies_between_today_and_the_due_day_and_is_no_longer_than_allowed(
    idle: list[Idle], today: date, most: int
) -> None:
    found = season(DUE, WorkCalendar(tuple(idle)), today, most)
    if found.stretch is not None:
        assert today <= found.stretch.from_ <= found.stretch.to <= DUE
        assert (found.stretch.to - found.stretch.from_).days < most
