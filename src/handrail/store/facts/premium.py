"""Rows of payroll, certificate and hold to what the premium rule takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from handrail.rules.premium import Account, CertificateYear, Experience, PremiumFacts, Statement
from handrail.store.models import EmployerHold, PremiumBasis, WcbAccount


def account_of(account: WcbAccount, basis: PremiumBasis | None, rate: Decimal | None) -> Account:
    """One account with what the owner typed for the year; nothing typed is no earnings. `rate` stands in for a missing one."""
    workers = tuple(Decimal(one) for one in basis.worker_earnings) if basis and basis.worker_earnings else None
    earnings = basis.insurable_earnings if basis else None
    return Account(
        account=account.account,
        industry_code=account.industry_code,
        workers=workers,
        insurable_earnings=None if workers else earnings,
        personal_coverage=basis.personal_coverage if basis else Decimal(0),
        rate=basis.rate if basis and basis.rate is not None else rate,
        where=account.account,
    )


def premium_facts(
    year: int,
    accounts: Sequence[WcbAccount],
    bases: Mapping[UUID, PremiumBasis],
    stand_in_rates: Mapping[UUID, Decimal],
    *,
    certificate: CertificateYear | None,
    registered_on: date | None,
    hold: EmployerHold | None,
) -> PremiumFacts:
    """One firm's year. `bases` and `stand_in_rates` by account key. A firm without a typed registration is not known."""
    typed = [bases[account.pk] for account in accounts if account.pk in bases]
    whole = len(typed) == len(accounts)
    return PremiumFacts(
        year=year,
        accounts=tuple(account_of(one, bases.get(one.pk), stand_in_rates.get(one.pk)) for one in accounts),
        certificate=certificate,
        registered=True if registered_on and registered_on.year <= year else None,
        charged=any(basis.charged for basis in typed) if typed else None,
        under_review=hold is not None,
        experience=_experience(typed) if whole else None,
        statement=_statement(typed) if whole else None,
    )


def _experience(bases: Sequence[PremiumBasis]) -> Experience | None:
    """Costs and what was expected, over all accounts; only when both are typed for each."""
    if not bases or any(basis.costs is None or basis.expected is None for basis in bases):
        return None
    return Experience(
        costs=sum((basis.costs or Decimal(0) for basis in bases), Decimal(0)),
        expected=sum((basis.expected or Decimal(0) for basis in bases), Decimal(0)),
    )


def _statement(bases: Sequence[PremiumBasis]) -> Statement | None:
    """WCB's own refund over all accounts, dated by the newest; only when it is typed for each."""
    if not bases or any(basis.statement_amount is None for basis in bases):
        return None
    return Statement(
        percent=None,
        refund=sum((basis.statement_amount or Decimal(0) for basis in bases), Decimal(0)),
        on=max((basis.statement_on for basis in bases if basis.statement_on), default=None),
    )
