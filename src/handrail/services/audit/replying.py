"""Answering a reviewer's note on its question: the firm says what it did, or that it has read it."""

from __future__ import annotations

import json
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from handrail.rules.permissions import Action
from handrail.rules.review.lifecycle import DECIDED
from handrail.services import journal
from handrail.services.actor import Actor
from handrail.services.audit.overturned import overturned
from handrail.services.audit.packaging import said
from handrail.services.audit.reading import (
    one_audit,
    require_editable,
    without_control,
    writing_round,
)
from handrail.services.errors import Absent, Invalid, WrongState
from handrail.services.moment import Moment
from handrail.store.models import Answer, AnswerEvidence, Audit, Interview, ReviewNote, Submission

LENGTH: Final = 5_000


@transaction.atomic
def reply(actor: Actor, moment: Moment, audit_id: UUID | str, note_id: UUID | str, *, text: str = "") -> ReviewNote:
    """Answer a note with a few words, or with what changed on its question since it was sent; again replaces the words.

    Raises Absent for a note that is not on this audit or not given to the firm yet, Invalid for a note to fix with neither
    words nor a change, WrongState for one that is settled or that an appeal made void.
    """
    audit = one_audit(actor, audit_id, Action.AUDIT_ANSWER)
    require_editable(audit)
    if len(text) > LENGTH:
        raise Invalid({"reply": _("Use at most %(most)s characters.") % {"most": LENGTH}})
    note = _given(audit, note_id)
    if note.overturned:  # type: ignore[attr-defined]
        raise WrongState(_("Your appeal changed the decision this note was part of, so it is not asked any more."))
    if note.resolved_at is not None:
        raise WrongState(_("Your reviewer has settled this note already."))
    words = without_control(text).strip()
    if not words and note.kind == ReviewNote.Kind.MUST_FIX and not _changed_since(audit, note.question):
        raise Invalid(
            {
                "reply": _(
                    "Write what you did, or change your answer, or lay new proof beside it. If it was not done, write that."
                )
            }
        )
    note.reply, note.answered_at = words, moment.now
    note.save(update_fields=["reply", "answered_at"])
    Answer.objects.filter(audit=audit, question=note.question).update(
        changed_in_round=writing_round(audit), updated_at=moment.now
    )
    journal.note(actor, moment, "audit.reply", ("note", note.pk), chain=audit.employer_id, question=note.question)
    return note


def note_of(actor: Actor, audit_id: UUID | str, note_id: UUID | str) -> ReviewNote:
    """A note that a decision gave to the firm on an audit the actor reaches, or Absent."""
    return _given(one_audit(actor, audit_id), note_id)


def _given(audit: Audit, note_id: UUID | str) -> ReviewNote:
    notes = ReviewNote.objects.annotate(overturned=overturned("review"))
    note = notes.filter(pk=note_id, review__audit=audit, review__state__in=DECIDED).first()
    if note is None:
        raise Absent("note")
    return note


def _changed_since(audit: Audit, question: str) -> bool:
    """Whether the answer, its proof or its talks differ from what was sent; words to another note are no change."""
    sent = Submission.objects.filter(audit=audit, round=audit.round).first()
    answer = Answer.objects.filter(audit=audit, question=question).first()
    if sent is None or answer is None:
        return False
    proofs = AnswerEvidence.objects.filter(answer=answer).select_related("evidence").order_by("added_at", "pk")
    now = said(answer, proofs, Interview.objects.filter(audit=audit, question=question))
    elements = json.loads(sent.package)["elements"]
    before = next((one for part in elements for one in part["questions"] if one["id"] == question), None)
    return before is None or _judged(now) != _judged(before)


def _judged(question: dict[str, Any]) -> tuple[Any, ...]:
    answer = {name: value for name, value in question["answer"].items() if name != "changed_in_round"}
    proofs = sorted(json.dumps(piece, sort_keys=True) for piece in question["evidence"])
    return answer, proofs, question["talks"]
