"""The days a firm works and does not: its own stretches without work, a rained-out day, and days that disagree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, cast
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from handrail.program import load_pack
from handrail.rules.audit.window import Window, record_window
from handrail.rules.days import add_months
from handrail.rules.permissions import Action
from handrail.rules.record.calendar import Doubt, Worked, doubtful, is_worked, since_the_beginning, worked
from handrail.rules.record.calendar import idle_on as idle_day
from handrail.rules.record.facts import Idle, NoWorkReason, WorkCalendar
from handrail.services import access, journal
from handrail.services.actor import Actor
from handrail.services.employer.once import create_once
from handrail.services.employer.own import own
from handrail.services.errors import Invalid, Refused
from handrail.services.evidence.keeping import plain
from handrail.services.moment import Moment
from handrail.store.models import DayAnswer, NoWork

DayStanding = Literal["kept", "worked", "off", "idle", "before", "ahead"]
MARKED_LATE = timedelta(days=14)
"""How long after a day without work somebody may still mark it with the one button: phones send late."""
LONGEST = timedelta(days=366)
NOTE_LENGTH = 160


@dataclass(frozen=True, slots=True)
class StretchFields:
    """What is typed of one stretch: first and last day (none while it lasts), why, and when the crew is thought back."""

    from_day: date
    to_day: date | None
    reason: str
    note: str = ""
    expected_back: date | None = None


def stretches(actor: Actor) -> QuerySet[NoWork]:
    """The stretches of the actor's own firm, the newest first."""
    access.require(actor, Action.RECORD_READ)
    return NoWork.objects.filter(employer=actor.organisation_id).order_by("-from_day")


def stretch(actor: Actor, stretch_id: UUID | str) -> NoWork:
    """One stretch of the actor's own firm, to be changed; Absent where it is somebody else's."""
    access.require(actor, Action.CALENDAR_WRITE)
    return access.one(stretches(actor), stretch_id, "stretch without work")


@transaction.atomic
def add(actor: Actor, moment: Moment, fields: StretchFields, *, key: UUID | None = None) -> NoWork:
    """Tell of a stretch without work; the same `key` adds it once, however often it is sent.

    Raises Invalid for days that cannot be, and where another stretch already holds some of them.
    """
    access.require(actor, Action.CALENDAR_WRITE)
    _check(actor, fields, besides=key)
    columns = _columns(fields)
    row, new = create_once(NoWork, key, {"employer_id": actor.organisation_id}, columns)
    if new:
        _note(actor, moment, row, "added")
    return row


@transaction.atomic
def change(actor: Actor, moment: Moment, stretch_id: UUID | str, fields: StretchFields) -> NoWork:
    """Correct a stretch, or end it by giving its last day. Raises Invalid as `add` does."""
    row = stretch(actor, stretch_id)
    _check(actor, fields, besides=row.pk)
    columns = _columns(fields)
    if any(getattr(row, name) != value for name, value in columns.items()):
        NoWork.objects.filter(pk=row.pk).update(**columns)
        _note(actor, moment, row, "changed")
    return stretch(actor, stretch_id)


@transaction.atomic
def back(actor: Actor, moment: Moment, stretch_id: UUID | str, first_day: date) -> None:
    """The crew is back: the stretch ends on the day before `first_day`, or never was where it began that day.

    Raises Refused (field `first_day`) for a day before the stretch began, or past its end.
    """
    row = stretch(actor, stretch_id)
    last = first_day - timedelta(days=1)
    if row.to_day == last:
        return
    if first_day < row.from_day:
        raise Refused("before_it_began", _("That day lies before the stretch began."), "first_day")
    if row.to_day is not None and row.to_day < last:
        raise Refused("already_over", _("That stretch is over already. Change its days instead."), "first_day")
    if first_day == row.from_day:
        row.delete()
    else:
        NoWork.objects.filter(pk=row.pk).update(to_day=last, expected_back=None)
    _note(actor, moment, row, "ended")


@transaction.atomic
def remove(actor: Actor, moment: Moment, stretch_id: UUID | str) -> None:
    """Take a stretch off that never was so: its weekdays count as worked again."""
    row = stretch(actor, stretch_id)
    _note(actor, moment, row, "removed")
    row.delete()


@transaction.atomic
def mark_no_work_today(
    actor: Actor, moment: Moment, day: date | None = None, *, reason: str = NoWork.Reason.WEATHER, sure: bool = False
) -> NoWork:
    """No work on this day (today, unless said): everybody on the crew and every paired phone may say so.

    A day that lies in a stretch already stays as it is. `sure`: although records stand on it, which whoever settles such
    days says along with it; from anybody else it stays the owner's question. Raises Refused for a day ahead or long past.
    """
    access.require(actor, Action.CALENDAR_MARK)
    day = day or moment.day
    if day > moment.day or day < moment.day - MARKED_LATE:
        raise Refused(
            "day_too_far", _("Mark today, or a day of the last two weeks. The owner can add other days."), "day"
        )
    if sure and access.may(actor, Action.CALENDAR_WRITE) and kept_on(actor, day):
        answer_day(actor, moment, day, worked=False)
    there = NoWork.objects.filter(_touching(day, day), employer=actor.organisation_id).first()
    if there is not None:
        return there
    row = NoWork.objects.create(employer_id=actor.organisation_id, from_day=day, to_day=day, reason=reason)
    _note(actor, moment, row, "marked")
    return row


