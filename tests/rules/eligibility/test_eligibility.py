"""The five public questions: an honest answer with a rule, a source and a confidence behind each point."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from handrail.program import load_pack
from handrail.rules.eligibility import Answers, Question, eligibility
from handrail.rules.reason import BadInput

PACK = load_pack("ca-ab")
GOOD: dict[str, Any] = {"wcb_account": True, "most_people": 6, "helpers": 0, "trained": True, "records_months": 12}


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({}, "yes"),
        ({"most_people": 10}, "yes"),
        ({"most_people": 11}, "no"),
        ({"most_people": None}, "depends"),
        ({"most_people": 0}, "depends"),
        ({"wcb_account": False}, "no"),
        ({"wcb_account": None, "most_people": 11}, "no"),
        ({"helpers": 4}, "yes"),
        ({"helpers": 5}, "depends"),
        ({"helpers": None}, "depends"),
        ({"trained": False}, "no"),
        ({"records_months": 0}, "yes"),
        ({"records_months": None}, "yes"),
    ],
)
def test_the_verdict(change: dict[str, Any], verdict: str) -> None:
    answer = eligibility(Answers(**(GOOD | change)), date(2026, 6, 1), PACK)
    assert answer.verdict.value == verdict
    assert [point.question for point in answer.points] == list(Question)
    assert all(point.source and point.confidence and point.rule for point in answer.points)


@pytest.mark.parametrize(("months", "said"), [(12, "36 months"), (11, "certificate of 12 months"), (2, "180 days")])
def test_records_decide_which_certificate(months: int, said: str) -> None:
    answer = eligibility(Answers(**(GOOD | {"records_months": months})), date(2026, 6, 1), PACK)
    assert said in answer.points[-1].sentence


def test_helpers_name_the_partners_that_count_them() -> None:
    answer = eligibility(Answers(**(GOOD | {"helpers": 5})), date(2026, 6, 1), PACK)
    assert "Demo Construction counts family members and volunteers" in answer.points[2].sentence


def test_a_partner_counts_some_helpers_so_the_sum_is_a_most() -> None:
    answer = eligibility(Answers(**(GOOD | {"most_people": 8, "helpers": 5})), date(2026, 6, 1), PACK)
    assert "at least 8 and at most 13" in answer.points[2].sentence


def test_helpers_are_undecided_while_the_most_people_are_not_known() -> None:
    answer = eligibility(Answers(**(GOOD | {"most_people": None, "helpers": 3})), date(2026, 6, 1), PACK)
    helpers = next(point for point in answer.points if point.question is Question.HELPERS)
    assert helpers.verdict.value == "depends"
    assert "within" not in helpers.sentence


def test_less_than_nobody_is_refused() -> None:
    with pytest.raises(BadInput, match="most_people"):
        eligibility(Answers(most_people=-1), date(2026, 6, 1), PACK)
