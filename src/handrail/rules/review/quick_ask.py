"""Where a quick ask stands: until when its link takes an answer, and why it takes none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

State = Literal["open", "answered", "taken_back", "decided", "late"]
READ_STATES: Final = frozenset({"waiting", "reading"})
"""The states of a round that is still read; an ask of any other takes no answer."""


@dataclass(frozen=True, slots=True)
class AskFacts:
    """What is known of an ask: its instants, the state of the round it belongs to, and when that was decided, if it was."""

    answer_by: datetime
    answered_at: datetime | None
    taken_back_at: datetime | None
    round_state: str
    round_over_at: datetime | None = None


def standing(facts: AskFacts, now: datetime) -> State:
    """The state of an ask at an instant. A file laid back in the queue is still being read; a decided one is not."""
    if facts.answered_at is not None:
        return "answered"
    if facts.taken_back_at is not None:
        return "taken_back"
    if facts.round_state not in READ_STATES:
        return "decided"
    return "late" if now > facts.answer_by else "open"


def cut_short(facts: AskFacts) -> bool:
    """Whether the round was decided while the ask still had time and no answer: the firm did not miss it."""
    unanswered = facts.answered_at is None and facts.taken_back_at is None
    return unanswered and facts.round_over_at is not None and facts.round_over_at <= facts.answer_by


def left(most: int, sent: int) -> int:
    """How many asks may still be sent on a round. One taken back counts: the firm was written to all the same."""
    return max(0, most - sent)
