"""What a person was trained in and when, which tasks they do, and what a card's title counts for."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from handrail.store.ids import new_id
from handrail.store.models.account import User
from handrail.store.models.employer import Employer
from handrail.store.models.headcount import Person
from handrail.store.models.partner import Partner


class Training(models.Model):
    """One course a person took. `course` is the pack's id, or empty for a ticket outside the program."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="trainings")
    course = models.SlugField(max_length=60, blank=True)
    title = models.CharField(max_length=160)
    taken_on = models.DateField()
    expires_on = models.DateField(null=True, help_text="as printed on the ticket")
    is_refresher = models.BooleanField(default=False)
    certificate_number = models.CharField(max_length=60, blank=True)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_on = models.DateField(null=True)


class FirmTask(models.Model):
    """A task a firm added to the program's list, with the ticket it wants for it; `to_day` is its last day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="own_tasks")
    words = models.CharField(max_length=120)
    ticket = models.CharField(max_length=160)
    from_day = models.DateField()
    to_day = models.DateField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["employer", "words"], condition=models.Q(to_day__isnull=True), name="own_task_said_once"
            )
        ]


class PersonTask(models.Model):
    """A person does a task, of the pack (`task`) or of the firm (`own`); `to_day` is the last day, empty while it lasts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tasks")
    task = models.CharField(max_length=60, blank=True)
    own = models.ForeignKey(FirmTask, on_delete=models.CASCADE, null=True, related_name="people")
    from_day = models.DateField()
    to_day = models.DateField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(own__isnull=True) ^ models.Q(task=""), name="person_task_is_one_task"
            ),
            models.UniqueConstraint(
                fields=["person", "task"],
                condition=models.Q(to_day__isnull=True, own__isnull=True),
                name="person_does_a_task_once",
            ),
            models.UniqueConstraint(
                fields=["person", "own"], condition=models.Q(to_day__isnull=True), name="person_does_an_own_task_once"
            ),
        ]


class TicketMeaning(models.Model):
    """What the owner said of every card with this title: the kinds of ticket it counts for, none where `kinds` is empty."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="ticket_meanings")
    title = models.CharField(max_length=600, help_text="as titles are compared: no case, single spaces")
    kinds = models.JSONField(default=list)
    said_on = models.DateField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["employer", "title"], name="one_meaning_a_title")
        ]
