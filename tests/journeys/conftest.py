"""A real Chromium against a real server on loopback. `HANDRAIL_SCREENSHOTS=folder` keeps a picture of every page."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import Browser, Playwright, sync_playwright
from pytest_django.plugin import DjangoDbBlocker

from handrail.services.demonstration import loading
from tests.journeys.browsing import DESK, PATIENCE, PHONE, Visitor
from tests.journeys.town import Town, open_town, prepare

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
FIRST_DAY = date(2026, 6, 1)
BACKGROUND_FIRMS = 20
Visit = Callable[..., Visitor]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every journey needs a browser and takes its time."""
    for item in items:
        if Path(item.path).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    if CHROMIUM is None:
        missing = "no Chromium on this machine (chromium, chromium-browser, google-chrome): no journey was walked"
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    # The browser's own event loop runs in this thread, and Django takes that for asynchronous code.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as running:
        yield running
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    else:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield started
    started.close()


@pytest.fixture(scope="session")
def empty_database(
    playwright: Playwright,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """A migrated database with nothing in it, made once."""
    with django_db_blocker.unblock():
        return prepare(tmp_path_factory.mktemp("prepared") / "empty.sqlite3")


@pytest.fixture(scope="session")
def loaded_database(
    playwright: Playwright,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """The demonstration with a few background firms, loaded once."""
    with django_db_blocker.unblock():
        file = tmp_path_factory.mktemp("prepared") / "demonstration.sqlite3"
        return prepare(file, lambda: loading.load(say=lambda _line: None, employers=BACKGROUND_FIRMS))


@pytest.fixture
def town(
    empty_database: Path, django_db_blocker: DjangoDbBlocker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Town]:
    """An installation of its own, empty, standing on Monday 1 June 2026."""
    with _opened(empty_database, django_db_blocker, tmp_path, monkeypatch) as opened:
        yield opened


@pytest.fixture
def demonstration(
    loaded_database: Path, django_db_blocker: DjangoDbBlocker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Town]:
    """An installation of its own holding the demonstration, on its first day."""
    with _opened(loaded_database, django_db_blocker, tmp_path, monkeypatch) as opened:
        yield opened


@contextmanager
def _opened(prepared: Path, blocker: DjangoDbBlocker, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    cache.clear()
    mail.outbox.clear()
    with blocker.unblock(), open_town(prepared, folder, FIRST_DAY, monkeypatch) as opened:
        yield opened


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Opens windows on a town; at the end nothing may have gone wrong in any of them."""
    visitors: list[Visitor] = []

    def arrive(town: Town, role: str, width: int = DESK, *, scripts: bool = True) -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": 844 if width == PHONE else 900},
            has_touch=width == PHONE,
            java_script_enabled=scripts,
            reduced_motion="reduce",
            color_scheme="light",
            locale="en-CA",
            timezone_id="America/Edmonton",
        )
        context.set_default_timeout(PATIENCE)
        visitors.append(Visitor.at(context, town.url, role, width))
        return visitors[-1]

    yield arrive
    wrong = [line for visitor in visitors for line in visitor.wrong]
    for visitor in visitors:
        visitor.last_picture()
        visitor.context.close()
    assert not wrong, "\n".join([f"{len(wrong)} things wrong on the way:", *wrong])
