"""A file read a second time without the first reader's points, what both settled, and appeals."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from handrail.store.ids import new_id
from handrail.store.models.account import User
from handrail.store.models.audit import Audit
from handrail.store.models.partner import Partner
from handrail.store.models.review import Review


class SecondRead(models.Model):
    """A round drawn for a blind second reading. Its points change nothing for the firm; they stand beside the first ones once done."""

    class State(models.TextChoices):
        DRAWN = "drawn"
        READING = "reading"
        DONE = "done"
        SETTLED = "settled"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="second_read")
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAWN)
    version = models.PositiveIntegerField(default=1)
    drawn_at = models.DateTimeField()
    reader = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_on = models.DateField(null=True)
    settled_at = models.DateTimeField(null=True)


class SecondAnswer(models.Model):
    """The second reader's points for one question; empty points are not looked at yet."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    second_read = models.ForeignKey(SecondRead, on_delete=models.PROTECT, related_name="answers")
    question = models.CharField(max_length=12)
    points = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    not_applicable = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["second_read", "question"], name="second_read_once_a_question")
        ]


class Settlement(models.Model):
    """What two readers came to on a question they had judged differently; kept as an example for others where both agree."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="settlements")
    second_read = models.ForeignKey(SecondRead, on_delete=models.PROTECT, related_name="settlements")
    question = models.CharField(max_length=12)
    points = models.DecimalField(max_digits=6, decimal_places=2, null=True, help_text="empty: it does not apply")
    words = models.TextField(help_text="why, so that somebody who knows neither firm nor reader understands")
    is_example = models.BooleanField(default=False)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["second_read", "question"], name="settled_once_a_question"),
            models.CheckConstraint(
                condition=models.Q(agreed_by__isnull=True) | ~models.Q(agreed_by=models.F("proposed_by")),
                name="settled_by_two",
            ),
        ]


class Appeal(models.Model):
    """A firm asks that a decision be looked at by somebody else, and what came of it."""

    class State(models.TextChoices):
        MADE = "made"
        UPHELD = "upheld"  # the decision stands
        CHANGED = "changed"  # the file goes back to the desk to be read anew
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="appeals")
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="appeals")
    state = models.CharField(max_length=10, choices=State.choices, default=State.MADE)
    version = models.PositiveIntegerField(default=1)
    text = models.TextField(help_text="what the firm says is wrong")
    made_on = models.DateField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answer_by = models.DateField(help_text="the partner's own clock")
    heard_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["audit"], condition=models.Q(state="made"), name="one_open_appeal_an_audit")
        ]
