"""The five steps: what is done, what is next, what is overdue, and by when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from handrail.program import load_pack
from handrail.rules.journey import AuditPoint, JourneyFacts, journey

PACK = load_pack("ca-ab")
DAY = date(2026, 3, 9)
FRESH = JourneyFacts()
BUILT = JourneyFacts(
    partner_name="Demo Construction",
    applied_on=date(2025, 1, 27),
    accepted_on=date(2025, 1, 30),
    trained_name="Dana Kowal",
    trained_until=date(2028, 2, 11),
    sections_signed=10,
    sections_all=10,
    records_from=date(2025, 3, 3),
)
CERTIFIED = replace(BUILT, audit=AuditPoint.ACCEPTED, certified_until=date(2029, 3, 20), yearly_due=date(2027, 3, 20))


@pytest.mark.parametrize(
    ("facts", "day", "states", "now", "due"),
    [
        (FRESH, DAY, "next ahead ahead ahead ahead", "contact", None),
        (replace(FRESH, applied_on=DAY), DAY, "next ahead ahead ahead ahead", "contact", None),
        (replace(FRESH, accepted_on=DAY), DAY, "done next ahead ahead ahead", "training", None),
        (replace(BUILT, sections_signed=4), DAY, "done done next ahead ahead", "build", None),
        (replace(BUILT, records_from=date(2026, 1, 15)), DAY, "done done next ahead ahead", "build", date(2026, 4, 15)),
        (BUILT, DAY, "done done done next ahead", "assess", None),
        # Gathering has begun before the last section is signed: both are under way.
        (
            replace(BUILT, sections_signed=4, audit=AuditPoint.GATHERING, audit_due=date(2026, 3, 23)),
            DAY,
            "done done next next ahead",
            "build",
            None,
        ),
        (
            replace(BUILT, audit=AuditPoint.RETURNED, audit_due=date(2026, 5, 9)),
            date(2026, 5, 10),
            "done done done overdue ahead",
            "assess",
            date(2026, 5, 9),
        ),
        (
            replace(BUILT, audit=AuditPoint.SUBMITTED, audit_due=date(2026, 4, 10)),
            date(2026, 5, 10),
            "done done done next ahead",
            "assess",
            None,
        ),
        (CERTIFIED, date(2026, 6, 1), "done done done done next", "keep", date(2027, 3, 20)),
        (CERTIFIED, date(2027, 3, 21), "done done done done overdue", "keep", date(2027, 3, 20)),
        (CERTIFIED, date(2028, 2, 12), "done overdue done done overdue", "training", date(2028, 2, 11)),
        (replace(CERTIFIED, yearly_submitted=True), date(2027, 4, 1), "done done done done next", "keep", None),
    ],
)
def test_the_steps(facts: JourneyFacts, day: date, states: str, now: str, due: date | None) -> None:
    answer = journey(facts, day, PACK)
    assert " ".join(step.state.value for step in answer.steps) == states
    assert answer.now.code.value == now
    assert answer.now.due == due
    assert [step.place for step in answer.steps] == [1, 2, 3, 4, 5]
    assert all(step.sentence for step in answer.steps)
