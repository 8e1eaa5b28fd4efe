"""Phones that keep records for a firm without anybody's password."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from handrail.store.ids import new_id
from handrail.store.models.account import User
from handrail.store.models.employer import Employer
from handrail.store.models.headcount import Person


class Device(models.Model):
    """A phone the owner let in: records only, until the owner removes it. Only the token's digest is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="devices")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="devices")
    name = models.CharField(max_length=120, help_text="whose phone it is, in words")
    token_sha256 = models.CharField(max_length=64, unique=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)


class DevicePass(models.Model):
    """The code an owner shows: good for a few minutes, for one phone, once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120)
    code_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    device = models.OneToOneField(Device, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["employer", "-made_at"], name="pass_latest")]
