"""The pages of the partner's desk: applications, firms, courses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from handrail.rules.permissions import Kind, Role
from handrail.services.partner import choosing
from handrail.store.models import (
    Application,
    CourseSession,
    DemonstrationDay,
    Employer,
    Enrolment,
    Partner,
    Training,
    User,
)
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demonstration() -> None:
    """Codes are offered and not required, and the day is the world's own."""
    DemonstrationDay.objects.create(day=world.DAY)


@pytest.fixture
def partner() -> Partner:
    return world.partner()


def at_desk(partner: Partner, role: Role = Role.PARTNER_ADMIN) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=world.member(partner.organisation, role).user_id))
    return client


def applied(partner: Partner, name: str = "Prairie Test Roofing Ltd.") -> tuple[Employer, Application]:
    firm = world.employer(name)
    owner = world.member(firm.organisation, Role.OWNER)
    return firm, choosing.apply(owner, world.moment(), partner.pk, "We roof <b>houses</b>.")


def test_an_application_is_read_and_accepted(partner: Partner) -> None:
    firm, row = applied(partner)
    desk = at_desk(partner)
    assert "1 firm waits for your answer" in desk.get("/applications").content.decode()
    page = desk.get(f"/applications/{row.pk}").content.decode()
    assert "1 of at most 10 people count today" in page
    assert "We roof &lt;b&gt;houses" in page
    assert desk.post(f"/applications/{row.pk}", {"answer": "accept"})["Location"] == "/applications"
    assert choosing.partner_of(firm.pk) == partner
    assert desk.post(f"/applications/{row.pk}", {"answer": "accept"}).status_code == 409
    assert "Accepted" in desk.get("/applications?state=decided").content.decode()


def test_a_refusal_without_a_reason_comes_back(partner: Partner) -> None:
    _firm, row = applied(partner)
    desk = at_desk(partner)
    refused = desk.post(f"/applications/{row.pk}", {"answer": "refuse", "reason": " "})
    assert refused.status_code == 422
    assert "Write why." in refused.content.decode()
    assert desk.post(f"/applications/{row.pk}", {"answer": "refuse", "reason": "Not our trade."}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.reason) == ("refused", "Not our trade.")


def test_an_answer_that_is_neither_does_not_accept(partner: Partner) -> None:
    _firm, row = applied(partner)
    assert at_desk(partner).post(f"/applications/{row.pk}", {"answer": "maybe"}).status_code == 422
    row.refresh_from_db()
    assert row.state == "applied"


def test_a_reason_without_an_answer_refuses_nobody(partner: Partner) -> None:
    _firm, row = applied(partner)
    assert at_desk(partner).post(f"/applications/{row.pk}", {"reason": "Only a draft"}).status_code == 422
    assert Application.objects.get().state == "applied"


def test_a_firm_past_ten_cannot_be_accepted_even_by_hand(partner: Partner) -> None:
    firm, row = applied(partner)
    for number in range(10):
        world.person(firm, f"Worker {number}")
    desk = at_desk(partner)
    page = desk.get(f"/applications/{row.pk}").content.decode()
    assert "Too many people for a small employer" in page
    assert 'value="accept"' not in page
    forced = desk.post(f"/applications/{row.pk}", {"answer": "accept", "reason": "typed words"})
    assert forced.status_code == 422
    assert "typed words" in forced.content.decode()


@pytest.mark.parametrize("path", ["/applications", "/partner/firms", "/courses"])
def test_lists_take_at_most_six_statements(partner: Partner, path: str, django_assert_max_num_queries: Any) -> None:
    for number in range(25):
        firm, row = applied(partner, f"Firm {number:02} Ltd.")
        if number < 22 and path == "/partner/firms":
            Application.objects.filter(pk=row.pk).update(state="accepted", decided_on=world.DAY)
        day = CourseSession.objects.create(
            partner=partner, course="building", held_on=world.DAY - timedelta(days=number), place="Here", seats=9
        )
        Enrolment.objects.create(session=day, person=world.person(firm, "Somebody"), booked_on=world.DAY)
    desk = at_desk(partner)
    with django_assert_max_num_queries(6):
        first = desk.get(path)
    assert first.status_code == 200
    assert "Page 1 of 2" in first.content.decode()
    for page in ("2", "-1", "999999", "x"):
        assert desk.get(path, {"page": page}).status_code == 200


