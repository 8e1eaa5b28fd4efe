"""The desk's coming weeks: who reads, when it is closed, what will come and fall due, and what the queue will look like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from handrail.program import load_pack
from handrail.rules.audit.facts import Purpose
from handrail.rules.audit.parameters import whole_number
from handrail.rules.days import add_months, monday_of
from handrail.rules.permissions import Action, Role
from handrail.rules.review.arriving import expected
from handrail.rules.review.coming_weeks import Ahead, pace_of, strength, usual_waits, weeks_ahead
from handrail.rules.review.forecast import WEEKS_AHEAD, Forecast, Kept
from handrail.services import access, journal
from handrail.services.actor import Actor
from handrail.services.errors import Absent, Forbidden, Invalid, Refused
from handrail.services.moment import Moment
from handrail.services.review.dues import dues
from handrail.services.review.promising import LOOK_BACK, Desk, aim_of, desk_of, kept_so_far, percent_of, spare
from handrail.store.models import DeskClosed, DeskWeek, Membership, Partner, Review

READERS_MAX: Final = 200
AHEAD_MAX: Final = timedelta(days=2 * 366)
WHY_MAX: Final = 120


@dataclass(frozen=True, slots=True)
class PlannedWeek:
    """One coming week. `arrive` is what came in such weeks before, None where the desk is too young to know.

    `due` are the due days of firms in it of which no audit has reached the partner; `promised` the promised days that
    fall in it, of files that wait (in the first week those already over as well). `can` is how many files the people
    planned decide in it, at even odds, and `left` what then still waits. From today to its end `owed` days are promised and
    `done` files can be decided; `short` is by how many the first passes the second.
    """

    monday: date
    readers: int
    closed: tuple[DeskClosed, ...]
    due: int
    arrive: int | None
    promised: int
    can: int | None
    left: int | None
    owed: int
    done: int | None
    short: int

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of a desk. `reason` says why it promises nothing yet, where it does not; `hear` the day a file sent now is told,
    by what its audit is for, `aim_by` the partner's own aim for it.

    `late` are the files that wait past their promised day.
    """

    weeks: tuple[PlannedWeek, ...]
    waiting: int
    percent: int
    kept: Kept
    spare: int | None
    hear: tuple[tuple[str, date], ...]
    aim_by: date
    reason: str
    late: int
    closed: tuple[DeskClosed, ...]
    may_plan: bool

    @property
    def hear_by(self) -> date | None:
        """The latest of those days: whatever is sent now, so many of ten are decided by then."""
        return max((day for _purpose, day in self.hear), default=None)

    @property
    def short(self) -> tuple[PlannedWeek, ...]:
        """The weeks by whose end more was promised than can be decided."""
        return tuple(week for week in self.weeks if week.short)

    @property
    def promised(self) -> int:
        """How many promised days are still to be kept."""
        return sum(week.promised for week in self.weeks)


def partner_of(actor: Actor) -> Partner:
    """The actor's own Certifying Partner, or Forbidden."""
    found = Partner.objects.filter(pk=actor.organisation_id).select_related("organisation").first()
    if found is None:
        raise Forbidden(_("Only a Certifying Partner has a desk here. Switch to your seat there."))
    return found


def plan(actor: Actor, moment: Moment) -> Plan:
    """The coming year of the actor's desk, week by week; a fixed number of statements however many files and firms there are."""
    access.require(actor, Action.DESK_READ)
    partner = partner_of(actor)
    desk = desk_of(partner.pk, moment.day)
    percent = percent_of(partner, moment.day)
    mondays = _mondays(partner, moment.day)
    arriving = expected([received for received, _decided in desk.files], mondays, moment.day)
    reads = desk.readers or dict.fromkeys(mondays, _reviewers(partner))
    shut = tuple(DeskClosed.objects.filter(partner=partner, day__gte=mondays[0]).order_by("day"))
    due = Counter(monday_of(one.due) for one in dues(partner, moment) if not one.sent)
    given = _given(partner)
    promised = Counter(max(monday_of(day), mondays[0]) for day in given)
    reckoned = desk.reckoned(percent / 100)
    found = desk.moved(reckoned)
    ahead = _ahead(desk, found.likely[: desk.waiting], mondays, arriving) if found.known else None
    weeks, owed = [], 0
    for place, monday in enumerate(mondays):
        owed += promised[monday]
        one = ahead[place] if ahead else None
        weeks.append(
            PlannedWeek(
                monday=monday,
                readers=reads[monday],
                closed=tuple(row for row in shut if monday <= row.day < monday + timedelta(days=7)),
                due=due[monday],
                arrive=arriving[place],
                promised=promised[monday],
                can=one.can if one else None,
                left=one.left if one else None,
                owed=owed,
                done=one.done if one else None,
                short=max(owed - one.done, 0) if one else 0,
            )
        )
    return Plan(
        weeks=tuple(weeks),
        waiting=desk.waiting,
        percent=percent,
        kept=kept_so_far(partner.pk, moment.day),
        spare=spare(partner.pk, moment.day),
        hear=_told_now(desk, reckoned) if found.known else (),
        aim_by=aim_of(partner, moment.day).high,
        reason="" if found.known else found.reasons[0].sentence,
        late=sum(day < moment.day for day in given),
        closed=shut,
        may_plan=access.may(actor, Action.DESK_PLAN),
    )


