"""The life of an audit, from gathering to certified or maintained, as a table.

Who may act is a role; whether the role reaches this very audit is `rules/permissions.py`. `CLOCK` is nobody: the daily run that
closes an audit whose correction days are used up.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from handrail.rules.audit.moves import Guard, Lifecycle, Refusal, Step
from handrail.rules.permissions import Role

CLOCK: Final = "clock"


class AuditState(StrEnum):
    GATHERING = "gathering"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    SIGNED = "signed"
    CERTIFIED = "certified"
    MAINTAINED = "maintained"
    NOT_ACCEPTED = "not_accepted"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class AuditMove(StrEnum):
    SUBMIT = "submit"
    RETURN = "return"
    RESUBMIT = "resubmit"
    ACCEPT = "accept"
    DECLINE = "decline"
    SIGN = "sign"
    COSIGN = "cosign"
    WITHDRAW = "withdraw"
    CLOSE = "close"
    REREAD = "reread"


@dataclass(frozen=True, slots=True)
class AuditMoveFacts:
    """What the guards look at.

    `blocking_gaps`: gaps of the pre-flight that block. `must_fix_open`: notes of the reviewer that must be fixed and are not
    resolved. `passes`: the reviewed points pass every gate. `days_left`: correction days left of the total, None if unlimited.
    `appeal_changed`: somebody without a part in the decision answered an appeal so that the file is read anew.
    `another_open`: the firm has begun another audit meanwhile.
    """

    maintenance: bool = False
    blocking_gaps: int = 0
    declared: bool = False
    must_fix_open: int = 0
    passes: bool = False
    days_left: int | None = None
    own_firm: bool = False
    term_possible: bool = True
    appeal_changed: bool = False
    another_open: bool = False


_Facts = AuditMoveFacts

COMPLETE = Guard[_Facts](
    "complete",
    lambda f: f.blocking_gaps == 0,
    "Some gaps must be closed first; the list before sending names each one.",
)
DECLARED = Guard[_Facts](
    "declared",
    lambda f: f.declared,
    "The declaration and the code of ethics are signed with every submission; sign them first.",
)
DAYS_LEFT = Guard[_Facts](
    "days_left",
    lambda f: f.days_left is None or f.days_left >= 0,
    "The days for corrections are used up; this audit is closed.",
)
DAYS_USED_UP = Guard[_Facts](
    "days_used_up",
    lambda f: f.days_left is not None and f.days_left < 0,
    "There are days left for corrections; the audit stays open.",
)
INDEPENDENT = Guard[_Facts](
    "independent",
    lambda f: not f.own_firm,
    "A reviewer who works, worked or consulted for this firm may not decide its audit; another reviewer must.",
)
SOMETHING_TO_FIX = Guard[_Facts](
    "something_to_fix",
    lambda f: f.must_fix_open > 0,
    "An audit is returned with at least one note that must be fixed; write it on its question first.",
)
NOTHING_TO_FIX = Guard[_Facts](
    "nothing_to_fix",
    lambda f: f.must_fix_open == 0,
    "A note that must be fixed is still open; resolve it or return the audit.",
)
PASSES = Guard[_Facts](
    "passes", lambda f: f.passes, "The reviewed points do not pass; return the audit or do not accept it."
)
TERM = Guard[_Facts](
    "term_possible",
    lambda f: f.term_possible,
    "There are too few months of records for any certificate; the term says from which day.",
)
APPEAL_CHANGED = Guard[_Facts](
    "appeal_changed",
    lambda f: f.appeal_changed,
    "A decided audit is read anew only where an appeal was answered so.",
)
NONE_OPEN = Guard[_Facts](
    "no_other_open",
    lambda f: not f.another_open,
    "The firm has begun another audit since, and has one at a time: this one cannot be read anew beside it.",
)
FOR_CERTIFICATE = Guard[_Facts](
    "for_a_certificate", lambda f: not f.maintenance, "A maintenance audit needs no new certificate."
)
FOR_MAINTENANCE = Guard[_Facts](
    "for_maintenance", lambda f: f.maintenance, "Only a maintenance audit ends as maintained."
)

_OWNER = frozenset({Role.OWNER})
_REVIEWER = frozenset({Role.REVIEWER})
_PARTNER = frozenset({Role.REVIEWER, Role.PARTNER_ADMIN})
_ACCEPTING = (INDEPENDENT, PASSES, NOTHING_TO_FIX)
_ANEW = (APPEAL_CHANGED, NONE_OPEN)
_S, _M = AuditState, AuditMove

AUDIT: Final = Lifecycle[AuditMoveFacts](
    "An audit",
    (
        Step(_S.GATHERING, _M.SUBMIT, _S.SUBMITTED, _OWNER, (DECLARED, COMPLETE)),
        Step(_S.GATHERING, _M.WITHDRAW, _S.WITHDRAWN, _OWNER),
        Step(_S.SUBMITTED, _M.RETURN, _S.RETURNED, _REVIEWER, (INDEPENDENT, SOMETHING_TO_FIX)),
        Step(_S.SUBMITTED, _M.ACCEPT, _S.ACCEPTED, _REVIEWER, (*_ACCEPTING, TERM), when=FOR_CERTIFICATE),
        Step(_S.SUBMITTED, _M.ACCEPT, _S.MAINTAINED, _REVIEWER, _ACCEPTING, when=FOR_MAINTENANCE),
        Step(_S.SUBMITTED, _M.DECLINE, _S.NOT_ACCEPTED, _REVIEWER, (INDEPENDENT,)),
        Step(_S.SUBMITTED, _M.WITHDRAW, _S.WITHDRAWN, _OWNER),
        Step(_S.RETURNED, _M.RESUBMIT, _S.SUBMITTED, _OWNER, (DAYS_LEFT, DECLARED, COMPLETE)),
        Step(_S.RETURNED, _M.WITHDRAW, _S.WITHDRAWN, _OWNER),
        Step(_S.RETURNED, _M.CLOSE, _S.CLOSED, frozenset({CLOCK}), (DAYS_USED_UP,)),
        Step(_S.RETURNED, _M.REREAD, _S.SUBMITTED, _PARTNER, _ANEW),
        Step(_S.NOT_ACCEPTED, _M.REREAD, _S.SUBMITTED, _PARTNER, _ANEW),
        Step(_S.CLOSED, _M.REREAD, _S.SUBMITTED, _PARTNER, _ANEW),
        Step(_S.ACCEPTED, _M.SIGN, _S.SIGNED, frozenset({Role.OFFICE})),
        Step(_S.SIGNED, _M.COSIGN, _S.CERTIFIED, frozenset({Role.PARTNER_ADMIN})),
    ),
    {
        _S.GATHERING: "being gathered",
        _S.SUBMITTED: "with the Certifying Partner",
        _S.RETURNED: "returned for corrections",
        _S.ACCEPTED: "accepted",
        _S.SIGNED: "signed by the office",
        _S.CERTIFIED: "certified",
        _S.MAINTAINED: "accepted for this year",
        _S.NOT_ACCEPTED: "not accepted",
        _S.WITHDRAWN: "withdrawn",
        _S.CLOSED: "closed",
        _M.SUBMIT: "submitted",
        _M.RETURN: "returned",
        _M.RESUBMIT: "sent again",
        _M.ACCEPT: "accepted",
        _M.DECLINE: "refused acceptance",
        _M.SIGN: "signed",
        _M.COSIGN: "co-signed",
        _M.WITHDRAW: "withdrawn",
        _M.CLOSE: "closed",
        _M.REREAD: "sent to be read anew",
    },
)
# Where an audit is over, with the day it was; an appeal alone leads back out of some of these.
OVER: Final = frozenset({_S.CERTIFIED, _S.MAINTAINED, _S.NOT_ACCEPTED, _S.WITHDRAWN, _S.CLOSED})


def move(state: AuditState, wanted: AuditMove, role: Role | str, facts: AuditMoveFacts) -> AuditState | Refusal:
    """The state an audit comes to by this move, or why it is refused."""
    outcome = AUDIT.decide(state, wanted, role, facts)
    return outcome if isinstance(outcome, Refusal) else AuditState(outcome)
