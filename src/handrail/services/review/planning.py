"""The desk's coming weeks: who reads, when it is closed, what will come and fall due, and what the queue will look like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from handrail.rules.days import monday_of
from handrail.rules.permissions import Action, Role
from handrail.rules.review.arriving import expected
from handrail.rules.review.forecast import Kept
from handrail.services import access, journal
from handrail.services.actor import Actor
from handrail.services.errors import Absent, Forbidden, Invalid, Refused
from handrail.services.moment import Moment
from handrail.services.review.dues import dues
from handrail.services.review.promising import Desk, desk_of, kept_so_far, percent_of, spare
from handrail.store.models import DeskClosed, DeskWeek, Membership, Partner

WEEKS_PLANNED: Final = 16
READERS_MAX: Final = 200
AHEAD_MAX: Final = timedelta(days=2 * 366)
WHY_MAX: Final = 120


@dataclass(frozen=True, slots=True)
class PlannedWeek:
    """One coming week. `arrive` is what came in such weeks before, None where the desk is too young to know.

    `likely` and `surely` are how many files it decides by the week's end, from today on: at even odds, and at the odds
    of a promise; `left` is what then still waits, at even odds.
    """

    monday: date
    readers: int
    closed: tuple[DeskClosed, ...]
    due: int
    arrive: int | None
    likely: int | None
    surely: int | None
    left: int | None

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of a desk. `reason` says why it promises nothing yet, where it does not; `hear_by` what a file sent now gets."""

    weeks: tuple[PlannedWeek, ...]
    waiting: int
    percent: int
    kept: Kept
    spare: int | None
    hear_by: date | None
    reason: str
    closed: tuple[DeskClosed, ...]
    may_plan: bool


def partner_of(actor: Actor) -> Partner:
    """The actor's own Certifying Partner, or Forbidden."""
    found = Partner.objects.filter(pk=actor.organisation_id).select_related("organisation").first()
    if found is None:
        raise Forbidden(_("Only a Certifying Partner has a desk here. Switch to your seat there."))
    return found


def plan(actor: Actor, moment: Moment) -> Plan:
    """The coming weeks of the actor's desk; a fixed number of statements however many files and firms there are."""
    access.require(actor, Action.DESK_READ)
    partner = partner_of(actor)
    desk = desk_of(partner.pk, moment.day)
    percent = percent_of(partner, moment.day)
    mondays = [monday_of(moment.day) + timedelta(weeks=ahead) for ahead in range(WEEKS_PLANNED)]
    arriving = expected([received for received, _decided in desk.files], mondays, moment.day)
    reads = desk.readers or dict.fromkeys(mondays, _reviewers(partner))
    shut = tuple(DeskClosed.objects.filter(partner=partner, day__gte=mondays[0]).order_by("day"))
    due = Counter(monday_of(one.due) for one in dues(partner, moment) if not one.sent)
    likely, surely, hear_by, reason = _decided(desk, percent, mondays, arriving)
    weeks, came = [], 0
    for place, monday in enumerate(mondays):
        came += arriving[place] or 0
        left = None if likely is None else max(desk.waiting + came - likely[place], 0)
        weeks.append(
            PlannedWeek(
                monday=monday,
                readers=reads[monday],
                closed=tuple(one for one in shut if monday <= one.day < monday + timedelta(days=7)),
                due=due[monday],
                arrive=arriving[place],
                likely=None if likely is None else min(likely[place], desk.waiting + came),
                surely=None if surely is None else min(surely[place], desk.waiting + came),
                left=left,
            )
        )
    return Plan(
        weeks=tuple(weeks),
        waiting=desk.waiting,
        percent=percent,
        kept=kept_so_far(partner.pk, moment.day),
        spare=spare(partner.pk, moment.day),
        hear_by=hear_by,
        reason=reason,
        closed=shut,
        may_plan=access.may(actor, Action.DESK_PLAN),
    )


