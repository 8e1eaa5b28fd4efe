"""A verification visit on the pages: ordered beside the decision, reported, and read by the firm."""

from __future__ import annotations

from datetime import date

import pytest

from handrail.rules.permissions import Role
from handrail.services.actor import Actor
from handrail.services.review import opening
from handrail.store.models import DemonstrationDay, Partner, Review, VerificationVisit
from tests import world
from tests.services.review.files import READ, gathered, sent
from tests.web.looking import signed_in, text

pytestmark = pytest.mark.django_db
WHY = "The scaffold in photo 6 has no top rail."


@pytest.fixture(autouse=True)
def today() -> None:
    DemonstrationDay.objects.create(day=READ)


@pytest.fixture
def review(actor: Actor, partner: Partner) -> Review:
    return opening.open_round(actor, world.moment(READ), sent(gathered(partner)).pk)


def test_a_visit_is_ordered_reported_and_then_the_file_is_decided(actor: Actor, review: Review) -> None:
    desk, at = signed_in(actor), f"/reviews/{review.pk}"
    assert "Order a visit to their site first" in text(desk, at)
    assert desk.post(f"{at}/visit", {"reason": WHY}).status_code == 302
    assert "You or a colleague phone them to agree on a day" in text(desk, at)
    page = text(desk, at)
    assert "Their site is to be seen by Friday 15 May 2026" in page and WHY in page
    assert "Do not accept it" not in page
    assert "site to be seen by 15 May 2026" in text(desk, "/reviews")
    assert "You or a colleague phone them" not in page, "said once, when it is ordered"
    owner = signed_in(world.member(review.audit.employer.organisation, Role.OWNER, "owner@example.com"))
    letter = text(owner, f"/audit/{review.audit_id}")
    assert WHY in letter, "the page that the letter leads to"
    seen = text(owner, "/audit")
    assert "Your reviewer wants to see your site by Friday 15 May 2026" in seen and WHY in seen
    answer = desk.post(f"{at}/visit/report", {"visited_on": "2026-04-30", "seen": "The rail is up."})
    assert answer.status_code == 422
    assert "The rail is up." in answer.content.decode() and "from the day it was ordered" in answer.content.decode()
    desk.post(f"{at}/visit/report", {"visited_on": READ.isoformat(), "seen": "The rail is up."})
    page = text(desk, at)
    assert "The rail is up." in page and "Do not accept it" in page
    assert "wants to see your site" not in text(owner, "/audit")


def test_whoever_has_not_begun_to_read_reports_nothing(actor: Actor, review: Review) -> None:
    desk, at = signed_in(actor), f"/reviews/{review.pk}"
    desk.post(f"{at}/visit", {"reason": WHY})
    opening.put_back(actor, world.moment(READ), review.pk)
    page = text(desk, at)
    assert WHY in page and "Report the visit" not in page


def test_an_order_without_a_reason_is_asked_again_and_one_is_called_off(actor: Actor, review: Review) -> None:
    desk, at = signed_in(actor), f"/reviews/{review.pk}"
    answer = desk.post(f"{at}/visit", {"reason": " "})
    assert answer.status_code == 422 and not VerificationVisit.objects.exists()
    desk.post(f"{at}/visit", {"reason": WHY})
    assert desk.post(f"{at}/visit/off").status_code == 302
    assert VerificationVisit.objects.get().called_off_on == date(2026, 4, 24)
    assert "Order a visit to their site first" in text(desk, at)
