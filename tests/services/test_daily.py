"""The daily run: endings and reminders, each once, whatever days were jumped over."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db.models import QuerySet
from pytest_django import DjangoAssertNumQueries

from handrail.rules.permissions import Kind, Role
from handrail.services.demonstration import stops
from handrail.services.notice import daily
from handrail.store.models import Certificate, CertificateStatus, Employer, OutboxItem, Training
from tests import world
from tests.services.certificate.files import Desk, certified

pytestmark = pytest.mark.django_db
DUE = date(2027, 3, 20)


@pytest.fixture
def held() -> Certificate:
    """A certificate issued 2026-03-20 whose first yearly audit is due 2027-03-20."""
    employer = world.employer()
    desk = Desk.set_up()
    world.accepted(employer, desk.partner)
    world.member(employer.organisation, Role.OWNER, "dana@example.com")
    made = certified(desk, employer)
    OutboxItem.objects.all().delete()
    return made


def subjects() -> list[str]:
    return [row.payload["subject"] for row in OutboxItem.objects.filter(kind="mail").order_by("queued_at", "id")]


def test_each_threshold_is_told_once(held: Certificate) -> None:
    told = [daily.run(world.moment(DUE - timedelta(days=left))) for left in (61, 60, 59, 30, 29, 14, 14, 1, 0)]
    assert told == [0, 1, 0, 1, 0, 1, 0, 0, 0]
    assert [subject.split("by")[0] for subject in subjects()] == ["Prairie Test Roofing Ltd.: Yearly audit "] * 3


def test_a_jump_over_days_sends_the_nearest_only(held: Certificate) -> None:
    assert daily.run(world.moment(DUE - timedelta(days=10))) == 1
    assert subjects() == ["Prairie Test Roofing Ltd.: Yearly audit by Saturday 20 March 2027 (10 days)"]


def test_a_reminder_of_the_night_waits_for_the_morning_and_an_ending_does_not(held: Certificate) -> None:
    daily.run(world.moment(DUE - timedelta(days=60), 0, 5))
    assert OutboxItem.objects.get(key__startswith="due:").due_at == world.moment(DUE - timedelta(days=60), 7).now
    ended = world.moment(DUE + timedelta(days=30), 0, 5)
    daily.run(ended)
    assert OutboxItem.objects.get(key__startswith="cancelled:").due_at == ended.now


def test_a_missed_yearly_audit_ends_the_certificate_and_is_told(held: Certificate) -> None:
    assert daily.run(world.moment(DUE + timedelta(days=30))) == 1
    assert CertificateStatus.objects.get().effective_on == DUE + timedelta(days=1)
    assert "cancelled from Sunday 21 March 2027" in subjects()[0]
    assert daily.run(world.moment(DUE + timedelta(days=30))) == 0


def test_a_refresher_is_told_only_of_people_who_are_there(held: Certificate) -> None:
    employer = Employer.objects.get()
    for name, to in (("Luis Here", None), ("Gone Away", date(2026, 1, 31))):
        person = world.person(employer, name, to=to)
        Training.objects.create(person=person, course="building", title="Building", taken_on=date(2023, 7, 1))
    assert daily.run(world.moment(date(2026, 6, 20))) == 1
    assert "Refresher of Luis Here by Wednesday 1 July 2026" in subjects()[0]


def due_next(day: date, firms: QuerySet[Employer]) -> date | None:
    found = stops.nearest(day, firms)
    return found.item.due if found else None


def test_the_nearest_deadline_of_a_firm_and_of_the_program(held: Certificate) -> None:
    other = world.employer("Other Ltd.")
    mine = Employer.objects.filter(pk=held.employer_id)
    assert due_next(date(2026, 6, 1), mine) == DUE
    assert due_next(DUE, mine) == date(2028, 3, 20)
    assert due_next(date(2026, 6, 1), Employer.objects.filter(pk=other.pk)) is None
    assert due_next(date(2026, 6, 1), Employer.objects.all()) == DUE


def test_statements_do_not_grow_with_firms(
    held: Certificate, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    office = world.member(world.organisation(Kind.OFFICE, "Second office"), Role.OFFICE, "second@example.com")
    admin = world.member(held.partner.organisation, Role.PARTNER_ADMIN, "second-admin@example.com")
    for number in range(5):
        certified(Desk(held.partner, admin, office), world.employer(f"Firm {number}"))
    with django_assert_max_num_queries(14):
        assert due_next(date(2026, 6, 1), Employer.objects.all()) == DUE
