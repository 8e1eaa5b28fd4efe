"""A firm that knows nothing yet walks the whole way, by pressing what the pages offer."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests import world
from tests.journeys import papers, staff
from tests.journeys.browsing import DESK, PHONE, Visitor
from tests.journeys.conftest import Visit
from tests.journeys.staff import Staff
from tests.journeys.town import Town

OWNER = "nora@quillback.example"


def test_from_first_contact_to_a_verified_certificate(visit: Visit, town: Town, tmp_path: Path) -> None:
    desks = staff.settle()
    owner = visit("owner", PHONE)
    finds_out(owner)
    makes_an_account(owner, town)
    describes_the_firm(owner)
    chooses_a_partner(owner, town, visit("partner-admin"), desks)
    is_trained(owner)
    writes_the_system(owner)
    fills_the_shoebox(owner, tmp_path)


def finds_out(owner: Visitor) -> None:
    owner.open("/")
    owner.follow("Five questions")
    owner.look("eligibility")


def makes_an_account(owner: Visitor, town: Town) -> None:
    owner.open("/start")
    owner.fill(wanted_by="Prairie General Contracting", wanted_on="2026-09-01", this_week="Cedar siding on two houses.")
    owner.page.locator("summary", has_text="For a closer answer").click()
    owner.fill(records_from="2025-05-01")
    owner.press("Show me how soon")
    owner.sees("at the earliest")
    owner.look("start-answer")
    owner.press("Keep this: make an account")
    owner.fill(name="Nora Quill", email=OWNER, password1=world.PASSWORD)
    owner.press("Make my account")
    owner.look("sign-up-mail")
    owner.open(town.newest_link(OWNER, "/sign-up/confirm/"))
    owner.look("sign-up-confirm")
    owner.press("Yes, it is mine")
    owner.look("start-keep")
    owner.fill(firm_name="Quillback Siding")
    owner.press("Keep this and begin")
    owner.sees("The five steps")
    owner.look("home-first-day")


def describes_the_firm(owner: Visitor) -> None:
    owner.menu("The firm")
    owner.look("firm-empty")
    owner.press("Change this")
    owner.fill(legal_name="2187345 Alberta Ltd.", trade_name="Quillback Siding", operations="Siding and soffits.")
    owner.fill(address="12 Grain Road, Olds", phone="403-555-0177", contact_email=OWNER)
    owner.press("Save the firm")
    owner.press("Add an account")
    owner.fill(account="DEMO-77", industry_code="42124", industry="Siding")
    owner.press("Add the account")
    owner.press("Add a place")
    owner.fill(name="Grain Road shop", from_day="2025-01-06")
    owner.press("Add the place")
    owner.look("firm")
    for name, relation, regular in (("Nora Quill", "owner", False), ("Abe Stone", "worker", True), ("Lee Marsh", "worker", True)):
        owner.menu("People")
        owner.press("Add a person")
        owner.fill(name=name, relation=relation, from_day="2025-01-06")
        if not regular:
            owner.page.locator("[name=regularly_employed]").uncheck()
        owner.press("Add the person")
    owner.sees("3 people count today")
    owner.look("people")


def chooses_a_partner(owner: Visitor, town: Town, admin: Visitor, desks: Staff) -> None:
    owner.menu("Home")
    owner.look("home-second-day")
    owner.open("/partner")
    owner.look("partner-choice")
    owner.page.locator("summary", has_text="Apply to").first.click()
    owner.page.locator("details[open] textarea[name=message]").fill("We need it before September.")
    owner.page.locator("details[open]").get_by_role("button", name="Send the application").click()
    owner.sees("has your application")
    assert any("Quillback" in subject for subject in town.subjects("admin@partner.example"))

    desks.admin.sign_in(admin, "/applications")
    admin.look("applications")
    admin.follow("Quillback Siding")
    admin.look("application")
    admin.press("Accept the firm")
    admin.sees("is with you now")

    owner.open("/partner")
    owner.sees("is your Certifying Partner")
    owner.look("partner")


def is_trained(owner: Visitor) -> None:
    owner.open("/training")
    owner.look("training-empty")
    owner.press("Put a ticket on record")
    owner.fill(taken_on="2026-02-10")
    owner.page.locator("select[name=person]").select_option(label="Nora Quill")
    owner.page.locator("select[name=course]").select_option(index=0)
    owner.press("Put it on record")
    owner.sees("Trained until")


def writes_the_system(owner: Visitor) -> None:
    owner.menu("Written system")
    owner.look("system-empty")
    owner.page.locator("main .task a").first.click()
    owner.fill(body="We stop work that is not safe.\n\n- Everybody may stop a job.\n- Nora answers for it.")
    owner.press("Save the section")
    owner.look("section")
    owner.press("Sign it off")
    owner.press("Sign it off")
    owner.menu("Written system")
    owner.sees("1 of 15 sections are signed")
    owner.look("system")


def fills_the_shoebox(owner: Visitor, folder: Path) -> None:
    owner.menu("Shoebox")
    owner.look("shoebox-empty")
    owner.upload("files", papers.photo(folder, "talk-12-may", 90), papers.photo(folder, "talk-19-may", 140))
    owner.press("Put it in")
    owner.sees("2 pieces in the shoebox wait")
    owner.look("shoebox")
    owner.press("Sort the stack")
    owner.look("sort")
    owner.fill(happened_on="2026-05-12")
    owner.choose("kind", "toolbox_talk")
    owner.press("Keep and next")
    owner.fill(happened_on="2026-05-19")
    owner.choose("kind", "toolbox_talk")
    owner.press("Keep it")
    owner.sees("Shoebox: drop it in now")


_ = (date, DESK)
