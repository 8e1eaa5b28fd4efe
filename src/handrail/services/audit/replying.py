"""Answering a reviewer's note on its question: the firm says what it did, or that it has read it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from handrail.rules.permissions import Action
from handrail.services import journal
from handrail.services.actor import Actor
from handrail.services.audit.overturned import overturned
from handrail.services.audit.reading import (
    DECIDED_ROUNDS,
    one_audit,
    require_editable,
    without_control,
    writing_round,
)
from handrail.services.errors import Absent, Invalid, WrongState
from handrail.services.moment import Moment
from handrail.store.models import Answer, ReviewNote

LENGTH = 5_000


@transaction.atomic
def reply(actor: Actor, moment: Moment, audit_id: UUID | str, note_id: UUID | str, *, text: str = "") -> ReviewNote:
    """Mark a note as mended (or read), with a few words if there are any; again replaces the words.

    Raises Absent for a note that is not on this audit or not given to the firm yet.
    """
    audit = one_audit(actor, audit_id, Action.AUDIT_ANSWER)
    require_editable(audit)
    if len(text) > LENGTH:
        raise Invalid({"reply": _("Use at most %(most)s characters.") % {"most": LENGTH}})
    notes = ReviewNote.objects.annotate(overturned=overturned("review"))
    note = notes.filter(pk=note_id, review__audit=audit, review__state__in=DECIDED_ROUNDS).first()
    if note is None:
        raise Absent("note")
    if note.overturned:
        raise WrongState(_("Your appeal changed the decision this note was part of, so it is not asked any more."))
    if note.resolved_at is not None:
        raise WrongState(_("Your reviewer has settled this note already."))
    note.reply, note.answered_at = without_control(text).strip(), moment.now
    note.save(update_fields=["reply", "answered_at"])
    Answer.objects.filter(audit=audit, question=note.question).update(
        changed_in_round=writing_round(audit), updated_at=moment.now
    )
    journal.note(actor, moment, "audit.reply", ("note", note.pk), chain=audit.employer_id, question=note.question)
    return note
