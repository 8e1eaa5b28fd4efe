"""What a firm's certificate is worth in a year's premium, set against what keeping it costs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Q

from handrail.program import Fee, Pack, Rate, load_pack
from handrail.rules.deadlines import DeadlineItem, State
from handrail.rules.permissions import Action
from handrail.rules.premium import CertificateYear, Gate, Premium, PremiumFacts, premium
from handrail.rules.premium.gate import gate_day
from handrail.rules.reason import BadInput
from handrail.services.actor import Actor
from handrail.services.employer.cycle import Cycle, cycle_of
from handrail.services.employer.own import own
from handrail.services.moment import Moment
from handrail.store.facts.journey import last_day
from handrail.store.facts.premium import premium_facts
from handrail.store.models import Employer, EmployerHold, PremiumBasis, WcbAccount

# What a firm pays its partner each year to keep the certificate, whatever the partner charges it by.
_YEARLY = frozenset({"calendar_year", "submission", "certificate"})


@dataclass(frozen=True, slots=True)
class AccountYear:
    """One account with what was typed for the year; `stand_in` is an older rate used because the year's own is not known."""

    account: WcbAccount
    basis: PremiumBasis | None
    stand_in: Rate | None

    @property
    def typed(self) -> bool:
        """Whether there are earnings to reckon from."""
        basis = self.basis
        return basis is not None and bool(
            basis.worker_earnings or basis.insurable_earnings is not None or basis.personal_coverage
        )


@dataclass(frozen=True, slots=True)
class Worth:
    """One year. `premium` is None while something is missing; then `problem` says what, in one sentence.

    `freed` is what a refund that is held would be by the same rule if nothing held it, `hold` the office's hold.
    `yearly_fees` are the lowest and highest fee a year the partner (or any known one) publishes; `pays` is whether even
    the low refund covers the highest of them, None where nobody can say.
    """

    year: int
    accounts: tuple[AccountYear, ...]
    premium: Premium | None
    freed: Premium | None
    hold: EmployerHold | None
    problem: str
    yearly_fees: tuple[Decimal, Decimal] | None
    demonstration_rates: bool
    registered: bool

    @property
    def pays(self) -> bool | None:
        if self.premium is None or self.yearly_fees is None or self.premium.gate in {Gate.CLOSED, Gate.HELD}:
            return None
        if self.premium.refund_low >= self.yearly_fees[1]:
            return True
        return False if self.premium.refund_high < self.yearly_fees[0] else None

    @property
    def low_covers_fee(self) -> bool | None:
        """Whether the sure part of the refund covers at least the lowest yearly fee."""
        figures = self.freed or self.premium
        if figures is None or self.yearly_fees is None:
            return None
        return figures.refund_low >= self.yearly_fees[0]


def worth(actor: Actor, moment: Moment, year: int) -> Worth:
    """One year of the actor's own firm."""
    return worth_of(cycle_of(own(actor, Action.PREMIUM_READ), moment.day), year)


def worth_of(found: Cycle, year: int) -> Worth:
    """One year of a firm whose cycle is already read; three further statements."""
    firm = found.firm
    pack = load_pack(firm.pack)
    accounts = list(WcbAccount.objects.filter(employer=firm).order_by("account", "industry_code"))
    bases = {row.account_id: row for row in PremiumBasis.objects.filter(employer=firm, year=year)}
    lines = tuple(
        AccountYear(one, bases.get(one.pk), _stand_in(one, bases.get(one.pk), year, pack.id)) for one in accounts
    )
    result, freed, problem = None, None, ""
    hold = _hold(firm, year, found.day)
    if all(line.typed for line in lines) and lines:
        facts = premium_facts(
            year,
            accounts,
            bases,
            {line.account.pk: line.stand_in.rate for line in lines if line.stand_in},
            certificate=_certificate_year(found, year),
            registered_on=firm.pir_registered_on,
            hold=hold,
        )
        try:
            result = premium(facts, pack)
            freed = _freed(facts, result, pack)
        except BadInput as error:
            problem = str(error)
    return Worth(
        year=year,
        accounts=lines,
        premium=result,
        freed=freed,
        hold=hold,
        problem=problem,
        yearly_fees=_fees(found),
        demonstration_rates=_demonstration(lines, result),
        registered=firm.pir_registered_on is not None,
    )


