"""A reminder in one text: never longer than one, in letters every phone takes, on its day and out of the quiet hours."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.program import load_pack
from handrail.rules.audit.window import Window
from handrail.rules.record.rhythm import Task
from handrail.rules.record.telling import LONGEST, out_of_quiet, period_name, phone_number, plain, planned, short_text

KINDS = load_pack().record_kinds
ALBERTA = ZoneInfo("America/Edmonton")
WEEK = Window(date(2026, 6, 1), date(2026, 6, 7))
MONTH = Window(date(2026, 6, 1), date(2026, 6, 30))
QUARTER = Window(date(2026, 4, 1), date(2026, 6, 30))
YEAR = Window(date(2026, 1, 1), date(2026, 12, 31))
TODAY = Window(date(2026, 6, 1), date(2026, 6, 1))


def task(kind: str, period: Window, *, done: int = 0, wanted: int = 1, left: int = 5) -> Task:
    return Task(kind, done, wanted, period, left, "")


def test_it_names_what_is_open_and_each_period_once() -> None:
    tasks = [
        task("field_hazard_assessment", WEEK),
        task("toolbox_talk", WEEK, done=1, wanted=3),
        task("inspection", MONTH, left=22),
    ]
    assert short_text("Prairie Crest", tasks, KINDS) == (
        "Prairie Crest: no morning hazard sheet yet, talk 1 of 3 this week, 5 working days left; "
        "no site check yet in June, 22 working days left. Reply is not read."
    )


@pytest.mark.parametrize(
    ("period", "said"),
    [
        (TODAY, "no talk yet today. "),
        (WEEK, "no talk yet this week, 1 working day left. "),
        (MONTH, "no talk yet in June, 1 working day left. "),
        (QUARTER, "no talk yet from April to June, 1 working day left. "),
        (YEAR, "no talk yet in 2026, 1 working day left. "),
    ],
)
def test_each_period_in_words(period: Window, said: str) -> None:
    assert said in short_text("A", [task("toolbox_talk", period, left=1)], KINDS)


def test_what_does_not_fit_is_counted() -> None:
    tasks = [task(kind, period) for kind, period in zip(list(KINDS)[:4], (WEEK, MONTH, QUARTER, YEAR), strict=True)]
    text = short_text("A roofing firm with quite a long name of its own", tasks, KINDS)
    assert len(text) <= LONGEST
    assert "; and " in text and " more. Reply is not read." in text


def test_nothing_open_says_nothing() -> None:
    assert short_text("Prairie Crest", [], KINDS) == ""
    assert short_text("Prairie Crest", [task("toolbox_talk", WEEK, done=1)], KINDS) == ""


@given(
    st.text(max_size=200),
    st.lists(
        st.builds(
            task,
            st.sampled_from(sorted(KINDS)),
            st.sampled_from([TODAY, WEEK, MONTH, QUARTER, YEAR]),
            done=st.integers(0, 2),
            wanted=st.integers(3, 14),
            left=st.integers(1, 260),
        ),
        min_size=1,
        max_size=4,
    ),
)
def test_any_firm_and_any_tasks_fit_one_message(firm: str, tasks: list[Task]) -> None:
    text = short_text(firm, tasks, KINDS)
    assert 0 < len(text) <= LONGEST
    assert plain(text) == text.strip()


def test_signs_that_would_split_the_message_fall_away() -> None:
    assert plain("Łukasz’s “Crêpe” – Ştefan & Söhne 🛠 [Ltd.]") == 'Lukasz\'s "Crepe" - Stefan & Söhne Ltd.'


@pytest.mark.parametrize(
    "typed", ["4035550123", "403 555 0123", "(403) 555-0123", "403.555.0123", "1-403-555-0123", "+1 403 555 0123 "]
)
def test_a_number_however_it_is_typed(typed: str) -> None:
    assert phone_number(typed) == "+14035550123"


@pytest.mark.parametrize(
    "typed",
    ["", "403 555 012", "403 555 01234", "103 555 0123", "403 155 0123", "911 555 0123", "403 911 0123", "+44 2079460958",
     "4035550123 x2", "٤٠٣٥٥٥٠١٢٣", "+4035550123", "2 403 555 0123"],
)  # fmt: skip
def test_what_is_no_number_here(typed: str) -> None:
    assert phone_number(typed) is None


@pytest.mark.parametrize(
    ("hour", "quiet", "wanted"),
    [
        ((1, 19, 59), (20, 7), (1, 19, 59)),
        ((1, 20, 0), (20, 7), (2, 7, 0)),
        ((1, 23, 30), (20, 7), (2, 7, 0)),
        ((1, 0, 0), (20, 7), (1, 7, 0)),
        ((1, 6, 59), (20, 7), (1, 7, 0)),
        ((1, 7, 0), (20, 7), (1, 7, 0)),
        ((1, 12, 30), (12, 13), (1, 13, 0)),
        ((1, 22, 0), (20, 0), (2, 0, 0)),
        ((1, 3, 0), (0, 6), (1, 6, 0)),
        ((1, 3, 0), (5, 5), (1, 3, 0)),
    ],
)
def test_out_of_the_quiet_hours(hour: tuple[int, ...], quiet: tuple[int, int], wanted: tuple[int, ...]) -> None:
    assert out_of_quiet(datetime(2026, 6, *hour, tzinfo=ALBERTA), *quiet) == datetime(2026, 6, *wanted, tzinfo=ALBERTA)


def test_planned_days_and_the_period_they_stand_for() -> None:
    thursday = date(2026, 6, 18)
    assert planned("week", 0, thursday) == date(2026, 6, 15)
    assert planned("week", 6, thursday) == date(2026, 6, 21)
    assert planned("month", 0, thursday) == date(2026, 6, 1)
    assert planned("month", 6, thursday) == date(2026, 6, 7)
    # A week belongs to the year its Thursday is in.
    assert period_name("week", date(2027, 1, 1)) == "2026-W53"
    assert period_name("month", date(2027, 1, 1)) == "2027-01"
