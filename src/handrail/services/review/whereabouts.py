"""Where a firm's audit is once it is sent: who has it, what is asked meanwhile, what came back, and an open appeal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from handrail.rules.review.lifecycle import DECIDED
from handrail.services.audit.overturned import opened_by, overturned
from handrail.services.moment import Moment
from handrail.services.review.asked import open_asks
from handrail.services.review.visiting import open_visit, visits_of
from handrail.store.models import Appeal, Audit, QuickAsk, Review, ReviewNote, VerificationVisit


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A sent audit on a day.

    `since` is the day its last round arrived, `reading` whether a reviewer has opened that one. `asks` are the open ones,
    `decision` the last decided round that no appeal changed, `to_answer` the notes to fix that the firm has not answered.
    `appeal` is open. `anew` was right: the same papers are read anew since the day it was answered, `by_another` once it
    is known that it is somebody else than the first time. `visit` is ordered and not reported yet.
    """

    audit: Audit
    since: date | None
    reading: bool
    asks: tuple[QuickAsk, ...]
    decision: Review | None
    to_answer: int
    appeal: Appeal | None
    visit: VerificationVisit | None
    anew: Appeal | None = None
    by_another: bool = False

    @property
    def waits(self) -> bool:
        """Whether it is with the partner, so that the firm owes it nothing but what is asked."""
        return self.audit.state in {"submitted", "accepted"}

    @property
    def percent(self) -> Decimal | None:
        """The reviewer's score of the last decided round."""
        return self.decision.percent if self.decision is not None else None


def whereabouts(audit: Audit | None, moment: Moment) -> Whereabouts | None:
    """Where an audit is that the caller has reached for its firm; None before it was sent. At most six statements."""
    if audit is None or audit.submitted_on is None or audit.state in {"gathering", "withdrawn"}:
        return None
    rounds = list(Review.objects.filter(audit=audit).order_by("round"))
    appeals = list(
        Appeal.objects.filter(audit=audit, state__in=(Appeal.State.MADE, Appeal.State.CHANGED)).select_related("review")
    )
    changed = {one.review_id for one in appeals if one.state == Appeal.State.CHANGED}
    decision = next((one for one in reversed(rounds) if one.state in DECIDED and one.pk not in changed), None)
    last = next((one for one in reversed(rounds) if one.round == audit.round), None)
    returned = audit.state == "returned" and decision is not None
    return Whereabouts(
        audit=audit,
        since=last.received_on if last else audit.submitted_on,
        reading=last is not None and last.state == "reading",
        asks=open_asks(moment, audit),
        decision=decision,
        to_answer=_unanswered(audit) if returned else 0,
        appeal=next((one for one in appeals if one.state == Appeal.State.MADE), None),
        visit=open_visit(visits_of(last)) if last and last.state in {"waiting", "reading"} else None,
        anew=(anew := opened_by(last) if last and audit.state == "submitted" else None),
        by_another=_by_another(last, anew),
    )


def _by_another(last: Review | None, anew: Appeal | None) -> bool:
    reader = (last.reviewer_id or last.assigned_to_id) if last is not None else None
    return anew is not None and reader is not None and reader != anew.review.reviewer_id


def _unanswered(audit: Audit) -> int:
    """As the audit's own page counts them: what must be fixed, and to which the firm has said nothing yet."""
    notes = ReviewNote.objects.filter(review__audit=audit, kind="must_fix", answered_at=None, resolved_at=None)
    return notes.exclude(overturned("review")).count()
