"""Home says one thing: nothing needs the owner only where nothing does, and what is looked for is found from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from handrail.rules.permissions import Role
from handrail.services.actor import Actor
from handrail.services.record import promising
from handrail.services.record.keeping import keep
from handrail.services.record.promising import Wanted
from handrail.services.system.manual import manual_of
from handrail.store.models import Certificate, Employer, Interval, Person, Record, SystemSection, Training
from tests import world
from tests.services.record.sheets import sent
from tests.web.owner.conftest import text
from tests.web.owner.test_waiting import certified

pytestmark = pytest.mark.django_db
Enter = Callable[[Actor], Client]
NOW = world.moment()
__all__ = ["certified"]


def home(owner: Actor, enter: Enter) -> str:
    return text(enter(owner).get("/today"))


@pytest.fixture
def settled(certified: Certificate) -> Certificate:
    """Certified, trained and written down: the next duty is the far yearly audit."""
    firm = certified.employer
    dana = Person.objects.get(employer=firm, name="Dana Owner")
    Training.objects.create(person=dana, course="building", title="Building course", taken_on=date(2025, 2, 11))
    SystemSection.objects.bulk_create(
        SystemSection(
            employer=firm, key=part.section.key, title=part.section.title, position=0, body="As we do it.",
            signed_name="Dana", signed_on=date(2026, 1, 5), updated_at=NOW.now,
        )
        for part in manual_of(firm, False).needed
    )  # fmt: skip
    return certified


@pytest.mark.usefixtures("settled")
def test_nothing_needs_the_owner_only_where_nothing_is_promised_and_nobody_waits(owner: Actor, enter: Enter) -> None:
    assert "Nothing needs you today" in home(owner, enter)
    promising.promise(owner, NOW, {"toolbox_talk": Wanted(1, "week"), "inspection": Wanted(1, "month")})
    page = home(owner, enter)
    assert "Nothing needs you today" not in page
    assert "2 things you promised are still to keep" in page


@pytest.mark.usefixtures("settled")
def test_a_concern_that_waits_is_the_thing_and_stands_once(owner: Actor, firm: Employer, enter: Enter) -> None:
    promising.promise(owner, NOW, {"toolbox_talk": Wanted(1, "week")})
    Record.objects.create(
        employer=firm, kind="worker_concern", happened_on=NOW.day, captured_at=NOW.now, received_at=NOW.now,
        kept_by_name="", sha256="0" * 64,
    )  # fmt: skip
    page = home(owner, enter)
    assert page.count("1 concern waits for your answer") == 1
    assert "Nothing needs you today" not in page
    card = page.partition("1 concern waits for your answer")[2].partition("Answer it")[0]
    assert "audit" not in card.lower() and "2027" not in card, "the concern's card says nothing of the audit"
    assert page.count("card-needs") <= 1


def test_concerns_the_feed_and_both_views_of_the_year_are_found(owner: Actor, firm: Employer, enter: Enter) -> None:
    page, records = home(owner, enter), text(enter(owner).get("/records"))
    for address in ("/concerns", "/calendar-feed", "/year", "/calendar", "/cycle"):
        assert f'href="{address}"' in page, address
    for address in ("/concerns", "/year", "/calendar"):
        assert f'href="{address}"' in records, address
    assert "Due days" in page and "What your records prove" in page and "Twelve months" not in page
    crew = world.member(firm.organisation, Role.CREW)
    assert 'href="/concerns"' not in text(enter(crew).get("/records"))


def test_the_crew_sees_todays_talk_and_the_months_lines_the_owner_sees(
    firm: Employer, owner: Actor, crew: Actor, enter: Enter
) -> None:
    Interval.objects.create(employer=firm, kind="inspection", times=1, unit="month", from_day=date(2026, 1, 1))
    browser = enter(crew)
    page = text(browser.get("/today"))
    assert "No talk is kept yet today" in page and "Keep today's talk" in page
    line = 'href="/records/new/inspection"'
    assert line in page and line in text(enter(owner).get("/today"))
    assert browser.get("/records/new/toolbox_talk").status_code == 200
    assert browser.get("/records/new/inspection").status_code == 200
    row = keep(crew, world.moment(), sent(title="Ladders", happened_on=world.DAY.isoformat())).record
    page = text(browser.get("/today"))
    assert "Today's talk is kept: Ladders" in page and f'href="/records/{row.pk}"' in page
    assert "Keep today's talk" not in page
