"""The partner's weeks, calls and figures as pages: what was typed stays, and each page says what it knows."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.utils.html import escape

from handrail.rules.permissions import Role
from handrail.store.models import DemonstrationDay, DeskClosed, DeskWeek, Employer, Partner, Review, StartCall
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
    assert "Sent today, 9 of 10 files are decided by Monday 15 June 2026" in page
    assert "first and later rounds alike" in page
    assert "No promised day is over yet." in page


def test_a_week_that_promises_too_much_is_named_before_the_weeks_and_at_its_own(desk: Client, partner: Partner) -> None:
    a_past(partner)
    Review.objects.filter(decided_on=None).update(promised_on=date(2026, 6, 5))
    page = desk.get("/partner/plan").content.decode()
    assert "more is promised than can be decided" in page
    assert "By Sunday 7 June 2026, 5 promised days more than can be decided." in page
    assert "5 promised more than can be decided by then" in page
    Review.objects.filter(decided_on=None).update(promised_on=date(2026, 7, 3))
    page = desk.get("/partner/plan").content.decode()
    assert "10 days are promised: by the end of each week, no more than can be decided by then" in page
    assert "Promised by then" in page
    assert "Can be decided by then" in page
    assert "Week from" in page
    assert "Monday 31 August 2026 to" in page
    assert 'name="week-2027-05-31"' in page


def test_a_call_is_noted_for_a_next_day_and_wrong_days_keep_what_was_typed(desk: Client, firm: Employer) -> None:
    address = f"/partner/calls/{firm.pk}"
    wrong = desk.post(address, {"outcome": "no_answer", "words": "Rang twice", "again_on": "2026-06-01"})
    assert wrong.status_code == 422
    page = wrong.content.decode()
    assert "Give a day from tomorrow on, or none." in page
    assert "Rang twice" in page
    assert 'value="2026-06-01"' in page
    assert desk.post(address, {"outcome": "no_answer", "words": "", "again_on": "2026-06-02"}).status_code == 302
    assert "call again: 2 June 2026" in desk.get("/partner/calls").content.decode()
    DemonstrationDay.objects.update(day=date(2026, 6, 2))
    page = desk.get("/partner/calls").content.decode()
    assert "1 to call again today" in page
    assert "1 firm to call again today" in desk.get("/partner/calls?only=again").content.decode()
    assert "Call again on Tuesday 2 June 2026" in desk.get(address).content.decode()


def test_a_number_that_is_none_stays_as_it_was_typed(desk: Client) -> None:
    answer = desk.post("/partner/plan", {"week-2026-06-01": "three", "week-2026-06-08": "2"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="three"' in page
    assert "Give a whole number of people; 0 where nobody reads." in page
    assert 'href="#id_week-2026-06-01"' in page
    assert not DeskWeek.objects.exists()
    assert desk.post("/partner/plan", {"week-2026-06-01": "3", "week-2026-06-08": "2"}).status_code == 302
    assert DeskWeek.objects.filter(monday__gte=date(2026, 6, 1)).count() == 2


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
    certified(firm.applications.get().partner, date(2025, 9, 1), "Sooner Ltd.")
    sooner = desk.get("/partner/calls").content.decode()
    assert "You call from Thursday 1 October 2026 on. 1 of these firms is due before that day: call it now." in sooner
    Employer.objects.get(legal_name="Sooner Ltd.").applications.update(state="ended")
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
    assert desk.get("/partner/figures", {"year": ""}).status_code == 200


@pytest.mark.parametrize("year", ["1999", "x", "９９９９", "99999", "-1", "<b>"])
def test_a_year_without_figures_says_so_and_keeps_what_was_asked(desk: Client, partner: Partner, year: str) -> None:
    a_past(partner)
    for path in ("/partner/figures", "/partner/figures/print", "/partner/figures.csv"):
        answer = desk.get(path, {"year": year})
        page = answer.content.decode()
        assert answer.status_code == 404
        assert f"No figures of {escape(year)}" in page
        assert f'href="{path}?year=2026"' in page


def test_kept_promises_say_of_which_year(desk: Client, partner: Partner) -> None:
    a_past(partner)
    day = date(2026, 3, 2)
    review = Review.objects.filter(audit__partner=partner, decided_on__lte=day).first()
    assert review is not None
    Review.objects.filter(pk=review.pk).update(promised_on=day)
    assert "1 of 1 promised day that fell in 2026 and is over" in desk.get("/partner/figures").content.decode()
    assert "No promised day of 2025 is over" in desk.get("/partner/figures?year=2025").content.decode()
