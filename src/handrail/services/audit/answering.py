"""Saving one answer: as it is typed, only if nobody saved in between, and with both texts where somebody did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from handrail.program import Question, load_pack
from handrail.rules.audit.facts import Purpose, Sheet, claim_refused, from_hundredths, parse_points
from handrail.rules.audit.score import Score, rows_in_force, score
from handrail.rules.permissions import Action
from handrail.rules.reason import BadInput
from handrail.services import access, journal
from handrail.services.actor import Actor
from handrail.services.audit.reading import EDITABLE, without_control
from handrail.services.errors import Absent, Conflict, Invalid, WrongState
from handrail.services.moment import Moment
from handrail.store.facts.audit import answers_of, facts_of
from handrail.store.models import Answer, User

TEXT_LENGTH = 20_000
_CENT = Decimal("0.01")
# One statement reads every answer (the live score needs them) and the audit they belong to.
_COLUMNS = (
    "pk",
    "question",
    "points",
    "not_applicable",
    "carried",
    "carried_why",
    "criteria",
    "note",
    "own_knowledge",
    "version",
    "updated_by_id",
    "audit__pack",
    "audit__edition",
    "audit__purpose",
    "audit__state",
    "audit__round",
    "audit__facts",
    "audit__gathering_started_on",
    "audit__employer_id",
    "audit__partner__program_id",
)


@dataclass(frozen=True, slots=True)
class Given:
    """What the firm says to one question, on the question's own scale.

    `criteria` are the numbers (from 1) of those met, where points follow from them; 0 alone says that none is met.
    `carried` keeps what was carried from the certification; points or a reason why it does not apply end that.
    """

    points: Decimal | None = None
    criteria: tuple[int, ...] = ()
    not_applicable: str = ""
    note: str = ""
    own_knowledge: str = ""
    carried: bool = False


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    """The answer's new version, when it was saved, the live score with it, and the question that comes next, if any."""

    version: int
    saved_at: datetime
    points: Decimal | None
    score: Score
    after: str | None


@dataclass
class _Row:
    """One answer as read, with the columns scoring needs."""

    question: str
    points: Decimal | None
    not_applicable: str
    carried: bool


@transaction.atomic
def save(
    actor: Actor, moment: Moment, audit_id: UUID | str, question_id: str, *, version: int, given: Given
) -> SavedAnswer:
    """Save one answer and give its new version and the live score; at most four statements.

    Raises Absent, WrongState once it was sent, Invalid with a sentence a field, and Conflict with both texts where
    somebody saved another text since `version` was read. Saving the very same again changes nothing.
    """
    rows = list(access.answers(actor, Action.AUDIT_ANSWER).filter(audit_id=audit_id).values_list(*_COLUMNS, named=True))
    row: Any = next((row for row in rows if row.question == question_id), None)
    if row is None:
        raise Absent("question")
    if row.audit__state not in EDITABLE:
        raise WrongState(_("This audit was sent, so its answers stand as they are."), row.audit__state)
    pack = load_pack(row.audit__pack)
    sheet = Sheet(
        pack.edition(row.audit__edition),
        Purpose(row.audit__purpose),
        row.audit__gathering_started_on,
        facts_of(row.audit__facts),
        {},
        row.audit__partner__program_id,
    )
    written = _written(sheet, sheet.edition.question(question_id), row, given)
    if all(getattr(row, name) == value for name, value in written.items()):
        new_version = row.version
    else:
        new_version = _write(actor, moment, row, version, written)
    shown: list[Any] = [other for other in rows if other.question != question_id]
    shown.append(_Row(question_id, written["points"], written["not_applicable"], written["carried"]))
    answered = Sheet(sheet.edition, sheet.purpose, sheet.as_of, sheet.facts, answers_of(shown), sheet.partner)
    return SavedAnswer(new_version, moment.now, written["points"], score(answered, pack), _after(answered, question_id))


def _after(sheet: Sheet, question_id: str) -> str | None:
    order = [row[0] for row in rows_in_force(sheet.edition, sheet.facts)[0]]
    place = order.index(question_id) + 1 if question_id in order else len(order)
    return order[place] if place < len(order) else None