def _decided(
    desk: Desk, percent: int, mondays: list[date], arriving: tuple[int | None, ...]
) -> tuple[list[int] | None, list[int] | None, date | None, str]:
    """How many files are decided by each week's end at even odds and at a promise's odds, were there always some."""
    coming = sum(one or 0 for one in arriving)
    found = desk.forecast(percent / 100, also=coming)
    if not found.known:
        return None, None, None, found.reasons[0].sentence
    ends = [monday + timedelta(days=6) for monday in mondays]
    likely = [sum(day is not None and day <= end for day in found.likely) for end in ends]
    surely = [sum(day is not None and day <= end for day in found.promised) for end in ends]
    return likely, surely, found.promised[desk.waiting], ""


def _reviewers(partner: Partner) -> int:
    """How many reviewers the partner has: what a week holds until somebody says otherwise."""
    rows = Membership.objects.filter(organisation=partner.pk, role=Role.REVIEWER.value, ended_at=None)
    return max(rows.count(), 1)


@transaction.atomic
def set_readers(actor: Actor, moment: Moment, readers: Mapping[date, int]) -> None:
    """Say how many people read in these weeks, by their Mondays. Weeks after the last are as the last.

    Only weeks that differ from the one before them are kept. Promises given already stay. Raises Invalid, by the week's
    field (`week-2026-06-01`), for a day that is no Monday of the weeks that can be planned or for a number out of range.
    """
    access.require(actor, Action.DESK_PLAN)
    partner = partner_of(actor)
    first = monday_of(moment.day)
    wrong = {}
    for monday, number in readers.items():
        if monday.weekday() or not first <= monday <= first + AHEAD_MAX:
            wrong[f"week-{monday}"] = _("This week cannot be planned from here.")
        elif not 0 <= number <= READERS_MAX:
            wrong[f"week-{monday}"] = _("Give a number of people from 0 to %(most)s.") % {"most": READERS_MAX}
    if wrong or not readers:
        raise Invalid(wrong or {"": _("No week was sent.")})
    rows = DeskWeek.objects.filter(partner=partner)
    before = rows.filter(monday__lt=min(readers)).order_by("-monday").first()
    rows.filter(monday__gte=min(readers), monday__lte=max(readers)).delete()
    last = before.readers if before else None
    made = []
    for monday in sorted(readers):
        if readers[monday] != last:
            made.append(DeskWeek(partner=partner, monday=monday, readers=readers[monday]))
            last = readers[monday]
    DeskWeek.objects.bulk_create(made)
    journal.note(actor, moment, "desk.plan", ("partner", partner.pk), chain=partner.pk, weeks=len(readers))


@transaction.atomic
def close_day(actor: Actor, moment: Moment, day: date, why: str = "") -> DeskClosed:
    """Say that nothing is decided on a day. Said twice it stands once. Raises Invalid for a day gone by or too far off."""
    access.require(actor, Action.DESK_PLAN)
    partner = partner_of(actor)
    if not moment.day <= day <= moment.day + AHEAD_MAX:
        raise Invalid({"day": _("Give a day from today on, at most two years ahead.")})
    if len(why.strip()) > WHY_MAX:
        raise Invalid({"why": _("Say it in at most %(most)s letters.") % {"most": WHY_MAX}})
    try:
        with transaction.atomic():
            row = DeskClosed.objects.create(partner=partner, day=day, why=why.strip())
    except IntegrityError:
        return DeskClosed.objects.get(partner=partner, day=day)
    journal.note(actor, moment, "desk.close_day", ("partner", partner.pk), chain=partner.pk, day=day.isoformat())
    return row


@transaction.atomic
def open_day(actor: Actor, moment: Moment, closed_id: UUID | str) -> None:
    """Take back that the desk is closed on a day; a day gone by stays as it was."""
    access.require(actor, Action.DESK_PLAN)
    partner = partner_of(actor)
    row = access.one(DeskClosed.objects.filter(partner=partner), closed_id, "day")
    if row.day < moment.day:
        raise Refused("gone_by", _("This day is over; it stays as it was."))
    if not DeskClosed.objects.filter(pk=row.pk).delete()[0]:
        raise Absent("day")
    journal.note(actor, moment, "desk.open_day", ("partner", partner.pk), chain=partner.pk, day=row.day.isoformat())
