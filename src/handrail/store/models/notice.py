"""Side effects to be done, written in the transaction of the decision they follow from; and how a firm wants reminding."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from handrail.store.ids import new_id
from handrail.store.models.employer import Employer


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


class Reminding(models.Model):
    """When and how a firm's owner wants to be reminded of what it promised itself. Hours are the program's own, 0 to 23."""

    class ByMail(models.TextChoices):
        NEVER = "never"
        WEEKLY = "weekly"
        MONTHLY = "monthly"

    employer = models.OneToOneField(Employer, on_delete=models.PROTECT, primary_key=True, related_name="reminding")
    text_to = models.CharField(max_length=16, blank=True, help_text="as +14035550123; empty for no texts")
    weekday = models.PositiveSmallIntegerField(default=0, help_text="0 is Monday")
    hour = models.PositiveSmallIntegerField(default=7)
    by_mail = models.CharField(max_length=8, choices=ByMail.choices, default=ByMail.NEVER)
    quiet_from = models.PositiveSmallIntegerField(default=20)
    quiet_to = models.PositiveSmallIntegerField(default=7, help_text="the same as quiet_from for no quiet hours")
    from_day = models.DateField(help_text="nothing planned before this day goes out")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(weekday__lte=6, hour__lte=23, quiet_from__lte=23, quiet_to__lte=23),
                name="reminding_at_a_real_hour",
            )
        ]
