"""Before there is a firm: the honest days, and keeping the answers."""

from __future__ import annotations

from datetime import date

import pytest

from handrail.rules.audit.routes import InTime, RouteKind
from handrail.services.actor import STRANGER, Actor
from handrail.services.employer import starting
from handrail.services.employer.starting import Wishes
from handrail.services.errors import Forbidden, Invalid
from handrail.store.models import CourseSession, Employer, Membership
from tests import world

pytestmark = pytest.mark.django_db
WISHES = Wishes(
    "A general contractor", date(2026, 12, 1), "Two roofs in Lacombe", date(2026, 5, 1), date(2026, 6, 10), None
)


def test_answers_survive_as_plain_texts() -> None:
    assert Wishes.from_kept(WISHES.as_kept()) == WISHES
    assert Wishes.from_kept({"wanted_by": "x", "wanted_on": "someday"}) == Wishes("x")


def test_the_ways_come_with_days_and_reasons() -> None:
    letter, one, three = starting.ways(WISHES, world.DAY)
    assert [route.kind for route in (letter, one, three)] == list(RouteKind)
    assert three.ready_on == date(2027, 5, 1)
    assert three.in_time is InTime.NO
    assert one.ready_on == date(2026, 8, 1)
    assert all(route.reasons for route in (letter, one, three))


def test_the_next_course_with_a_free_seat_begins_the_chain() -> None:
    partner, wishes = world.partner(), Wishes("A general contractor")
    for held, seats in ((date(2026, 6, 5), 0), (date(2026, 6, 12), 4), (world.DAY, 4)):
        CourseSession.objects.create(partner=partner, course="building", held_on=held, place="Red Deer", seats=seats)
    letter, one, _ = starting.ways(wishes, world.DAY)
    assert (letter.ready_on, one.ready_on) == (date(2026, 6, 12), date(2026, 9, 12))


def test_keeping_makes_one_firm_with_the_answers() -> None:
    person = world.user("new@firm.example")
    newcomer = Actor(user_id=person.pk, name="New", email=person.email)
    first = starting.keep(newcomer, world.moment(), "Prairie Crest", WISHES)
    again = starting.keep(newcomer, world.moment(), "Prairie Crest", WISHES)
    assert first.pk == again.pk
    stored = Employer.objects.get()
    assert (stored.wanted_by, stored.wanted_on, stored.this_week, stored.records_from) == (
        "A general contractor", date(2026, 12, 1), "Two roofs in Lacombe", date(2026, 5, 1),
    )  # fmt: skip
    assert stored.legal_name == ""
    assert Membership.objects.get().role == "owner"


def test_a_stranger_keeps_nothing_and_a_firm_needs_a_name() -> None:
    with pytest.raises(Forbidden):
        starting.keep(STRANGER, world.moment(), "X", WISHES)
    person = world.user("new@firm.example")
    with pytest.raises(Invalid):
        starting.keep(Actor(user_id=person.pk, name="", email=""), world.moment(), " ", WISHES)
