"""People as spells: who, in what relation, from when to when."""

from __future__ import annotations

from django.db import models

from handrail.store.ids import new_id
from handrail.store.models.account import User
from handrail.store.models.employer import Employer


class Person(models.Model):
    """Somebody at a firm, with or without a sign-in of their own."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="people")
    name = models.CharField(max_length=120)
    position = models.CharField(max_length=120, blank=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    # The day it was last said which tasks this person does; empty until it was said at all.
    tasks_said_on = models.DateField(null=True)
    # Counts every change of the person, of the spells and of the tasks: they are written as one.
    version = models.PositiveIntegerField(default=1)


class Spell(models.Model):
    """One stretch of one person's time; `to_day` is the last day, empty while it lasts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="spells")
    relation = models.CharField(max_length=20)
    from_day = models.DateField()
    to_day = models.DateField(null=True)
    covered = models.BooleanField(help_text="under the employer's WCB account")
    regularly_employed = models.BooleanField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_day__isnull=True) | models.Q(to_day__gte=models.F("from_day")),
                name="spell_ends_after_it_begins",
            )
        ]
