"""What the owner types of a year and account: payroll totals, the rate of WCB's notice, costs, and WCB's own figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from handrail.rules.permissions import Action
from handrail.services import access, journal
from handrail.services.actor import Actor
from handrail.services.employer.own import differing, own
from handrail.services.errors import Conflict, Invalid
from handrail.services.moment import Moment
from handrail.store.models import PremiumBasis, WcbAccount


@dataclass(frozen=True, slots=True)
class BasisFields:
    """Dollars. Either each worker's earnings or their sum as reported to WCB; no names."""

    rate: Decimal | None = None
    worker_earnings: tuple[Decimal, ...] = ()
    insurable_earnings: Decimal | None = None
    personal_coverage: Decimal = Decimal(0)
    costs: Decimal | None = None
    expected: Decimal | None = None
    charged: bool = False
    statement_amount: Decimal | None = None
    statement_on: date | None = None


def stored(actor: Actor, account_id: UUID | str, year: int) -> tuple[WcbAccount, PremiumBasis | None]:
    """One of the firm's accounts, and what was typed for it and the year, if anything."""
    firm = own(actor, Action.PREMIUM_READ)
    account = access.one(WcbAccount.objects.filter(employer=firm), str(account_id), _("account"))
    return account, PremiumBasis.objects.filter(account=account, year=year).first()


@transaction.atomic
def save(actor: Actor, moment: Moment, account_id: UUID | str, year: int, *, version: int, fields: BasisFields) -> None:
    """Save a year of one account; `version` 0 is one not typed yet. Raises Invalid, or Conflict with both figures."""
    firm = own(actor, Action.PREMIUM_WRITE)
    account = access.one(WcbAccount.objects.filter(employer=firm), str(account_id), _("account"))
    mine = _checked(moment, year, fields)
    current = PremiumBasis.objects.filter(account=account, year=year)
    if not current.filter(version=version).update(version=F("version") + 1, **mine):
        row = current.first()
        if row is not None or version:
            raise _conflict(row, mine)
        try:
            with transaction.atomic():
                PremiumBasis.objects.create(employer=firm, account=account, year=year, **mine)
        except IntegrityError:
            raise _conflict(current.first(), mine) from None
    journal.note(
        actor, moment, Action.PREMIUM_WRITE.value, ("account", account.pk), chain=firm.pk, what="typed", year=year
    )


def _conflict(row: PremiumBasis | None, mine: dict[str, Any]) -> Conflict:
    sentence = _("Somebody saved this year while you were typing. Yours was not saved; both stand below.")
    yours, theirs = differing(mine, {name: getattr(row, name, None) for name in mine})
    return Conflict(sentence, yours=yours, theirs=theirs, version=row.version if row else 0)


def _checked(moment: Moment, year: int, fields: BasisFields) -> dict[str, Any]:
    wrong: dict[str, str] = {}
    if fields.worker_earnings and fields.insurable_earnings is not None:
        wrong["insurable_earnings"] = _("Give either each worker's earnings or the sum, not both.")
    if (fields.costs is None) != (fields.expected is None):
        missing = "expected" if fields.expected is None else "costs"
        wrong[missing] = _("Both figures are needed: what claims cost, and what WCB expected.")
    if fields.statement_amount is not None and fields.statement_on is None:
        wrong["statement_on"] = _("Write the day of WCB's statement.")
    if not 2000 <= year <= moment.day.year + 1:
        wrong["year"] = _("Choose a year up to the next one.")
    amounts = {
        name: value
        for name in ("rate", "insurable_earnings", "personal_coverage", "costs", "expected", "statement_amount")
        if (value := getattr(fields, name)) is not None
    }
    wrong |= {name: _("Write 0 or more, in dollars.") for name, value in amounts.items() if value < 0}
    if any(one < 0 for one in fields.worker_earnings):
        wrong["worker_earnings"] = _("Write 0 or more, in dollars.")
    if wrong:
        raise Invalid(wrong)
    return {
        "rate": fields.rate,
        "worker_earnings": [str(one) for one in fields.worker_earnings],
        "insurable_earnings": fields.insurable_earnings,
        "personal_coverage": fields.personal_coverage,
        "costs": fields.costs,
        "expected": fields.expected,
        "charged": fields.charged,
        "statement_amount": fields.statement_amount,
        "statement_on": fields.statement_on,
    }
