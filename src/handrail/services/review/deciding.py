"""The decision of a round: returned with its day, accepted, or not accepted. Each once, however many pages are open."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

import rfc8785
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from handrail.program import load_pack
from handrail.rules.audit.action_plan import action_plan
from handrail.rules.audit.facts import Purpose
from handrail.rules.audit.moves import Refusal
from handrail.rules.audit.score import Score
from handrail.rules.permissions import Action
from handrail.rules.review.lifecycle import RoundFacts, RoundMove, RoundState, move
from handrail.services import journal
from handrail.services.actor import Actor
from handrail.services.audit import moving
from handrail.services.audit.timing import corrections
from handrail.services.certificate.issuing import draft
from handrail.services.corrective_action import planning
from handrail.services.errors import Invalid
from handrail.services.moment import Moment
from handrail.services.notice.hand_off import tell
from handrail.services.review import leasing, visiting
from handrail.services.review.reaching import moved_on, reach, refused
from handrail.services.review.scoring import Standing, standing_of
from handrail.services.review.second import draw
from handrail.services.review.unusual import Unusual, unusual_of
from handrail.store.models import Review, ReviewNote

_MOVES = {
    RoundMove.RETURN: "return",
    RoundMove.ACCEPT: "accept",
    RoundMove.DECLINE: "decline",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """What the reviewer adds to a decision: words for the firm, and the quality mark where the partner asks for one."""

    summary: str = ""
    quality: str = ""


@transaction.atomic
def return_round(actor: Actor, moment: Moment, review_id: UUID | str, given: Decision, *, version: int) -> Review:
    """Send the file back with its notes; the firm has the program's days from today."""
    review, _standing = _decide(actor, moment, review_id, given, version=version, wanted=RoundMove.RETURN)
    due = corrections(review.audit, moment.day)
    review.correct_by = due.correct_by
    review.save(update_fields=["correct_by"])
    _tell(moment, review, "returned", day=due.correct_by.isoformat() if due.correct_by else "")
    return review


@transaction.atomic
def accept(actor: Actor, moment: Moment, review_id: UUID | str, given: Decision, *, version: int) -> Review:
    """Accept the file on the reviewer's points: a certification goes to the office, a yearly audit is done."""
    review, found = _decide(actor, moment, review_id, given, version=version, wanted=RoundMove.ACCEPT)
    lost = {line.question: line.lost for line in action_plan(found.sheet)}
    planning.plan_from(actor, moment, review.audit, lost)
    waits = review.audit.purpose == Purpose.CERTIFICATION
    then = _("It is now with the Partnerships office to be signed.") if waits else _("Your certificate runs on.")
    _tell(moment, review, "accepted", percent=str(found.score.percent), next=then)
    return review


@transaction.atomic
def decline(actor: Actor, moment: Moment, review_id: UUID | str, given: Decision, *, version: int) -> Review:
    """Do not accept the file, with a reason the firm can read."""
    review, _standing = _decide(actor, moment, review_id, given, version=version, wanted=RoundMove.DECLINE)
    _tell(moment, review, "not_accepted")
    return review


@dataclass(frozen=True, slots=True)
class Considered:
    """What a decision would come to: who gets how many notes, by when, and what is unusual about deciding now.

    `notes` and `information` are open ones that must be fixed and those of this round for information; `correct_by` is the
    day to correct by if it is returned today.
    """

    review: Review
    unusual: Unusual
    notes: int
    information: int
    correct_by: date | None


@transaction.atomic
def consider(
    actor: Actor, moment: Moment, review_id: UUID | str, given: Decision, *, version: int, wanted: RoundMove
) -> Considered:
    """What a decision would come to, without taking it; raises what the decision itself would raise."""
    judged = _judge(actor, moment, review_id, given, wanted)
    review = judged.review
    if review.version != version:
        raise moved_on()
    due = corrections(review.audit, moment.day, returned_now=True) if wanted is RoundMove.RETURN else None
    return Considered(
        review,
        unusual_of(moment, review, judged.found),
        judged.found.must_fix_open,
        ReviewNote.objects.filter(review=review, kind=ReviewNote.Kind.INFORMATION).count(),
        due.correct_by if due else None,
    )


@dataclass(frozen=True, slots=True)
class _Judged:
    review: Review
    found: Standing
    quality: Decimal | None
    target: RoundState