@transaction.atomic
def answer_day(actor: Actor, moment: Moment, day: date, *, worked: bool) -> DayAnswer:
    """The firm's word on a day on which its calendar and a record disagree; the last word stands."""
    access.require(actor, Action.CALENDAR_WRITE)
    there = DayAnswer.objects.filter(employer=actor.organisation_id, day=day).first()
    if there is not None and there.worked == worked:
        return there
    row, _new = DayAnswer.objects.update_or_create(
        employer_id=actor.organisation_id, day=day, defaults={"worked": worked, "answered_at": moment.now}
    )
    journal.note(actor, moment, "calendar.answer", ("day_answer", row.pk), chain=row.employer_id, worked=worked)
    return row


def kept_on(actor: Actor, day: date) -> int:
    """How many records that the actor may read stand on this day."""
    return access.records(actor, Action.RECORD_READ).filter(happened_on=day).count()


def idle_on(actor: Actor, day: date) -> NoWork | None:
    """The stretch without work that holds this day, if one."""
    return stretches(actor).filter(_touching(day, day)).first()


def _touching(first: date, last: date) -> Q:
    return Q(from_day__lte=last) & (Q(to_day__isnull=True) | Q(to_day__gte=first))


def _columns(fields: StretchFields) -> dict[str, object]:
    return {
        "from_day": fields.from_day,
        "to_day": fields.to_day,
        "reason": fields.reason,
        "note": plain(fields.note)[:NOTE_LENGTH],
        # Once it is over, nobody waits for the crew any more.
        "expected_back": None if fields.to_day else fields.expected_back,
    }


def _check(actor: Actor, fields: StretchFields, besides: UUID | None) -> None:
    errors = {}
    if fields.reason not in NoWork.Reason.values:
        errors["reason"] = _("Choose why there was no work.")
    if fields.to_day is not None and fields.to_day < fields.from_day:
        errors["to_day"] = _("The last day lies before the first. Give the last day without work, or leave it empty.")
    elif fields.to_day is not None and fields.to_day - fields.from_day > LONGEST:
        errors["to_day"] = _("That is longer than a year. Give one stretch for each season.")
    if fields.expected_back is not None and fields.expected_back <= fields.from_day:
        errors["expected_back"] = _("The crew cannot be back before it stops. Give a later day, or leave it empty.")
    if not errors:
        others = NoWork.objects.filter(
            _touching(fields.from_day, fields.to_day or date.max), employer=actor.organisation_id
        )
        # Days marked one by one inside a longer stretch say nothing against it.
        if besides is not None:
            others = others.exclude(pk=besides)
        other = others.exclude(reason=NoWork.Reason.WEATHER).first()
        if other is not None and fields.reason != NoWork.Reason.WEATHER:
            errors["from_day"] = _("Another stretch holds some of these days already. Change that one instead.")
    if errors:
        raise Invalid(errors)


def _note(actor: Actor, moment: Moment, row: NoWork, what: str) -> None:
    journal.note(
        actor, moment, "calendar.change", ("no_work", row.pk), chain=row.employer_id, what=what, reason=row.reason
    )


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """A firm's days: the stretches without work, what was worked in the window, and the days that disagree."""

    window: Window
    calendar: WorkCalendar
    worked: Worked
    doubts: tuple[Doubt, ...]
    stretches: tuple[NoWork, ...]
    begun_on: date | None

    def standing(self, day: date) -> DayStanding:
        """How one day of the picture stands."""
        if day > self.window.to:
            return "ahead"
        if self.begun_on is not None and day < self.begun_on:
            return "before"
        if day in self.calendar.record_days and is_worked(self.calendar, day):
            return "kept"
        if is_worked(self.calendar, day):
            return "worked"
        return "idle" if idle_day(self.calendar, day) or dict(self.calendar.answered).get(day) is False else "off"


def calendar_of(actor: Actor, moment: Moment, *, months: int | None = None) -> CalendarYear:
    """The actor's own firm's days of the window that records count in today, or of so many months, the present one the last.

    Five statements.
    """
    firm = own(actor, Action.RECORD_READ)
    window = record_window(moment.day, load_pack(firm.pack), on=moment.day)
    if months is not None:
        window = Window(add_months(moment.day.replace(day=1), 1 - months), moment.day)
    rows = tuple(stretches(actor))
    kept = access.records(actor, Action.RECORD_READ).filter(happened_on__range=(window.from_, window.to))
    days = frozenset(kept.values_list("happened_on", flat=True).distinct())
    answers = DayAnswer.objects.filter(employer=firm).order_by("day").values_list("day", "worked")
    known = WorkCalendar(
        tuple(Idle(row.from_day, row.to_day, _reason(row), row.note, row.expected_back) for row in rows),
        days,
        tuple(answers),
    )
    begun = min([day for day in (firm.records_from, *days) if day is not None], default=None)
    return CalendarYear(
        window=window,
        calendar=known,
        worked=worked(since_the_beginning(known, firm.records_from, window), window),
        doubts=doubtful(known, window),
        stretches=rows,
        begun_on=begun if firm.records_from else None,
    )


def _reason(row: NoWork) -> NoWorkReason:
    return cast(NoWorkReason, row.reason)
