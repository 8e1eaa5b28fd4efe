"""What is known of a firm's year with WCB. Three-valued facts are True, False or None for 'not known'."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Account:
    """One WCB account in one industry for the year, in dollars.

    Either `workers` (each one's earnings, capped by the rule) or `insurable_earnings` (already capped, as reported).
    `rate` in dollars for each 100 dollars; None looks it up. `where` names it in complaints.
    """

    account: str
    industry_code: str
    workers: tuple[Decimal, ...] | None = None
    insurable_earnings: Decimal | None = None
    personal_coverage: Decimal = Decimal(0)
    rate: Decimal | None = None
    where: str = "accounts"


@dataclass(frozen=True, slots=True)
class CertificateYear:
    """What is known of the certificate: the first day ever achieved, its last valid day, the yearly audit done."""

    first_achieved: date | None
    valid_through: date | None
    maintained: bool | None


@dataclass(frozen=True, slots=True)
class Experience:
    """Own claim costs of the year and what own history makes expected, in dollars."""

    costs: Decimal
    expected: Decimal


@dataclass(frozen=True, slots=True)
class Statement:
    """WCB's own figure for the year: a percent, a refund, or both."""

    percent: Decimal | None
    refund: Decimal | None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class PremiumFacts:
    """One firm's performance year, paid for in the next."""

    year: int
    accounts: tuple[Account, ...]
    certificate: CertificateYear | None
    registered: bool | None
    charged: bool | None
    under_review: bool | None
    experience: Experience | None = None
    leadership_percent: Decimal | None = None
    statement: Statement | None = None
