"""Training the firm itself puts on record, and seats in its partner's courses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from handrail.program import Course, load_pack
from handrail.rules.permissions import Action
from handrail.rules.training.leaving import Gap, training_gap
from handrail.services import access, journal
from handrail.services.actor import Actor
from handrail.services.employer.cycle import Cycle, cycle_of
from handrail.services.employer.once import create_once
from handrail.services.employer.own import own
from handrail.services.errors import Absent, Invalid, Refused, WrongState
from handrail.services.moment import Moment
from handrail.store.facts.headcount import spells_of
from handrail.store.models import Application, CourseSession, Employer, Enrolment, Person, Training


@dataclass(frozen=True, slots=True)
class Session:
    """A day on which the partner gives a course, the seats left, and who of the firm is booked."""

    row: CourseSession
    course: Course | None
    left: int
    booked: tuple[Enrolment, ...]


@dataclass(frozen=True, slots=True)
class TrainingPage:
    """Who is trained until when, every ticket on record, and the partner's coming courses."""

    cycle: Cycle
    tickets: tuple[Training, ...]
    sessions: tuple[Session, ...]
    courses: tuple[Course, ...]
    gap: Gap | None = None


def page(actor: Actor, moment: Moment) -> TrainingPage:
    """The training of the actor's own firm."""
    found = cycle_of(own(actor, Action.PEOPLE_READ), moment.day)
    pack = load_pack(found.firm.pack)
    tickets = (
        Training.objects.filter(person__employer=found.firm)
        .select_related("person", "partner__organisation")
        .order_by("-taken_on", "person__name")
    )
    sessions = tuple(_sessions(found, moment.day)) if found.partner else ()
    partner = found.partner.program_id if found.partner else None
    gap = training_gap(found.trained.trainings, spells_of(found.people), moment.day, pack, partner)
    return TrainingPage(found, tuple(tickets), sessions, tuple(pack.courses.values()), gap)


def _sessions(found: Cycle, day: date) -> list[Session]:
    pack = load_pack(found.firm.pack)
    coming = _offered(found.firm).filter(held_on__gte=day).annotate(taken=Count("enrolments")).order_by("held_on", "id")
    rows = list(coming[:50])
    booked: dict[UUID, list[Enrolment]] = {}
    mine = Enrolment.objects.filter(session__in=rows, person__employer=found.firm).select_related("person")
    for enrolment in mine:
        booked.setdefault(enrolment.session_id, []).append(enrolment)
    return [
        Session(row, pack.courses.get(row.course), max(row.seats - row.taken, 0), tuple(booked.get(row.pk, ())))
        for row in rows
    ]


def _offered(employer: Employer) -> QuerySet[CourseSession]:
    """The sessions of the firm's accepted partner."""
    chosen = Q(
        partner__applications__employer=employer,
        partner__applications__state=Application.State.ACCEPTED,
    )
    return CourseSession.objects.filter(chosen)


@transaction.atomic
def record(
    actor: Actor,
    moment: Moment,
    *,
    person_id: UUID | str,
    course: str,
    title: str = "",
    taken_on: date,
    expires_on: date | None = None,
    certificate_number: str = "",
    key: UUID | None = None,
) -> Training:
    """Put a course on record that somebody took before or elsewhere; nobody has confirmed it yet.

    The same `key` puts it on record once.
    """
    firm = own(actor, Action.TRAINING_WRITE)
    person = _person(actor, person_id)
    known = load_pack(firm.pack).courses.get(course) if course else None
    wrong: dict[str, str] = {}
    if course and known is None:
        wrong["course"] = _("Choose one of the courses of the list, or another ticket.")
    if not course and not title.strip():
        wrong["title"] = _("Write what the ticket says.")
    if taken_on > moment.day:
        wrong["taken_on"] = _("This day is still to come. Book a seat below, or write the day it was taken.")
    if expires_on and expires_on < taken_on:
        wrong["expires_on"] = _("It ends before it was taken. Correct one of the two days.")
    if wrong:
        raise Invalid(wrong)
    columns = {
        "course": course,
        "title": title.strip()[:160] or (known.name if known else ""),
        "taken_on": taken_on,
        "expires_on": expires_on,
        "is_refresher": known.refreshes if known else False,
        "certificate_number": certificate_number.strip()[:60],
    }
    row, new = create_once(Training, key, {"person": person}, columns)
    if not new:
        return row
    journal.note(
        actor, moment, Action.TRAINING_WRITE.value, ("training", row.pk), chain=firm.pk,
        what="recorded", course=course, on=taken_on.isoformat(),
    )  # fmt: skip
    return row


@transaction.atomic
def remove(actor: Actor, moment: Moment, training_id: UUID | str) -> None:
    """Take off a ticket that was typed by mistake. What a partner confirmed stays."""
    firm = own(actor, Action.TRAINING_WRITE)
    row = access.one(Training.objects.filter(person__employer=firm), str(training_id), _("ticket"))
    if row.confirmed_on is not None:
        raise Refused(
            "training_confirmed", _("Your partner confirmed this training, so it stays. Ask them to correct it.")
        )
    journal.note(actor, moment, Action.TRAINING_WRITE.value, ("training", row.pk), chain=firm.pk, what="removed")
    row.delete()


@transaction.atomic
def enrol(actor: Actor, moment: Moment, session_id: UUID | str, *, person_id: UUID | str) -> Enrolment:
    """Book a seat for a person. Refused when the course is full or over; booked twice is booked once."""
    firm = own(actor, Action.TRAINING_WRITE)
    person = _person(actor, person_id)
    session = _offered(firm).filter(pk=session_id).first()
    if session is None:
        raise Absent(_("course day"))
    if session.held_on < moment.day:
        raise WrongState(_("This course day is over. Choose a later one."), "over")
    stands = Enrolment.objects.filter(session=session, person=person).first()
    if stands is not None:
        return stands
    if session.enrolments.count() >= session.seats:
        raise Refused("course_full", _("Every seat of this course day is taken. Choose another day."), "person")
    try:
        with transaction.atomic():
            seat = Enrolment.objects.create(session=session, person=person, booked_on=moment.day)
    except IntegrityError:
        return Enrolment.objects.get(session=session, person=person)
    journal.note(
        actor, moment, Action.TRAINING_WRITE.value, ("enrolment", seat.pk), chain=firm.pk,
        what="booked", course=session.course, on=session.held_on.isoformat(),
    )  # fmt: skip
    return seat


@transaction.atomic
def give_back(actor: Actor, moment: Moment, enrolment_id: UUID | str) -> None:
    """Give a seat back before the day. Who was there stays on the trainer's list."""
    firm = own(actor, Action.TRAINING_WRITE)
    rows = Enrolment.objects.filter(person__employer=firm).select_related("session")
    seat = access.one(rows, str(enrolment_id), _("booking"))
    if seat.attended_on is not None or seat.session.held_on < moment.day:
        raise WrongState(_("This course day is over, so the seat cannot be given back."), "over")
    journal.note(actor, moment, Action.TRAINING_WRITE.value, ("enrolment", seat.pk), chain=firm.pk, what="given_back")
    seat.delete()


def _person(actor: Actor, person_id: UUID | str) -> Person:
    """One of the firm's own people."""
    return access.one(access.people(actor, Action.TRAINING_WRITE), str(person_id), _("person"))
