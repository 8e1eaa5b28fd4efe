"""Until when a decision can be appealed, and who may answer."""

from __future__ import annotations

from datetime import date

import pytest

from handrail.program import load_pack
from handrail.rules.review.appeal import appeal_window, may_hear

DECIDED = date(2026, 4, 24)


PACK = load_pack("ca-ab")


def test_a_refusal_can_be_appealed_for_thirty_days_and_is_answered_within_twenty_one() -> None:
    found = appeal_window("not_accepted", DECIDED, date(2026, 5, 24), PACK, None)
    assert (found.open, found.until, found.answer_by) == (True, date(2026, 5, 24), date(2026, 6, 14))


def test_the_answer_is_told_in_days_from_the_appeal_whatever_day_it_is_read() -> None:
    for day in (DECIDED, date(2026, 5, 24)):
        sentence = appeal_window("returned", DECIDED, day, PACK, None).reasons[0].sentence
        assert sentence == (
            "You may appeal until Sunday 24 May 2026. "
            "Somebody who had no part in the decision answers within 21 days of your appeal."
        )


def test_a_day_later_it_is_too_late_and_says_which_day_was_the_last() -> None:
    found = appeal_window("returned", DECIDED, date(2026, 5, 25), PACK, None)
    assert not found.open
    assert found.reasons[0].sentence == "The last day to appeal this decision was Sunday 24 May 2026."


@pytest.mark.parametrize("state", ["waiting", "reading", "accepted", "withdrawn"])
def test_there_is_nothing_to_appeal_in_any_other_state(state: str) -> None:
    assert not appeal_window(state, DECIDED, DECIDED, PACK, None).open


def test_nobody_answers_an_appeal_of_their_own_decision() -> None:
    assert may_hear("c", {"a", "b"})
    assert not may_hear("a", {"a", "b"})
