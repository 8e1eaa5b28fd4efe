"""The receipt of a decision says what it was, what it rests on, what to do by when, and how to appeal until when."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from handrail.program import load_pack
from handrail.rules.audit.facts import Purpose
from handrail.rules.reason import BadInput
from handrail.rules.review.receipt import Decided, Receipt, receipt

PACK = load_pack("ca-ab")
BEGAN, DECIDED = date(2026, 3, 9), date(2026, 4, 24)


def of(outcome: str, day: date = DECIDED, purpose: Purpose = Purpose.CERTIFICATION, **more: object) -> Receipt:
    decided = Decided(outcome, purpose, BEGAN, DECIDED, **more)  # type: ignore[arg-type]
    return receipt(decided, day, PACK, "demo-construction")


def sentences(found: Receipt) -> str:
    return " ".join(reason.sentence for reason in (*found.said, *found.to_do))


def test_a_return_says_the_score_the_day_and_that_it_is_no_refusal() -> None:
    found = of("returned", percent=Decimal("77.62"), correct_by=date(2026, 5, 9), closes_on=date(2026, 7, 23))
    text = sentences(found)
    assert "not refused" in text
    assert "77.62 %" in text and "80 % overall and 50 % in every element" in text
    assert "Saturday 9 May 2026" in text and "Thursday 23 July 2026" in text
    keys = [rule.key for rule in found.rules]
    assert keys[:2] == ["audit.pass.overall", "audit.pass.element"]
    assert {"audit.correct.days_per_round", "audit.correct.total_days", "review.appeal_days"} <= set(keys)
    assert found.appeal.open and found.appeal.until == date(2026, 5, 24)


def test_every_rule_carries_its_day_its_source_and_how_sure_it_is() -> None:
    for rule in of("returned").rules:
        assert rule.from_ <= DECIDED
        assert rule.source and rule.confidence


def test_an_acceptance_cannot_be_appealed_and_is_no_certificate_yet() -> None:
    found = of("accepted", percent=Decimal("93.34"))
    assert not found.appeal.open
    assert "both have signed, not before" in sentences(found)
    assert not any(rule.key.startswith(("review.appeal", "audit.correct")) for rule in found.rules)


def test_an_accepted_yearly_audit_goes_by_its_own_marks() -> None:
    found = of("accepted", purpose=Purpose.MAINTENANCE, percent=Decimal(90))
    assert "runs on" in sentences(found)
    assert [rule.key for rule in found.rules] == ["audit.pass.maintenance.overall", "audit.pass.maintenance.element"]


@pytest.mark.parametrize(("since", "said"), [("gone_on", "gone on since"), ("certified", "Both have signed")])
def test_an_old_receipt_asks_for_nothing_that_is_over(since: str, said: str) -> None:
    found = of("returned", correct_by=date(2026, 5, 9), since=since)
    assert said in found.to_do[0].sentence and len(found.to_do) == 1


def test_the_quality_mark_stands_where_one_was_given() -> None:
    found = of("not_accepted", quality=Decimal(70))
    assert "70 %" in sentences(found)
    assert "audit.pass.quality" in [rule.key for rule in found.rules]
    assert "audit.pass.quality" not in [rule.key for rule in of("not_accepted").rules]


def test_after_the_last_day_the_receipt_says_so() -> None:
    assert of("returned", date(2026, 5, 24)).appeal.open
    late = of("returned", date(2026, 5, 25)).appeal
    assert not late.open and "Sunday 24 May 2026" in late.reasons[0].sentence


def test_a_round_that_is_not_decided_has_no_receipt() -> None:
    with pytest.raises(BadInput):
        of("reading")


@pytest.mark.parametrize(("rounds", "said"), [(1, "after one round of corrections"), (2, "after 2 rounds")])
def test_an_acceptance_after_corrections_says_so(rounds: int, said: str) -> None:
    assert said in sentences(of("accepted", corrections=rounds))
    assert "after" not in of("accepted").said[0].sentence
    assert "after" not in of("returned", corrections=rounds).said[0].sentence


def test_a_visit_to_the_site_is_named_with_its_day() -> None:
    assert "visited on Monday 20 April 2026" in sentences(of("not_accepted", visited_on=(date(2026, 4, 20),)))
