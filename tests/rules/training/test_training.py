"""Training: current up to the day the refresher is due, and only on somebody who is on staff."""

from __future__ import annotations

from datetime import date

from handrail.program import load_pack
from handrail.rules.headcount import Relation, Spell
from handrail.rules.training import Training, TrainingKind, trained_on_staff, training_currency

PACK = load_pack("ca-ab")
DANA = Training("Dana", date(2025, 2, 11))
STAFF = (Spell("Dana", Relation.OWNER, date(2019, 1, 1), None, True, False),)


def test_current_on_the_day_itself_and_not_after() -> None:
    (on_the_day,) = training_currency([DANA], date(2028, 2, 11), PACK)
    assert on_the_day.current
    assert on_the_day.refresher_due == date(2028, 2, 11)
    (after,) = training_currency([DANA], date(2028, 2, 12), PACK)
    assert not after.current
    assert after.reason.code == "refresher_overdue"


def test_a_refresher_starts_the_clock_anew_and_one_without_training_does_not() -> None:
    fresh = Training("Dana", date(2028, 2, 1), TrainingKind.REFRESHED)
    stray = Training("Luis", date(2028, 2, 1), TrainingKind.REFRESHED)
    (dana,) = training_currency([fresh, DANA, stray], date(2028, 3, 1), PACK)
    assert (dana.trained_on, dana.refresher_due, dana.current) == (date(2025, 2, 11), date(2031, 2, 1), True)


def test_training_of_a_later_day_is_not_known_yet() -> None:
    assert training_currency([DANA], date(2025, 2, 10), PACK) == ()


def test_one_trained_person_on_staff_is_enough() -> None:
    answer = trained_on_staff([DANA], STAFF, date(2026, 6, 1), PACK)
    assert answer.met
    assert answer.met_until == date(2028, 2, 11)


def test_who_has_left_or_only_delivers_does_not_carry_it() -> None:
    left = (Spell("Dana", Relation.OWNER, date(2019, 1, 1), date(2026, 2, 2), True, False),)
    answer = trained_on_staff([DANA], left, date(2026, 6, 1), PACK)
    assert not answer.met
    assert [one.person for one in answer.gone] == ["Dana"]
    assert {reason.code for reason in answer.reasons} >= {"nobody_trained", "trained_gone"}
    outside = (Spell("Dana", Relation.SUPPLIER, date(2019, 1, 1), None, True, False),)
    assert not trained_on_staff([DANA], outside, date(2026, 6, 1), PACK).met
