"""What worries somebody on the crew: said through the code on the truck door, without an account, and answered where it was said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from handrail.integrations import documents
from handrail.integrations.files import file_store
from handrail.rules.permissions import Action, Kind, Role
from handrail.services import access, journal
from handrail.services.account.acting import person_of
from handrail.services.account.inviting import digest
from handrail.services.actor import Actor
from handrail.services.corrective_action.mending import of_record
from handrail.services.employer import sharing
from handrail.services.errors import Absent, Invalid, Refused
from handrail.services.evidence.serving import ServedFile
from handrail.services.moment import Moment, at
from handrail.services.record.keeping import Defect, RecordSent, keep
from handrail.store.models import ActionLine, ConcernReply, Record, SharedLink

CONCERN: Final = "worker_concern"
TALK: Final = "toolbox_talk"
USED_UP: Final = "form_used_up"
MOST_A_DAY: Final = 40
"""Concerns a firm takes through its codes within a day: more than any crew has, and fewer than a prank needs."""
TITLE_LENGTH: Final = 200
"""The first line of a concern, in characters; more is said beneath it."""
REPLY_LENGTH: Final = 2_000
TOLD_LENGTH: Final = 400
_SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""What a concern's code is made of: 32 signs of which no two look alike, so that a pencil copy finds its answer."""
_READ_AS: Final = str.maketrans("OIL", "011")
_CODE_LENGTH: Final = 16
TOLD_DAYS, TOLD_AT_ONCE = 30, 5
"""How long the crew reads behind the codes what the owner told them, and of how many concerns."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the owner told the whole crew after a concern, and on which day. Nothing of what was said stands in it."""

    words: str
    on: date


