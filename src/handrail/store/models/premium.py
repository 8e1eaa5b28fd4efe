"""What the owner knows of his premium, by year and account."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from handrail.store.ids import new_id
from handrail.store.models.employer import Employer, WcbAccount


class PremiumBasis(models.Model):
    """Payroll totals (no names) and, where the owner typed it, the rate of WCB's own notice."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="premium_bases")
    account = models.ForeignKey(WcbAccount, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    rate = models.DecimalField(max_digits=7, decimal_places=4, null=True, help_text="dollars per 100, own notice")
    worker_earnings = models.JSONField(default=list, help_text="one decimal string a worker")
    insurable_earnings = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    personal_coverage = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    costs = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    expected = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    charged = models.BooleanField(default=False)
    statement_amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    statement_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["account", "year"], name="one_basis_a_year")
        ]
