"""A sample of listed records: drawn by a seed, the same on every machine, with at most one swapped for a stated reason."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from handrail.rules.reason import BadInput


@dataclass(frozen=True, slots=True)
class Swap:
    """One record of a sample taken out, another put in, and why: the reviewer sees all three."""

    out: str
    in_: str
    reason: str


@dataclass(frozen=True, slots=True)
class Sample:
    """What was drawn from the list, in the list's own order."""

    seed: str
    listed: tuple[str, ...]
    drawn: tuple[str, ...]
    swapped: Swap | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        """The records of the sample as it stands, in the list's order."""
        if self.swapped is None:
            return self.drawn
        held = {*self.drawn, self.swapped.in_} - {self.swapped.out}
        return tuple(one for one in self.listed if one in held)

    def swap(self, out: str, in_: str, reason: str) -> Self:
        """The sample with one record swapped. Raises BadInput for a second swap, an unknown record or no reason."""
        if self.swapped is not None:
            raise BadInput("swap", "one record is swapped already.", "Undo that one first, or keep the sample.")
        if out not in self.drawn:
            raise BadInput("out", "this record is not in the sample.", "Choose one of those drawn.")
        if in_ not in self.listed or in_ in self.drawn:
            raise BadInput("in", "this record cannot be put in.", "Choose one of the list that was not drawn.")
        if not reason.strip():
            raise BadInput("reason", "is missing.", "Say why: whoever reviews it sees your words.")
        return replace(self, swapped=Swap(out, in_, reason.strip()))


def draw(listed: Sequence[str], count: int, seed: str) -> Sample:
    """So many of the listed records, all where there are fewer; the order is that of SHA-256 over seed and id.

    The list counts by what is in it, never by its order. Raises BadInput for a count below one.
    """
    if count < 1:
        raise BadInput("count", f"{count} is not a number of records.", "Draw at least one.")
    unique = tuple(dict.fromkeys(listed))
    chosen = frozenset(sorted(unique, key=lambda one: _rank(seed, one))[:count])
    return Sample(seed, unique, tuple(one for one in unique if one in chosen))


def _rank(seed: str, one: str) -> str:
    return hashlib.sha256(f"{seed}\n{one}".encode()).hexdigest()
