"""The days a firm works and does not, and how often it says it keeps each kind of record."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from handrail.store.ids import new_id
from handrail.store.models.employer import Employer


class NoWork(models.Model):
    """A stretch of days without work; `to_day` is the last one, empty while it lasts."""

    class Reason(models.TextChoices):
        SEASON = "season"
        LAYOFF = "layoff"
        WEATHER = "weather"
        DAY_OFF = "day_off"
        OTHER = "other"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="no_work")
    from_day = models.DateField()
    to_day = models.DateField(null=True)
    reason = models.CharField(max_length=8, choices=Reason.choices)
    note = models.CharField(max_length=160, blank=True)
    expected_back = models.DateField(null=True, help_text="when the crew is thought to be back, while it lasts")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(to_day__isnull=True) | models.Q(to_day__gte=models.F("from_day")),
                name="no_work_ends_after_it_begins",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["employer", "from_day"], name="no_work_by_day")]


class DayAnswer(models.Model):
    """What a firm answered about one day on which the calendar and a record disagree."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="day_answers")
    day = models.DateField()
    worked = models.BooleanField()
    answered_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["employer", "day"], name="one_answer_a_day")
        ]


class Interval(models.Model):
    """The firm's own promise: this kind of record so often. The audit checks the records against it."""

    class Unit(models.TextChoices):
        DAY = "day"
        WEEK = "week"
        MONTH = "month"
        QUARTER = "quarter"
        YEAR = "year"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="intervals")
    kind = models.CharField(max_length=40)
    times = models.PositiveSmallIntegerField(default=1)
    unit = models.CharField(max_length=8, choices=Unit.choices)
    from_day = models.DateField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["employer", "kind", "from_day"], name="one_interval_a_kind_and_day")
        ]
