"""The firm in December: the heading names the day at stake or missed, what is left to do, and how sure each day is."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from handrail.rules.permissions import Role
from handrail.services.actor import Actor
from handrail.store.models import Audit, DemonstrationDay, Employer, Partner
from tests import world
from tests.services.review.files import READ, gathered, reviewer
from tests.services.review.test_calls_and_figures import certified
from tests.services.review.twice import decided
from tests.web.owner.conftest import text

pytestmark = pytest.mark.django_db
Enter = Callable[[Actor], Client]


@pytest.fixture
def partner(day: date) -> Partner:
    return world.partner()


def page_of(enter: Enter, firm: Employer, on: date) -> str:
    DemonstrationDay.objects.update(day=on)
    owner = world.member(firm.organisation, Role.OWNER, f"own{firm.pk}-{on}@x.example")
    return text(enter(owner).get("/still"))


def ending(partner: Partner, issued: date) -> Employer:
    """In the last year of its certificate, its yearly audits all sent."""
    firm = certified(partner, issued)
    for year in (1, 2):
        Audit.objects.create(
            employer=firm, partner=partner, pack="ca-ab", edition="ref10-2023", purpose="maintenance", state="maintained",
            maintains=firm.certificates.get(), submitted_on=date(issued.year + year, 11, 1), started_at=world.moment().now,
            gathering_started_on=date(issued.year + year, 10, 1),
        )  # fmt: skip
    return firm


def heading(page: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    return " ".join(found[1].split()) if found else ""


def test_in_december_the_heading_is_the_day_and_what_hangs_on_it(partner: Partner, enter: Enter) -> None:
    by_year_end = world.partner("demo-anyindustry", "Other")
    page = page_of(enter, certified(by_year_end, date(2025, 3, 1)), date(2026, 12, 14))
    assert heading(page) == "Send by Thursday 31 December 2026 or the certificate ends"
    assert "17 days left." in page


def test_on_the_day_itself_it_says_so(partner: Partner, enter: Enter) -> None:
    page = page_of(enter, certified(partner, date(2025, 12, 14)), date(2026, 12, 14))
    assert heading(page) == "Send by Monday 14 December 2026 or the certificate ends"
    assert "Today is the last day." in page
    assert "0 days left" not in page


def test_a_certificate_that_ends_and_what_asking_gives(partner: Partner, enter: Enter) -> None:
    page = page_of(enter, ending(partner, date(2023, 12, 10)), date(2026, 12, 1))
    assert heading(page) == "The certificate ends on Thursday 10 December 2026: hold a new one by then"
    assert "Granted, it carries the certificate to Thursday 31 December 2026 at the latest." in page
    extension = page[page.index("Last day to ask for an extension") :]
    assert "yours may have another" in extension
    assert "Sure:" not in extension, "another partner's rule is none of this one's"


def test_a_day_that_is_an_estimate_is_never_said_as_a_rule(partner: Partner, enter: Enter) -> None:
    firm = decided(reviewer(partner), partner, {"8.3": 2}).audit.employer
    page = page_of(enter, firm, READ + timedelta(days=3))
    assert heading(page).startswith("Answer your reviewer's notes by ")
    assert heading(page).endswith(", and ask your partner whether that day holds")
    assert "An estimate: it follows from what the program's pages say" in page
    over = page_of(enter, firm, READ + timedelta(days=40))
    assert heading(over).startswith("Your reviewer's notes were not answered by ")
    assert "Ask whether your partner still takes the answers" in over


def test_a_missed_end_names_its_day_and_what_is_still_open(partner: Partner, enter: Enter) -> None:
    page = page_of(enter, ending(partner, date(2023, 12, 10)), date(2026, 12, 14))
    assert heading(page) == "The certificate ended on Thursday 10 December 2026, and no new one was decided"
    assert "What can still be done" in page
    assert "Ask whether it can still be extended" in page
    assert "403-555-0142" in page
    assert "Next: Ask for an extension by Sunday 20 December 2026, and ask your partner whether that day holds." in page


def test_an_audit_that_is_with_the_partner_is_not_asked_for_again(partner: Partner, enter: Enter) -> None:
    firm = ending(partner, date(2023, 12, 10))
    gathered(partner, firm)
    Audit.objects.filter(employer=firm, state="gathering").update(state="submitted", submitted_on=date(2026, 11, 20))
    page = page_of(enter, firm, date(2026, 12, 1))
    assert heading(page) == "The certificate ends on Thursday 10 December 2026, and your audit is with your partner"
