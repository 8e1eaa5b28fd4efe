"""Both counts over two years: a level a change, nothing before the window and nothing after the day."""

from __future__ import annotations

from datetime import date

from handrail.program import load_pack
from handrail.rules.headcount import Relation, Spell
from handrail.rules.headcount.over_time import Level, over_time

DAY = date(2026, 6, 1)
PACK = load_pack()


def spell(person: str, from_: date, to: date | None = None, *, covered: bool = True, regular: bool = True) -> Spell:
    return Spell(
        person=person, relation=Relation.WORKER, from_=from_, to=to, covered=covered, regularly_employed=regular
    )


def test_a_level_for_each_change_and_none_for_what_moves_nothing() -> None:
    found = over_time(
        [
            spell("a", date(2020, 1, 1)),
            spell("b", date(2025, 3, 3), date(2025, 9, 30)),
            spell("c", date(2026, 2, 1), covered=False),
            spell("d", date(2026, 2, 1), covered=False, regular=False),
            spell("e", date(2026, 7, 1)),
        ],
        DAY,
        PACK,
    )
    assert (found.from_, found.to, found.limit, found.highest) == (date(2024, 6, 1), DAY, 10, 2)
    assert found.levels == (
        Level(date(2024, 6, 1), 1, 1),
        Level(date(2025, 3, 3), 2, 2),
        Level(date(2025, 10, 1), 1, 1),
        Level(date(2026, 2, 1), 1, 2),
    )


def test_a_firm_of_nobody_is_a_flat_line() -> None:
    assert over_time([], DAY, PACK).levels == (Level(date(2024, 6, 1), 0, 0),)
