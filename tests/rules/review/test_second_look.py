"""What makes a waiting file stand out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from handrail.rules.review.second_look import Marks, Waiting, by_risk, second_look

DAY = date(2026, 6, 1)
MARKS = Marks(target_days=28, promise_days=3, pass_mark=Fraction(80), near_points=5, many_notes=10)
QUIET = Waiting(date(2026, 5, 20))


def codes(**changes: object) -> list[str]:
    return [one.code for one in second_look(replace(QUIET, **changes), DAY, MARKS)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"received_on": date(2026, 5, 4)}, []),
        ({"received_on": date(2026, 5, 3)}, ["over_target"]),
        ({"promised_on": date(2026, 6, 5)}, []),
        ({"promised_on": date(2026, 6, 4)}, ["promise_near"]),
        ({"promised_on": date(2026, 5, 31)}, ["promise_past"]),
        ({"percent_before": Decimal("74.99")}, []),
        ({"percent_before": Decimal("75.00")}, ["near_mark"]),
        ({"percent_before": Decimal("85.00")}, ["near_mark"]),
        ({"percent_before": Decimal("85.01")}, []),
        ({"notes_open": 9}, []),
        ({"notes_open": 10}, ["many_notes"]),
        ({"round": 2}, ["later_round"]),
        ({"round": 2, "read_anew": True}, ["read_anew"]),
        ({"first_audit": True}, ["first_audit"]),
        ({"found": {"policy_unsigned": (), "name_differs": ()}}, ["name_differs", "policy_unsigned"]),
        ({"found": {"unheard_of": ("1.1",)}}, []),
    ],
)
def test_each_fact_is_a_reason_from_its_mark_on(changes: dict[str, object], found: list[str]) -> None:
    assert codes(**changes) == found


def test_reasons_are_said_in_words() -> None:
    file = replace(QUIET, round=2, percent_before=Decimal("77.62"), promised_on=date(2026, 5, 29))
    assert [one.sentence for one in second_look(file, DAY, MARKS)] == [
        "Promised by Friday 29 May 2026, which is past",
        "77.62 % in the round before, near the 80 % it needs",
        "Round 2: it came back once already",
    ]


@pytest.mark.parametrize(
    ("questions", "said"),
    [
        ((), "Months of records are missing"),
        (("2.6",), "Months of records are missing: 2.6"),
        (("2.6", "8.3", "9.1"), "Months of records are missing: 2.6, 8.3 and 9.1"),
        (("8.1", "8.2", "8.3", "8.4"), "Months of records are missing: 4 questions, element 8"),
        (("2.6", "8.1", "8.2", "10.1"), "Months of records are missing: 4 questions, elements 2, 8 and 10"),
        (("1.1", "2.6", "8.1", "9.1", "9.2"), "Months of records are missing: 5 questions in 4 elements"),
    ],
)
def test_what_the_checks_ask_says_where_and_how_much(questions: tuple[str, ...], said: str) -> None:
    (reason,) = second_look(replace(QUIET, found={"months_missing": questions}), DAY, MARKS)
    assert reason.sentence == said


def test_the_weightiest_reason_goes_before_many_light_ones() -> None:
    light = replace(QUIET, round=2, first_audit=True, found={"policy_unsigned": (), "policy_overdue": ()})
    grave = replace(QUIET, found={"name_differs": ()})
    past = replace(QUIET, promised_on=date(2026, 5, 31))
    ordered = sorted(
        [light, grave, past], key=lambda one: by_risk(one, second_look(one, DAY, MARKS), MARKS.target_days)
    )
    assert ordered == [past, grave, light]


def test_a_file_read_anew_goes_before_all_but_a_broken_promise() -> None:
    anew = replace(QUIET, round=2, read_anew=True, received_on=DAY)
    past = replace(QUIET, promised_on=date(2026, 5, 31))
    near = replace(QUIET, promised_on=DAY, notes_open=99)
    ordered = sorted([near, anew, past], key=lambda one: by_risk(one, second_look(one, DAY, MARKS), MARKS.target_days))
    assert ordered == [past, anew, near]


def test_what_weighs_most_comes_first_and_then_the_nearest_day() -> None:
    late = Waiting(date(2026, 5, 1), round=2)
    early, promised = Waiting(date(2026, 5, 19)), replace(QUIET, promised_on=date(2026, 6, 10))
    files = [QUIET, early, promised, late]
    ordered = sorted(files, key=lambda one: by_risk(one, second_look(one, DAY, MARKS), MARKS.target_days))
    assert ordered == [late, promised, early, QUIET]
