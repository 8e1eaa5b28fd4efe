"""What the desks do with a first file: a colleague let in, the file returned and accepted, the certificate signed."""

from __future__ import annotations

from playwright.sync_api import expect

from tests import world
from tests.journeys import staff
from tests.journeys.browsing import Visitor
from tests.journeys.staff import Staff
from tests.journeys.town import Town

OWNER, REVIEWER = "nora@quillback.example", "rae@partner.example"


def joins_the_partner(reviewer: Visitor, admin: Visitor, town: Town) -> None:
    """The administrator lets a reviewer in; she makes her account from the link and sets up the second step."""
    admin.open("/members")
    admin.fill(email=REVIEWER)
    admin.choose("role", "reviewer")
    admin.look("members")
    admin.press("Send the invitation")
    reviewer.open(town.newest_link(REVIEWER, "/invitation/"))
    reviewer.look("invitation")
    reviewer.press("Make an account and accept")
    reviewer.fill(name="Rae Reader", email=REVIEWER, password1=world.PASSWORD)
    reviewer.press("Make my account")
    if reviewer.main.get_by_role("button", name="Accept the invitation").count():
        reviewer.press("Accept the invitation")
    reviewer.open("/reviews")
    if reviewer.path == "/sign-in/again":
        reviewer.fill(password=world.PASSWORD)
        reviewer.press("Go on")
    reviewer.look("codes-on")
    reviewer.fill(code=staff.code_of(reviewer.main.locator("code").inner_text()))
    reviewer.press("Turn codes on")
    reviewer.sees("10 recovery codes are left")
    reviewer.look("recovery-codes")


def returns_it(reviewer: Visitor, town: Town) -> None:
    """Agrees element by element, takes points off one question and says what must be fixed there."""
    reviewer.open("/reviews")
    reviewer.look("queue")
    reviewer.follow("2187345 Alberta Ltd.")
    reviewer.look("review-waiting")
    reviewer.press("Start reading")
    expect(reviewer.page.locator("h1")).to_contain_text("1.1 Written safety policy")
    review = reviewer.path.split("/question/")[0]
    reviewer.look("review-question")
    reviewer.open(f"{review}/question/2.6")
    expect(reviewer.page.get_by_role("img", name="Proof: Morning sheets of May")).to_be_visible()
    reviewer.choose("kind", "must_fix")
    reviewer.fill(text="Twelve sheets over the year are asked for; add those of the winter.")
    reviewer.press("Add the note")
    reviewer.sees("Twelve sheets over the year")
    reviewer.choose("points", "8")
    reviewer.fill(reason="Two of twelve sheets.")
    reviewer.press("Save and next")
    reviewer.leaves(f"{review}/question/2.6")
    for element in ("1.1", "2.1", "3.1", "5.1", "6.1", "7.1", "8.1", "9.1", "10.1"):
        reviewer.open(f"{review}/question/{element}")
        reviewer.press("Agree with the claim for the rest of this element")
        if element == "1.1":
            reviewer.look("review-agree")
        reviewer.press("Agree with these claims")
        expect(reviewer.main.get_by_role("button", name="Agree with these claims")).to_have_count(0)
    reviewer.open(review)
    reviewer.sees("63 of 63 questions have points")
    reviewer.look("review-reading")
    reviewer.press("Return it for corrections")
    reviewer.sees("The firm answers by Tuesday 30 June 2026")
    reviewer.look("review-returned")
    reviewer.press("Read the report")
    reviewer.look("report")
    assert any("your audit came back" in subject for subject in town.subjects(OWNER))


def accepts_it(reviewer: Visitor, town: Town) -> None:
    """In the second round only what changed stands first."""
    reviewer.open("/reviews")
    reviewer.follow("2187345 Alberta Ltd.")
    reviewer.sees("One answer changed since the last round")
    reviewer.look("review-second-round")
    reviewer.press("Start reading")
    expect(reviewer.page.locator("h1")).to_contain_text("2.6 Morning hazard sheets")
    reviewer.sees("Changed since the last round")
    reviewer.sees("Ten more sheets are there now.")
    reviewer.look("review-question-changed")
    review = reviewer.path.split("/question/")[0]
    reviewer.press("It is settled")
    reviewer.sees("Must be fixed: settled")
    reviewer.choose("points", "15")
    reviewer.press("Save and next")
    reviewer.leaves(f"{review}/question/2.6")
    reviewer.open(review)
    reviewer.press("Accept it")
    reviewer.sees("The file is accepted.")
    reviewer.look("review-accepted")
    assert any("your audit is accepted" in subject for subject in town.subjects(OWNER))


def is_signed_by_both(office: Visitor, admin: Visitor, desks: Staff, town: Town) -> str:
    desks.office.sign_in(office)
    office.look("to-sign")
    office.follow("2187345 Alberta Ltd.")
    office.look("file")
    office.press("Sign for the office")
    office.sees("now waits for the Certifying Partner's signature.")
    admin.open("/cosign")
    admin.look("cosign")
    button = admin.main.get_by_role("button", name="Co-sign")
    number = button.inner_text().removeprefix("Co-sign ")
    button.click()
    admin.sees("Every certificate is signed")
    town.work()
    office.open("/office/certificates")
    office.sees(number)
    return number
