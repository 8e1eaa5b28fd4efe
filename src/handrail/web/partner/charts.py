"""Charts as plain geometry: what a template draws as SVG, with the same numbers in the table beneath."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

HEIGHT: Final = 160  # of the columns, without the words beneath
STEP: Final = 48  # from one month to the next
WIDE: Final = 16
MONTHS: Final = 12  # a year runs on the scale of a whole one
TOP: Final = 20


@dataclass(frozen=True, slots=True)
class Column:
    """One column: where it stands, how tall it is, what it says."""

    x: int
    y: int
    height: int
    value: int

    @property
    def middle(self) -> int:
        return self.x + WIDE // 2

    @property
    def above(self) -> int:
        return self.y - 5


@dataclass(frozen=True, slots=True)
class Pair:
    """Two columns side by side over one word."""

    word: str
    middle: int
    one: Column
    two: Column


@dataclass(frozen=True, slots=True)
class Columns:
    """Pairs of columns on one line."""

    pairs: tuple[Pair, ...]
    width: int
    base: int
    height: int
    wide: int = WIDE


def columns(rows: Sequence[tuple[str, int, int]]) -> Columns:
    """Two columns a row (word, first, second) on one scale."""
    most = max((max(one, two) for _word, one, two in rows), default=0) or 1
    base = TOP + HEIGHT
    found = []
    for place, (word, one, two) in enumerate(rows):
        left = place * STEP + 6
        found.append(Pair(word, left + WIDE + 1, _column(left, one, most), _column(left + WIDE + 2, two, most)))
    return Columns(tuple(found), MONTHS * STEP, base, base + 24)


def _column(x: int, value: int, most: int) -> Column:
    height = round(value / most * HEIGHT)
    return Column(x, TOP + HEIGHT - height, height, value)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a list: its word, its number and its length in hundredths of the longest."""

    word: str
    value: int
    length: int


def bars(rows: Sequence[tuple[str, int]]) -> tuple[Bar, ...]:
    """A bar a row, the longest at full length."""
    most = max((value for _word, value in rows), default=0) or 1
    return tuple(Bar(word, value, value * 100 // most) for word, value in rows)
