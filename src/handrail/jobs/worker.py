"""The worker: takes due side effects on lease, does them, tries again later when one fails; ticks once a day."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime

from django.db import DatabaseError, close_old_connections

from handrail.jobs.handlers import HANDLERS
from handrail.services import moment as moments
from handrail.services import outbox
from handrail.services.installation import health
from handrail.services.moment import Moment

log = logging.getLogger("handrail.worker")
IDLE_SECONDS = 2.0


def tick(moment: Moment) -> None:
    """Queue what is due once a day; the key makes it once, and a day the worker slept through is caught up."""
    outbox.enqueue(moment, "daily", {}, key=f"daily:{moment.day.isoformat()}")


def work_once(moment: Moment) -> int:
    """Do every due job once; gives how many were tried. A failing job never stops the others."""
    jobs = outbox.claim(moment)
    for job in jobs:
        handler = HANDLERS.get(job.kind)
        try:
            if handler is None:
                raise LookupError(f"nobody handles '{job.kind}'")
            handler(moment, job.payload)
        except Exception as error:
            log.warning("job %s (%s), try %s: %s", job.id, job.kind, job.attempts, error, exc_info=True)
            outbox.failed(moment, job, f"{type(error).__name__}: {error}")
        else:
            outbox.done(moment, job)
    return len(jobs)


def drain(moment: Moment) -> int:
    """Work until nothing is due: for the demonstration and for tests."""
    total = 0
    while tried := work_once(moment):
        total += tried
    return total


def run(stop: threading.Event, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
    """Work until `stop` is set. A database that is away is waited for, not given up on."""
    name = f"{socket.gethostname()}:{os.getpid()}"
    while not stop.is_set():
        tried = 0
        try:
            close_old_connections()
            moment = moments.present(clock())
            health.beat(moment, name)
            tick(moment)
            tried = work_once(moment)
        except DatabaseError as error:
            log.warning("the database is away: %s", error)
        if not tried:
            stop.wait(IDLE_SECONDS)


def once(clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> int:
    """Tick, do everything due, and come back: for `handrail work --once`."""
    moment = moments.present(clock())
    tick(moment)
    return drain(moment)
