"""The talk: what workers said to the knowledge questions, and what their share of good answers proposes as points."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handrail.program import Question
from handrail.rules.permissions import Action
from handrail.services import access, journal
from handrail.services.actor import Actor
from handrail.services.audit.reading import edition_of, one_audit, require_editable, without_control, writing_round
from handrail.services.errors import Invalid
from handrail.services.moment import Moment
from handrail.store.models import Answer, Audit, Interview

WORDS_LENGTH = 2_000
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Reply:
    """How one worker answered one question: `knew`, `partly` or `did_not`, and a few of his words."""

    result: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How a question was answered by everybody asked so far."""

    knew: int
    partly: int
    did_not: int

    @property
    def asked(self) -> int:
        return self.knew + self.partly + self.did_not

    def points(self, question: Question) -> Decimal:
        """The question's points times the share of good answers; cut to two places.

        A partial one counts half: answer scales in use elsewhere count yes, partial and no as 100, 50 and 0.
        """
        good = self.knew + Decimal(self.partly) / 2
        return (Decimal(question.points) * good / self.asked).quantize(_CENT, ROUND_DOWN)

    def note(self) -> str:
        """The note proposed beside the points; it names nobody, for names stay with the firm."""
        people = ngettext("I asked %(n)s person", "I asked %(n)s people", self.asked) % {"n": self.asked}
        told = _("%(knew)s knew, %(partly)s partly, %(did_not)s did not.")
        return f"{people}: {told % {'knew': self.knew, 'partly': self.partly, 'did_not': self.did_not}}"


def talk_questions(audit: Audit) -> tuple[Question, ...]:
    """The knowledge questions of the audit's edition, in its order."""
    return tuple(question for question in edition_of(audit).questions if question.pile == "talk")


def replies_of(audit: Audit) -> list[Interview]:
    """What everybody said so far, in one statement."""
    return list(Interview.objects.filter(audit=audit).select_related("person").order_by("held_at", "pk"))


def tallies(rows: Iterable[Interview]) -> dict[str, Tally]:
    """How each question was answered."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        found[row.question].append(row.result)
    return {
        question: Tally(results.count("knew"), results.count("partly"), results.count("did_not"))
        for question, results in found.items()
    }


@transaction.atomic
def record_talk(
    actor: Actor, moment: Moment, audit_id: UUID | str, person_id: UUID | str, replies: Mapping[str, Reply]
) -> int:
    """Keep what one worker said and propose points and note for every question he was asked; how many those were.

    A proposal never overwrites what the owner wrote himself. Raises Invalid for a result that is none.
    """
    audit = one_audit(actor, audit_id, Action.AUDIT_ANSWER)
    require_editable(audit)
    person = access.one(access.people(actor, Action.PEOPLE_READ), person_id, "person")
    asked = {question.id: question for question in talk_questions(audit)}
    errors = {
        f"result-{question}": _("Choose knew, partly or did not.")
        for question, reply in replies.items()
        if question not in asked or reply.result not in Interview.Result.values
    }
    errors |= {
        f"result-{question}": _("Use at most %(most)s characters for what was said.") % {"most": WORDS_LENGTH}
        for question, reply in replies.items()
        if len(reply.words) > WORDS_LENGTH
    }
    if errors:
        raise Invalid(errors)
    before = tallies(Interview.objects.filter(audit=audit))
    for question, reply in replies.items():
        Interview.objects.update_or_create(
            audit=audit,
            person=person,
            question=question,
            defaults={"result": reply.result, "words": without_control(reply.words).strip(), "held_at": moment.now},
        )
    after = tallies(Interview.objects.filter(audit=audit))
    for answer in Answer.objects.filter(audit=audit, question__in=list(replies)):
        _propose(
            actor,
            moment,
            audit,
            answer,
            question=asked[answer.question],
            before=before.get(answer.question),
            now=after[answer.question],
        )
    journal.note(
        actor,
        moment,
        "audit.talk",
        ("audit", audit.pk),
        chain=audit.employer_id,
        person=str(person.pk),
        asked=len(replies),
    )
    return len(replies)


def _propose(
    actor: Actor,
    moment: Moment,
    audit: Audit,
    answer: Answer,
    *,
    question: Question,
    before: Tally | None,
    now: Tally,
) -> None:
    if answer.not_applicable:
        return
    written: dict[str, Any] = {}
    if answer.points is None or (before is not None and answer.points == before.points(question)):
        written["points"] = now.points(question)
    if not answer.note.strip() or (before is not None and answer.note == before.note()):
        written["note"] = now.note()
    if not written:
        return
    Answer.objects.filter(pk=answer.pk, version=answer.version).update(
        version=answer.version + 1,
        changed_in_round=writing_round(audit),
        updated_at=moment.now,
        updated_by=actor.user_id,
        **written,
    )
