"""Trained people, their refreshers, tickets on record and seats in the partner's courses."""

from __future__ import annotations

from datetime import date

import pytest

from handrail.rules.permissions import Role
from handrail.services.actor import Actor
from handrail.services.errors import Absent, Forbidden, Invalid, Refused, WrongState
from handrail.services.training import recording
from handrail.services.training.currency import trained, trained_people
from handrail.store.models import CourseSession, Employer, Enrolment, Partner, Person, Training
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm() -> Employer:
    return world.employer()


@pytest.fixture
def owner(firm: Employer) -> Actor:
    return world.member(firm.organisation, Role.OWNER)


@pytest.fixture
def dana(firm: Employer) -> Person:
    return Person.objects.get(employer=firm)


@pytest.fixture
def partner(firm: Employer) -> Partner:
    found = world.partner()
    world.accepted(firm, found)
    return found


def session(partner: Partner, day: date = date(2026, 6, 20), seats: int = 2) -> CourseSession:
    return CourseSession.objects.create(partner=partner, course="building", held_on=day, place="Red Deer", seats=seats)


def test_the_course_makes_a_trained_person_for_three_years(firm: Employer, owner: Actor, dana: Person) -> None:
    recording.record(owner, world.moment(), person_id=dana.pk, course="building", taken_on=date(2025, 2, 11))
    (one,) = trained_people(firm, world.DAY)
    assert (one.name, one.refresher_due, one.current) == ("Dana Owner", date(2028, 2, 11), True)
    assert trained(firm, date(2028, 2, 11)).duty.met
    assert not trained(firm, date(2028, 2, 12)).duty.met


def test_the_longer_building_course_and_the_refresher_count_too(firm: Employer, owner: Actor, dana: Person) -> None:
    recording.record(owner, world.moment(), person_id=dana.pk, course="building-two-day", taken_on=date(2022, 1, 10))
    recording.record(owner, world.moment(), person_id=dana.pk, course="refresher", taken_on=date(2025, 1, 8))
    (one,) = trained_people(firm, world.DAY)
    assert one.refresher_due == date(2028, 1, 8)


def test_a_first_aid_ticket_trains_nobody_for_the_system(firm: Employer, owner: Actor, dana: Person) -> None:
    recording.record(owner, world.moment(), person_id=dana.pk, course="first-aid-standard", taken_on=world.DAY)
    recording.record(owner, world.moment(), person_id=dana.pk, course="", title="Forklift", taken_on=world.DAY)
    assert trained_people(firm, world.DAY) == ()


def test_a_trained_person_who_left_no_longer_carries_the_firm(firm: Employer, dana: Person) -> None:
    gone = world.person(firm, "Robin", to=date(2026, 2, 2))
    Training.objects.create(person=gone, course="building", title="Course", taken_on=date(2025, 5, 5))
    found = trained(firm, world.DAY)
    assert not found.duty.met
    assert [one.name for one in found.duty.gone] == ["Robin"]
    assert found.here == ()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"course": "no-such"}, "course"),
        ({"course": "", "title": " "}, "title"),
        ({"course": "building", "taken_on": date(2026, 6, 2)}, "taken_on"),
        ({"course": "building", "expires_on": date(2025, 1, 1)}, "expires_on"),
    ],
)
def test_a_ticket_that_cannot_be_is_refused(owner: Actor, dana: Person, fields: dict[str, object], field: str) -> None:
    given = {"taken_on": date(2026, 5, 1), **fields}
    with pytest.raises(Invalid) as refused:
        recording.record(owner, world.moment(), person_id=dana.pk, **given)  # type: ignore[arg-type]
    assert list(refused.value.errors) == [field]


def test_another_firms_person_and_ticket_are_absent(owner: Actor, dana: Person) -> None:
    other = world.member(world.employer("Other Ltd.").organisation, Role.OWNER)
    mine = recording.record(owner, world.moment(), person_id=dana.pk, course="building", taken_on=world.DAY)
    with pytest.raises(Absent):
        recording.record(other, world.moment(), person_id=dana.pk, course="building", taken_on=world.DAY)
    with pytest.raises(Absent):
        recording.remove(other, world.moment(), mine.pk)


def test_what_a_partner_confirmed_stays(owner: Actor, dana: Person) -> None:
    row = Training.objects.create(
        person=dana, course="building", title="Course", taken_on=world.DAY, confirmed_on=world.DAY
    )
    with pytest.raises(Refused, match="confirmed"):
        recording.remove(owner, world.moment(), row.pk)


def test_a_seat_booked_twice_is_one_seat(owner: Actor, dana: Person, partner: Partner) -> None:
    course = session(partner)
    first = recording.enrol(owner, world.moment(), course.pk, person_id=dana.pk)
    second = recording.enrol(owner, world.moment(), course.pk, person_id=dana.pk)
    assert first.pk == second.pk
    (shown,) = recording.page(owner, world.moment()).sessions
    assert (shown.left, [seat.person.name for seat in shown.booked]) == (1, ["Dana Owner"])


def test_a_full_course_and_one_that_is_over_take_nobody(
    firm: Employer, owner: Actor, dana: Person, partner: Partner
) -> None:
    full = session(partner, seats=1)
    Enrolment.objects.create(session=full, person=world.person(firm, "Robin"), booked_on=world.DAY)
    with pytest.raises(Refused, match="Every seat"):
        recording.enrol(owner, world.moment(), full.pk, person_id=dana.pk)
    with pytest.raises(WrongState, match="over"):
        recording.enrol(owner, world.moment(), session(partner, date(2026, 5, 1)).pk, person_id=dana.pk)


def test_only_the_chosen_partners_courses_are_there(owner: Actor, dana: Person, partner: Partner) -> None:
    elsewhere = session(world.partner("demo-anyindustry", "Other partner"))
    assert recording.page(owner, world.moment()).sessions == ()
    with pytest.raises(Absent):
        recording.enrol(owner, world.moment(), elsewhere.pk, person_id=dana.pk)


def test_a_seat_is_given_back_before_the_day_only(owner: Actor, dana: Person, partner: Partner) -> None:
    seat = recording.enrol(owner, world.moment(), session(partner).pk, person_id=dana.pk)
    with pytest.raises(WrongState):
        recording.give_back(owner, world.moment(date(2026, 6, 21)), seat.pk)
    recording.give_back(owner, world.moment(), seat.pk)
    assert not Enrolment.objects.exists()


def test_the_crew_books_nothing(firm: Employer, dana: Person, partner: Partner) -> None:
    crew = world.member(firm.organisation, Role.CREW)
    with pytest.raises(Forbidden):
        recording.enrol(crew, world.moment(), session(partner).pk, person_id=dana.pk)
