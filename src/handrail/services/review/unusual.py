"""What is unusual about deciding a round now, so that whoever decides is asked once more and nobody else is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from handrail.program import Question, load_pack
from handrail.services.moment import Moment
from handrail.services.review import asking
from handrail.services.review.asking import AskSeen
from handrail.services.review.packages import Claim
from handrail.services.review.scoring import Standing
from handrail.store.models import Review, ReviewedAnswer, ReviewNote


@dataclass(frozen=True, slots=True)
class Unusual:
    """Questions without points, quick asks whose time still runs, and questions that lose points with nothing said why."""

    unread: tuple[Question, ...]
    asks: tuple[tuple[Question, AskSeen], ...]
    unsaid: tuple[Question, ...]

    def __bool__(self) -> bool:
        return bool(self.unread or self.asks or self.unsaid)


def unusual_of(moment: Moment, review: Review, found: Standing) -> Unusual:
    """What stands out of a round that is about to be decided; three statements, `review` is reached already."""
    edition = load_pack(review.audit.pack).edition(review.audit.edition)
    rows = {row.question: row for row in ReviewedAnswer.objects.filter(review=review)}
    still = Q(review=review) | Q(kind=ReviewNote.Kind.MUST_FIX, resolved_at__isnull=True)
    noted = set(ReviewNote.objects.filter(still, review__audit=review.audit_id).values_list("question", flat=True))
    unread = set(found.unread)
    asks = asking.asks_of(review, moment.now)
    in_force = [one for one in edition.questions if one.id in rows]
    return Unusual(
        tuple(one for one in in_force if one.id in unread),
        tuple((one, ask) for one in in_force for ask in asks.get(one.id, ()) if ask.state == "open"),
        tuple(
            one
            for one in in_force
            if one.id not in noted and _unsaid(one, found.package.claims.get(one.id), rows[one.id])
        ),
    )


def claimed(question: Question, claim: Claim) -> Decimal | None:
    """The points the firm claims for a question; None where it claims none, or that it does not apply."""
    if claim.not_applicable:
        return None
    return (Decimal(question.points) if claim.carried else claim.points) or None


def _unsaid(question: Question, claim: Claim | None, row: ReviewedAnswer) -> bool:
    wanted = claimed(question, claim) if claim else None
    return wanted is not None and row.points is not None and row.points < wanted and not row.reason.strip()
