"""The reviewer's points, question by question: the final score is the reviewer's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from handrail.program import Element, Question, load_pack
from handrail.rules.audit.facts import claim_refused, parse_points
from handrail.rules.permissions import Action
from handrail.rules.reason import BadInput
from handrail.services import journal
from handrail.services.actor import Actor
from handrail.services.errors import Absent, Conflict, Invalid
from handrail.services.moment import Moment
from handrail.services.review import leasing, looking, packages
from handrail.services.review.packages import Claim, Package
from handrail.services.review.reaching import reading
from handrail.store.facts.audit import facts_of
from handrail.store.models import Review, ReviewedAnswer, ReviewNote, Submission


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
    was = "" if row.points is None else f"{row.points.normalize():f}"
    yours, theirs = {"points": given.points, "reason": given.reason}, {"points": was, "reason": row.reason}
    leasing.hold(actor, moment, review, yours=yours, theirs=theirs, version=row.version)
    package = packages.read(Submission.objects.get(audit=review.audit, round=review.round))
    points = checked(review, package, question_id, given)
    done = ReviewedAnswer.objects.filter(pk=row.pk, version=version, review__state="reading").update(
        points=points,
        not_applicable=given.not_applicable,
        reason=given.reason.strip(),
        given_by=actor.user_id,
        version=F("version") + 1,
        updated_at=moment.now,
    )
    if not done:
        raise Conflict(_("Somebody saved this question while you were writing."), yours, theirs, row.version)
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


@dataclass(frozen=True, slots=True)
class Agreement:
    """What agreeing with the rest of an element would write (points, None where it does not apply), and what it leaves."""

    element: Element
    points: Mapping[str, Decimal | None]
    left: Mapping[str, str]


def agreement(actor: Actor, review_id: UUID | str, element_id: str) -> Agreement:
    """What the firm's own claim would give every question of an element without reviewed points; three statements.

    Left to the reviewer, each with its reason: a question with an open note that must be fixed, one whose proof was made
    after gathering ended, and one verified by documents that claims points and shows none.
    """
    return _agreement(reading(actor, Action.REVIEW_WRITE, review_id), element_id)


@transaction.atomic
def agree_with_element(actor: Actor, moment: Moment, review_id: UUID | str, element_id: str) -> int:
    """Write that agreement; gives on how many questions. A question pointed by somebody meanwhile keeps those points."""
    review = reading(actor, Action.REVIEW_WRITE, review_id)
    leasing.hold(actor, moment, review)
    same: dict[Decimal | None, list[str]] = defaultdict(list)
    for question, points in _agreement(review, element_id).points.items():
        same[points].append(question)
    # One statement for each number of points, and only where nobody has given any: what was saved meanwhile stands.
    agreed = sum(
        _unread(review, questions).update(
            points=points,
            not_applicable=points is None,
            given_by=actor.user_id,
            version=F("version") + 1,
            updated_at=moment.now,
        )
        for points, questions in same.items()
    )
    journal.note(
        actor,
        moment,
        "review.agree",
        ("review", review.pk),
        chain=review.audit.employer_id,
        element=element_id,
        questions=agreed,
    )
    return agreed


def _unread(review: Review, questions: Iterable[str]) -> QuerySet[ReviewedAnswer]:
    return ReviewedAnswer.objects.filter(
        review=review,
        review__state="reading",
        question__in=list(questions),
        points__isnull=True,
        not_applicable=False,
    )


def _agreement(review: Review, element_id: str) -> Agreement:
    edition = load_pack(review.audit.pack).edition(review.audit.edition)
    element = next((one for one in edition.elements if one.id == element_id), None)
    if element is None:
        raise Absent("element")
    package = packages.read(Submission.objects.get(audit=review.audit, round=review.round))
    open_notes = set(
        ReviewNote.objects.filter(
            review__audit=review.audit_id, kind=ReviewNote.Kind.MUST_FIX, resolved_at__isnull=True
        ).values_list("question", flat=True)
    )
    unread = set(_unread(review, (one.id for one in element.questions)).values_list("question", flat=True))
    points: dict[str, Decimal | None] = {}
    left: dict[str, str] = {}
    for question in element.questions:
        if question.id not in unread:
            continue
        claim = package.claims[question.id]
        if why := _left(question, claim, package, question.id in open_notes):
            left[question.id] = why
        else:
            points[question.id] = _claimed(review, question, claim)
    return Agreement(element, points, left)


def _left(question: Question, claim: Claim, package: Package, note_open: bool) -> str:
    """Why the claim of a question is not simply agreed with; empty where it is."""
    if note_open:
        return _("a note that must be fixed is open")
    if package.gathering_to is not None and claim.proofs_after(package.gathering_to):
        return _("some proof was made after gathering ended")
    if looking.owed(question, claim):
        return _("it claims points by documents and shows none")
    return ""


def _claimed(review: Review, question: Question, claim: Claim) -> Decimal | None:
    if claim.not_applicable:
        return None if claim_refused(question, facts_of(review.audit.facts)) is None else Decimal(0)
    if claim.carried:
        return Decimal(question.points)
    return claim.points or Decimal(0)


def checked(review: Review, package: Package, question_id: str, given: Judgement) -> Decimal | None:
    """The points, None where it does not apply; Invalid where they cannot be given so."""
    audit = review.audit
    question = load_pack(audit.pack).edition(audit.edition).question(question_id)
    claim = package.claims[question_id]
    if given.not_applicable:
        refused = claim_refused(question, facts_of(audit.facts))
        if refused:
            raise Invalid({"not_applicable": _("Question %(id)s %(why)s") % {"id": question_id, "why": refused}})
        return None
    points = typed_points(question, given.points)
    if message := _late_proof(review, package, claim, points, given.reason):
        raise Invalid({"reason": message})
    return points


def typed_points(question: Question, text: str) -> Decimal:
    """Points as somebody types them; Invalid where the question cannot have them."""
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
