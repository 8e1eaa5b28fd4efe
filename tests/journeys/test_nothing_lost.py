"""What somebody typed survives: a dead line, a closed tab, a second tab, and a browser without scripts."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import expect

from handrail.store.models import Answer
from tests import world
from tests.journeys import papers, staff
from tests.journeys.browsing import PHONE, Visitor
from tests.journeys.conftest import Visit
from tests.journeys.town import Town

OWNER = "dana@firm.example"


@pytest.fixture
def audit(town: Town) -> str:
    return staff.gathering(OWNER)[0]


def note_of(question: str) -> str:
    return Answer.objects.get(question=question).note


SAVED = re.compile(r"Saved \d\d:\d\d")


def status(visitor: Visitor, words: str | re.Pattern[str]) -> None:
    expect(visitor.main.locator("[data-autosave-status]")).to_contain_text(words)


def test_typing_through_a_dead_line_and_a_closed_tab(town: Town, visit: Visit, audit: str) -> None:
    owner = visit(town, "owner", PHONE)
    owner.sign_in(OWNER, world.PASSWORD, to=f"{audit}/question/2.6")
    owner.fill(note="Sheets every morning.")
    status(owner, SAVED)
    assert note_of("2.6") == "Sheets every morning."

    owner.context.set_offline(True)
    owner.fill(note="Sheets every morning, and after the wind.", points="9")
    status(owner, "kept on this device")
    owner.close_the_tab()
    owner.context.set_offline(False)
    assert note_of("2.6") == "Sheets every morning."

    owner.open(f"{audit}/question/2.6")
    owner.look("question-kept")
    owner.press("Put them back")
    status(owner, SAVED)
    expect(owner.main.locator("[name=note]")).to_have_value("Sheets every morning, and after the wind.")
    row = Answer.objects.get(question="2.6")
    assert (row.note, row.points) == ("Sheets every morning, and after the wind.", Decimal(9))


def test_the_line_comes_back_while_the_page_is_open(town: Town, visit: Visit, audit: str) -> None:
    owner = visit(town, "owner", PHONE)
    owner.sign_in(OWNER, world.PASSWORD, to=f"{audit}/question/2.6")
    owner.context.set_offline(True)
    owner.fill(note="Written on the roof.")
    status(owner, "kept on this device")
    owner.context.set_offline(False)
    status(owner, SAVED)
    assert note_of("2.6") == "Written on the roof."


def test_a_press_without_signal_keeps_the_page_and_goes_on_with_it(town: Town, visit: Visit, audit: str) -> None:
    owner = visit(town, "owner", PHONE)
    owner.sign_in(OWNER, world.PASSWORD, to=f"{audit}/question/2.6")
    owner.context.set_offline(True)
    owner.fill(note="Written on the roof.")
    owner.press("Save and next")
    status(owner, "Kept on this device; goes when there is signal")
    expect(owner.main.locator("[name=note]")).to_have_value("Written on the roof.")
    owner.context.set_offline(False)
    status(owner, SAVED)
    assert note_of("2.6") == "Written on the roof."
    owner.press("Save and next")
    expect(owner.page.locator("h1")).to_contain_text("2.7")


def test_a_form_that_is_sent_by_its_button_is_sent_by_nothing_else(town: Town, visit: Visit, audit: str) -> None:
    """Leaving the page keeps what is half typed on the device, and neither that nor a hidden tab sends it."""
    owner = visit(town, "owner")
    owner.sign_in(OWNER, world.PASSWORD, to=f"{audit}/cover")
    posted: list[str] = []
    owner.page.on("request", lambda request: posted.append(request.url) if request.method == "POST" else None)
    owner.fill(representative="Half a na")
    owner.page.evaluate("""() => {
        Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
    }""")
    owner.open(f"{audit}/question/2.6")
    owner.open(f"{audit}/cover")
    expect(owner.main.locator("[data-draft-offer]")).to_be_visible()
    assert posted == []
    owner.press("Put them back")
    expect(owner.main.locator("[name=representative]")).to_have_value("Half a na")


def test_two_tabs_on_one_answer_show_both_texts(town: Town, visit: Visit, audit: str) -> None:
    first = visit(town, "owner")
    first.sign_in(OWNER, world.PASSWORD, to=f"{audit}/question/2.6")
    second = first.second_tab()
    second.open(f"{audit}/question/2.6")
    first.fill(note="As the first tab has it.")
    status(first, SAVED)
    second.fill(note="As the second tab has it.")
    panel = second.main.locator("[data-conflict]")
    expect(panel).to_contain_text("As the first tab has it.")
    expect(panel).to_contain_text("As the second tab has it.")
    second.look("question-conflict")
    assert note_of("2.6") == "As the first tab has it."
    second.press("Save yours over it")
    expect(second.main.locator("[name=note]")).to_have_value("As the second tab has it.")
    assert note_of("2.6") == "As the second tab has it."
    first.wrong += second.wrong


def test_without_scripts_the_same_can_be_done(town: Town, visit: Visit, audit: str, tmp_path: Path) -> None:
    owner = visit(town, "owner", PHONE, scripts=False)
    owner.open("/sign-in")
    owner.main.locator("[name=email]").fill(OWNER)
    owner.main.locator("[name=password]").fill("not the password")
    owner.press("Sign in")
    owner.sees("thing to fix")
    expect(owner.main.locator("[name=email]")).to_have_value(OWNER)
    owner.sign_in(OWNER, world.PASSWORD, to=f"{audit}/question/2.6")
    owner.main.locator("[name=note]").fill("Sheets every morning.")
    owner.main.locator("[name=points]").fill("9")
    owner.press("Save and next")
    expect(owner.page.locator("h1")).to_contain_text("2.7")
    assert note_of("2.6") == "Sheets every morning."

    owner.open(f"{audit}/question/2.6")
    owner.upload("files", papers.photo(tmp_path, "sheet"))
    owner.press("Lay it beside this answer")
    owner.sees("1 piece of proof")
    owner.page.locator("summary", has_text="Menu").click()
    owner.page.get_by_role("navigation", name="Main").get_by_role("link", name="People").click()
    owner.press("Add a person")
    owner.main.locator("[name=name]").fill("Lee Marsh")
    owner.press("Add the person")
    owner.sees("Lee Marsh")
