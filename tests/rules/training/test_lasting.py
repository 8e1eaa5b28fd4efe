"""Which ticket of several counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from handrail.rules.training.lasting import lasting


@dataclass(frozen=True)
class Card:
    name: str
    taken_on: date
    expires_on: date | None = None


EXPIRED = Card("to January", date(2023, 2, 1), date(2026, 1, 31))
UNDATED = Card("renewed, no last day", date(2025, 12, 15))


@pytest.mark.parametrize(
    ("cards", "name"),
    [
        ((EXPIRED, UNDATED), "renewed, no last day"),
        ((UNDATED, EXPIRED), "renewed, no last day"),
        ((Card("old, no last day", date(2020, 1, 1)), EXPIRED), "to January"),
        ((EXPIRED, Card("shorter", date(2025, 6, 1), date(2025, 12, 31))), "to January"),
        ((EXPIRED, Card("longer", date(2025, 6, 1), date(2028, 6, 1))), "longer"),
        ((Card("same day", date(2025, 12, 15), date(2027, 1, 1)), UNDATED), "renewed, no last day"),
        ((EXPIRED, UNDATED, Card("after it", date(2026, 3, 1), date(2029, 3, 1))), "after it"),
    ],
)
def test_the_one_that_lasts(cards: tuple[Card, ...], name: str) -> None:
    found = lasting(cards)
    assert found is not None
    assert found.name == name


def test_of_none_there_is_none() -> None:
    assert lasting([]) is None
