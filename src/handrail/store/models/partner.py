"""Certifying Partners, the firms that chose them, and their courses."""

from __future__ import annotations

from django.db import models

from handrail.store.ids import new_id
from handrail.store.models.account import Organisation, User
from handrail.store.models.employer import Employer
from handrail.store.models.headcount import Person


class Partner(models.Model):
    """A Certifying Partner on this installation; what it does differently stands in its file of the program pack."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, primary_key=True, related_name="partner"
    )
    program_id = models.SlugField(max_length=60, unique=True)


class Application(models.Model):
    """An employer's application to a partner and what became of it."""

    class State(models.TextChoices):
        APPLIED = "applied"
        ACCEPTED = "accepted"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"
        ENDED = "ended"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="applications")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="applications")
    state = models.CharField(max_length=12, choices=State.choices, default=State.APPLIED)
    applied_on = models.DateField()
    applied_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    message = models.TextField(blank=True)
    decided_on = models.DateField(null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["employer"],
                condition=models.Q(state__in=["applied", "accepted"]),
                name="one_partner_at_a_time",
            )
        ]
        indexes = [models.Index(fields=["partner", "state", "applied_on"], name="application_queue")]


class CourseSession(models.Model):
    """A day on which a partner gives a course."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="sessions")
    course = models.SlugField(max_length=60)
    held_on = models.DateField()
    place = models.CharField(max_length=200)
    seats = models.PositiveSmallIntegerField()


class Enrolment(models.Model):
    """A person's seat in a session; attended once the trainer says so."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    session = models.ForeignKey(CourseSession, on_delete=models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrolments")
    booked_on = models.DateField()
    attended_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="one_seat_a_person")]
