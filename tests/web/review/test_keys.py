"""The keys of the review page in a real Chromium, on the pages as the desk serves them; what is sent is looked at."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from playwright.sync_api import Page, Route, expect, sync_playwright

import handrail.web
from handrail.store.models import DemonstrationDay, User
from tests import world
from tests.journeys import inspecting
from tests.services.review.files import being_read, reviewer

pytestmark = [pytest.mark.django_db, pytest.mark.browser, pytest.mark.slow]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SCRIPTS = Path(handrail.web.__file__).parent / "static" / "handrail"
HOUSE = "http://testserver"


@dataclass
class Desk:
    page: Page
    sent: list[dict[str, list[str]]] = field(default_factory=list)

    def at(self, question: str) -> None:
        self.page.goto(f"{HOUSE}/question/{question}")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def saved(self) -> str:
        """The points that went out last, once the page has moved on."""
        expect(self.page.locator("h1")).to_contain_text("2.4")
        return self.sent[-1]["points"][0]

    @property
    def chosen(self) -> str | None:
        value = self.page.evaluate("() => (document.querySelector('[name=points]:checked') || {}).value || null")
        return None if value is None else str(value)


@pytest.fixture
def desk() -> Iterator[Desk]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: the keys were not tested")
    DemonstrationDay.objects.create(day=date(2026, 4, 24))
    partner = world.partner()
    actor = reviewer(partner)
    client = Client()
    assert actor.user_id is not None
    client.force_login(User.objects.get(pk=actor.user_id))
    review = being_read(actor, partner)
    pages = {one: client.get(f"/reviews/{review.pk}/question/{one}").content for one in ("2.3", "2.4", "2.5")}

    def answer(route: Route) -> None:
        asked, path = route.request, urlsplit(route.request.url).path
        if path.endswith("handrail.css"):
            route.fulfill(path=SCRIPTS / "handrail.css", content_type="text/css")
        elif path.endswith(("handrail.js", "review.js")):
            route.fulfill(path=SCRIPTS / path.rpartition("/")[2], content_type="text/javascript")
        elif asked.method == "POST":
            opened.sent.append(parse_qs(asked.post_data or ""))
            route.fulfill(body=pages["2.4"], content_type="text/html; charset=utf-8")
        elif (question := path.rpartition("/")[2]) in pages:
            route.fulfill(body=pages[question], content_type="text/html; charset=utf-8")
        else:
            route.abort()

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        opened = Desk(browser.new_page())
        opened.page.route("**/*", answer)
        yield opened
        browser.close()


def test_points_of_two_digits_are_typed_and_shown(desk: Desk) -> None:
    desk.at("2.3")
    said = desk.page.locator("[data-points-typed]")
    desk.press("1", "7")
    expect(said).to_have_text("17 of 20")
    assert desk.chosen == "17"
    desk.press("Backspace")
    expect(said).to_have_text("1 of 20")
    assert desk.chosen == "1"
    # More than the question has chooses nothing, and nothing is saved until it is mended.
    desk.press("Backspace", "3", "5", "Enter")
    expect(said).to_contain_text("35 is more than 20")
    assert desk.chosen is None
    desk.press("Backspace", "Backspace", "1", "7", "Enter")
    assert desk.saved() == "17"


def test_one_digit_still_does_and_a_focused_number_takes_digits(desk: Desk) -> None:
    desk.at("2.3")
    desk.press("8", "Enter")
    assert desk.saved() == "8"
    desk.at("2.3")
    desk.page.locator("[name=points][value='8']").focus()
    desk.press("1", "2", "Enter")
    assert desk.saved() == "12"


def test_a_note_key_leads_into_the_text_where_letters_are_letters(desk: Desk) -> None:
    desk.at("2.4")
    desk.press("m")
    expect(desk.page.locator("#id_text")).to_be_focused()
    desk.page.keyboard.type("injoining 12 main")
    expect(desk.page.locator("#id_text")).to_have_value("injoining 12 main")
    expect(desk.page.locator("#id_kind_0")).to_be_checked()
    assert desk.chosen is None
    desk.press("Escape")
    expect(desk.page.locator("#id_text")).not_to_be_focused()
    desk.press("i")
    expect(desk.page.locator("#id_kind_1")).to_be_checked()
    expect(desk.page.locator("#id_text")).to_be_focused()
    # A key does nothing while any control of a form has the focus.
    desk.page.locator("#id_kind_0").focus()
    desk.press("5", "j")
    expect(desk.page.locator("h1")).to_contain_text("2.4")
    assert desk.chosen is None
    assert desk.sent == []


@pytest.mark.parametrize("field", ["#id_reason", "#id_other", "#id_text", "#id_ask", "#id_spoke_with", "#id_said"])
def test_no_key_acts_inside_a_field_of_text(desk: Desk, field: str) -> None:
    desk.at("2.4")
    place = desk.page.locator(field)
    place.evaluate(
        "node => { for (let one = node; one; one = one.parentElement) if (one.tagName === 'DETAILS') one.open = true; }"
    )
    place.focus()
    desk.page.keyboard.type("jkxmipwqlnsu0123456789.,c")
    expect(place).to_be_focused()
    expect(place).to_have_value("jkxmipwqlnsu0123456789.,c"[: 8 if field == "#id_other" else None])
    expect(desk.page.locator("h1")).to_contain_text("2.4")
    assert desk.chosen is None
    assert desk.sent == []
    assert not desk.page.locator("#id_kind_0").is_checked()


def test_the_key_of_phrases_says_how_to_keep_one_where_there_is_none(desk: Desk) -> None:
    desk.at("2.4")
    said = desk.page.locator("[data-phrases-said][role=status]")
    expect(said).to_have_text("")
    desk.press("p")
    expect(said).to_contain_text("No phrase is kept for this question yet")
    expect(said).to_be_in_viewport()


def test_fewer_points_than_claimed_are_told_before_they_are_saved(desk: Desk) -> None:
    desk.at("2.3")
    told = desk.page.locator("[data-owed][role=status]")
    desk.press("1", "7")
    expect(told).to_have_text("17 of 20: say why.")
    desk.press("w")
    desk.page.keyboard.type("Three sheets are missing.")
    expect(told).to_have_text("")
    desk.page.locator("#id_reason").fill("")
    expect(told).to_have_text("17 of 20: say why.")
    desk.press("Escape")
    desk.press("2", "0")
    expect(told).to_have_text("")


def test_what_is_half_typed_is_kept_on_the_way_to_the_next_question(desk: Desk) -> None:
    desk.at("2.4")
    page = desk.page
    said = page.locator("form[data-note] [data-draft-said]")
    expect(said).to_be_hidden()
    desk.press("m")
    expect(page.locator("#id_text")).to_be_focused()
    page.keyboard.type("Two sheets are")
    expect(said).to_be_visible()
    desk.press("Escape", "l")
    expect(page.locator("#id_spoke_with")).to_be_focused()
    page.keyboard.type("Dana")
    desk.press("Escape", "j")
    expect(page.locator("h1")).to_contain_text("2.5")
    expect(page.locator("[data-draft-offer]")).to_have_count(0)
    desk.press("k")
    expect(page.locator("h1")).to_contain_text("2.4")
    # What is folded away is unfolded where something waits in it.
    expect(page.locator("[data-draft-offer]")).to_have_count(2)
    for place in ("form[data-note]", "form:has(#id_spoke_with)"):
        page.locator(place).get_by_role("button", name="Put them back").click()
    expect(page.locator("#id_text")).to_have_value("Two sheets are")
    expect(page.locator("#id_kind_0")).to_be_checked()
    expect(page.locator("#id_spoke_with")).to_have_value("Dana")
    assert desk.sent == []


def test_on_a_phone_points_and_the_next_question_are_at_hand(desk: Desk) -> None:
    desk.page.set_viewport_size({"width": 390, "height": 844})
    desk.at("2.4")
    reach = desk.page.get_by_role("navigation", name="On this question")
    for place in (0, 900, 100_000):
        desk.page.evaluate("y => scrollTo(0, y)", place)
        expect(reach.get_by_role("link", name="Next")).to_be_in_viewport(ratio=1)
    reach.get_by_role("link", name="Points").click()
    expect(desk.page.locator("#points")).to_be_in_viewport()
    expect(desk.page.locator("[name=points]").first).to_be_in_viewport()
    assert inspecting.axe(desk.page) == []
    # Nothing at the end of the page lies beneath it.
    desk.page.evaluate("scrollTo(0, 100000)")
    last = desk.page.locator("main").bounding_box()
    foot = reach.bounding_box()
    assert last is not None and foot is not None
    assert last["y"] + last["height"] <= foot["y"] + 1
    reach.get_by_role("link", name="Next").click()
    expect(desk.page.locator("h1")).to_contain_text("2.5")
    desk.page.set_viewport_size({"width": 1280, "height": 900})
    expect(reach).to_be_hidden()
