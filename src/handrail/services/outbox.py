"""Queueing side effects in the transaction of the decision they follow from; `jobs` does them later."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from handrail.services.moment import Moment
from handrail.store.models import OutboxItem


def enqueue(
    moment: Moment, kind: str, payload: dict[str, Any], *, key: str | None = None, due_at: datetime | None = None
) -> None:
    """Queue one side effect. With a `key` it is queued once only, however often it is asked for."""
    row = OutboxItem(kind=kind, key=key, payload=payload, queued_at=moment.now, due_at=due_at or moment.now)
    if key is None:
        row.save(force_insert=True)
    else:
        OutboxItem.objects.bulk_create([row], ignore_conflicts=True)
