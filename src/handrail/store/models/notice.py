"""Side effects to be done: written in the same transaction as the decision they follow from."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from handrail.store.ids import new_id


class OutboxItem(models.Model):
    """One side effect: kind and payload, when it is due, how its tries went. A key makes it once only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200, null=True, unique=True)
    payload = models.JSONField()
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True, help_text="no further tries; an operator looks at it")
    error = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["due_at"], condition=models.Q(done_at__isnull=True, failed_at__isnull=True), name="outbox_due"
            )
        ]


class WorkerBeat(models.Model):
    """When a worker was last seen, for the readiness page."""

    name = models.CharField(max_length=80, primary_key=True)
    seen_at = models.DateTimeField()
