"""The review desk: who may read which firm, whom a partner counts on in a week, and the words its people use again."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from handrail.store.ids import new_id
from handrail.store.models.account import User
from handrail.store.models.employer import Employer
from handrail.store.models.partner import Partner


class ReviewerTie(models.Model):
    """What binds a reviewer to a firm: trained it, worked for it, is related, advised it. It stands until its months are over."""

    class Kind(models.TextChoices):
        TRAINED = "trained"
        EMPLOYED = "employed"
        RELATED = "related"
        CONSULTED = "consulted"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="ties")
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    last_on = models.DateField(null=True, help_text="the last day it held; empty while it holds")
    words = models.CharField(max_length=400, blank=True)
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, help_text="said by mistake, taken back")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["partner", "employer"], name="ties_of_a_firm")]


class TieWaiver(models.Model):
    """Two people let a reviewer read a firm in spite of a tie, or agree that it was said by mistake; one alone never can."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tie = models.ForeignKey(ReviewerTie, on_delete=models.PROTECT, related_name="waivers")
    mistake = models.BooleanField(default=False, help_text="asks to take the tie back, not to let it pass")
    reason = models.TextField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(agreed_by__isnull=True) | ~models.Q(agreed_by=models.F("asked_by")),
                name="waived_by_two",
            ),
            models.UniqueConstraint(
                fields=["tie"],
                condition=models.Q(refused_at__isnull=True),
                name="one_waiver_a_tie",
            ),
        ]


class SavedPhrase(models.Model):
    """Words the people of a partner use again in notes, for one question or for any."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="phrases")
    question = models.CharField(max_length=12, blank=True)
    text = models.TextField()
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    used = models.PositiveIntegerField(default=0)
    removed_at = models.DateTimeField(null=True)


class DeskWeek(models.Model):
    """How many people of a partner read in a week, by its Monday; a week nobody spoke of is as the last one spoken of."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="desk_weeks")
    monday = models.DateField()
    readers = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["partner", "monday"], name="one_line_a_desk_week")
        ]


class DeskClosed(models.Model):
    """A day on which a partner's desk is closed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="closed_days")
    day = models.DateField()
    why = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["partner", "day"], name="closed_once_a_day")
        ]


class StartCall(models.Model):
    """A call to a firm whose audit is not begun, and what came of it; the last one becomes the reason if it lapses."""

    class Outcome(models.TextChoices):
        NO_ANSWER = "no_answer"
        BEGINS = "begins"
        CLOSING = "closing"
        OVER_TEN = "over_ten"
        NO_BID = "no_bid"
        TRAINED_LEFT = "trained_left"
        COST = "cost"
        OTHER = "other"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="start_calls")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="start_calls")
    due_on = models.DateField(help_text="the due day the call was about")
    outcome = models.CharField(max_length=16, choices=Outcome.choices)
    words = models.TextField(blank=True)
    again_on = models.DateField(null=True, blank=True, help_text="the day of the next call, where one was said")
    called_at = models.DateTimeField()
    called_on = models.DateField()
    called_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["partner", "employer", "-called_at"], name="start_calls_of_a_firm")
        ]
