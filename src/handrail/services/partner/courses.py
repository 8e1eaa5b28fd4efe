"""A partner's course days: opening one, and the trainer saying who was there, which makes a confirmed training."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from handrail.program import Course, load_pack
from handrail.rules.permissions import Action
from handrail.services import journal
from handrail.services.access import require
from handrail.services.actor import Actor
from handrail.services.errors import Absent, Forbidden, Invalid, WrongState
from handrail.services.moment import Moment
from handrail.store.models import CourseSession, Enrolment, Partner, Training

SEATS_MAX = 500
PLACE_MAX = 200


def _partner(actor: Actor) -> Partner:
    found = Partner.objects.filter(pk=actor.organisation_id).first()
    if found is None:
        raise Forbidden(_("Only a Certifying Partner gives courses here."))
    return found


def offered(actor: Actor) -> tuple[Course, ...]:
    """The courses that the actor's partner gives, by the program's data."""
    require(actor, Action.TRAINING_CONFIRM)
    pack = load_pack()
    known = pack.partners.get(_partner(actor).program_id)
    ids = known.courses if known else tuple(pack.courses)
    return tuple(pack.courses[one] for one in ids if one in pack.courses)


def name_of(course: str) -> str:
    """The course's name in the program's data; its id for one that left the program."""
    known = load_pack().courses.get(course)
    return known.name if known else course


def sessions(actor: Actor) -> QuerySet[CourseSession]:
    """The partner's course days, latest first, each with `booked` and `attended` counts."""
    require(actor, Action.TRAINING_CONFIRM)
    return (
        CourseSession.objects.filter(partner=actor.organisation_id)
        .annotate(
            booked=Count("enrolments"),
            attended=Count("enrolments", filter=Q(enrolments__attended_on__isnull=False)),
        )
        .order_by("-held_on", "-id")
    )


@dataclass(frozen=True, slots=True)
class CourseDay:
    """One course day with everybody booked; `over` once attendance may be told."""

    session: CourseSession
    title: str
    enrolments: tuple[Enrolment, ...]
    over: bool


def course_day(actor: Actor, moment: Moment, session_id: UUID) -> CourseDay:
    """One course day of the actor's partner; Absent for a foreign one."""
    require(actor, Action.TRAINING_CONFIRM)
    session = CourseSession.objects.filter(partner=actor.organisation_id, pk=session_id).first()
    if session is None:
        raise Absent("course day")
    booked = session.enrolments.select_related("person__employer__organisation").order_by("person__name", "id")
    return CourseDay(session, name_of(session.course), tuple(booked), session.held_on <= moment.day)


@transaction.atomic
def open_session(actor: Actor, moment: Moment, *, course: str, held_on: date, place: str, seats: int) -> CourseSession:
    """Open a course day (administrators only). The same course on the same day at the same place is opened once."""
    require(actor, Action.PARTNER_DECIDE)
    wrong: dict[str, str] = {}
    if course not in {one.id for one in offered(actor)}:
        wrong["course"] = _("Choose one of the courses you give.")
    if not place.strip() or len(place) > PLACE_MAX:
        wrong["place"] = _("Write where it is held.")
    if not 1 <= seats <= SEATS_MAX:
        wrong["seats"] = _("Write a number of seats between 1 and %(most)s.") % {"most": SEATS_MAX}
    if wrong:
        raise Invalid(wrong)
    partner = Partner.objects.select_for_update().get(pk=actor.organisation_id)
    row, made = CourseSession.objects.get_or_create(
        partner=partner, course=course, held_on=held_on, place=place.strip(), defaults={"seats": seats}
    )
    if made:
        journal.note(
            actor, moment, "course.open", ("course_session", row.pk), chain=partner.pk, course=course, seats=seats
        )
    return row


@transaction.atomic
def mark_attended(actor: Actor, moment: Moment, session_id: UUID, present: Collection[UUID]) -> int:
    """Say who was there: each gets a training confirmed by the actor. Told twice it counts once; gives how many are new.

    Raises Absent for a foreign course day or seat and WrongState before the day itself.
    """
    day = course_day(actor, moment, session_id)
    if not day.over:
        raise WrongState(_("This course day is still to come. Say who was there once it was held."), "ahead")
    known = {one.pk: one for one in day.enrolments}
    if not set(present) <= set(known):
        raise Absent("seat")
    told = 0
    for enrolment in (known[key] for key in dict.fromkeys(present)):
        changed = Enrolment.objects.filter(pk=enrolment.pk, attended_on__isnull=True).update(
            attended_on=day.session.held_on
        )
        if changed:
            _confirm(actor, moment, day.session, enrolment)
            told += 1
    return told


def _confirm(actor: Actor, moment: Moment, session: CourseSession, enrolment: Enrolment) -> None:
    course = load_pack().courses.get(session.course)
    row = Training.objects.create(
        person=enrolment.person,
        course=session.course,
        title=name_of(session.course),
        taken_on=session.held_on,
        is_refresher=course.refreshes if course else False,
        partner_id=session.partner_id,
        confirmed_by_id=actor.user_id,
        confirmed_on=moment.day,
    )
    journal.note(
        actor,
        moment,
        Action.TRAINING_CONFIRM,
        ("training", row.pk),
        chain=enrolment.person.employer_id,
        course=session.course,
        held_on=session.held_on.isoformat(),
    )
