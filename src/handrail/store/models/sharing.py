"""Links a firm gives away: to a client, to the crew, to a calendar. Only the token's digest is kept."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from handrail.store.ids import new_id
from handrail.store.models.account import User
from handrail.store.models.employer import Employer, Site
from handrail.store.models.record import Record


class SharedLink(models.Model):
    """What somebody without an account may see or do through one address, until it ends or is taken back."""

    class Purpose(models.TextChoices):
        CLIENT = "client"  # tickets, account, policy, plan and an honest status letter
        CREW = "crew"  # the code on the truck door: today's talk, a concern, its answer
        FEED = "feed"  # a private calendar of deadlines

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="shared_links")
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    label = models.CharField(max_length=160, blank=True, help_text="for whom, in the owner's words")
    token_sha256 = models.CharField(max_length=64, unique=True)
    holds = models.JSONField(default=list, help_text="what it shows, by key")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ends_on = models.DateField(null=True, help_text="the last day it opens")
    opened = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["employer", "-made_at"], name="shared_latest")]


class ConcernReply(models.Model):
    """What the firm answered to a concern, seen by whoever has the concern's own code.

    `told` is what the owner tells the whole crew about it, in words of the owner's own: never what was said.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="concern")
    code_sha256 = models.CharField(max_length=64, unique=True)
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True)
    told = models.TextField(blank=True)
    told_at = models.DateTimeField(null=True)
    replied_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
