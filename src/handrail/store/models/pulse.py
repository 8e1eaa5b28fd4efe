"""What a crew answers without names: a round's sums, and apart from them which phones have answered."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models

from handrail.store.ids import new_id
from handrail.store.models.account import User
from handrail.store.models.employer import Employer
from handrail.store.models.partner import Partner


class PulseRound(models.Model):
    """Three questions asked of one firm's crew once a quarter.

    An answer is never a row: it is added to `sums` and is gone. `sentences` are kept in the order of the alphabet, so that
    neither they nor the sums say who came first, or when. `crew` and `partner` stand as they were when it was opened.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="pulse_rounds")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, null=True, related_name="+")
    quarter = models.DateField(help_text="the first day of the calendar quarter")
    questions = models.CharField(max_length=40, help_text="id of the set of questions, from the pack")
    crew = models.PositiveSmallIntegerField(help_text="people other than owners on the list when it was opened")
    opened_on = models.DateField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    last_day = models.DateField(help_text="the last day it takes answers")
    closed_on = models.DateField(null=True, help_text="set where it was closed before its last day")
    answered = models.PositiveSmallIntegerField(default=0)
    sums = models.JSONField(default=dict, help_text="how many gave each answer, by question and answer")
    sentences = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["employer", "quarter"], name="one_pulse_a_quarter")
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["quarter"], name="pulse_by_quarter")]


class PulsePhone(models.Model):
    """The digest of a random mark that a phone carries for one round, so that it counts once. It stands beside no answer.

    Its key is random, not made from the time as other keys are.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    round = models.ForeignKey(PulseRound, on_delete=models.CASCADE, related_name="phones")
    mark_sha256 = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["round", "mark_sha256"], name="one_answer_a_phone")
        ]
