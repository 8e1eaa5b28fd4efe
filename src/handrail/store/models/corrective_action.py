"""Fixes: a lost point of an audit, or something found in a record; next year's audit asks for both."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from handrail.store.ids import new_id
from handrail.store.models.audit import Audit
from handrail.store.models.employer import Employer
from handrail.store.models.evidence import Evidence
from handrail.store.models.record import Record


class ActionLine(models.Model):
    """One thing to put right: what, who, by when, done when. It comes from an audit's question, a record or a picture."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="action_lines")
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, null=True, related_name="action_lines")
    question = models.CharField(max_length=12, blank=True)
    points_lost = models.DecimalField(max_digits=6, decimal_places=2, default=0)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, null=True, related_name="fixes")
    raised_on = models.DateField(null=True, help_text="the day it was found; of an audit's line the day it closed")
    what = models.TextField()
    who = models.CharField(max_length=120, blank=True)
    due_on = models.DateField(null=True)
    done_on = models.DateField(null=True)
    done_note = models.TextField(blank=True)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True, related_name="+")
    before = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True, related_name="+")
    done_by = models.CharField(max_length=120, blank=True, help_text="who closed it")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["audit", "question"], name="one_line_a_question"),
            models.CheckConstraint(
                condition=models.Q(audit__isnull=False)
                | models.Q(record__isnull=False)
                | models.Q(before__isnull=False),
                name="a_fix_has_a_cause",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["employer", "done_on"], name="fix_open")]
