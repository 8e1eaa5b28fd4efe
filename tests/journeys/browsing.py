"""One person at one browser window: goes by what is written on the page, and notices whatever goes wrong meanwhile."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, Response, expect

from tests.journeys import inspecting

PHONE, DESK, NARROWEST = 390, 1280, 320
# Milliseconds a window waits for what must come: a busy machine is slow, never wrong. What comes at once costs nothing.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)
OURS = {"data", "blob", "about", "chrome", "chrome-extension"}  # the browser shows PDFs with pages of its own


@dataclass
class Visitor:
    """A browser window and what went wrong in it: page errors, refused content, foreign hosts, broken answers."""

    role: str
    width: int
    url: str
    context: BrowserContext
    page: Page
    wrong: list[str] = field(default_factory=list)

    @classmethod
    def at(cls, context: BrowserContext, url: str, role: str, width: int) -> Visitor:
        visitor = cls(role, width, url, context, context.new_page())
        visitor.watch(visitor.page)
        return visitor

    def watch(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.note(f"script error: {error}"))
        page.on("request", self._request)
        page.on("response", self._response)

    def second_tab(self) -> Visitor:
        """Another tab of the same browser, signed in as the same person."""
        return Visitor.at(self.context, self.url, self.role, self.width)

    def close_the_tab(self) -> None:
        """Close this tab as it is and begin a new one in the same browser."""
        closed, self.page = self.page, self.context.new_page()
        self.watch(self.page)
        closed.close()

    def note(self, what: str) -> None:
        self.wrong.append(f"{what} [{self.role}, {self.width}, {urlsplit(self.page.url).path}]")

    def _console(self, message: ConsoleMessage) -> None:
        # A refused form or an absent page is an answer, and is looked at as one.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.note(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in OURS and address.netloc != urlsplit(self.url).netloc:
            self.note(f"asked another host: {request.url}")

    def _response(self, response: Response) -> None:
        is_part = response.request.resource_type not in {"document", "fetch", "xhr"}
        if response.status >= 500 or (response.status >= 400 and is_part):
            self.note(f"answered {response.status}: {urlsplit(response.url).path}")

    # ---- going about -------------------------------------------------------------------------------------------

    def open(self, path: str) -> None:
        self.page.goto(path if "://" in path else f"{self.url}{path}")

    def follow(self, words: str, nth: int = 0) -> None:
        """Press the link that says this."""
        self.page.get_by_role("link", name=words).nth(nth).click()

    def press(self, words: str, nth: int = 0) -> None:
        """Press what looks like a button in the page itself and says exactly this."""
        button = self.main.get_by_role("button", name=words, exact=True)
        link = self.main.get_by_role("link", name=words, exact=True)
        button.or_(link).filter(visible=True).nth(nth).click()

    def menu(self, words: str) -> None:
        """Go to a place of the main menu; on a phone the menu is opened first."""
        nav = self.page.get_by_role("navigation", name="Main")
        if not nav.is_visible():
            self.page.locator("summary", has_text="Menu").click()
        nav.get_by_role("link", name=words, exact=True).click()

    def fill(self, **by_name: str) -> None:
        """Fill in fields by the names they send; a date as `2026-06-01`."""
        for name, text in by_name.items():
            box = self.page.locator(f"main [name='{name}']").first
            if box.evaluate("node => node.tagName") == "SELECT":
                box.select_option(text)
            else:
                box.fill(text)

    def choose(self, name: str, value: str) -> None:
        """Tap a radio button or tick a box by name and value."""
        self.page.locator(f"main [name='{name}'][value='{value}']").first.check()

    def upload(self, name: str, *files: Path) -> None:
        """Choose files; beside the chooser a page may have a camera, which takes one picture."""
        chooser = self.page.locator(f"main input[type=file][name='{name}']:not([capture])").first
        chooser.set_input_files([str(one) for one in files])

    def sees(self, words: str) -> None:
        """The words stand on the page, where somebody can see them."""
        expect(self.page.locator("body")).to_contain_text(words)

    def sees_not(self, words: str) -> None:
        expect(self.page.locator("body")).not_to_contain_text(words)

    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def sign_in(self, email: str, password: str, to: str = "/home") -> None:
        self.open(f"/sign-in?next={to}")
        self.fill(email=email, password=password)
        self.press("Sign in")
        self.leaves("/sign-in?")

    def leaves(self, path: str) -> None:
        """What was pressed has been answered: the browser is no longer at this address."""
        expect(self.page).not_to_have_url(re.compile(re.escape(self.url + path)))

    # ---- looking at a page -------------------------------------------------------------------------------------

    def look(self, name: str) -> None:
        """Hold the present page to what holds for all, in light and dark, and keep its picture where one is wanted."""
        page = self.page
        self._picture(name, "light")
        self.wrong += [f"{line} [{self._here(name, 'light')}]" for line in inspecting.axe(page)]
        page.emulate_media(color_scheme="dark")
        self._picture(name, "dark")
        self.wrong += [f"{line} [{self._here(name, 'dark')}]" for line in inspecting.axe(page, ["color-contrast"])]
        page.emulate_media(color_scheme="light")
        if self.width == PHONE:
            self.wrong += [f"{line} [{self._here(name, 'light')}]" for line in inspecting.small_targets(page)]
            page.set_viewport_size({"width": NARROWEST, "height": 700})
            self.wrong += [f"{line} [{self._here(name, str(NARROWEST))}]" for line in inspecting.sideways(page)]
            page.set_viewport_size({"width": self.width, "height": 844})
        else:
            self.wrong += [f"{line} [{self._here(name, 'light')}]" for line in inspecting.sideways(page)]

    def _here(self, name: str, theme: str) -> str:
        return f"{self.role}, {name} {urlsplit(self.page.url).path}, {self.width}, {theme}"

    def last_picture(self) -> None:
        """Where the visitor stood in the end: what to look at first when a journey breaks."""
        self._picture("last", "light")

    def _picture(self, name: str, theme: str) -> None:
        if folder := os.environ.get("HANDRAIL_SCREENSHOTS"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            file = Path(folder, f"{self.role}-{name}-{self.width}-{theme}.png")
            self.page.screenshot(path=file, full_page=True, animations="disabled")
