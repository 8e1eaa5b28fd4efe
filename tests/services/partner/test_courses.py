"""Course days: opened by administrators, attendance told by the trainer, trainings confirmed by it."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from handrail.rules.permissions import Role
from handrail.services.actor import Actor
from handrail.services.errors import Absent, Forbidden, Invalid, WrongState
from handrail.services.partner import courses, firms
from handrail.store.models import CourseSession, Employer, Enrolment, Partner, Training
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner() -> Partner:
    return world.partner()


@pytest.fixture
def trainer(partner: Partner) -> Actor:
    return world.member(partner.organisation, Role.TRAINER)


@pytest.fixture
def firm(partner: Partner) -> Employer:
    made = world.employer()
    world.accepted(made, partner)
    return made


def session(partner: Partner, days: int = 0, course: str = "building") -> CourseSession:
    return CourseSession.objects.create(
        partner=partner, course=course, held_on=world.DAY + timedelta(days=days), place="Red Deer", seats=12
    )


def booked(row: CourseSession, firm: Employer, name: str = "Pat Person") -> Enrolment:
    return Enrolment.objects.create(session=row, person=world.person(firm, name), booked_on=world.DAY)


def test_who_was_there_is_trained_and_confirmed(partner: Partner, trainer: Actor, firm: Employer) -> None:
    row = session(partner)
    there, away = booked(row, firm), booked(row, firm, "Absent Person")
    assert courses.mark_attended(trainer, world.moment(), row.pk, [there.pk]) == 1
    made = Training.objects.get()
    assert (made.person_id, made.course, made.taken_on, made.partner_id, made.is_refresher) == (
        there.person_id,
        "building",
        world.DAY,
        partner.pk,
        False,
    )
    assert (made.confirmed_by_id, made.confirmed_on) == (trainer.user_id, world.DAY)
    away.refresh_from_db()
    assert away.attended_on is None


def test_telling_twice_trains_once(partner: Partner, trainer: Actor, firm: Employer) -> None:
    row = session(partner, course="refresher")
    seat = booked(row, firm)
    assert [courses.mark_attended(trainer, world.moment(), row.pk, [seat.pk, seat.pk]) for _ in range(2)] == [1, 0]
    assert Training.objects.get().is_refresher


def test_nobody_was_at_a_course_that_is_still_to_come(partner: Partner, trainer: Actor, firm: Employer) -> None:
    row = session(partner, days=1)
    seat = booked(row, firm)
    with pytest.raises(WrongState):
        courses.mark_attended(trainer, world.moment(), row.pk, [seat.pk])
    assert not Training.objects.exists()


def test_foreign_course_days_and_seats_are_not_there(partner: Partner, firm: Employer) -> None:
    row = session(partner)
    seat = booked(row, firm)
    other = world.partner("demo-anyindustry", "Other")
    stranger = world.member(other.organisation, Role.TRAINER)
    theirs = session(other)
    for key, seats in ((row.pk, [seat.pk]), (uuid4(), []), (theirs.pk, [seat.pk])):
        with pytest.raises(Absent):
            courses.mark_attended(stranger, world.moment(), key, seats)
    assert [one.pk for one in courses.sessions(stranger)] == [theirs.pk]
    assert not Training.objects.exists()


def test_only_administrators_open_course_days(partner: Partner, trainer: Actor) -> None:
    admin = world.member(partner.organisation, Role.PARTNER_ADMIN)
    facts = {"course": "building", "held_on": world.DAY, "place": "Red Deer", "seats": 12}
    with pytest.raises(Forbidden):
        courses.open_session(trainer, world.moment(), **facts)
    first = courses.open_session(admin, world.moment(), **facts)
    assert courses.open_session(admin, world.moment(), **facts).pk == first.pk


@pytest.mark.parametrize(
    ("field", "value"), [("course", "building-two-day"), ("place", " "), ("seats", 0), ("seats", 501)]
)
def test_a_wrong_course_day_names_its_field(partner: Partner, field: str, value: object) -> None:
    admin = world.member(partner.organisation, Role.PARTNER_ADMIN)
    facts = {"course": "building", "held_on": world.DAY, "place": "Red Deer", "seats": 12, field: value}
    with pytest.raises(Invalid) as refused:
        courses.open_session(admin, world.moment(), **facts)
    assert set(refused.value.errors) == {field}


def test_firms_are_the_partners_own_and_found_by_name_or_account(partner: Partner, firm: Employer) -> None:
    other = world.employer("Elsewhere Ltd.")
    world.accepted(other, world.partner("demo-anyindustry", "Other"))
    admin = world.member(partner.organisation, Role.PARTNER_ADMIN)
    names = [firms.firm(row, world.DAY).name for row in firms.firms(admin, world.moment())]
    assert names == ["Prairie Test Roofing Ltd."]
    for search, found in (("prairie test", 1), ("TEST-0001", 1), ("elsewhere", 0), ("%", 0)):
        assert firms.firms(admin, world.moment(), search).count() == found
