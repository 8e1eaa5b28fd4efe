"""Where a quick ask stands: until when its link takes an answer, and why it takes none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

State = Literal["open", "answered", "taken_back", "decided", "late"]
_READ: Final = frozenset({"waiting", "reading"})


@dataclass(frozen=True, slots=True)
class AskFacts:
    """What is known of an ask: its instants, and the state of the round it belongs to."""

    answer_by: datetime
    answered_at: datetime | None
    taken_back_at: datetime | None
    round_state: str


def standing(facts: AskFacts, now: datetime) -> State:
    """The state of an ask at an instant. A file laid back in the queue is still being read; a decided one is not."""
    if facts.answered_at is not None:
        return "answered"
    if facts.taken_back_at is not None:
        return "taken_back"
    if facts.round_state not in _READ:
        return "decided"
    return "late" if now > facts.answer_by else "open"


def left(most: int, sent: int) -> int:
    """How many asks may still be sent on a round. One taken back counts: the firm was written to all the same."""
    return max(0, most - sent)
