"""Which days count as worked, and which days are a question."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.rules.audit.window import Window
from handrail.rules.record.calendar import doubtful, is_worked, promised, weekdays, worked, worked_days
from handrail.rules.record.facts import Idle, Promise, WorkCalendar
from tests.rules.record.years import LAYOFF, WINDOW, calendar_of, record

CHINOOK = (date(2026, 1, 14), date(2026, 1, 15), date(2026, 1, 16))


def test_a_winter_with_three_chinook_days_worked() -> None:
    calendar = calendar_of([record("field_hazard_assessment", day) for day in CHINOOK], LAYOFF)
    year = worked(calendar, WINDOW)
    months = {one.span.month.month: one for one in year.months}
    assert [months[one].state for one in (12, 1, 2, 3)] == ["part_idle", "part_idle", "idle", "part_idle"]
    assert (months[1].worked_days, months[1].reason) == (3, "layoff")
    assert (months[2].worked_days, months[2].reason) == (0, "layoff")
    assert months[8].state == "worked"
    assert [one.day for one in doubtful(calendar, WINDOW)] == list(CHINOOK)
    assert doubtful(calendar, WINDOW)[0].question == (
        "Wednesday 14 January 2026: did you work that day? Your calendar says: laid off."
    )


def test_an_answer_settles_the_question_either_way() -> None:
    records = [record("toolbox_talk", day) for day in CHINOOK]
    answered = ((CHINOOK[0], True), (CHINOOK[1], False))
    calendar = calendar_of(records, LAYOFF, answered=answered)
    assert [is_worked(calendar, day) for day in CHINOOK] == [True, False, True]
    assert [one.day for one in doubtful(calendar, WINDOW)] == [CHINOOK[2]]


def test_a_saturday_with_a_record_is_simply_worked() -> None:
    saturday = date(2025, 8, 9)
    assert not is_worked(WorkCalendar(), saturday)
    calendar = calendar_of([record("toolbox_talk", saturday)])
    assert is_worked(calendar, saturday)
    assert doubtful(calendar, WINDOW) == ()


def test_worked_weeks_of_a_season() -> None:
    year = worked(WorkCalendar((LAYOFF,)), WINDOW)
    # 24 March to 12 December are 38 weeks; before them one Friday, after the layoff two weeks.
    assert year.weeks == 41
    assert year.between(date(2025, 12, 8), date(2025, 12, 31)) == 4


@pytest.mark.parametrize(
    ("unit", "times", "expected"), [("day", 1, 21), ("week", 1, 4), ("week", 2, 8), ("month", 1, 1), ("year", 1, 0)]
)
def test_what_a_promise_asks_of_august(unit: str, times: int, expected: int) -> None:
    year = worked(WorkCalendar(), WINDOW)
    promise = Promise("toolbox_talk", times, unit, date(2025, 1, 1))  # type: ignore[arg-type]
    assert promised(promise, year, date(2025, 8, 1), date(2025, 8, 31)) == expected


def test_a_promise_asks_nothing_of_the_time_before_it_or_of_idle_weeks() -> None:
    year = worked(WorkCalendar((LAYOFF,)), WINDOW)
    promise = Promise("toolbox_talk", 1, "week", date(2025, 8, 18))
    assert promised(promise, year, date(2025, 8, 1), date(2025, 8, 31)) == 2
    assert promised(promise, year, date(2026, 1, 1), date(2026, 1, 31)) == 0


DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
IDLE = st.builds(
    lambda first, length: Idle(first, None if length is None else first + timedelta(days=length), "season"),
    DAYS,
    st.none() | st.integers(0, 200),
)
CALENDARS = st.builds(
    lambda idle, days, answers: WorkCalendar(tuple(idle), frozenset(days), tuple(answers.items())),
    st.lists(IDLE, max_size=3),
    st.lists(DAYS, max_size=5),
    st.dictionaries(DAYS, st.booleans(), max_size=5),
)


@settings(max_examples=60, deadline=None)
@given(CALENDARS, DAYS, st.integers(0, 400))
def test_a_window_is_reckoned_as_its_days_one_by_one(calendar: WorkCalendar, first: date, length: int) -> None:
    window = Window(first, first + timedelta(days=length))
    every = [first + timedelta(days=number) for number in range(length + 1)]
    assert worked_days(calendar, window) == tuple(day for day in every if is_worked(calendar, day))
    assert weekdays(first, window.to) == sum(day.weekday() < 5 for day in every)
    year = worked(calendar, window)
    assert sum(one.worked_days for one in year.months) == len(year.days)
    assert all((one.state == "idle") == (one.worked_days == 0) for one in year.months)
