"""The written health and safety system in its first form: sections with text or a file."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from handrail.store.ids import new_id
from handrail.store.models.employer import Employer
from handrail.store.models.evidence import Evidence


class SystemSection(models.Model):
    """One section of the manual, with its review day and who signed it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="sections")
    key = models.SlugField(max_length=60)
    title = models.CharField(max_length=160)
    position = models.PositiveSmallIntegerField()
    body = models.TextField(blank=True)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True, related_name="+")
    first_page = models.PositiveIntegerField(null=True)
    last_page = models.PositiveIntegerField(null=True)
    review_on = models.DateField(null=True)
    signed_name = models.CharField(max_length=120, blank=True)
    signed_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["employer", "key"], name="one_section_a_key")
        ]
