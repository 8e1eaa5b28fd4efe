"""The partner's review: one row a round, with its points and notes on the exact question."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from handrail.store.ids import new_id
from handrail.store.models.account import User
from handrail.store.models.audit import Audit


class Review(models.Model):
    """One round. The score stands here once it is decided: it is what was decided, not what a later rule would say."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="reviews")
    round = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=16, default="waiting")
    version = models.PositiveIntegerField(default=1)
    received_on = models.DateField()
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    assigned_to = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    assigned_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    assigned_at = models.DateTimeField(null=True)
    instructions = models.TextField(blank=True, help_text="what whoever assigned it asks the reader to mind")
    held_until = models.DateTimeField(null=True, help_text="the reader's lease: others are told until then")
    promised_on = models.DateField(null=True, help_text="the day the firm was told it would hear by")
    promised_at = models.DecimalField(
        max_digits=3, decimal_places=2, null=True, help_text="how often such a day is kept, 0 to 1"
    )
    stands_out = models.JSONField(
        default=dict, help_text="what the checks asked of it as it arrived: the check, and the questions it asks about"
    )
    opened_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_on = models.DateField(null=True)
    correct_by = models.DateField(null=True)
    summary = models.TextField(blank=True, help_text="the decision's reasons in the reviewer's words")
    quality_percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    awarded = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    available = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    passed = models.BooleanField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["audit", "round"], name="one_review_a_round")
        ]


class ReviewedAnswer(models.Model):
    """The reviewer's points for one question in one round; empty points are not looked at yet."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="answers")
    question = models.CharField(max_length=12)
    points = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    not_applicable = models.BooleanField(default=False)
    reason = models.TextField(blank=True, help_text="why, where the points need one (proof after the window ...)")
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["review", "question"], name="reviewed_once_a_round")
        ]


class ReviewNote(models.Model):
    """A note on the exact question: must be fixed, or for information."""

    class Kind(models.TextChoices):
        MUST_FIX = "must_fix"
        INFORMATION = "information"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="notes")
    question = models.CharField(max_length=12)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    text = models.TextField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, help_text="the firm says it is mended, or read")
    reply = models.TextField(blank=True, help_text="what the firm says to it")
    resolved_at = models.DateTimeField(null=True, help_text="the reviewer agrees")


class FileLook(models.Model):
    """A reviewer looked at a file that somebody else reads or decided, and so cannot read it blind any more."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="looks")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["audit", "user"], name="one_look_a_file")
        ]


class VerificationVisit(models.Model):
    """A visit to the firm's site that the reader of a round ordered; the round is decided once it is reported or called off."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="visits")
    reason = models.TextField(help_text="what is to be seen and why; the firm reads it")
    ordered_on = models.DateField()
    ordered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    visit_by = models.DateField(help_text="the day by which somebody comes")
    visited_on = models.DateField(null=True)
    seen = models.TextField(blank=True, help_text="what was seen; the firm reads it with the decision")
    reported_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    called_off_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["review"],
                condition=models.Q(visited_on__isnull=True, called_off_on__isnull=True),
                name="one_visit_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(visited_on__isnull=True) | models.Q(called_off_on__isnull=True),
                name="visited_or_called_off",
            ),
        ]
