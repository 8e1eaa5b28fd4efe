"""Reminders the owner asked for: one text a week, a mail a week or a month, at their hour and never in their quiet hours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from handrail.integrations.texts import texts
from handrail.program import load_pack
from handrail.rules.days import ONE_DAY, add_months
from handrail.rules.permissions import Action, Kind, Role
from handrail.rules.record.rhythm import Rhythm, rhythm
from handrail.rules.record.telling import Every, out_of_quiet, paused, period_name, phone_number, planned, short_text
from handrail.services import journal, outbox
from handrail.services.actor import CLOCKWORK, Actor
from handrail.services.employer.own import differing, own
from handrail.services.errors import Conflict, Invalid
from handrail.services.moment import Moment, zone
from handrail.services.notice.hand_off import tell
from handrail.services.record.year import year_of
from handrail.store.models import Employer, OutboxItem, Reminding

REMIND: Final = "remind"
TEXT: Final = "text"
ByMail = Reminding.ByMail
_CAUGHT_UP: Final = timedelta(days=6)
"""A reminder whose day the worker slept through still goes out within so many days."""
_EVERY: Final[dict[str, Every]] = {ByMail.WEEKLY.value: "week", ByMail.MONTHLY.value: "month"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the owner sets. `weekday` 0 is Monday; hours are 0 to 23 in the program's zone; no number means no texts."""

    text_to: str = ""
    weekday: int = 0
    hour: int = 7
    by_mail: str = ByMail.NEVER.value
    quiet_from: int = 20
    quiet_to: int = 7


@dataclass(frozen=True, slots=True)
class Chosen:
    """The settings in force with their version (0: none saved yet), when the next ones go out, and today's text.

    `text_at` and `mail_at` are local times, None where none is wanted. `example` is empty where nothing would be sent.
    """

    wanted: Wanted
    version: int
    text_at: datetime | None
    mail_at: datetime | None
    example: str


def chosen(actor: Actor, moment: Moment) -> Chosen:
    """How the actor's own firm is reminded."""
    firm = own(actor, Action.REMINDERS_SET)
    row = Reminding.objects.filter(employer=firm).first()
    example = _content(actor, moment)[1]
    if row is None:
        return Chosen(Wanted(), 0, None, None, example)
    at = {way: _next(row, way, every, moment) for way, every in _ways(row)}
    return Chosen(_wanted(row), row.version, at.get(TEXT), at.get("mail"), example)


@transaction.atomic
def change(actor: Actor, moment: Moment, *, version: int, wanted: Wanted) -> Reminding:
    """Save how the firm is reminded, from its next hour on; the same sent twice is saved once.

    Invalid for what is no number of a phone here or no real hour; Conflict where somebody saved in between.
    """
    firm = own(actor, Action.REMINDERS_SET)
    fresh = _checked(wanted)
    row = Reminding.objects.filter(employer=firm).first()
    if row is not None and row.version != version:
        if _wanted(row) == fresh:
            return row
        yours, theirs = differing(asdict(fresh), asdict(_wanted(row)))
        raise Conflict(_("Somebody else saved the reminders before you."), yours, theirs, row.version)
    passed = moment.day.weekday() == fresh.weekday and _local(moment).hour >= fresh.hour
    row, _new = Reminding.objects.update_or_create(
        employer=firm,
        defaults={
            **asdict(fresh),
            "from_day": moment.day + ONE_DAY if passed else moment.day,
            "version": version + 1,
        },
    )
    journal.note(
        actor, moment, "reminders.set", ("reminding", firm.pk), chain=firm.pk,
        texts=bool(fresh.text_to), mails=fresh.by_mail, weekday=fresh.weekday, hour=fresh.hour,
    )  # fmt: skip
    _queue([row], moment)
    # What waits already is looked at again by the new hours.
    waiting = OutboxItem.objects.filter(kind=REMIND, done_at__isnull=True, payload__employer=str(firm.pk))
    waiting.update(due_at=moment.now)
    return row


def queue_due(moment: Moment) -> int:
    """Queue the reminders planned for today, each for its hour and once in its week or month; gives how many."""
    return _queue(Reminding.objects.exclude(text_to="", by_mail=ByMail.NEVER).iterator(), moment)


@transaction.atomic
def remind(moment: Moment, payload: dict[str, Any]) -> int:
    """Say what is open now, at the firm's hour; gives how many went out: none in a pause or with nothing to do.

    Too early, or in the quiet hours, it is put off to the end of them.
    """
    row = Reminding.objects.filter(employer=payload["employer"]).first()
    way, key, day = payload["way"], payload["key"], date.fromisoformat(payload["day"])
    if row is None or way not in dict(_ways(row)) or moment.day > day + _CAUGHT_UP:
        return 0
    when = _when(row, day, moment)
    if when > moment.now:
        outbox.enqueue(moment, REMIND, payload, key=f"{key}:{moment.now.isoformat()}", due_at=when)
        return 0
    now, text = _content(_for(row.employer_id), moment)
    if not text:
        return 0
    if way == TEXT:
        sent = {"employer": str(row.employer_id), "text": text, "key": key}
        outbox.enqueue(moment, TEXT, sent, key=f"{key}:sent")
    else:
        said = "\n".join(filter(None, [*(task.sentence for task in now.tasks), now.gap]))
        tell(moment, "rhythm", row.employer_id, key=f"{key}:sent", text=said, path="/reminders")
    return 1


