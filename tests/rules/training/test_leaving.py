"""When the trained person leaves: the first day nobody carries the training, and when somebody else does."""

from __future__ import annotations

from datetime import date

from handrail.program import load_pack
from handrail.rules.headcount import Relation, Spell
from handrail.rules.training.currency import Training
from handrail.rules.training.leaving import Gap, training_gap

PACK = load_pack()
DAY = date(2026, 2, 1)
LUIS = Training("luis", date(2025, 2, 11), name="Luis")
DANA = Training("dana", date(2025, 3, 11), name="Dana")


def spell(person: str, to: date | None = None) -> Spell:
    return Spell(
        person=person, relation=Relation.WORKER, from_=date(2020, 1, 1), to=to, covered=True, regularly_employed=True
    )


def test_a_written_last_day_opens_a_gap_on_the_day_after() -> None:
    people = [spell("luis", date(2026, 2, 2))]
    assert training_gap([LUIS], people, DAY, PACK) == Gap(date(2026, 2, 3), ("Luis",), True)
    assert training_gap([LUIS], people, date(2026, 2, 3), PACK) == Gap(date(2026, 2, 3), ("Luis",), False)


def test_nobody_leaving_or_somebody_staying_is_no_gap() -> None:
    assert training_gap([LUIS], [spell("luis")], DAY, PACK) is None
    assert training_gap([LUIS, DANA], [spell("luis", date(2026, 2, 2)), spell("dana")], DAY, PACK) is None
    assert training_gap([], [spell("luis", date(2026, 2, 2))], DAY, PACK) is None


def test_when_both_leave_the_last_one_makes_the_gap() -> None:
    people = [spell("luis", date(2026, 2, 2)), spell("dana", date(2026, 3, 31))]
    assert training_gap([LUIS, DANA], people, DAY, PACK) == Gap(date(2026, 4, 1), ("Dana",), True)


def test_somebody_trained_since_closes_it() -> None:
    late = Training("dana", date(2026, 2, 20), name="Dana")
    people = [spell("luis", date(2026, 2, 2)), spell("dana")]
    assert training_gap([LUIS, late], people, date(2026, 2, 25), PACK) is None
    assert training_gap([LUIS, late], people, date(2026, 2, 10), PACK) == Gap(date(2026, 2, 3), ("Luis",), False)


def test_an_overdue_refresher_is_not_called_leaving() -> None:
    old = Training("luis", date(2020, 2, 11), name="Luis")
    assert training_gap([old], [spell("luis", date(2026, 2, 2))], DAY, PACK) is None
