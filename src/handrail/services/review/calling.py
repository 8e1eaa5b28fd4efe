"""Notes of telephone calls about a file: with whom, when, and what was said. The firm reads them once the round is decided."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from handrail.program import load_pack
from handrail.rules.permissions import Action
from handrail.services import journal
from handrail.services.actor import Actor
from handrail.services.errors import Absent, Forbidden, Invalid
from handrail.services.moment import Moment
from handrail.services.review import leasing
from handrail.services.review.reaching import reading
from handrail.store.models import CallNote, Review

LONGEST: Final = 5_000
WHO_LENGTH: Final = 120


@transaction.atomic
def note_call(
    actor: Actor,
    moment: Moment,
    review_id: UUID | str,
    *,
    spoke_with: str,
    text: str,
    called_on: date | None,
    question_id: str = "",
) -> CallNote:
    """Write down a call about a round that is being read, for one question or the whole file.

    The same call written twice stands once. Invalid names each field; a day still to come, or before the audit came in,
    is none of this round.
    """
    review = reading(actor, Action.REVIEW_WRITE, review_id)
    if question_id and question_id not in load_pack(review.audit.pack).edition(review.audit.edition).by_id:
        raise Absent("question")
    if actor.user_id is None:
        raise Forbidden(_("A call is written down by a person."))
    who, said = " ".join(spoke_with.split()), text.strip()
    if wrong := _wrong(moment, review, who, said, called_on):
        raise Invalid(wrong)
    assert called_on is not None  # said above
    leasing.hold(actor, moment, review, yours={"spoke_with": who, "text": said})
    row, made = CallNote.objects.get_or_create(
        review=review,
        question=question_id,
        spoke_with=who,
        text=said,
        called_on=called_on,
        written_by_id=actor.user_id,
        defaults={"written_at": moment.now},
    )
    if made:
        journal.note(
            actor,
            moment,
            "review.call",
            ("call_note", row.pk),
            chain=review.audit.employer_id,
            question=question_id,
            round=review.round,
        )
    return row


def _wrong(moment: Moment, review: Review, who: str, said: str, called_on: date | None) -> dict[str, str]:
    wrong = {}
    if not who:
        wrong["spoke_with"] = _("Write with whom you spoke.")
    elif len(who) > WHO_LENGTH:
        wrong["spoke_with"] = _("Use at most %(most)s characters.") % {"most": WHO_LENGTH}
    if not said:
        wrong["said"] = _("Write what was said.")
    elif len(said) > LONGEST:
        wrong["said"] = _("Use at most %(most)s characters.") % {"most": LONGEST}
    if called_on is None:
        wrong["called_on"] = _("Give the day of the call.")
    elif called_on > moment.day:
        wrong["called_on"] = _("That day has not come yet. Give the day of the call.")
    elif review.audit.submitted_on is not None and called_on < review.audit.submitted_on:
        wrong["called_on"] = _("The audit was not sent in yet on that day. Give the day of the call.")
    return wrong


def calls_of(review: Review) -> tuple[CallNote, ...]:
    """The calls about an audit up to and with this round, oldest first; one statement."""
    rows = CallNote.objects.filter(review__audit=review.audit_id, review__round__lte=review.round)
    return tuple(rows.select_related("written_by", "review").order_by("called_on", "written_at", "id"))


def about(calls: Iterable[CallNote], question: str) -> tuple[CallNote, ...]:
    """Those about one question; with an empty text those about the file as a whole."""
    return tuple(call for call in calls if call.question == question)
