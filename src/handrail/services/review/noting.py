"""Notes on the exact question: what must be fixed, and what is for information."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from handrail.program import load_pack
from handrail.rules.permissions import Action
from handrail.services import access, journal
from handrail.services.actor import Actor
from handrail.services.errors import Absent, Forbidden, Invalid
from handrail.services.moment import Moment
from handrail.services.review import leasing
from handrail.services.review.reaching import reach, reading
from handrail.store.models import ReviewNote

LONGEST = 5_000


@transaction.atomic
def write_note(
    actor: Actor, moment: Moment, review_id: UUID | str, question_id: str, *, kind: str, text: str
) -> ReviewNote:
    """Write a note on a question of the round; the firm reads it once the round is decided.

    A form sent twice writes once: the same words of the same kind and hand that still stand open are given as they are.
    """
    review = reading(actor, Action.REVIEW_WRITE, review_id)
    if question_id not in load_pack(review.audit.pack).edition(review.audit.edition).by_id:
        raise Absent("question")
    if actor.user_id is None:
        raise Forbidden(_("A note is written by a person."))
    leasing.hold(actor, moment, review, yours={"kind": kind, "text": text})
    errors = {}
    if kind not in ReviewNote.Kind.values:
        errors["kind"] = _("Choose whether it must be fixed or is for information.")
    if not text.strip():
        errors["text"] = _("Write what the firm should do or know.")
    elif len(text) > LONGEST:
        errors["text"] = _("Use at most %(most)s characters.") % {"most": LONGEST}
    if errors:
        raise Invalid(errors)
    words = {"kind": kind, "text": text.strip(), "author_id": actor.user_id}
    stands = ReviewNote.objects.filter(review=review, question=question_id, resolved_at=None, **words).first()
    if stands is not None:
        return stands
    note = ReviewNote.objects.create(review=review, question=question_id, written_at=moment.now, **words)
    journal.note(
        actor,
        moment,
        "review.note",
        ("note", note.pk),
        chain=review.audit.employer_id,
        question=question_id,
        kind=kind,
        round=review.round,
    )
    return note


def reached(actor: Actor, review_id: UUID | str, note_id: UUID | str) -> ReviewNote:
    """A note of the audit of a round, or Absent."""
    review = reach(actor, Action.REVIEW_READ, review_id)
    return access.one(ReviewNote.objects.filter(review__audit=review.audit_id), note_id, "note")


@transaction.atomic
def settle(actor: Actor, moment: Moment, review_id: UUID | str, note_id: UUID | str, *, settled: bool) -> ReviewNote:
    """Agree that a note, of this round or an earlier one, is settled; or open it again. Twice has one effect."""
    review = reading(actor, Action.REVIEW_WRITE, review_id)
    leasing.hold(actor, moment, review)
    note = access.one(ReviewNote.objects.filter(review__audit=review.audit_id), note_id, "note")
    if (note.resolved_at is not None) == settled:
        return note
    note.resolved_at = moment.now if settled else None
    note.save(update_fields=["resolved_at"])
    journal.note(
        actor,
        moment,
        "review.settle" if settled else "review.reopen",
        ("note", note.pk),
        chain=review.audit.employer_id,
        question=note.question,
        round=review.round,
    )
    return note