@dataclass(frozen=True, slots=True)
class Here:
    """What the code opens: whose it is, where it hangs, the titles of today's talks, and what the crew was told lately."""

    link: SharedLink
    firm: str
    talks: tuple[str, ...]
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one concern: the thing put right, when, in which words, and whether a photo shows it."""

    done_on: date | None
    words: str
    photo: bool


@dataclass(frozen=True, slots=True)
class Concern:
    """A concern as whoever has its own code sees it."""

    title: str
    said_on: date
    reply: str
    replied_on: date | None
    answers: tuple[Answer, ...]

    @property
    def done_on(self) -> date | None:
        """The day the last of it was put right; None while something is open or nothing was to do."""
        days = [one.done_on for one in self.answers]
        return max((day for day in days if day), default=None) if all(days) else None


def here(moment: Moment, token: str) -> Here:
    """The page behind a code on the truck door. Absent for a code that was taken back or never was."""
    row = sharing.found(moment, token, sharing.Purpose.CREW)
    talks = Record.objects.filter(
        employer=row.employer_id, kind=TALK, happened_on=moment.day, removed_at__isnull=True
    ).order_by("received_at", "pk")
    titles = dict.fromkeys(title for title in talks.values_list("title", flat=True)[:10] if title)
    return Here(row, row.employer.name, tuple(titles), _told(row, moment))


def _told(link: SharedLink, moment: Moment) -> tuple[Told, ...]:
    since = moment.now - timedelta(days=TOLD_DAYS)
    rows = ConcernReply.objects.filter(
        record__employer=link.employer_id, record__removed_at__isnull=True, told_at__gt=since, told_at__lte=moment.now
    ).exclude(told="")
    found = rows.order_by("-told_at", "-pk").values_list("told", "told_at")[:TOLD_AT_ONCE]
    return tuple(Told(words, at(when).day) for words, when in found if when)


def say(moment: Moment, token: str, *, concern_id: UUID, title: str, text: str = "", name: str = "") -> str:
    """Keep what somebody said as a record with a fix to do, and give the code under which its answer is seen.

    The same `concern_id` with the same words keeps it once and gives the same code. Invalid without words, Refused when
    too many came within a day or the form was sent before with other words, Absent for a code that opens nothing.
    """
    link = sharing.found(moment, token, sharing.Purpose.CREW)
    clean = " ".join(title.split())
    if not clean:
        raise Invalid({"title": _("Say in a few words what worries you.")})
    if len(clean) > TITLE_LENGTH:
        long = _("This is %(n)s characters long and %(most)s fit here. Put the rest under “Say more”.")
        raise Invalid({"title": long % {"n": len(clean), "most": TITLE_LENGTH}})
    said = _stranger(link)
    words = {key: value for key, value in (("what", _words(text)), ("name", _words(name))) if value}
    stood = _same(link, concern_id, clean, words)
    if stood:
        return stood
    since = moment.now - timedelta(days=1)
    lately = Record.objects.filter(
        employer=link.employer_id, kind=CONCERN, device=None, kept_by=None, received_at__gt=since
    )
    if lately.count() >= MOST_A_DAY:
        raise Refused("too_many_concerns", _("Many came in today already. Say it to the owner in person."), "title")
    sent = RecordSent(
        id=concern_id,
        kind=CONCERN,
        happened_on=moment.day,
        captured_at=moment.now,
        site_id=link.site_id,
        place=link.label,
        title=clean,
        fields=words,
        defects=(Defect(uuid5(concern_id, "fix"), clean),),
    )
    with transaction.atomic():
        kept = keep(said, moment, sent)
        if kept.outcome not in {"stored", "already"}:
            raise _used_up()
        code = _code(concern_id)
        ConcernReply.objects.get_or_create(record=kept.record, defaults={"code_sha256": digest(code)})
    return code


def _stranger(link: SharedLink) -> Actor:
    """Whoever stands at the truck door: no account, no name, and no more than crew."""
    return Actor(
        user_id=None,
        name=_("somebody through the code at %(place)s") % {"place": link.label},
        email="",
        organisation_id=link.employer_id,
        organisation_name=link.employer.name,
        organisation_kind=Kind.EMPLOYER,
        role=Role.CREW,
    )


def _code(concern_id: UUID) -> str:
    """The concern's own code: reckoned from its id with the installation's secret, so that it need not be kept."""
    told = salted_hmac("handrail.concern", str(concern_id), algorithm="sha256").digest()
    number = int.from_bytes(told[:10])
    return "".join(_SIGNS[number >> 5 * place & 31] for place in reversed(range(_CODE_LENGTH)))


def _same(link: SharedLink, concern_id: UUID, title: str, words: dict[str, str]) -> str:
    """The code of a concern that this form sent before; empty where it is new, Refused where it said something else."""
    row = ConcernReply.objects.filter(record=concern_id).select_related("record").first()
    if row is None:
        return ""
    record = row.record
    if record.employer_id != link.employer_id or (record.title, record.fields) != (title, words):
        raise _used_up()
    return _code(concern_id)


def _used_up() -> Refused:
    """A form is one concern; what was sent stays as it was said, and more words are a concern of their own."""
    return Refused(
        USED_UP, _("What you sent before has arrived and stays. To send this as well, press once more."), "title"
    )


def plain_code(typed: str) -> str:
    """A concern's code as it is kept, from however it was written down: in groups, in small letters, with spaces, with
    an O for a 0, an I or L for a 1. Or Absent."""
    _by_code(typed)
    return _as_kept(typed)


def _as_kept(typed: str) -> str:
    return "".join(char for char in typed.upper() if char.isalnum()).translate(_READ_AS)


def _by_code(code: str) -> ConcernReply:
    rows = ConcernReply.objects.filter(code_sha256=digest(_as_kept(code)), record__removed_at__isnull=True)
    row = rows.select_related("record").first()
    if row is None:
        raise Absent
    return row


def seen(code: str) -> Concern:
    """One concern and its answer, for whoever has its code. Absent for a code that never was."""
    row = _by_code(code)
    fixes = ActionLine.objects.filter(record=row.record).select_related("evidence").order_by("raised_on", "pk")
    return Concern(
        title=row.record.title,
        said_on=row.record.happened_on,
        reply=row.reply,
        replied_on=_day(row),
        answers=tuple(Answer(one.done_on, one.done_note, _picture(one)) for one in fixes),
    )


def _day(row: ConcernReply) -> date | None:
    return at(row.replied_at).day if row.replied_at else None


def _picture(line: ActionLine) -> bool:
    found = line.evidence
    return line.done_on is not None and found is not None and found.media_type == documents.JPEG


def picture(code: str, number: int) -> ServedFile:
    """The photo of how it was put right: the answer's place in the list, from 0. Absent where there is none."""
    row = _by_code(code)
    fixes = list(ActionLine.objects.filter(record=row.record).select_related("evidence").order_by("raised_on", "pk"))
    if number >= len(fixes) or not _picture(fixes[number]):
        raise Absent
    found = fixes[number].evidence
    assert found is not None  # _picture() saw to it
    path = file_store().path(found.stored)
    if not path.is_file():
        raise Absent
    return ServedFile(path, found.media_type, "answer.jpg", found.size, True)


