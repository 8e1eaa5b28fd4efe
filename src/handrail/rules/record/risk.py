"""The risk rank of a formal hazard assessment: how bad it can get, times how likely it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Urgency = Literal["first", "soon", "keep"]


@dataclass(frozen=True, slots=True)
class Rank:
    """`score` is the product of both places counted from the mildest; `most` the worst that can be."""

    score: int
    most: int
    urgency: Urgency


def rank(severities: Sequence[str], severity: str, likelihoods: Sequence[str], likelihood: str) -> Rank | None:
    """The rank where both answers stand in their lists, each from the worst to the mildest; None otherwise.

    Two thirds of the worst and above comes first, one third and above soon; the rest is kept as it is. This is common
    practice with a three-by-three table, not a rule of the program.
    """
    if severity not in severities or likelihood not in likelihoods:
        return None
    score = (len(severities) - severities.index(severity)) * (len(likelihoods) - likelihoods.index(likelihood))
    most = len(severities) * len(likelihoods)
    urgency: Urgency = "first" if score * 3 >= most * 2 else "soon" if score * 3 >= most else "keep"
    return Rank(score, most, urgency)
