"""The reviewer's points, question by question: the final score is the reviewer's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from handrail.program import Question, load_pack
from handrail.rules.audit.facts import claim_refused, parse_points
from handrail.rules.permissions import Action
from handrail.rules.reason import BadInput
from handrail.services import journal
from handrail.services.actor import Actor
from handrail.services.errors import Absent, Conflict, Invalid
from handrail.services.moment import Moment
from handrail.services.review import packages
from handrail.services.review.packages import Claim, Package
from handrail.services.review.reaching import reading
from handrail.store.facts.audit import facts_of
from handrail.store.models import Review, ReviewedAnswer, Submission


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the reviewer gives one question: points as typed, or that it does not apply; a reason where one is asked."""

    points: str = ""
    not_applicable: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """The row as it stands now, and the question to look at next: in a later round the next without points."""

    row: ReviewedAnswer
    next: str | None


@transaction.atomic
def set_points(
    actor: Actor, moment: Moment, review_id: UUID | str, question_id: str, given: Judgement, *, version: int
) -> Saved:
    """Write the points of one question. Conflict where another reviewer saved first; Invalid names each field."""
    review = reading(actor, Action.REVIEW_WRITE, review_id)
    rows = {row.question: row for row in ReviewedAnswer.objects.filter(review=review)}
    row = rows.get(question_id)
    if row is None:
        raise Absent("question")
    package = packages.read(Submission.objects.get(audit=review.audit, round=review.round))
    points = _checked(review, package, question_id, given)
    done = ReviewedAnswer.objects.filter(pk=row.pk, version=version, review__state="reading").update(
        points=points,
        not_applicable=given.not_applicable,
        reason=given.reason.strip(),
        version=F("version") + 1,
        updated_at=moment.now,
    )
    if not done:
        raise Conflict(
            _("Somebody saved this question while you were writing."),
            yours={"points": given.points, "reason": given.reason},
            theirs={"points": "" if row.points is None else f"{row.points.normalize():f}", "reason": row.reason},
            version=row.version,
        )
    row.points, row.not_applicable, row.version = points, given.not_applicable, version + 1
    row.reason = given.reason.strip()
    return Saved(row, _next(review, rows, question_id))


def _next(review: Review, rows: Mapping[str, ReviewedAnswer], question_id: str) -> str | None:
    edition = load_pack(review.audit.pack).edition(review.audit.edition)
    order = [one.id for one in edition.questions if one.id in rows]
    after = order[order.index(question_id) + 1 :]
    if review.round == 1:
        return after[0] if after else None
    turned = (*after, *order)
    return next((one for one in turned if rows[one].points is None and not rows[one].not_applicable), None)


@transaction.atomic
def agree_with_element(actor: Actor, moment: Moment, review_id: UUID | str, element_id: str) -> int:
    """Take the firm's own claim for every question of an element that has no reviewed points yet; gives how many.

    Left out are questions with an open note that must be fixed, and proof made after gathering ended, which needs a reason.
    """
    review = reading(actor, Action.REVIEW_WRITE, review_id)
    edition = load_pack(review.audit.pack).edition(review.audit.edition)
    element = next((one for one in edition.elements if one.id == element_id), None)
    if element is None:
        raise Absent("element")
    package = packages.read(Submission.objects.get(audit=review.audit, round=review.round))
    open_notes = set(
        review.notes.model.objects.filter(
            review__audit=review.audit_id, kind="must_fix", resolved_at__isnull=True
        ).values_list("question", flat=True)
    )
    waiting = ReviewedAnswer.objects.filter(
        review=review, review__state="reading", question__in=[one.id for one in element.questions], points__isnull=True
    ).filter(not_applicable=False)
    agreed = []
    for row in waiting:
        claim = package.claims[row.question]
        late = package.gathering_to is not None and claim.proofs_after(package.gathering_to)
        if row.question in open_notes or late:
            continue
        if claim.not_applicable:
            row.not_applicable = claim_refused(edition.question(row.question), facts_of(review.audit.facts)) is None
            row.points = None if row.not_applicable else Decimal(0)
        elif claim.carried:
            row.points = Decimal(edition.question(row.question).points)
        else:
            row.points = claim.points or Decimal(0)
        row.version, row.updated_at = row.version + 1, moment.now
        agreed.append(row)
    ReviewedAnswer.objects.bulk_update(agreed, ["points", "not_applicable", "version", "updated_at"])
    journal.note(
        actor,
        moment,
        "review.agree",
        ("review", review.pk),
        chain=review.audit.employer_id,
        element=element_id,
        questions=len(agreed),
    )
    return len(agreed)


def _checked(review: Review, package: Package, question_id: str, given: Judgement) -> Decimal | None:
    """The points, None where it does not apply; Invalid where they cannot be given so."""
    audit = review.audit
    question = load_pack(audit.pack).edition(audit.edition).question(question_id)
    claim = package.claims[question_id]
    if given.not_applicable:
        refused = claim_refused(question, facts_of(audit.facts))
        if refused:
            raise Invalid({"not_applicable": _("Question %(id)s %(why)s") % {"id": question_id, "why": refused}})
        return None
    points = _typed(question, given.points)
    if message := _late_proof(review, package, claim, points, given.reason):
        raise Invalid({"reason": message})
    return points


def _typed(question: Question, text: str) -> Decimal:
    try:
        typed = Decimal(text.strip().replace(",", ".")) if text.strip().isascii() else Decimal("nan")
        return Decimal(parse_points(typed, question)) / 100
    except InvalidOperation:
        sentence = _("Give a number from 0 to %(most)s.") % {"most": question.points}
    except BadInput as error:
        sentence = error.mend
    raise Invalid({"points": sentence})


def _late_proof(review: Review, package: Package, claim: Claim, points: Decimal, reason: str) -> str:
    """What the program says to points that may rest on proof made after gathering ended; empty where nothing."""
    if package.gathering_to is None or points == 0:
        return ""
    late = claim.proofs_after(package.gathering_to)
    if not late:
        return ""
    audit = review.audit
    rule = load_pack(audit.pack).value("proof.after_window", audit.gathering_started_on, audit.partner.program_id)
    if rule == "refused" and len(late) == len(claim.proofs):
        return _("All its proof was made after gathering ended, which your organisation does not take: give 0 points.")
    if rule == "reviewer_decides" and not reason.strip():
        return _("Some proof was made after gathering ended. Say why it does or does not change the points.")
    return ""
