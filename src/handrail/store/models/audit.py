"""The yearly audit: one self-assessment by one firm against one edition and one day's rules."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from handrail.store.ids import new_id
from handrail.store.models.account import User
from handrail.store.models.employer import Employer
from handrail.store.models.evidence import Evidence
from handrail.store.models.headcount import Person
from handrail.store.models.partner import Partner

OPEN_STATES: tuple[str, ...] = ("gathering", "submitted", "returned")


class Audit(models.Model):
    """Its state moves only by the table in `rules.audit.lifecycle`, by compare-and-set on state and version."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="audits")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="audits")
    maintains = models.ForeignKey(
        "store.Certificate", on_delete=models.PROTECT, null=True, related_name="maintenance_audits"
    )
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    pack = models.CharField(max_length=40)
    edition = models.CharField(max_length=40)
    purpose = models.CharField(max_length=16)
    state = models.CharField(max_length=16, default="gathering")
    version = models.PositiveIntegerField(default=1)
    round = models.PositiveSmallIntegerField(default=1)
    started_at = models.DateTimeField()
    gathering_started_on = models.DateField()
    gathering_ended_on = models.DateField(null=True)
    records_from = models.DateField(null=True)
    due_on = models.DateField(null=True, help_text="the scheduled day this audit meets, if any")
    submitted_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    # Facts the rules ask for (field_work, visitors ...), and the cover of the submission.
    facts = models.JSONField(default=dict)
    cover = models.JSONField(default=dict)
    assessor = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    declared_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    declared_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["employer"],
                condition=models.Q(state__in=OPEN_STATES),
                name="one_open_audit_a_firm",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["partner", "state", "submitted_on"], name="audit_queue"),
            models.Index(fields=["employer", "-gathering_started_on"], name="audit_history"),
            models.Index(fields=["state", "closed_on"], name="audit_by_state"),
        ]


class Answer(models.Model):
    """What the firm says to one question; made with the audit, so that saving is one compare-and-set."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="answers")
    question = models.CharField(max_length=12)
    points = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    criteria = models.JSONField(
        default=list, help_text="numbers of the criteria that are met, where points follow from them"
    )
    not_applicable = models.TextField(blank=True, help_text="why it does not apply; empty when it does")
    carried = models.BooleanField(default=False)
    carried_why = models.TextField(blank=True)
    note = models.TextField(blank=True)
    own_knowledge = models.TextField(blank=True, help_text="the note of a firm of one or two in place of interviews")
    version = models.PositiveIntegerField(default=1)
    changed_in_round = models.PositiveSmallIntegerField(default=1)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["audit", "question"], name="one_answer_a_question")
        ]


class AnswerEvidence(models.Model):
    """A piece of proof laid beside an answer, perhaps some pages of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="proofs")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="uses")
    first_page = models.PositiveIntegerField(null=True)
    last_page = models.PositiveIntegerField(null=True)
    added_in_round = models.PositiveSmallIntegerField(default=1)
    added_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["answer", "evidence", "added_in_round"], name="proof_once_an_answer_and_round"
            )
        ]


class Interview(models.Model):
    """What one worker said to one knowledge question in the talk; names stay with the firm."""

    class Result(models.TextChoices):
        KNEW = "knew"
        PARTLY = "partly"
        DID_NOT = "did_not"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="interviews")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="interviews")
    question = models.CharField(max_length=12)
    result = models.CharField(max_length=8, choices=Result.choices)
    words = models.TextField(blank=True)
    held_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["audit", "person", "question"], name="one_reply_a_person")
        ]


class Submission(models.Model):
    """The frozen package of one round: canonical JSON and its SHA-256."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="submissions")
    round = models.PositiveSmallIntegerField()
    submitted_at = models.DateTimeField()
    submitted_on = models.DateField()
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    package = models.TextField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["audit", "round"], name="one_submission_a_round")
        ]
