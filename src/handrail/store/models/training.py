"""What a person was trained in, and when."""

from __future__ import annotations

from django.db import models

from handrail.store.ids import new_id
from handrail.store.models.account import User
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
