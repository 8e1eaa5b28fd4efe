"""The partner's weeks, calls and figures as pages: what was typed stays, and each page says what it knows."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from handrail.rules.permissions import Role
from handrail.store.models import DemonstrationDay, DeskClosed, DeskWeek, Employer, Partner, StartCall
from tests import world
from tests.services.review.test_calls_and_figures import certified
from tests.services.review.test_promises import a_past
from tests.web.partner.test_desk import at_desk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day() -> None:
    DemonstrationDay.objects.create(day=world.DAY)


@pytest.fixture
def partner() -> Partner:
    return world.partner()


@pytest.fixture
def desk(partner: Partner) -> Client:
    return at_desk(partner)


@pytest.fixture
def firm(partner: Partner) -> Employer:
    return certified(partner, date(2025, 10, 20), "Idle Ltd.")


def test_the_weeks_say_what_a_file_sent_today_gets(desk: Client, partner: Partner) -> None:
    empty = desk.get("/partner/plan").content.decode()
    assert "0 files wait; no day is promised yet" in empty
    assert "This desk has 0 weeks behind it" in empty
    a_past(partner)
    page = desk.get("/partner/plan").content.decode()
    assert "A file sent today is decided by Monday 15 June 2026" in page
    assert "first and later rounds alike" in page
    assert "No promised day is over yet." in page


def test_a_number_that_is_none_stays_as_it_was_typed(desk: Client) -> None:
    answer = desk.post("/partner/plan", {"week-2026-06-01": "three", "week-2026-06-08": "2"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="three"' in page
    assert "Give a whole number of people; 0 where nobody reads." in page
    assert 'href="#id_week-2026-06-01"' in page
    assert not DeskWeek.objects.exists()
    assert desk.post("/partner/plan", {"week-2026-06-01": "3", "week-2026-06-08": "2"}).status_code == 302
    assert DeskWeek.objects.count() == 2


def test_a_strange_week_is_refused_in_words(desk: Client) -> None:
    for name in ("week-2026-06-02", "week-", "week-2026-99-99"):
        assert desk.post("/partner/plan", {name: "3"}).status_code == 422
    assert desk.post("/partner/plan", {}).status_code == 422


def test_a_day_is_closed_and_opened_again(desk: Client) -> None:
    refused = desk.post("/partner/plan/close", {"day": "2020-01-01", "why": "Long ago"})
    assert refused.status_code == 422
    assert "Long ago" in refused.content.decode()
    desk.post("/partner/plan/close", {"day": "2026-07-01", "why": "Canada Day"})
    assert "1 closed day ahead" in (page := desk.get("/partner/plan").content.decode())
    assert "Wednesday 1 July 2026" in page
    desk.post(f"/partner/plan/closed/{DeskClosed.objects.get().pk}/open")
    assert "No closed day ahead" in desk.get("/partner/plan").content.decode()


def test_a_reviewer_reads_the_weeks_and_changes_nothing(partner: Partner) -> None:
    reviewer = at_desk(partner, Role.REVIEWER)
    assert "Keep these numbers" not in reviewer.get("/partner/plan").content.decode()
    assert reviewer.post("/partner/plan", {"week-2026-06-01": "3"}).status_code == 403


def test_a_call_is_written_down_from_the_list(desk: Client, firm: Employer) -> None:
    page = desk.get("/partner/calls").content.decode()
    assert "1 firm due by Thursday 29 October 2026 has not begun" in page
    assert "You call from Thursday 1 October 2026 on." in page
    address = f"/partner/calls/{firm.pk}"
    assert "Idle Ltd. has 141 days left" in desk.get(address).content.decode()
    wrong = desk.post(address, {"outcome": "other", "words": ""})
    assert wrong.status_code == 422
    assert "Say in a few words what it is." in wrong.content.decode()
    assert desk.post(address, {"outcome": "cost", "words": "Too <b>dear</b>"}).status_code == 302
    assert StartCall.objects.get().outcome == "cost"
    assert "Too &lt;b&gt;dear" in desk.get(address).content.decode()
    assert "0 firms nobody has called" in desk.get("/partner/calls?only=uncalled").content.decode()


def test_the_figures_stand_as_page_print_and_file(desk: Client, partner: Partner) -> None:
    assert "2026: nothing decided yet" in desk.get("/partner/figures").content.decode()
    a_past(partner)
    page = desk.get("/partner/figures?year=2025").content.decode()
    assert "2025: 100 % accepted in the first round" in page or "2025: nothing decided" not in page
    assert "<svg" in page
    assert "<details open>" in desk.get("/partner/figures/print?year=2025").content.decode()
    answer = desk.get("/partner/figures.csv?year=2025")
    assert answer["Content-Type"].startswith("text/csv")
    assert answer.content.decode().startswith("figure,part,value,unit,year,as_of")
    for year in ("", "x", "９９９９", "99999", "-1"):
        assert desk.get("/partner/figures", {"year": year}).status_code == 200
