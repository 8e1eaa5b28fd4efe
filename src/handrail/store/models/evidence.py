"""Proof: files and photos a firm keeps, once each, to serve as many questions as they answer."""

from __future__ import annotations

from django.db import models

from handrail.store.ids import new_id
from handrail.store.models.account import User
from handrail.store.models.employer import Employer


class Evidence(models.Model):
    """One stored file. Unsorted (no kind yet) it lies in the shoebox."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="evidence")
    name = models.CharField(max_length=200, help_text="the file's name as it came")
    label = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=40, blank=True, help_text="record kind of the pack, once sorted")
    happened_on = models.DateField(null=True, help_text="the day it is about, as the firm says")
    taken_on = models.DateField(null=True, help_text="the photo's own date, kept beside the typed one")
    site = models.CharField(max_length=120, blank=True)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="bytes, as stored")
    pages = models.PositiveIntegerField(null=True)
    blur = models.FloatField(null=True, help_text="of a picture, 0 sharp to 1; empty where nobody looked")
    stored = models.CharField(max_length=200, help_text="key in the file store")
    sha256 = models.CharField(max_length=64, help_text="digest of what is stored and shown")
    original_sha256 = models.CharField(max_length=64, help_text="digest of what was sent")
    received_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["employer", "original_sha256"],
                condition=models.Q(removed_at__isnull=True),
                name="evidence_stored_once",
            )
        ]
        indexes = [
            models.Index(fields=["employer", "-received_at"], name="evidence_latest"),
            models.Index(fields=["sha256"], name="evidence_by_digest"),
        ]
