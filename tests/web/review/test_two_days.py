"""The partner's own aim and the day its firm was told stand side by side and are never taken for one another."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from handrail.rules.permissions import Role
from handrail.store.models import DemonstrationDay, Partner, Review, User
from tests import world
from tests.services.review.files import gathered, reviewer, sent
from tests.services.review.test_promises import a_past
from tests.web.partner.test_desk import at_desk

pytestmark = pytest.mark.django_db
RECEIVED = date(2026, 4, 24)
AIM = RECEIVED + timedelta(days=28)


def words(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


@pytest.mark.parametrize(
    ("promised", "heading", "told"),
    [
        (AIM + timedelta(days=7), "The firm was told a day 7 days after our aim", "Friday 29 May 2026"),
        (AIM - timedelta(days=1), "The firm was told a day 1 day before our aim", "Thursday 21 May 2026"),
        (AIM, "The firm was told the day we aim at", "Friday 22 May 2026"),
        (None, "The firm was told no day of its own", "no day of its own, only our usual time"),
    ],
)
def test_a_round_says_our_aim_and_what_the_firm_was_told(
    partner: Partner, promised: date | None, heading: str, told: str
) -> None:
    DemonstrationDay.objects.create(day=RECEIVED)
    review = sent(gathered(partner), RECEIVED)
    Review.objects.filter(pk=review.pk).update(promised_on=promised)
    client = Client()
    client.force_login(User.objects.get(pk=reviewer(partner).user_id))
    page = words(client, f"/reviews/{review.pk}")
    assert heading in page
    assert "<dt>Our aim</dt><dd>Friday 22 May 2026</dd>" in page
    assert f"<dt>The firm was told</dt><dd>{told}</dd>" in page
    Review.objects.filter(pk=review.pk).update(state="accepted", decided_on=RECEIVED)
    assert "Our aim" not in words(client, f"/reviews/{review.pk}"), "a decided round waits for no day"


def test_the_plan_says_both_days_of_a_file_sent_today(partner: Partner) -> None:
    DemonstrationDay.objects.create(day=world.DAY)
    a_past(partner)
    page = words(at_desk(partner, Role.PARTNER_ADMIN), "/partner/plan")
    aim = world.DAY + timedelta(days=28)
    assert f"<dt>Our aim</dt><dd>{aim:%A} {aim.day} {aim:%B %Y}</dd>" in page
    assert "<dt>The firm is told, certification</dt><dd>Monday 15 June 2026</dd>" in page
    assert "read in the order" not in page