# ---- the owner's side ---------------------------------------------------------------------------------------------------


def concerns(actor: Actor) -> QuerySet[Record]:
    """What the crew said, through the codes, on a phone or on a page, newest first, with the answer of each in `concern`."""
    access.require(actor, Action.RECORD_READ_RESTRICTED)
    return (
        access.records(actor, Action.RECORD_CHANGE)
        .filter(kind=CONCERN)
        .select_related("concern", "site")
        .prefetch_related("fixes")
        .order_by("-received_at", "-pk")
    )


def waiting(actor: Actor) -> int:
    """How many concerns nobody answered yet, in words or by putting it right; one statement."""
    rows = concerns(actor).filter(Q(concern__isnull=True) | Q(concern__replied_at__isnull=True))
    mended = ActionLine.objects.filter(record__isnull=False, done_on__isnull=False)
    return rows.exclude(pk__in=mended.values("record")).count()


@dataclass(frozen=True, slots=True)
class Said:
    """One concern as the owner sees it, with what was raised from it; `row` is the answer, None while there is none."""

    record: Record
    row: ConcernReply | None
    fixes: tuple[ActionLine, ...]

    @property
    def open(self) -> tuple[ActionLine, ...]:
        """What was raised from it and is not put right yet."""
        return tuple(line for line in self.fixes if line.done_on is None)

    @property
    def answered(self) -> bool:
        return self.row is not None and self.row.replied_at is not None

    @property
    def through_code(self) -> bool:
        """Whether it was said through a code, so that whoever said it sees the answer by themselves."""
        return self.record.kept_by_id is None and self.record.device_id is None


def one(actor: Actor, record_id: UUID | str) -> Said:
    """One concern of the actor's own firm, or Absent."""
    record = access.one(concerns(actor), record_id, _("concern"))
    return Said(record, ConcernReply.objects.filter(record=record).first(), of_record(actor, record))


@transaction.atomic
def answer(actor: Actor, moment: Moment, record_id: UUID | str, *, reply: str, told: str = "") -> ConcernReply:
    """Answer in words, seen through the concern's own code; answered again, the words are replaced. Invalid without words.

    `told` is what the whole crew reads behind every code for a while; empty, they read nothing of it.
    """
    record = one(actor, record_id).record
    words, crew = _words(reply), _words(told)
    wrong: dict[str, str] = {}
    if not words:
        wrong["reply"] = _("Write what you did or will do about it.")
    for name, text, most in (("reply", words, REPLY_LENGTH), ("told", crew, TOLD_LENGTH)):
        if len(text) > most:
            wrong[name] = _("This is too long: %(most)s characters at most.") % {"most": most}
    if wrong:
        raise Invalid(wrong)
    # What was kept on a phone or a page has no answer to hold yet, and nobody was given its code.
    found, _made = ConcernReply.objects.get_or_create(record=record, defaults={"code_sha256": digest(_code(record.pk))})
    if (words, crew) == (found.reply, found.told):
        return found
    if words != found.reply:
        found.reply, found.replied_at, found.replied_by_id = words, moment.now, person_of(actor)
    if crew != found.told:
        found.told, found.told_at = crew, moment.now if crew else None
    found.save(update_fields=["reply", "replied_at", "replied_by", "told", "told_at"])
    journal.note(actor, moment, "concern.answer", ("record", record.pk), chain=record.employer_id)
    return found


def _words(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