def _freed(facts: PremiumFacts, result: Premium, pack: Pack) -> Premium | None:
    """The same year with nothing that holds its refund; None where nothing does."""
    if result.gate is not Gate.HELD:
        return None
    return premium(replace(facts, under_review=False, charged=False if facts.charged else facts.charged), pack)


def _stand_in(account: WcbAccount, basis: PremiumBasis | None, year: int, pack_id: str) -> Rate | None:
    """The last known rate, where neither the owner's notice nor the pack has the year's own."""
    pack = load_pack(pack_id)
    if (basis is not None and basis.rate is not None) or pack.find_rate(account.industry_code, year) is not None:
        return None
    return pack.last_known_rate(account.industry_code, year)


def _demonstration(lines: tuple[AccountYear, ...], result: Premium | None) -> bool:
    used = {one.rate_status for one in result.accounts} if result else set()
    return "demonstration" in used or any(one.stand_in and one.stand_in.status == "demonstration" for one in lines)


def _certificate_year(found: Cycle, year: int) -> CertificateYear | None:
    """What is known of the certificate for the year: the first one ever, the last valid day, the yearly audit."""
    if not found.certificates:
        return None
    day = gate_day(year, load_pack(found.firm.pack))
    standing = max(
        (one for one in found.certificates if one.issued_on <= day),
        key=lambda one: last_day(one, found.items),
        default=found.certificates[0],
    )
    return CertificateYear(
        first_achieved=min(one.issued_on for one in found.certificates),
        valid_through=last_day(standing, found.items),
        maintained=_maintained(found.items, standing.issued_on, year),
    )


def _maintained(items: tuple[DeadlineItem, ...], issued: date, year: int) -> bool | None:
    """Whether the yearly audit due in the year was accepted; True where none is due in it, None while it is open."""
    due = [one for one in items if one.code == "maintenance_due" and one.certificate == issued and one.due.year == year]
    if any(one.state is State.OVERDUE for one in due):
        return False
    return None if any(one.state is State.OPEN for one in due) else True


def _hold(firm: Employer, year: int, day: date) -> EmployerHold | None:
    """The office's hold that still stands, and began before the year was over; the day it is lifted is free again."""
    standing = Q(until__isnull=True) | Q(until__gt=day)
    return EmployerHold.objects.filter(standing, employer=firm, since__lte=date(year, 12, 31)).first()


def _fees(found: Cycle) -> tuple[Decimal, Decimal] | None:
    """The lowest and highest yearly fee: the chosen partner's, else over all known partners that serve small employers."""
    pack = load_pack(found.firm.pack)
    chosen = found.partner
    partners = [pack.partners[chosen.program_id]] if chosen and chosen.program_id in pack.partners else None
    fees = [fee.amount for one in partners or pack.partners.values() if one.serves_secor for fee in _yearly(one.fees)]
    return (min(fees), max(fees)) if fees else None


def _yearly(fees: tuple[Fee, ...]) -> list[Fee]:
    return [fee for fee in fees if fee.per in _YEARLY]


def at_risk(found: Cycle, year: int) -> tuple[Decimal, Decimal] | None:
    """The low and high refund of a year that goes with the certificate; None where it cannot be reckoned or is closed."""
    result = worth_of(found, year).premium
    if result is None or result.refund_high == 0:
        return None
    return result.refund_low, result.refund_high


def years(day: date) -> tuple[int, ...]:
    """The performance years an owner looks at on a day: the last two, this one and the next."""
    return tuple(range(day.year - 2, day.year + 2))
