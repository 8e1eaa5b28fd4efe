"""The keys of the queue in a real Chromium: along the files, into one, and to the search."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import Page, Route, expect, sync_playwright

import handrail.web
from handrail.store.models import DemonstrationDay, Partner, Review, User
from tests import world
from tests.services.review.files import reviewer
from tests.services.review.test_desk import many

pytestmark = [pytest.mark.django_db, pytest.mark.browser, pytest.mark.slow]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SCRIPT = Path(handrail.web.__file__).parent / "static" / "handrail" / "handrail.js"
HOUSE = "http://testserver"


@pytest.fixture
def files() -> list[Review]:
    DemonstrationDay.objects.create(day=date(2026, 6, 1))
    partner: Partner = world.partner()
    reviewer(partner, "reader@example.com")
    return sorted(many(partner, 3), key=lambda one: one.received_on)


@pytest.fixture
def queue(files: list[Review]) -> Iterator[Page]:
    """The queue as the desk serves it; every other page says only where it is."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: the keys were not tested")
    client = Client()
    client.force_login(User.objects.get(email="reader@example.com"))
    text = client.get("/reviews").content

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.endswith("handrail.js"):
            route.fulfill(path=SCRIPT, content_type="text/javascript")
        elif path == "/reviews":
            route.fulfill(body=text, content_type="text/html; charset=utf-8")
        elif path.startswith("/reviews/"):
            route.fulfill(body=f"<h1>{path}</h1>", content_type="text/html; charset=utf-8")
        else:
            route.abort()

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.route("**/*", answer)
        page.goto(f"{HOUSE}/reviews")
        yield page
        browser.close()


def at(queue: Page, review: Review) -> None:
    expect(queue.locator(f'[data-row][href="/reviews/{review.pk}"]')).to_be_focused()


@pytest.mark.parametrize(("down", "up"), [("j", "k"), ("ArrowDown", "ArrowUp")])
def test_along_the_files_and_into_one(queue: Page, files: list[Review], down: str, up: str) -> None:
    queue.keyboard.press(down)
    at(queue, files[0])
    queue.keyboard.press(down)
    queue.keyboard.press(down)
    queue.keyboard.press(down)
    at(queue, files[2])
    queue.keyboard.press(up)
    at(queue, files[1])
    queue.keyboard.press("Enter")
    expect(queue.locator("h1")).to_have_text(f"/reviews/{files[1].pk}")


def test_the_slash_goes_to_the_search_where_letters_are_letters(queue: Page) -> None:
    queue.keyboard.press("/")
    expect(queue.locator("#id_find")).to_be_focused()
    queue.keyboard.type("jack")
    expect(queue.locator("#id_find")).to_have_value("jack")