def send_text(moment: Moment, payload: dict[str, Any]) -> int:
    """Hand one text to the carrier, to the number the firm has now; 0 where it took its number away."""
    to = Reminding.objects.filter(employer=payload["employer"]).values_list("text_to", flat=True).first()
    if not to:
        return 0
    texts().send(to, payload["text"], key=payload["key"])
    return 1


def awake(moment: Moment, employers: Iterable[UUID]) -> dict[UUID, datetime]:
    """For each firm now, or the end of the quiet hours that hold now: its own, else 20:00 to 7:00."""
    some, found, usual = list(employers), {}, Wanted()
    for first in range(0, len(some), 500):
        found.update(Reminding.objects.in_bulk(some[first : first + 500]))
    return {key: _out(found.get(key, usual), _local(moment)) for key in some}


def _checked(wanted: Wanted) -> Wanted:
    errors: dict[str, str] = {}
    number = phone_number(wanted.text_to) if wanted.text_to.strip() else ""
    if number is None:
        errors["text_to"] = _("That is no phone number here. Write ten digits, such as 403 555 0123.")
    if not 0 <= wanted.weekday <= 6:
        errors["weekday"] = _("Choose a day of the week.")
    for name in ("hour", "quiet_from", "quiet_to"):
        if not 0 <= getattr(wanted, name) <= 23:
            errors[name] = _("Choose an hour from 0 to 23.")
    if wanted.by_mail not in ByMail.values:
        errors["by_mail"] = _("Choose every week, once a month or never.")
    if errors:
        raise Invalid(errors)
    return replace(wanted, text_to=number or "")


def _wanted(row: Reminding) -> Wanted:
    return Wanted(row.text_to, row.weekday, row.hour, row.by_mail, row.quiet_from, row.quiet_to)


def _ways(row: Reminding) -> Iterator[tuple[str, Every]]:
    if row.text_to:
        yield TEXT, "week"
    if row.by_mail in _EVERY:
        yield "mail", _EVERY[row.by_mail]


def _key(row: Reminding, way: str, every: Every, day: date) -> str:
    return f"{REMIND}:{way}:{row.employer_id}:{period_name(every, day)}"


def _queue(rows: Iterable[Reminding], moment: Moment) -> int:
    wanted: dict[str, tuple[Reminding, str, date]] = {}
    for row in rows:
        for way, every in _ways(row):
            day = planned(every, row.weekday, moment.day)
            if row.from_day <= day <= moment.day <= day + _CAUGHT_UP:
                wanted[_key(row, way, every, day)] = (row, way, day)
    before = outbox.known(wanted)
    for key in wanted.keys() - before:
        row, way, day = wanted[key]
        payload = {"employer": str(row.employer_id), "way": way, "day": day.isoformat(), "key": key}
        outbox.enqueue(moment, REMIND, payload, key=key, due_at=_when(row, day, moment))
    return len(wanted.keys() - before)


def _when(row: Reminding, day: date, moment: Moment) -> datetime:
    """The firm's hour on the planned day, or now where that passed; at the end of the quiet hours where it falls into them."""
    at = datetime.combine(day, time(row.hour), tzinfo=zone())
    return _out(row, max(at, _local(moment)))


def _next(row: Reminding, way: str, every: Every, moment: Moment) -> datetime:
    """When the next one goes out, if there is something to say then."""
    step = moment.day
    while True:
        day = planned(every, row.weekday, step)
        at = _out(row, datetime.combine(day, time(row.hour), tzinfo=zone()))
        gone = OutboxItem.objects.filter(key=_key(row, way, every, day), done_at__isnull=False).exists()
        if day >= row.from_day and at >= moment.now and not gone:
            return at
        step = step + timedelta(days=7) if every == "week" else add_months(step.replace(day=1), 1)


def _out(quiet: Reminding | Wanted, local: datetime) -> datetime:
    return out_of_quiet(local, quiet.quiet_from, quiet.quiet_to)


def _local(moment: Moment) -> datetime:
    return moment.now.astimezone(zone())


def _for(employer_id: UUID) -> Actor:
    """The clockwork in the owner's seat: it reads what the owner may read."""
    name = Employer.objects.select_related("organisation").get(pk=employer_id).name
    return replace(
        CLOCKWORK,
        organisation_id=employer_id,
        organisation_name=name,
        organisation_kind=Kind.EMPLOYER,
        role=Role.OWNER,
    )


def _content(actor: Actor, moment: Moment) -> tuple[Rhythm, str]:
    """What is open today, and the text that says so; empty in a pause and where nothing is to do."""
    year = year_of(actor, moment)
    kinds = load_pack(year.firm.pack).record_kinds
    now = rhythm(year.promises, year.calendar, year.records, moment.day, kinds)
    return now, "" if paused(year.calendar, moment.day) else short_text(year.firm.name, now.tasks, kinds)
