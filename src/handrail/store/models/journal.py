"""The journal: append-only events, chained by hash within one employer; triggers refuse change and removal."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Event(models.Model):
    """Who did what, as what, through which door. No personal data stands in `facts`."""

    id = models.BigAutoField(primary_key=True)
    chain = models.UUIDField(help_text="the employer's key, or the organisation's for what concerns no employer")
    number = models.PositiveIntegerField(help_text="place in the chain, from 1")
    at = models.DateTimeField()
    day = models.DateField()
    user_id = models.UUIDField(null=True)
    organisation_id = models.UUIDField(null=True)
    role = models.CharField(max_length=16, blank=True)
    door = models.CharField(max_length=8)
    action = models.CharField(max_length=48)
    subject_kind = models.CharField(max_length=24)
    subject_id = models.CharField(max_length=64)
    facts = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["chain", "number"], name="one_event_a_link")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="events_of_subject")
        ]
