"""Kept safety records: what happened, when it was captured, and everything that was ever said of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from handrail.store.ids import new_id
from handrail.store.models.account import User
from handrail.store.models.device import Device
from handrail.store.models.employer import Employer, Site
from handrail.store.models.evidence import Evidence
from handrail.store.models.headcount import Person


class Record(models.Model):
    """One record of one kind of the pack. Its id is made where it is captured, so that sending twice stores once.

    Two clocks: `happened_on` as the keeper says; `captured_at` by the device's own clock and `received_at` by ours.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="records")
    kind = models.CharField(max_length=40)
    happened_on = models.DateField()
    happened_at = models.TimeField(null=True, help_text="local time of day, where it matters")
    captured_at = models.DateTimeField(help_text="by the clock of the device that captured it, as it claims")
    received_at = models.DateTimeField(help_text="by our own clock, when it arrived first")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, related_name="records")
    place = models.CharField(max_length=160, blank=True, help_text="where, in the keeper's words")
    title = models.CharField(max_length=200, blank=True, help_text="topic or subject, one line")
    fields = models.JSONField(default=dict, help_text="answers by the kind's own field ids")
    paper_of = models.CharField(max_length=160, blank=True, help_text="whose form it is, where it is not ours")
    about = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="followed_by")
    defects = models.PositiveSmallIntegerField(default=0, help_text="how many things were found to fix")
    kept_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    kept_by_name = models.CharField(max_length=120, help_text="who kept it, as known then")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, null=True, related_name="records")
    sha256 = models.CharField(max_length=64, help_text="digest of what was sent; the same again changes nothing")
    body = models.JSONField(default=dict, help_text="what was sent and stands now, whole, as the digest is of it")
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(null=True, help_text="when what stands took the place of an earlier text")
    changed_by_name = models.CharField(max_length=120, blank=True, help_text="who wrote the text that took it")
    changed_as = models.CharField(max_length=16, blank=True, help_text="the role they wrote it in, or phone")
    removed_at = models.DateTimeField(null=True)
    removed_why = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["employer", "-happened_on"], name="record_by_day"),
            models.Index(fields=["employer", "kind", "-happened_on"], name="record_by_kind"),
        ]


class RecordPerson(models.Model):
    """Somebody on a record: there and signed, there without a signature, or not there that day."""

    class Part(models.TextChoices):
        SIGNED = "signed"
        PRESENT = "present"
        ABSENT = "absent"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="people")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="records")
    name = models.CharField(max_length=120)
    part = models.CharField(max_length=8, choices=Part.choices)
    strokes = models.JSONField(default=list, help_text="the signature: lists of x, y between 0 and 1000")
    signed_at = models.DateTimeField(null=True)
    words = models.CharField(
        max_length=64, blank=True, help_text="digest of the words the drawn signature was given to"
    )


class RecordPhoto(models.Model):
    """A picture or paper of a record. It may arrive before its record does, so it holds the record's id, not a key."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="record_photos")
    record_id = models.UUIDField(db_index=True)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+")
    caption = models.CharField(max_length=160, blank=True)
    part = models.CharField(max_length=8, blank=True, help_text="before, after, paper or empty")
    added_at = models.DateTimeField()


class RecordPhotoOff(models.Model):
    """The number of a picture that was taken off its record: a phone that sends it again is told that it is known."""

    id = models.UUIDField(primary_key=True, editable=False, help_text="the number the picture had")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="+")
    record_id = models.UUIDField()
    at = models.DateTimeField()


class RecordPhotoBeside(models.Model):
    """A picture that somebody else than its keeper sent to a standing record: it waits beside it until somebody decides."""

    id = models.UUIDField(primary_key=True, editable=False, help_text="the number the picture has")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="+")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="photos_beside")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+")
    caption = models.CharField(max_length=160, blank=True)
    part = models.CharField(max_length=8, blank=True)
    by_name = models.CharField(max_length=120, help_text="who sent it, as known then")
    at = models.DateTimeField()


class RecordAnswer(models.Model):
    """What the firm said to a question that a record's page asks; `asked` is the digest of what was asked about."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="answers")
    about = models.CharField(max_length=12)
    asked = models.CharField(max_length=64)
    why = models.CharField(max_length=200)
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["record", "about", "asked"], name="one_answer_a_record_question")
        ]


class RecordRevision(models.Model):
    """What a record said before it was changed, or what came second for one id and did not replace it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField(help_text="the version it was, or the one it was meant to follow")
    body = models.JSONField()
    sha256 = models.CharField(max_length=64)
    superseded = models.BooleanField(help_text="true: stood once; false: never stood, somebody decides")
    at = models.DateTimeField()
    by_name = models.CharField(max_length=120, blank=True, help_text="who wrote it")
    by_as = models.CharField(max_length=16, blank=True, help_text="the role they wrote it in, or phone")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["record", "sha256"], name="record_revision_once")
        ]


class RecordInProof(models.Model):
    """Which records a typeset piece of proof carries."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="carries")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="carried_in")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["evidence", "record"], name="record_once_a_proof")
        ]
