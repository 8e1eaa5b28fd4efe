"""What a firm reads of its day: promised or usual, after sending; an earlier day before it; last days; and others beside it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from handrail.rules.permissions import Role
from handrail.store.models import Audit, DemonstrationDay, Employer, Partner, Review, ReviewedAnswer, User
from tests import world
from tests.services.review.files import gathered, sent
from tests.services.review.test_benchmarks import decided
from tests.services.review.test_calls_and_figures import certified

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day() -> None:
    DemonstrationDay.objects.create(day=world.DAY)


@pytest.fixture
def partner() -> Partner:
    return world.partner()


def owner_of(firm: Employer) -> Client:
    client = Client()
    client.force_login(
        User.objects.get(pk=world.member(firm.organisation, Role.OWNER, f"own{firm.pk}@x.example").user_id)
    )
    return client


@pytest.fixture
def waiting(partner: Partner) -> Review:
    return sent(gathered(partner), world.DAY)


def overview(review: Review) -> str:
    return owner_of(review.audit.employer).get(f"/audit/{review.audit_id}").content.decode()


def test_a_young_desk_gives_its_usual_time_as_what_it_is(waiting: Review) -> None:
    page = overview(waiting)
    assert "usually answers by Monday 29 June 2026" in page
    assert "between Monday 15 June 2026 and Monday 29 June 2026" in page
    assert "It is a usual time and no promise" in page
    assert "You will hear by" not in page


def test_a_promised_day_stands_with_how_many_are_kept(waiting: Review, partner: Partner) -> None:
    Review.objects.filter(pk=waiting.pk).update(promised_on=date(2026, 6, 19), promised_at=Decimal("0.90"))
    page = overview(waiting)
    assert "You will hear by Friday 19 June 2026" in page
    assert "means to keep 9 of 10 such days" in page
    assert "None of the days given is over yet" in page
    decided(partner, "Over Ltd.", 5)
    Review.objects.filter(audit__employer__legal_name="Over Ltd.").update(
        promised_on=date(2025, 6, 9), promised_at=Decimal("0.90")
    )
    assert "In all, of 1 day given and over, 1 was kept." in overview_again(waiting)


def overview_again(review: Review) -> str:
    client = Client()
    client.force_login(User.objects.get(email=f"own{review.audit.employer_id}@x.example"))
    return client.get(f"/audit/{review.audit_id}").content.decode()


def test_a_day_that_passed_says_so_and_gives_the_phone(waiting: Review) -> None:
    Review.objects.filter(pk=waiting.pk).update(promised_on=date(2026, 5, 29), promised_at=Decimal("0.85"))
    page = overview(waiting)
    assert "You were to hear by Friday 29 May 2026" in page
    assert "403-555-0142" in page
    assert "85 of 100 such days" in page


def test_nothing_is_said_once_it_is_decided(waiting: Review) -> None:
    Review.objects.filter(pk=waiting.pk).update(state="accepted", decided_on=world.DAY, promised_on=date(2026, 6, 19))
    Audit.objects.filter(pk=waiting.audit_id).update(state="accepted")
    assert "You will hear by" not in overview(waiting)


def test_before_sending_an_earlier_day_is_shown_where_it_is_heard_sooner(partner: Partner) -> None:
    firm = certified(partner, date(2025, 12, 11))
    past = Audit.objects.get(employer=firm)
    days = [world.DAY - timedelta(days=ago) for ago in range(740, 0, -2)]
    Review.objects.bulk_create(
        Review(
            audit=past, round=number + 10, state="accepted", received_on=day,
            decided_on=day + timedelta(days=40 if day.month in (11, 12, 1) else 12),
        )
        for number, day in enumerate(days)
    )  # fmt: skip
    audit = gathered(
        partner, firm, purpose="maintenance", due_on=date(2026, 12, 11), maintains=firm.certificates.get(),
        gathering_started_on=date(2026, 5, 25), gathering_ended_on=None,
    )  # fmt: skip
    page = owner_of(firm).get(f"/audit/{audit.pk}/check").content.decode()
    assert "it is heard sooner" in page
    assert "9 of 10 were heard within 12 days" in page
    assert "The next due days stay where they are" in page


def test_the_last_days_stand_on_one_page_and_home_leads_there_when_near(partner: Partner) -> None:
    near = owner_of(certified(partner, date(2025, 6, 20)))
    page = near.get("/still").content.decode()
    assert "Send by Saturday 20 June 2026 or the certificate ends" in page
    assert "19 days left." in page
    assert "403-555-0142" in page
    assert "Begin by Saturday 6 June 2026" in page
    assert "/still" in near.get("/today").content.decode()
    far = owner_of(certified(partner, date(2026, 4, 20), "Far Ltd."))
    assert "/still" not in far.get("/today").content.decode()
    assert "Nothing runs out within a year" in owner_of(world.employer("New Ltd.")).get("/still").content.decode()


def test_a_missed_day_says_what_it_cost_before_anything_else(partner: Partner) -> None:
    page = owner_of(certified(partner, date(2025, 5, 20))).get("/still").content.decode()
    assert "The yearly audit was not sent by Wednesday 20 May 2026, and the certificate has ended" in page
    assert "Ask from when a new audit counts" in page
    assert "Call 403-555-0142" in page


def test_beside_other_firms_small_groups_stay_hidden(partner: Partner) -> None:
    mine = decided(partner, "Mine Ltd.", 3)
    client = owner_of(mine)
    assert "Too few firms to set yours beside" in client.get("/audit/benchmark").content.decode()
    for number in range(9):
        decided(partner, f"Other {number} Ltd.", 10)
    page = client.get("/audit/benchmark").content.decode()
    assert "the 10 firms" in page
    assert "Other 1 Ltd." not in page
    assert "not read" not in page
    ReviewedAnswer.objects.create(
        review=Review.objects.get(audit__employer=mine), question="2.1", updated_at=world.moment().now
    )
    page = client.get("/audit/benchmark").content.decode()
    assert "1 question was not given points when your audit came back" in page and "not read yet" in page
    assert (
        "Nothing of yours is decided yet"
        in owner_of(world.employer("New Ltd.")).get("/audit/benchmark").content.decode()
    )
