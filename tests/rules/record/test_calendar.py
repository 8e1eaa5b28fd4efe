"""Which days count as worked, and which days are a question."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.rules.audit.window import Window
from handrail.rules.record.calendar import doubtful, is_worked, month_spans, promised, weekdays, worked, worked_days
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
    # Seven days each, back from Friday 20 March: two after the layoff, 38 from 22 March to 12 December, one more before.
    assert year.weeks == 40
    assert year.between(date(2025, 12, 8), date(2025, 12, 31)) == 4


@pytest.mark.parametrize("last", [date(2026, 6, 1) + timedelta(days=number) for number in range(7)])
def test_a_year_worked_right_through_has_52_weeks_whatever_day_it_ends_on(last: date) -> None:
    for first in (last - timedelta(days=364), last - timedelta(days=365)):
        assert worked(WorkCalendar(), Window(first, last)).weeks == 52
    assert worked(WorkCalendar(), Window(last - timedelta(days=6), last)).weeks == 1
    assert worked(WorkCalendar((Idle(date(2024, 1, 1), None, "season"),)), Window(first, last)).weeks == 0


@pytest.mark.parametrize(
    ("window", "names"),
    [
        (Window(date(2025, 6, 2), date(2026, 6, 1)), ("June and July 2025", "June 2026")),
        (Window(date(2025, 3, 21), date(2026, 3, 20)), ("March and April 2025", "March 2026")),
        (Window(date(2025, 12, 2), date(2026, 12, 1)), ("December 2025 and January 2026", "December 2026")),
        (Window(date(2025, 6, 1), date(2026, 5, 31)), ("June 2025", "May 2026")),
        (Window(date(2026, 6, 3), date(2026, 6, 20)), ("June 2026", "June 2026")),
    ],
)
def test_the_running_month_is_the_last_and_the_first_names_what_it_stands_for(
    window: Window, names: tuple[str, str]
) -> None:
    spans = month_spans(window)
    assert (spans[0].name, spans[-1].name) == names
    assert (spans[0].from_, spans[-1].to) == (window.from_, window.to)
    assert spans[-1].month == window.to.replace(day=1)


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
