"""A month as a picture: one square a day, seven across, each standing with a shape of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

SIDE, STEP = 12, 16


@dataclass(frozen=True, slots=True)
class Square:
    """One day: where it stands in the picture, and how the day stands."""

    day: date
    standing: str
    x: int
    y: int

    @property
    def middle(self) -> tuple[int, int]:
        return self.x + SIDE // 2, self.y + SIDE // 2


def squares(first: date, last: date, standing: Callable[[date], str]) -> list[Square]:
    """The days of a month in rows of weeks that begin on Monday."""
    lead = first.weekday()
    found = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        row, column = divmod(lead + number, 7)
        found.append(Square(day, standing(day), 2 + column * STEP, 2 + row * STEP))
    return found
