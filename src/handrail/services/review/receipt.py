"""The receipt of a decision: for the firm it was made about, and for the partner that made it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from handrail.program import load_pack
from handrail.rules.audit.facts import Purpose
from handrail.rules.permissions import Action, Kind
from handrail.rules.review.lifecycle import DECIDED
from handrail.rules.review.receipt import Decided, Receipt, receipt
from handrail.services import access
from handrail.services.actor import Actor
from handrail.services.audit.timing import corrections, corrections_before
from handrail.services.errors import Absent
from handrail.services.moment import Moment
from handrail.services.review.reaching import reach
from handrail.services.review.visiting import visits_of
from handrail.store.models import Appeal, Review, VerificationVisit


@dataclass(frozen=True, slots=True)
class Given:
    """A receipt with the round it is about, and the appeals against it, the latest first.

    `appealable`: an appeal is still possible; `may_appeal`: and the actor is the one who may make it.
    """

    review: Review
    receipt: Receipt
    appeals: tuple[Appeal, ...]
    visits: tuple[VerificationVisit, ...]
    appealable: bool
    may_appeal: bool

    @property
    def appeal(self) -> Appeal | None:
        """The last appeal against this decision that was not taken back."""
        return next((one for one in self.appeals if one.state != Appeal.State.WITHDRAWN), None)

    @property
    def overturned(self) -> bool:
        """Whether an appeal changed the decision, so that nothing of it counts any more."""
        return self.appeal is not None and self.appeal.state == Appeal.State.CHANGED


def decided(actor: Actor, review_id: UUID | str) -> Review:
    """A decided round: the firm's own, or one of the partner's. Absent before the decision, and for others."""
    if actor.organisation_kind is Kind.EMPLOYER:
        rows = Review.objects.filter(audit__in=access.audits(actor, Action.DECISION_READ), state__in=DECIDED)
        rows = rows.select_related("audit__employer__organisation", "audit__partner__organisation")
        return access.one(rows, review_id, "decision")
    review = reach(actor, Action.REVIEW_READ, review_id)
    if review.state not in DECIDED:
        raise Absent("decision")
    return review


def given(actor: Actor, moment: Moment, review_id: UUID | str) -> Given:
    """The receipt of a decided round as it reads today; at most seven statements."""
    review = decided(actor, review_id)
    audit, pack = review.audit, load_pack(review.audit.pack)
    assert review.decided_on is not None
    last = review.round == audit.round
    closes = corrections(audit, moment.day).closes_on if review.state == "returned" and audit.state == "returned" and last else None  # fmt: skip
    visits = visits_of(review)
    facts = Decided(
        outcome=review.state,
        purpose=Purpose(audit.purpose),
        as_of=audit.gathering_started_on,
        decided_on=review.decided_on,
        percent=review.percent,
        quality=review.quality_percent,
        correct_by=review.correct_by,
        closes_on=closes,
        since=_since(review),
        corrections=corrections_before(review),
        visited_on=tuple(one.visited_on for one in visits if one.visited_on),
    )
    found = receipt(facts, moment.day, pack, audit.partner.program_id)
    appeals = tuple(Appeal.objects.filter(review=review).order_by("-made_on", "-id"))
    untouched = all(one.state == Appeal.State.WITHDRAWN for one in appeals)
    appealable = found.appeal.open and last and untouched and audit.state in APPEALABLE
    may_appeal = appealable and access.may(actor, Action.APPEAL_MAKE)
    return Given(review, found, appeals, visits, appealable, may_appeal)


def _since(review: Review) -> Literal["", "gone_on", "certified"]:
    audit = review.audit
    if review.round != audit.round:
        return "gone_on"
    if audit.state == "certified":
        return "certified"
    return "" if audit.state in {review.state, "maintained", "signed"} else "gone_on"


# Where an appeal can still change anything: a file sent again is being read already.
APPEALABLE = ("returned", "not_accepted", "closed")
