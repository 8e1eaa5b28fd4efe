"""What must be true of a running installation, each as one finding with a mend."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Max

from handrail.services import journal
from handrail.services.moment import Moment, zone
from handrail.store.models import Event, OutboxItem, WorkerBeat

WORKER_SILENT_AFTER = timedelta(minutes=2)
JOURNAL_EVENTS = 20_000  # as many as are looked at in a few seconds


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is in order, what was found, what to do if not."""

    code: str
    good: bool
    sentence: str
    mend: str = ""

    def as_json(self) -> dict[str, str | bool]:
        return {"code": self.code, "good": self.good, "sentence": self.sentence, "mend": self.mend}


def database() -> list[Finding]:
    """The database answers, is durable, and knows every table."""
    try:
        with connection.cursor() as cursor:
            found = {
                pragma: str(cursor.execute(f"PRAGMA {pragma}").fetchone()[0])
                for pragma in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            }
        waiting = MigrationExecutor(connection).migration_plan(MigrationExecutor(connection).loader.graph.leaf_nodes())
    except DatabaseError as error:
        return [Finding("database", False, f"The database does not answer: {error}.", "Check HANDRAIL_VAR.")]
    durable = found["journal_mode"] in {"wal", "memory"} and found["synchronous"] == "2"
    return [
        Finding("database", True, "The database answers."),
        Finding(
            "durability",
            durable and found["foreign_keys"] == "1" and int(found["busy_timeout"]) >= 20_000,
            f"Journal {found['journal_mode']}, synchronous {found['synchronous']}, "
            f"foreign keys {found['foreign_keys']}, waits {found['busy_timeout']} ms for a writer.",
            "A commit could be lost on a power cut: use the settings that Handrail ships.",
        ),
        Finding(
            "migrations",
            not waiting,
            f"{len(waiting)} migrations wait." if waiting else "Every table is up to date.",
            "Start with: handrail serve --migrate",
        ),
    ]


def storage() -> Finding:
    """Files and keys can be written."""
    for folder in (Path(settings.FILES_ROOT), Path(settings.KEYS_ROOT)):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=folder)
            os.close(handle)
            Path(name).unlink()
        except OSError as error:
            return Finding("storage", False, f"{folder} cannot be written: {error.strerror}.", "Mend its permissions.")
    return Finding("storage", True, "Files and keys can be written.")


def clock(now: datetime) -> Finding:
    """Alberta's day, as everything here reads it."""
    local = now.astimezone(zone())
    return Finding("clock", True, f"It is {local:%A %d %B %Y, %H:%M} Alberta time ({local:%z}).")


def worker(moment: Moment) -> Finding:
    """A worker was seen lately."""
    seen = WorkerBeat.objects.order_by("-seen_at").values_list("seen_at", flat=True).first()
    alive = seen is not None and moment.now - seen < WORKER_SILENT_AFTER
    return Finding(
        "worker",
        alive,
        "A worker is running." if alive else "No worker was seen in the last two minutes.",
        "Start one with: handrail work",
    )


def outbox() -> Finding:
    """No side effect has given up."""
    failed = OutboxItem.objects.filter(failed_at__isnull=False, done_at__isnull=True).count()
    return Finding(
        "outbox",
        not failed,
        f"{failed} side effects gave up." if failed else "No side effect has given up.",
        "The operator's page shows each with its error and a retry.",
    )


def journal_chains(most: int = JOURNAL_EVENTS) -> Finding:
    """The journal's chains hold: whole chains, those that last grew first, as far as `most` events reach."""
    looked = left = 0
    broken: list[Event] = []
    for chain, events in (
        Event.objects.values_list("chain")
        .annotate(Count("pk"), last=Max("at"))
        .order_by("-last", "chain")
        .values_list("chain", "pk__count")
    ):
        if events > most:
            left += 1
            continue
        most -= events
        looked += 1
        broken += islice(journal.broken_links(chain), 1)
    rest = f" {left} more were not looked at." if left else ""
    if not broken:
        return Finding("journal", True, f"{looked} chains of the journal hold.{rest}")
    first = broken[0]
    return Finding(
        "journal",
        False,
        f"{len(broken)} of {looked} chains of the journal are broken, the first at event {first.number} of {first.chain}."
        f"{rest}",
        "Somebody changed the journal past Handrail: compare it with the last good backup before you go on.",
    )


def beat(moment: Moment, name: str) -> None:
    """A worker says that it lives."""
    WorkerBeat.objects.update_or_create(name=name, defaults={"seen_at": moment.now})


def everything(moment: Moment, now: datetime) -> list[Finding]:
    first = database()
    if not all(finding.good for finding in first if finding.code != "durability"):
        return [*first, storage(), clock(now)]
    return [*first, storage(), clock(now), worker(moment), outbox(), journal_chains()]
