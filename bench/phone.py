"""The phone's page on one bar: from the press that lets the phone in until a talk can be begun, with a month's book."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from bench.cases import Figure
from handrail.rules.permissions import Kind, Role
from handrail.services import moment as moments
from handrail.services.account import devices
from handrail.services.actor import Actor
from handrail.services.moment import Moment
from handrail.services.record import keeping
from handrail.store.models import Membership

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
BITS, LATENCY = 400_000, 150
"""Bits a second, and milliseconds there and back."""
RECORDS = 60
READY = """() => window.Phone && Phone.book
  && [...document.querySelectorAll("main a")].some((one) => one.hash === "#/new/toolbox_talk")"""


def first_load() -> Figure | None:
    """The first load at 400 kbit/s with nothing held; None where there is no Chromium."""
    if CHROMIUM is None:
        return None
    # Rows first: beside the browser's event loop Django takes this thread for asynchronous code.
    code = _ready_firm()
    with _server() as address:
        took, carried = _measured(address, code)
    what = f"the phone's first load at {BITS // 1000} kbit/s, {RECORDS} records in its book"
    return Figure(what, f"{took:.1f} s, {carried / 1000:.0f} KB carried", "within 3 s", took <= 3)


def _ready_firm() -> str:
    """The code of a firm whose last month holds as many records as a busy crew keeps."""
    now = moments.present(datetime.now(UTC))
    seat = Membership.objects.filter(role=Role.OWNER.value, ended_at=None).select_related("user", "organisation")[0]
    owner = Actor(
        user_id=seat.user_id,
        name=str(seat.user),
        email=seat.user.email,
        organisation_id=seat.organisation_id,
        organisation_name=seat.organisation.name,
        organisation_kind=Kind.EMPLOYER,
        role=Role.OWNER,
    )
    for number in range(RECORDS):
        keeping.keep(owner, now, _talk(now, number))
    return devices.show_pass(owner, now, name="Truck")[1]


def _talk(now: Moment, number: int) -> keeping.RecordSent:
    crew = tuple(keeping.Signed(None, name, "signed", [], None) for name in ("Sam Lead", "Ann Roofer", "Jo Hand"))
    return keeping.RecordSent(
        id=uuid4(),
        kind="toolbox_talk",
        happened_on=now.day - timedelta(days=number % 28),
        captured_at=now.now,
        place=f"{number} Elm Street",
        title=f"Ladders, edges and what talk {number} was about",
        people=crew,
    )


def _measured(address: str, code: str) -> tuple[float, int]:
    """Seconds from the press to the page with its book, and the bytes that travelled for it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        try:
            page = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
            page.goto(f"{address}/pair/{code}")
            line = page.context.new_cdp_session(page)
            carried: list[float] = []
            line.on("Network.loadingFinished", lambda event: carried.append(event["encodedDataLength"]))
            line.send("Network.enable")
            line.send("Network.setCacheDisabled", {"cacheDisabled": True})
            speed: dict[str, Any] = {"downloadThroughput": BITS / 8, "uploadThroughput": BITS / 8}
            line.send("Network.emulateNetworkConditions", {"offline": False, "latency": LATENCY, **speed})
            began = time.monotonic()
            page.get_by_role("button", name="Use this phone", exact=True).click(no_wait_after=True)
            page.wait_for_function(READY, timeout=60_000)
            return time.monotonic() - began, int(sum(carried))
        finally:
            browser.close()


@contextmanager
def _server() -> Iterator[str]:
    """A server of the whole installation over the bench's own folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    command = [sys.executable, "-m", "handrail", "serve", "--migrate", "--port", address.rpartition(":")[2]]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _try in range(600):
            try:
                with urllib.request.urlopen(f"http://{address}/healthz", timeout=2):
                    break
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        yield f"http://{address}"
    finally:
        server.terminate()
        server.wait(timeout=15)