def test_firms_are_found_and_only_own_ones(partner: Partner) -> None:
    other = world.partner("demo-anyindustry", "Other")
    world.accepted(world.employer("Mine Ltd."), partner)
    world.accepted(world.employer("Theirs Ltd."), other)
    desk = at_desk(partner)
    page = desk.get("/partner/firms").content.decode()
    assert "Mine Ltd." in page
    assert "Theirs Ltd." not in page
    found = desk.get("/partner/firms", {"q": "<script>theirs"}).content.decode()
    assert "0 firms found" in found
    assert "<script>theirs" not in found


def test_a_course_day_is_opened_and_its_attendance_told(partner: Partner) -> None:
    admin, trainer = at_desk(partner), at_desk(partner, Role.TRAINER)
    facts = {"course": "building", "held_on": world.DAY.isoformat(), "place": "Red Deer", "seats": "8"}
    wrong = admin.post("/courses/new", {**facts, "seats": "none"})
    assert wrong.status_code == 422
    assert "Red Deer" in wrong.content.decode()
    path = admin.post("/courses/new", facts)["Location"]
    firm = world.employer()
    seat = Enrolment.objects.create(
        session=CourseSession.objects.get(), person=world.person(firm, "Pat Person"), booked_on=world.DAY
    )
    assert "Pat Person" in trainer.get(path).content.decode()
    for _ in range(2):
        assert trainer.post(path, {"present": [str(seat.pk)]})["Location"] == path
    assert Training.objects.get().confirmed_by is not None
    assert trainer.post(path, {"present": ["nonsense"]}).status_code == 404
    assert trainer.get("/courses/new").status_code == 403


def test_foreign_looks_absent(partner: Partner) -> None:
    _firm, row = applied(partner)
    day = CourseSession.objects.create(partner=partner, course="building", held_on=world.DAY, place="Here", seats=9)
    other = at_desk(world.partner("demo-anyindustry", "Other"))
    pages = []
    for path in (f"/applications/{row.pk}", f"/applications/{uuid4()}"):
        assert other.post(path, {"answer": "accept"}).status_code == 404
        pages.append(other.get(path))
    for path in (f"/courses/{day.pk}", f"/courses/{uuid4()}"):
        assert other.post(path, {}).status_code == 404
        pages.append(other.get(path))
    assert {page.status_code for page in pages} == {404}


@pytest.mark.parametrize(
    ("kind", "role"), [(Kind.EMPLOYER, Role.OWNER), (Kind.OFFICE, Role.OFFICE), (Kind.OPERATOR, Role.OPERATOR)]
)
def test_others_are_not_let_to_the_desk(kind: Kind, role: Role) -> None:
    client = Client()
    client.force_login(User.objects.get(pk=world.member(world.organisation(kind, "Other"), role).user_id))
    for path in ("/applications", "/courses", "/courses/new", f"/applications/{uuid4()}", f"/courses/{uuid4()}"):
        assert client.get(path).status_code == 403, path
    assert Client().get("/applications")["Location"].startswith("/sign-in?next=")


def test_a_trainer_with_nothing_ahead_reads_who_announces_days(partner: Partner) -> None:
    trainer = at_desk(partner, Role.TRAINER)
    CourseSession.objects.create(
        partner=partner, course="building", held_on=world.DAY - timedelta(days=9), place="Hall", seats=3
    )
    text = trainer.get("/courses").content.decode()
    assert "nothing for you to do now. An administrator of your organisation announces" in text
    CourseSession.objects.create(
        partner=partner, course="building", held_on=world.DAY + timedelta(days=9), place="Hall", seats=3
    )
    assert "No day is ahead" not in trainer.get("/courses").content.decode()


def test_the_trainer_sees_courses_and_no_applications(partner: Partner) -> None:
    trainer = at_desk(partner, Role.TRAINER)
    assert trainer.get("/courses").status_code == 200
    assert trainer.get("/applications").status_code == 403
