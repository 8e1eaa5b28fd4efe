"""The life of one review round, as a table. Each submission opens a round of its own; a resubmission opens the next."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from handrail.rules.audit.moves import Guard, Lifecycle, Refusal, Step
from handrail.rules.permissions import Role


class RoundState(StrEnum):
    WAITING = "waiting"
    READING = "reading"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not_accepted"
    WITHDRAWN = "withdrawn"


DECIDED: Final = (RoundState.RETURNED.value, RoundState.ACCEPTED.value, RoundState.NOT_ACCEPTED.value)
"""The states of a round that a reviewer decided; a withdrawn one was decided by nobody."""


class RoundMove(StrEnum):
    OPEN = "open"
    PUT_BACK = "put_back"
    RETURN = "return"
    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    VISIT = "visit"


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """What the guards look at: a conflict of interest, open notes that must be fixed, whether the points pass, what was said,
    and whether a visit is ordered that nobody has reported yet."""

    own_firm: bool = False
    must_fix_open: int = 0
    unread: int = 0
    passes: bool = False
    reason_given: bool = False
    visit_open: bool = False


INDEPENDENT = Guard[RoundFacts](
    "independent",
    lambda f: not f.own_firm,
    "A reviewer who works, worked or consulted for this firm may not review it; another reviewer must.",
)
SOMETHING_TO_FIX = Guard[RoundFacts](
    "something_to_fix",
    lambda f: f.must_fix_open > 0,
    "A return needs at least one note that must be fixed; write it on its question first.",
)
NOTHING_TO_FIX = Guard[RoundFacts](
    "nothing_to_fix",
    lambda f: f.must_fix_open == 0,
    "A note that must be fixed is still open; resolve it or return the audit.",
)
ALL_READ = Guard[RoundFacts](
    "all_read",
    lambda f: f.unread == 0,
    "Some questions have no reviewed points yet; the final score is the reviewer's.",
)
PASSES = Guard[RoundFacts](
    "passes", lambda f: f.passes, "The reviewed points do not pass; return the audit or do not accept it."
)
REASON = Guard[RoundFacts](
    "reason_given", lambda f: f.reason_given, "Not accepting needs a reason the firm can read; write it first."
)
NO_VISIT_OPEN = Guard[RoundFacts](
    "no_visit_open",
    lambda f: not f.visit_open,
    "A visit to the site is ordered; report what was seen or call it off first.",
)
VISIT_REASON = Guard[RoundFacts](
    "visit_reason", lambda f: f.reason_given, "A visit is ordered with a reason the firm can read; write it first."
)

_REVIEWER = frozenset({Role.REVIEWER})
_OWNER = frozenset({Role.OWNER})
_ACCEPTING = (INDEPENDENT, NO_VISIT_OPEN, ALL_READ, PASSES, NOTHING_TO_FIX)
_S, _M = RoundState, RoundMove

ROUND: Final = Lifecycle[RoundFacts](
    "A review round",
    (
        Step(_S.WAITING, _M.OPEN, _S.READING, _REVIEWER, (INDEPENDENT,)),
        Step(_S.WAITING, _M.WITHDRAW, _S.WITHDRAWN, _OWNER),
        Step(_S.READING, _M.PUT_BACK, _S.WAITING, frozenset({Role.REVIEWER, Role.PARTNER_ADMIN})),
        Step(_S.READING, _M.RETURN, _S.RETURNED, _REVIEWER, (INDEPENDENT, NO_VISIT_OPEN, SOMETHING_TO_FIX)),
        Step(_S.READING, _M.ACCEPT, _S.ACCEPTED, _REVIEWER, _ACCEPTING),
        Step(_S.READING, _M.DECLINE, _S.NOT_ACCEPTED, _REVIEWER, (INDEPENDENT, NO_VISIT_OPEN, REASON)),
        Step(_S.READING, _M.VISIT, _S.READING, _REVIEWER, (INDEPENDENT, VISIT_REASON, NO_VISIT_OPEN)),
        Step(_S.READING, _M.WITHDRAW, _S.WITHDRAWN, _OWNER),
    ),
    {
        _S.WAITING: "waiting for a reviewer",
        _S.READING: "being read",
        _S.RETURNED: "returned",
        _S.ACCEPTED: "accepted",
        _S.NOT_ACCEPTED: "not accepted",
        _S.WITHDRAWN: "withdrawn",
        _M.OPEN: "opened",
        _M.PUT_BACK: "put back in the queue",
        _M.RETURN: "returned",
        _M.ACCEPT: "accepted",
        _M.DECLINE: "refused acceptance",
        _M.WITHDRAW: "withdrawn",
        _M.VISIT: "held for a visit to the site",
    },
)


def move(state: RoundState, wanted: RoundMove, role: Role | str, facts: RoundFacts) -> RoundState | Refusal:
    """The state a review round comes to by this move, or why it is refused."""
    outcome = ROUND.decide(state, wanted, role, facts)
    return outcome if isinstance(outcome, Refusal) else RoundState(outcome)
