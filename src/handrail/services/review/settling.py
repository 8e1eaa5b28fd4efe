"""What two readers of one file come to where they differ: one proposes, the other agrees, and some of it serves as an example."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final, Literal
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from handrail.program import Question, load_pack
from handrail.rules.audit.facts import claim_refused
from handrail.rules.permissions import Action
from handrail.rules.review.agreement import Compared, Difference, compare
from handrail.services import access, journal
from handrail.services.actor import Actor
from handrail.services.errors import Absent, Conflict, Forbidden, Invalid, WrongState
from handrail.services.moment import Moment
from handrail.services.notice.hand_off import tell
from handrail.services.review import naming, packages
from handrail.services.review.comparing import readings
from handrail.services.review.packages import Claim
from handrail.services.review.pointing import typed_points
from handrail.services.review.second import reached
from handrail.store.facts.audit import facts_of
from handrail.store.models import (
    ReviewedAnswer,
    SecondAnswer,
    SecondRead,
    Settlement,
    Submission,
    User,
)

SIDES = Literal["first", "second"]
OVER: Final = (SecondRead.State.DONE, SecondRead.State.SETTLED)
PAGE_SIZE: Final = 20


@dataclass(frozen=True, slots=True)
class Line:
    """A question judged differently: what each reader gave and why, and what they came to, if anything yet."""

    question: Question
    claim: Claim
    difference: Difference
    first_reason: str
    second_reason: str
    settlement: Settlement | None
    may_be_not_applicable: bool
    first_to_look_at: bool

    @property
    def settled(self) -> bool:
        return self.settlement is not None and self.settlement.agreed_by_id is not None


@dataclass(frozen=True, slots=True)
class Together:
    """Two readings of one file side by side, for the two who made them. `side` is whose page this is."""

    second: SecondRead
    side: SIDES
    compared: Compared
    lines: tuple[Line, ...]

    def line(self, question: str) -> Line:
        found = next((one for one in self.lines if one.question.id == question), None)
        if found is None:
            raise Absent("question")
        return found


def _both(actor: Actor) -> QuerySet[SecondRead]:
    """The finished second readings in which the actor was one of the two."""
    mine = Q(reader=actor.user_id) | Q(review__reviewer=actor.user_id)
    return reached(actor).filter(mine, state__in=OVER)


@dataclass(frozen=True, slots=True)
class Summary:
    """One finished double reading on a list: how many of how many differ, how many of those to look at are settled.

    `for_me` are the proposals of the other that wait for the actor's word.
    """

    second: SecondRead
    side: SIDES
    compared: Compared
    settled: int
    for_me: int


def finished(actor: Actor, number: int = 1) -> tuple[Page[SecondRead], tuple[Summary, ...]]:
    """Files read twice in which the actor was one of the two, those still to settle first; six statements."""
    rows = _both(actor).order_by("state", "-done_at", "id")
    page = Paginator(rows, PAGE_SIZE).get_page(number)
    shown = list(page.object_list)
    agreed: Counter[UUID] = Counter()
    waiting: Counter[UUID] = Counter()
    proposals = Settlement.objects.filter(second_read__in=shown).values_list(
        "second_read_id", "agreed_at", "proposed_by"
    )
    for key, agreed_at, proposed_by in proposals:
        if agreed_at is not None:
            agreed[key] += 1
        elif proposed_by != actor.user_id:
            waiting[key] += 1
    return page, tuple(
        Summary(row, _side(actor, row), compare(two), agreed[row.pk], waiting[row.pk])
        for row, two in zip(shown, readings(shown), strict=True)
    )


def _side(actor: Actor, row: SecondRead) -> SIDES:
    return "second" if row.reader_id == actor.user_id else "first"


def together(actor: Actor, second_id: UUID | str) -> Together:
    """Where the two readers differ, widest apart first; eight statements. Absent to all but the two, and before both are done."""
    row = access.one(_both(actor), second_id, "second reading")
    audit = row.review.audit
    edition = load_pack(audit.pack).edition(audit.edition)
    found = compare(readings([row])[0])
    claims = packages.read(Submission.objects.get(audit=audit, round=row.review.round)).claims
    first = dict(ReviewedAnswer.objects.filter(review=row.review_id).values_list("question", "reason"))
    second = dict(SecondAnswer.objects.filter(second_read=row).values_list("question", "reason"))
    settled = {one.question: one for one in Settlement.objects.filter(second_read=row)}
    facts = facts_of(audit.facts)
    lines = tuple(
        Line(
            question=(question := edition.question(one.question)),
            claim=claims[one.question],
            difference=one,
            first_reason=first.get(one.question, ""),
            second_reason=second.get(one.question, ""),
            settlement=settled.get(one.question),
            may_be_not_applicable=claim_refused(question, facts) is None,
            first_to_look_at=one in found.together,
        )
        for one in found.differences
    )
    return Together(row, _side(actor, row), found, lines)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one of the two proposes: points as typed or that it does not apply, why, and whether others may learn from it."""

    points: str = ""
    not_applicable: bool = False
    words: str = ""
    is_example: bool = False


