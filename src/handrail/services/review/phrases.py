"""Words the reviewers of a partner use again in their notes: of a question first, then those for any, the most used first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from handrail.rules.permissions import Action
from handrail.services import access, journal
from handrail.services.actor import Actor
from handrail.services.errors import Forbidden, Refused
from handrail.services.moment import Moment
from handrail.services.review import naming
from handrail.services.review.reaching import reach
from handrail.store.models import ReviewNote, SavedPhrase

MOST: Final = 200
"""Phrases of one partner for one question, or for any: beyond that nobody finds one again."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A phrase, and the note whose words it keeps."""

    phrase: SavedPhrase
    note: ReviewNote


def phrases(actor: Actor, question_id: str) -> QuerySet[SavedPhrase]:
    """The phrases for a question of the actor's partner, then those for any; the most used first."""
    rows = _of_partner(actor).filter(question__in=(question_id, ""))
    return rows.order_by(F("question").desc(), "-used", "text", "id")


@transaction.atomic
def save_from_note(
    actor: Actor, moment: Moment, review_id: UUID | str, note_id: UUID | str, *, for_any: bool = False
) -> Kept:
    """Keep the words of a note of this audit as a phrase for its question, or for any. The same words are kept once.

    A phrase is words of the partner's own: it names neither the firm, its people nor the round it came from. Refused
    where the words name one of them or a reviewer.
    """
    review = reach(actor, Action.REVIEW_WRITE, review_id)
    note = access.one(ReviewNote.objects.filter(review__audit=review.audit_id), note_id, "note")
    if actor.user_id is None:
        raise Forbidden(_("A phrase is kept by a person."))
    question = "" if for_any else note.question
    rows = _of_partner(actor).filter(question=question)
    stood = rows.filter(text=note.text).first()
    if stood is not None:
        return Kept(stood, note)
    if name := naming.named(review, note.text, (note.author, review.reviewer)):
        sentence = _(
            "A phrase is read beside other firms' files. Write a note that leaves out “%(name)s”, and keep that."
        )
        raise Refused("names_somebody", sentence % {"name": name})
    if rows.count() >= MOST:
        raise Refused("too_many_phrases", _("%(n)s phrases are kept here. Remove one first.") % {"n": MOST})
    row = SavedPhrase.objects.create(
        partner_id=review.audit.partner_id,
        question=question,
        text=note.text,
        written_by_id=actor.user_id,
        written_at=moment.now,
    )
    _note(actor, moment, "phrase.keep", row)
    return Kept(row, note)


def _note(actor: Actor, moment: Moment, what: str, row: SavedPhrase) -> None:
    """In the partner's own chain: no firm has a part in it."""
    journal.note(actor, moment, what, ("phrase", row.pk), chain=row.partner_id, question=row.question)


@transaction.atomic
def remove(actor: Actor, moment: Moment, review_id: UUID | str, phrase_id: UUID | str) -> SavedPhrase:
    """Take a phrase out of the list, met at a round; notes that used it keep their words. Twice has one effect."""
    reach(actor, Action.REVIEW_WRITE, review_id)
    row = access.one(SavedPhrase.objects.filter(partner=actor.organisation_id), phrase_id, "phrase")
    if SavedPhrase.objects.filter(pk=row.pk, removed_at=None).update(removed_at=moment.now):
        _note(actor, moment, "phrase.remove", row)
    row.refresh_from_db()
    return row


def count_use(actor: Actor, phrase_ids: Iterable[str], text: str) -> int:
    """Count the phrases whose words stand in a note just written; gives how many did. Keys of nothing are left out."""
    try:
        rows = list(_of_partner(actor).filter(Q(pk__in=[key for key in phrase_ids if key])))
    except ValidationError:
        return 0
    used = [row.pk for row in rows if " ".join(row.text.split()) in " ".join(text.split())]
    return SavedPhrase.objects.filter(pk__in=used).update(used=F("used") + 1) if used else 0


def _of_partner(actor: Actor) -> QuerySet[SavedPhrase]:
    access.require(actor, Action.REVIEW_WRITE)
    return SavedPhrase.objects.filter(partner=actor.organisation_id, removed_at=None)
