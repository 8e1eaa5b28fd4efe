"""A whole installation for one journey: a server of its own on loopback, its own database file, and a clock to set.

The suite's database lives in memory and is one connection; a browser asks several things at once. So each journey gets
a copy of a prepared SQLite file with the settings of a real installation (write-ahead log, immediate transactions, one
connection a thread), and the suite's own connection is put back afterwards.
"""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connections
from django.test import override_settings
from pytest_django.live_server_helper import LiveServer

from handrail.jobs import worker
from handrail.services import moment as moments
from handrail.services.moment import Moment

DATABASE = "default"
T = TypeVar("T")


def aside(act: Callable[[], T]) -> T:
    """Do something in a thread of its own: what runs an event loop itself cannot run beside the browser's."""

    def run() -> T:
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(run).result()


class Clock:
    """The installation's clock: it stands on a day and goes on by a second each time somebody looks."""

    def __init__(self, day: date) -> None:
        self._now = moments.on(day, 9).now
        self._lock = threading.Lock()

    def look(self) -> datetime:
        with self._lock:
            self._now += timedelta(seconds=1)
            return self._now

    def turn_to(self, day: date, hour: int = 9) -> None:
        with self._lock:
            self._now = moments.on(day, hour).now.astimezone(UTC)


class Town:
    """What a journey needs of its installation besides a browser."""

    def __init__(self, server: LiveServer, clock: Clock) -> None:
        self.url, self.clock = server.url, clock

    @property
    def moment(self) -> Moment:
        """Now, as the doors of this installation see it."""
        return moments.present(self.clock.look())

    def work(self) -> int:
        """Let the worker do everything that is due; gives how many jobs it did."""
        return aside(lambda: worker.drain(self.moment))

    def newest_link(self, to: str, holding: str) -> str:
        """The path of the newest link mailed to somebody whose address holds the given words."""
        self.work()
        for letter in reversed(mail.outbox):
            if to in letter.to:
                for link in re.findall(r"https?://\S+", str(letter.body)):
                    if holding in link:
                        return str(link).removeprefix(self.url)
        raise AssertionError(f"no letter to {to} holds a link with '{holding}': {[m.subject for m in mail.outbox]}")

    def subjects(self, to: str) -> list[str]:
        """The subjects of the letters somebody got, oldest first."""
        self.work()
        return [str(letter.subject) for letter in mail.outbox if to in letter.to]


@contextmanager
def other_database(path: Path) -> Iterator[None]:
    """Let this process work on another SQLite file, in every thread, until the block ends."""
    held = connections[DATABASE]
    settings = connections.settings[DATABASE]
    connections.settings[DATABASE] = {**settings, "NAME": str(path)}
    connections[DATABASE] = connections.create_connection(DATABASE)
    try:
        yield
    finally:
        connections[DATABASE].close()
        connections.settings[DATABASE] = settings
        connections[DATABASE] = held


def prepare(path: Path, fill: Callable[[], object] | None = None) -> Path:
    """A migrated database file, filled by `fill`, to be copied for each journey."""
    with other_database(path):
        call_command("migrate", verbosity=0, interactive=False)
        if fill:
            aside(fill)
        with connections[DATABASE].cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@contextmanager
def open_town(prepared: Path, folder: Path, day: date, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """A running installation on a copy of a prepared database, standing on a day."""
    database = Path(shutil.copy(prepared, folder / "town.sqlite3"))
    clock = Clock(day)
    real = moments.present
    monkeypatch.setattr(moments, "present", lambda _now: real(clock.look()))
    with other_database(database):
        server = LiveServer("127.0.0.1")
        try:
            with override_settings(BASE_URL=server.url, CSRF_TRUSTED_ORIGINS=[server.url]):
                yield Town(server, clock)
        finally:
            server.stop()