def _judge(actor: Actor, moment: Moment, review_id: UUID | str, given: Decision, wanted: RoundMove) -> _Judged:
    """The round, where it stands and where the decision takes it; raises where it may not be decided so."""
    review = reach(actor, Action.REVIEW_DECIDE, review_id)
    leasing.hold(actor, moment, review, yours={"summary": given.summary})
    found = standing_of(review)
    quality = _quality(review, given, wanted)
    target = move(
        RoundState(review.state),
        wanted,
        actor.role or "",
        RoundFacts(
            must_fix_open=found.must_fix_open,
            unread=len(found.unread),
            passes=found.score.passed,
            reason_given=bool(given.summary.strip()),
            visit_open=visiting.open_visit(visiting.visits_of(review)) is not None,
        ),
    )
    if isinstance(target, Refusal):
        refused(target, review.state)
    return _Judged(review, found, quality, target)


def _decide(
    actor: Actor, moment: Moment, review_id: UUID | str, given: Decision, *, version: int, wanted: RoundMove
) -> tuple[Review, Standing]:
    judged = _judge(actor, moment, review_id, given, wanted)
    review, found, target = judged.review, judged.found, judged.target
    whole = found.score if not found.unread else None
    columns = {
        "reviewer_id": actor.user_id,
        "decided_at": moment.now,
        "decided_on": moment.day,
        "summary": given.summary.strip(),
        "quality_percent": judged.quality,
        **_stored(whole),
    }
    done = Review.objects.filter(pk=review.pk, state=review.state, version=version).update(
        state=target.value, version=F("version") + 1, **columns
    )
    if not done:
        raise moved_on()
    for column, value in {"state": target.value, "version": version + 1, **columns}.items():
        setattr(review, column, value)
    moving.move(actor, moment, review.audit, _MOVES[wanted], **_audit_facts(review, found, wanted))
    journal.note(
        actor,
        moment,
        f"review.{wanted.value}",
        ("review", review.pk),
        chain=review.audit.employer_id,
        round=review.round,
        percent=str(whole.percent) if whole else "",
        must_fix=found.must_fix_open,
        points=_points_digest(review),
    )
    draw(actor, moment, review)
    return review, found


def _points_digest(review: Review) -> str:
    """SHA-256 over every point of the round, so that the journal holds what was decided, not only its sum."""
    rows = review.answers.order_by("question").values_list("question", "points", "not_applicable")
    said = [[question, None if points is None else f"{points:.2f}", out] for question, points, out in rows]
    return hashlib.sha256(rfc8785.dumps(said)).hexdigest()


def _stored(score: Score | None) -> dict[str, object]:
    """The score as it was decided. A round with questions nobody looked at has none."""
    if score is None:
        return {"awarded": None, "available": None, "percent": None, "passed": None}
    return {"awarded": score.awarded, "available": score.available, "percent": score.percent, "passed": score.passed}


def _audit_facts(review: Review, found: Standing, wanted: RoundMove) -> dict[str, Any]:
    facts: dict[str, Any] = {"must_fix_open": found.must_fix_open, "passes": found.score.passed}
    if wanted is RoundMove.ACCEPT and review.audit.purpose == Purpose.CERTIFICATION and review.decided_on:
        facts["term_possible"] = draft(review.audit, review.decided_on).days is not None
    return facts


def quality_mark(review: Review) -> Decimal:
    """The quality mark this partner asks of a submission; 0 where it asks none."""
    audit = review.audit
    value = load_pack(audit.pack).value("audit.pass.quality", audit.gathering_started_on, audit.partner.program_id)
    return Decimal(str(value))


def _quality(review: Review, given: Decision, wanted: RoundMove) -> Decimal | None:
    """The quality percent as typed; for an acceptance it must be there and reach the mark where the partner has one."""
    mark = quality_mark(review)
    if not given.quality.strip():
        if mark and wanted is RoundMove.ACCEPT:
            raise Invalid({"quality": _("Give the quality mark: at least %(mark)s is needed.") % {"mark": mark}})
        return None
    try:
        percent = Decimal(given.quality.strip().replace(",", "."))
        if not percent.is_finite() or not 0 <= percent <= 100 or percent != round(percent, 2):
            raise InvalidOperation
    except InvalidOperation:
        raise Invalid({"quality": _("Give a percentage from 0 to 100, at most two decimals.")}) from None
    if wanted is RoundMove.ACCEPT and percent < mark:
        sentence = _("The quality mark is below the %(mark)s that is needed; return the audit or do not accept it.")
        raise Invalid({"quality": sentence % {"mark": mark}})
    return percent


def _tell(moment: Moment, review: Review, kind: str, **facts: Any) -> None:
    tell(
        moment,
        kind,
        review.audit.employer_id,
        partner_id=review.audit.partner_id,
        partner=review.audit.partner.organisation.name,
        path=reverse("review-report", args=[review.pk]),
        **facts,
    )
