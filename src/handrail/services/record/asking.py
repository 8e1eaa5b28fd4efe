"""What a record's page asks about the paper in it: a question with both sides shown, and no error of anybody's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from handrail.rules.days import in_words
from handrail.rules.record.looks import other_name, year_off
from handrail.services.moment import zone
from handrail.services.record.reading import Seen

NAME_FIELD = "name_on_it"
ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Question:
    """One question: `about` is `day` or `name`, `text` what is asked, `then` what to do with either answer."""

    about: str
    text: str
    then: str


def questions(seen: Seen) -> tuple[Question, ...]:
    """What looks odd on the paper of a record that the caller may read; no statement of its own."""
    return tuple(one for one in (_day(seen), _name(seen)) if one is not None)


def _day(seen: Seen) -> Question | None:
    """A paper whose day lies a year before its photo was taken; without a photo's own day, before it was received."""
    row = seen.record
    papers = [one for one in seen.photos if row.paper_of or one.part == "paper"]
    if not row.paper_of and not papers:
        return None
    taken: list[date] = [one.evidence.taken_on for one in papers if one.evidence.taken_on is not None]
    for day in taken or [row.received_at.astimezone(zone()).date()]:
        if (meant := year_off(row.happened_on, day)) is not None:
            said = {"written": in_words(row.happened_on), "seen": in_words(day), "meant": in_words(meant)}
            ask = (
                _("The paper says %(written)s, the photo of it was taken on %(seen)s. Was it %(meant)s?")
                if taken
                else _("The paper says %(written)s, it was received on %(seen)s. Was it %(meant)s?")
            )
            then = _(
                "If so, change the day here and leave the paper as it is. If the day is right, nothing needs doing."
            )
            return Question("day", ask % said, then)
    return None


def _name(seen: Seen) -> Question | None:
    """A card in another name than that of whoever it is kept for."""
    printed = " ".join(str(seen.record.fields.get(NAME_FIELD) or "").split())
    listed = [one.name for one in seen.people if one.part != ABSENT]
    if not listed or not other_name(printed, listed):
        return None
    ask = _("The card says %(printed)s; on your list stands %(listed)s. The same person?")
    then = _(
        "If so, nothing needs doing here; whoever issued the card can print it anew. If not, change whose ticket it is."
    )
    return Question("name", ask % {"printed": printed, "listed": ", ".join(listed)}, then)