@transaction.atomic
def propose(
    actor: Actor, moment: Moment, second_id: UUID | str, question_id: str, given: Proposal, *, seen: str = ""
) -> Settlement:
    """Propose what the question is worth, or answer the other's proposal with another. The decided points never change.

    `seen` is the proposal the page showed (`mark_of`); Conflict where another stands by now. Invalid names each field:
    words that name the firm, its people or the two readers are refused, because others will read them.
    """
    found = together(actor, second_id)
    line = found.line(question_id)
    if line.settled:
        raise WrongState(_("You two have agreed on this question; it stands."), found.second.state)
    points = _checked(found.second, line, given)
    if mark_of(line.settlement) != seen:
        raise _overtaken(line.settlement, given)
    values = {
        "points": points,
        "words": given.words.strip(),
        "is_example": given.is_example,
        "proposed_by_id": actor.user_id,
        "proposed_at": moment.now,
    }
    try:
        with transaction.atomic():
            row = _written(found.second, question_id, line.settlement, values)
    except IntegrityError:
        raise _overtaken(Settlement.objects.get(second_read=found.second, question=question_id), given) from None
    if row is None:
        raise _overtaken(Settlement.objects.get(second_read=found.second, question=question_id), given)
    _note(actor, moment, "settlement.propose", row)
    other = _other(found)
    if other is not None:
        path = reverse("second-settle", args=[found.second.pk, question_id])
        tell(moment, "settlement", found.second.review.audit.employer_id, email=other.email, path=path)
    return row


def _written(
    second: SecondRead, question: str, before: Settlement | None, values: Mapping[str, object]
) -> Settlement | None:
    """The proposal as a row; None where somebody changed it meanwhile."""
    if before is None:
        return Settlement.objects.create(
            partner_id=second.review.audit.partner_id, second_read=second, question=question, **values
        )
    rows = Settlement.objects.filter(pk=before.pk, proposed_at=before.proposed_at, agreed_by__isnull=True)
    return Settlement.objects.get(pk=before.pk) if rows.update(**values) else None


def mark_of(row: Settlement | None) -> str:
    """What stands in a form for the proposal it shows."""
    return row.proposed_at.isoformat() if row else ""


def _overtaken(row: Settlement | None, given: Proposal) -> Conflict:
    return Conflict(
        _("The other reader proposed something while you were writing. Read it first."),
        yours={"points": given.points, "words": given.words},
        theirs={"words": row.words if row else ""},
    )


@transaction.atomic
def agree(actor: Actor, moment: Moment, second_id: UUID | str, question_id: str, *, seen: str) -> Settlement:
    """Agree with what the other proposed and the page showed. Once every question to look at is settled, so is the file."""
    found = together(actor, second_id)
    row = found.line(question_id).settlement
    if row is None or row.agreed_by_id is not None:
        raise WrongState(_("There is no open proposal on this question."), found.second.state)
    if row.proposed_by_id == actor.user_id:
        raise Forbidden(_("Two people settle a question: the other reader agrees with what you proposed."))
    at = _instant(seen)
    done = at is not None and Settlement.objects.filter(pk=row.pk, agreed_by__isnull=True, proposed_at=at).update(
        agreed_by_id=actor.user_id, agreed_at=moment.now
    )
    if not done:
        raise WrongState(_("The proposal has changed since you opened it. Read it again."), found.second.state)
    _note(actor, moment, "settlement.agree", row)
    asked = {one.question for one in found.compared.together}
    agreed = set(
        Settlement.objects.filter(second_read=found.second, agreed_by__isnull=False).values_list("question", flat=True)
    )
    if asked <= agreed:
        SecondRead.objects.filter(pk=found.second.pk, state=SecondRead.State.DONE).update(
            state=SecondRead.State.SETTLED, settled_at=moment.now, version=F("version") + 1
        )
    row.refresh_from_db()
    return row


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _note(actor: Actor, moment: Moment, action: str, row: Settlement) -> None:
    journal.note(
        actor, moment, action, ("settlement", row.pk), chain=row.partner_id, question=row.question, example=row.is_example
    )  # fmt: skip


def _other(found: Together) -> User | None:
    return found.second.review.reviewer if found.side == "second" else found.second.reader


def _checked(second: SecondRead, line: Line, given: Proposal) -> Decimal | None:
    errors: dict[str, str] = {}
    points: Decimal | None = None
    if given.not_applicable:
        if not line.may_be_not_applicable:
            errors["points"] = _("This question applies to every firm like this one. Give points.")
    else:
        try:
            points = typed_points(line.question, given.points)
        except Invalid as error:
            errors |= error.errors
    words = given.words.strip()
    if not words:
        errors["words"] = _("Write why, so that somebody who knows neither the firm nor you understands it.")
    elif name := naming.named(second.review, words, (second.review.reviewer, second.reader)):
        errors["words"] = _("Leave out \u201c%(name)s\u201d: write it so that nobody is named.") % {"name": name}
    if errors:
        raise Invalid(errors)
    return points


# ---- examples -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Example:
    """One settled question that others may learn from; neither firm nor person stands in it."""

    question: Question
    points: Decimal | None
    words: str
    settled_at: datetime | None


def examples(actor: Actor, question_id: str = "") -> tuple[Example, ...]:
    """The partner's examples, in the order of the instrument and the latest first; of one question where it is named."""
    access.require(actor, Action.DESK_READ)
    rows: Iterable[Settlement] = (
        Settlement.objects.filter(partner=actor.organisation_id, is_example=True, agreed_by__isnull=False)
        .filter(Q(question=question_id) if question_id else Q())
        .select_related("second_read__review__audit")
        .order_by("-agreed_at", "id")
    )
    found = []
    for row in rows:
        audit = row.second_read.review.audit
        question = load_pack(audit.pack).edition(audit.edition).question(row.question)
        found.append(Example(question, row.points, row.words, row.agreed_at))
    return tuple(sorted(found, key=lambda one: [int(part) for part in one.question.id.split(".")]))
