"""The certificate: number, two signatures, its history by effective day, its sealed document."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from handrail.store.ids import new_id
from handrail.store.models.account import User
from handrail.store.models.audit import Audit
from handrail.store.models.employer import Employer
from handrail.store.models.partner import Partner


class Certificate(models.Model):
    """Standing is derived for a day, never stored; before both signatures exist nothing verifies."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=24, unique=True)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="certificates")
    audit = models.OneToOneField(Audit, on_delete=models.PROTECT, related_name="certificate")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="certificates")
    legal_name = models.CharField(max_length=200)
    accounts = models.JSONField(help_text="list of {account, industry_code} in scope")
    term_months = models.PositiveSmallIntegerField()
    issued_on = models.DateField()
    expires_on = models.DateField(help_text="the last valid day")
    signed_by_both_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["year", "serial"], name="one_certificate_a_serial"),
            models.CheckConstraint(
                condition=models.Q(expires_on__gte=models.F("issued_on")), name="expires_after_issue"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["employer", "-issued_on"], name="certificates_of_firm"),
            models.Index(fields=["expires_on"], name="certificates_by_expiry"),
            models.Index(fields=["partner", "expires_on"], name="certificates_of_partner"),
            models.Index(fields=["legal_name"], name="certificates_by_name"),
        ]


class Signature(models.Model):
    """Who signed for which side, and when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="signatures")
    side = models.CharField(max_length=8, choices=[("office", "office"), ("partner", "partner")])
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    signed_at = models.DateTimeField()
    signed_on = models.DateField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["certificate", "side"], name="one_signature_a_side")
        ]


class CertificateStatus(models.Model):
    """A change of status with the day it takes effect; rows are only added."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="history")
    status = models.CharField(max_length=16)
    effective_on = models.DateField()
    reason = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")


class CertificateDocument(models.Model):
    """The sealed PDF as issued; a later look shows these bytes, never a new rendering."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="document")
    stored = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    sealed_at = models.DateTimeField()
