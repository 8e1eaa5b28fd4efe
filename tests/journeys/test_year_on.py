"""The demonstration a year on: the day is moved from the page, the yearly audit carries what held, a missed one costs."""

from __future__ import annotations

from handrail.services.demonstration.cast import PASSWORD
from handrail.store.models import Certificate
from tests.journeys.browsing import DESK, PHONE, Visitor
from tests.journeys.conftest import Visit
from tests.journeys.town import Town

OWNER = "owner@prairiecrest.example"
FIRM = "Prairie Crest Roofing Ltd."


def move(visitor: Visitor, words: str) -> None:
    visitor.page.get_by_role("button", name=words, exact=True).click()
    visitor.sees("It is now")


def test_the_yearly_audit_begins_with_what_is_carried(demonstration: Town, visit: Visit) -> None:
    owner = visit(demonstration, "owner", PHONE)
    owner.sign_in(OWNER, PASSWORD)
    owner.sees("Today is Monday 1 June 2026")
    for _ in range(8):
        move(owner, "+1 month")
    owner.page.get_by_role("button", name="+1 year", exact=True).click()
    owner.sees("Stopped on Saturday 27 February 2027: the yearly audit is due in 21 days")
    owner.look("home-in-the-second-year")
    owner.menu("Yearly audit")
    owner.sees("Your yearly audit is due by")
    owner.press("See what starting does")
    owner.sees("Nothing has started yet.")
    owner.press("Start the audit")
    owner.look("audit-second-year")
    answered = owner.heading()
    assert not answered.startswith("0 of"), answered
    owner.press("The binder")
    owner.sees("carried")
    owner.look("audit-binder-carried")
    question = owner.main.locator("section", has_text="carried").first
    question.get_by_role("link", name="by itself").click()
    owner.sees("Keep what was verified at the certification")
    owner.look("question-carried")


def test_a_year_slept_through_ends_the_certificate(demonstration: Town, visit: Visit) -> None:
    number = Certificate.objects.get(legal_name=FIRM).number
    stranger = visit(demonstration, "stranger", DESK)
    stranger.open(f"/verify/{number}")
    stranger.sees("VALID")
    move(stranger, "+1 year")
    stranger.open(f"/verify/{number}")
    stranger.sees("Today is Tuesday 1 June 2027")
    stranger.sees("NOT VALID")
    stranger.sees("Withdrawn from Sunday 21 March 2027")
    stranger.look("verify-withdrawn")
    owner = visit(demonstration, "owner", PHONE)
    owner.sign_in(OWNER, PASSWORD)
    owner.look("home-withdrawn")