def _write(actor: Actor, moment: Moment, row: Any, version: int, written: dict[str, Any]) -> int:
    changing = row.audit__round if row.audit__state == "gathering" else row.audit__round + 1
    saved = Answer.objects.filter(pk=row.pk, version=version, audit__state__in=EDITABLE).update(
        version=F("version") + 1,
        changed_in_round=changing,
        updated_at=moment.now,
        updated_by=actor.user_id,
        **written,
    )
    if not saved:
        raise _conflict(row, written)
    # Every keystroke is saved, not every keystroke is an event: what counts is a new claim or another hand.
    claim = ("points", "not_applicable", "carried")
    if actor.user_id != row.updated_by_id or any(getattr(row, name) != written[name] for name in claim):
        journal.note(
            actor,
            moment,
            Action.AUDIT_ANSWER.value,
            ("answer", row.pk),
            chain=row.audit__employer_id,
            question=row.question,
            before=_plain(row.points),
            after=_plain(written["points"]),
            not_applicable=bool(written["not_applicable"]),
            carried=written["carried"],
        )
    return version + 1


def _written(sheet: Sheet, question: Question, row: Any, given: Given) -> dict[str, Any]:
    errors: dict[str, str] = {}
    for name in ("note", "own_knowledge", "not_applicable"):
        if len(getattr(given, name)) > TEXT_LENGTH:
            errors[name] = _("This is longer than %(most)s characters. Put the rest in a file.") % {"most": TEXT_LENGTH}
    reason = without_control(given.not_applicable).strip()
    points: Decimal | None = None
    criteria: list[int] = []
    if reason:
        refused = claim_refused(question, sheet.facts)
        if refused:
            errors["not_applicable"] = _("This question applies to your firm, so it takes an answer.")
    else:
        try:
            points, criteria = _points(question, given)
        except BadInput:
            sentence = _("Give a number from 0 to %(most)s, at most two decimals.")
            errors["points"] = sentence % {"most": question.points}
    if errors:
        raise Invalid(errors)
    carried = bool(given.carried and row.carried_why and not reason and points is None)
    return {
        "points": points,
        "criteria": criteria,
        "not_applicable": reason,
        "carried": carried,
        "note": without_control(given.note),
        "own_knowledge": without_control(given.own_knowledge),
    }


def _points(question: Question, given: Given) -> tuple[Decimal | None, list[int]]:
    """The points on the question's own scale, and the criteria met. Raises BadInput for points it does not have."""
    if question.scale == "criteria" and question.criteria:
        if not given.criteria:
            return None, []
        met = sorted({number for number in given.criteria if 1 <= number <= len(question.criteria)})
        return criteria_points(question, len(met)), met
    if given.points is None:
        return None, []
    hundredths = parse_points(given.points, question)
    if question.scale == "all_or_nothing" and from_hundredths(hundredths) not in {0, question.points}:
        raise BadInput(f"question {question.id}", "is all or nothing.")
    return Decimal(hundredths).scaleb(-2), []


def criteria_points(question: Question, met: int) -> Decimal:
    """The share of the points that so many criteria give, cut to two places."""
    return (Decimal(question.points) * met / len(question.criteria)).quantize(_CENT, ROUND_DOWN)


def _plain(points: Decimal | None) -> str | None:
    return None if points is None else f"{points:f}"


def _conflict(row: Any, written: dict[str, Any]) -> Conflict:
    """Both texts; what stands is read again, for the row at hand may be what the other one replaced."""
    now = Answer.objects.select_related("updated_by").get(pk=row.pk)
    theirs = {
        "note": now.note,
        "points": _plain(now.points) or "",
        "not_applicable": now.not_applicable,
        "own_knowledge": now.own_knowledge,
    }
    yours = {name: _plain(written["points"]) or "" if name == "points" else written[name] for name in theirs}
    differ = [name for name in theirs if yours[name] != theirs[name]]
    by: User | None = now.updated_by
    return Conflict(
        _("Somebody else saved this answer while you were writing. Both texts are below."),
        yours={name: yours[name] for name in differ},
        theirs={name: theirs[name] for name in differ},
        version=now.version,
        by=str(by) if by else "",
    )
