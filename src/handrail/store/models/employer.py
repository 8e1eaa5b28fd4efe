"""The firm: who it is to WCB, where it works."""

from __future__ import annotations

from django.db import models

from handrail.store.ids import new_id
from handrail.store.models.account import Organisation


class Employer(models.Model):
    """A firm. Its key is its organisation's; the legal name may come later than the account."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, primary_key=True, related_name="employer"
    )
    legal_name = models.CharField(max_length=200, blank=True, help_text="as registered with WCB")
    trade_name = models.CharField(max_length=200, blank=True)
    pack = models.CharField(max_length=40, default="ca-ab")
    # The first question at sign-up: who wants this, by when, and what do your people do this week?
    wanted_by = models.CharField(max_length=200, blank=True)
    wanted_on = models.DateField(null=True)
    this_week = models.TextField(blank=True)
    operations = models.TextField(blank=True, help_text="what the firm does, shift work")
    address = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    contact_email = models.EmailField(blank=True)
    records_from = models.DateField(null=True, help_text="the day the written system went live")
    pir_registered_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    @property
    def name(self) -> str:
        """What people call it: trade name, else legal name, else the organisation's name."""
        return self.trade_name or self.legal_name or self.organisation.name


class WcbAccount(models.Model):
    """One WCB account and industry code of a firm; the pair is what premium and certificate speak of."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="accounts")
    account = models.CharField(max_length=20)
    industry_code = models.CharField(max_length=20)
    industry = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["employer", "account", "industry_code"], name="account_once_a_firm")
        ]


class Site(models.Model):
    """A job, shop or yard."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="sites")
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=300, blank=True)
    from_day = models.DateField(null=True)
    to_day = models.DateField(null=True)
