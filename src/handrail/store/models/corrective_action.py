"""Fixes: every lost point becomes a line of the action plan that next year's audit asks for."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from handrail.store.ids import new_id
from handrail.store.models.audit import Audit
from handrail.store.models.employer import Employer
from handrail.store.models.evidence import Evidence


class ActionLine(models.Model):
    """One thing to put right: what, who, by when, done when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="action_lines")
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="action_lines")
    question = models.CharField(max_length=12)
    points_lost = models.DecimalField(max_digits=6, decimal_places=2)
    what = models.TextField()
    who = models.CharField(max_length=120, blank=True)
    due_on = models.DateField(null=True)
    done_on = models.DateField(null=True)
    done_note = models.TextField(blank=True)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["audit", "question"], name="one_line_a_question")
        ]
