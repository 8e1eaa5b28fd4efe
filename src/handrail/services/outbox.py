"""Side effects as rows: queued in the transaction of the decision they follow from, done later by `jobs`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from handrail.services.moment import Moment
from handrail.store.models import OutboxItem

LEASE = timedelta(minutes=5)
TRIES = 6


@dataclass(frozen=True, slots=True)
class Job:
    """One side effect handed to a worker: it does it, then says done or failed."""

    id: UUID
    kind: str
    payload: dict[str, Any]
    attempts: int


def enqueue(
    moment: Moment, kind: str, payload: dict[str, Any], *, key: str | None = None, due_at: datetime | None = None
) -> None:
    """Queue one side effect. With a `key` it is queued once only, however often it is asked for."""
    row = OutboxItem(kind=kind, key=key, payload=payload, queued_at=moment.now, due_at=due_at or moment.now)
    if key is None:
        row.save(force_insert=True)
    else:
        OutboxItem.objects.bulk_create([row], ignore_conflicts=True)


def known(keys: Iterable[str]) -> set[str]:
    """Those of the keys under which something was queued before, done or not."""
    some, found = list(keys), set[str]()
    for first in range(0, len(some), 500):
        rows = OutboxItem.objects.filter(key__in=some[first : first + 500]).values_list("key", flat=True)
        found |= {key for key in rows if key}
    return found


@transaction.atomic
def claim(moment: Moment, limit: int = 20) -> list[Job]:
    """Take up to `limit` due jobs on lease, oldest first. A worker that dies gives them back when the lease ends."""
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=moment.now)
    due = OutboxItem.objects.filter(free, done_at__isnull=True, failed_at__isnull=True, due_at__lte=moment.now)
    # A job whose worker died each time may be what kills it: after the last try it waits for the operator.
    due.filter(attempts__gte=TRIES).update(
        failed_at=moment.now, lease_until=None, error="Each worker that took this job stopped before it was done."
    )
    rows = list(due.order_by("due_at", "id")[:limit])
    OutboxItem.objects.filter(pk__in=[row.pk for row in rows]).update(
        lease_until=moment.now + LEASE, attempts=F("attempts") + 1
    )
    return [Job(row.pk, row.kind, row.payload, row.attempts + 1) for row in rows]


def done(moment: Moment, job: Job) -> None:
    """The job is done. What it carried is dropped: a letter may hold a live link, and nobody needs it again."""
    OutboxItem.objects.filter(pk=job.id).update(done_at=moment.now, lease_until=None, error="", payload={})


def failed(moment: Moment, job: Job, error: str) -> None:
    """Try again later, each time after twice as long; after the last try it waits for the operator."""
    row = OutboxItem.objects.filter(pk=job.id)
    if job.attempts >= TRIES:
        row.update(failed_at=moment.now, lease_until=None, error=error[:2000])
    else:
        row.update(due_at=moment.now + timedelta(minutes=2**job.attempts), lease_until=None, error=error[:2000])
