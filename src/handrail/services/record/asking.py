"""What a record's page asks about the paper in it: a question with both sides shown, and no error of anybody's."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from handrail.rules.days import in_words
from handrail.rules.permissions import Action
from handrail.rules.record.looks import other_name, year_off
from handrail.services import journal
from handrail.services.actor import Actor
from handrail.services.errors import Invalid, WrongState
from handrail.services.evidence.keeping import plain
from handrail.services.moment import Moment, zone
from handrail.services.record.reading import Seen, one, row
from handrail.store.models import RecordAnswer

NAME_FIELD = "name_on_it"
ABSENT = "absent"
WHY = 200  # characters of an answer


@dataclass(frozen=True, slots=True)
class Question:
    """One question: `about` is `day` or `name`, `text` what is asked, `then` what to do with either answer.

    `asked` tells the very things that are set against each other: other ones are another question. `answer` is what the
    firm said to it, None while nobody did.
    """

    about: str
    text: str
    then: str
    asked: str
    answer: RecordAnswer | None = None


def questions(seen: Seen) -> tuple[Question, ...]:
    """What looks odd on the paper of a record that the caller may read; one statement where anything does, else none."""
    found = [one for one in (_day(seen), _name(seen)) if one is not None]
    if not found:
        return ()
    said = {(one.about, one.asked): one for one in RecordAnswer.objects.filter(record=seen.record)}
    return tuple(replace(one, answer=said.get((one.about, one.asked))) for one in found)


@transaction.atomic
def answer(actor: Actor, moment: Moment, record_id: UUID | str, about: str, *, asked: str, why: str) -> RecordAnswer:
    """Say to a question of a record why it is right as it stands; it is not asked again while both sides stay the same.

    Raises Absent where the record is not the actor's, Invalid (field `why`) without words, WrongState where the question
    is not asked any more or somebody answered it first.
    """
    seen = one(actor, row(actor, record_id, Action.RECORD_CHANGE).pk)
    said = plain(why)
    if not said:
        raise Invalid({"why": _("Say in a few words why it is right as it stands.")})
    if len(said) > WHY:
        raise Invalid({"why": _("This is too long: %(most)s characters at most.") % {"most": WHY}})
    open_ = [found for found in questions(seen) if found.about == about and found.answer is None]
    if asked not in {found.asked for found in open_}:
        raise WrongState(_("This question is not asked any more: it was answered, or the record was changed."))
    try:
        with transaction.atomic():
            made = RecordAnswer.objects.create(
                record=seen.record, about=about, asked=asked, why=said, by_name=actor.name[:120], at=moment.now
            )
    except IntegrityError:
        raise WrongState(_("Somebody answered this question first.")) from None
    journal.note(
        actor,
        moment,
        "record.question_answered",
        ("record", seen.record.pk),
        chain=seen.record.employer_id,
        about=about,
    )
    return made


def _digest(*sides: str) -> str:
    return hashlib.sha256("\x1f".join(sides).encode()).hexdigest()


def _day(seen: Seen) -> Question | None:
    """A paper whose day lies a year before its photo was taken; without a photo's own day, before it was received."""
    record = seen.record
    papers = [photo for photo in seen.photos if record.paper_of or photo.part == "paper"]
    if not record.paper_of and not papers:
        return None
    taken: list[date] = [photo.evidence.taken_on for photo in papers if photo.evidence.taken_on is not None]
    for day in taken or [record.received_at.astimezone(zone()).date()]:
        if (meant := year_off(record.happened_on, day)) is not None:
            said = {"written": in_words(record.happened_on), "seen": in_words(day), "meant": in_words(meant)}
            ask = (
                _("The paper says %(written)s, the photo of it was taken on %(seen)s. Was it %(meant)s?")
                if taken
                else _("The paper says %(written)s, it was received on %(seen)s. Was it %(meant)s?")
            )
            then = _(
                "If so, change the day here and leave the paper as it is. If the day is right, nothing needs doing."
            )
            return Question("day", ask % said, then, _digest(record.happened_on.isoformat(), day.isoformat()))
    return None


def _name(seen: Seen) -> Question | None:
    """A card in another name than that of whoever it is kept for."""
    printed = " ".join(str(seen.record.fields.get(NAME_FIELD) or "").split())
    listed = [who.name for who in seen.people if who.part != ABSENT]
    if not listed or not other_name(printed, listed):
        return None
    ask = _("The card says %(printed)s; on your list stands %(listed)s. The same person?")
    then = _(
        "If so, nothing needs doing here; whoever issued the card can print it anew. If not, change whose ticket it is."
    )
    asked = _digest(printed, *sorted(listed))
    return Question("name", ask % {"printed": printed, "listed": ", ".join(listed)}, then, asked)