def _told_now(desk: Desk, reckoned: Forecast) -> tuple[tuple[str, date], ...]:
    """What firms are told that send a first round today, by purpose, of those the desk has read before."""
    told = []
    for purpose in (one.value for one in Purpose if one.value in desk.kinds):
        day = desk.moved(reckoned, purpose).promised[desk.waiting]
        if day is not None:
            told.append((purpose, max(day, desk.next_open)))
    return tuple(told)


def _mondays(partner: Partner, day: date) -> list[date]:
    """The weeks that are planned, from the one that runs: so many months, the program's value or the partner's own."""
    months = whole_number(load_pack(), "review.plan_months", day, partner.program_id)
    first, last = monday_of(day), monday_of(add_months(day, months))
    return [first + timedelta(weeks=ahead) for ahead in range(min((last - first).days // 7 + 1, WEEKS_AHEAD))]


def _ahead(
    desk: Desk, waiting: tuple[date | None, ...], mondays: list[date], arriving: tuple[int | None, ...]
) -> tuple[Ahead, ...] | None:
    """What can be decided in each week, and what then still waits."""
    pace = pace_of(desk.past, desk.day, mondays, readers=desk.readers, closed=desk.closed)
    if pace is None:
        return None
    took = usual_waits(desk.files, desk.day, mondays)
    force = strength(mondays, desk.day, readers=desk.readers, closed=desk.closed)
    return weeks_ahead(mondays, waiting, pace=pace, came=arriving, took=took, force=force)


def _given(partner: Partner) -> list[date]:
    """The promised days of the files that wait."""
    rows = Review.objects.filter(audit__partner=partner, decided_on=None, promised_on__isnull=False)
    days = rows.exclude(state="withdrawn").values_list("promised_on", flat=True)
    return [day for day in days if day is not None]


def _reviewers(partner: Partner) -> int:
    """How many reviewers the partner has: what a week holds until somebody says otherwise."""
    rows = Membership.objects.filter(organisation=partner.pk, role=Role.REVIEWER.value, ended_at=None)
    return max(rows.count(), 1)


@transaction.atomic
def set_readers(
    actor: Actor, moment: Moment, readers: Mapping[date, int], *, seen: Mapping[date, int] | None = None
) -> None:
    """Say how many people read in these weeks, by their Mondays. Weeks after the last are as the last, whatever was said before.

    Only weeks that differ from the one before them are kept. Promises given already stay. Raises Invalid, by the week's
    field (`week-2026-06-01`), for a day that is no Monday of the weeks that can be planned or for a number out of range.

    `seen` are the numbers that the page showed: a week that was left as it was shown stays as it stands now, and one that
    was changed here and by somebody else meanwhile is Invalid, with what stands. The first time anything is said, the
    weeks gone by are kept as they were reckoned until then, so that no number typed for a week ahead changes the past.
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
    if seen is not None:
        readers = _over(_standing(partner, moment.day, readers), readers, seen)
    if not rows.exists():
        DeskWeek.objects.create(partner=partner, monday=monday_of(moment.day - LOOK_BACK), readers=_reviewers(partner))
    before = rows.filter(monday__lt=min(readers)).order_by("-monday").first()
    rows.filter(monday__gte=min(readers)).delete()
    last = before.readers if before else None
    made = []
    for monday in sorted(readers):
        if readers[monday] != last:
            made.append(DeskWeek(partner=partner, monday=monday, readers=readers[monday]))
            last = readers[monday]
    DeskWeek.objects.bulk_create(made)
    journal.note(actor, moment, "desk.plan", ("partner", partner.pk), chain=partner.pk, weeks=len(readers))


def _standing(partner: Partner, day: date, weeks: Iterable[date]) -> dict[date, int]:
    """The numbers of these weeks as they stand now."""
    said = desk_of(partner.pk, day).readers
    usual = _reviewers(partner)
    return {monday: said.get(monday, usual) if said else usual for monday in weeks}


def _over(stands: Mapping[date, int], readers: Mapping[date, int], seen: Mapping[date, int]) -> dict[date, int]:
    """What is to stand: the changed weeks as typed, the others as they stand. Invalid where both changed the same one."""
    typed = {monday: number for monday, number in readers.items() if seen.get(monday) != number}
    both = {
        f"week-{monday}": _("Somebody wrote %(n)s here meanwhile. Keep yours with one more press.")
        % {"n": stands[monday]}
        for monday, number in typed.items()
        if monday in seen and stands[monday] not in {seen[monday], number}
    }
    if both:
        raise Invalid(both)
    return {**stands, **typed}


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
