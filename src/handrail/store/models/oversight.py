"""What the office holds against a certificate while it looks into an employer."""

from __future__ import annotations

from django.db import models

from handrail.store.ids import new_id
from handrail.store.models.account import User
from handrail.store.models.employer import Employer


class EmployerHold(models.Model):
    """An employer under review by the office: the refund waits until it ends."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="holds")
    since = models.DateField()
    until = models.DateField(null=True)
    reason = models.TextField()
    placed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
