"""The refund of a year: the industry-rated premium, the best single measure, and the two ends of an honest range."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from handrail.program import PackError
from handrail.rules.money import cents, percent_cut
from handrail.rules.premium.facts import Account, PremiumFacts
from handrail.rules.premium.gate import Gate, gate_of
from handrail.rules.premium.measures import Measure, measures_of
from handrail.rules.reason import BadInput, Reason

if TYPE_CHECKING:
    from handrail.program import Pack

OWN_NOTICE = "own notice"
# From surest to least sure; an answer is as sure as the least sure value it leans on.
_CONFIDENCE = ("attested", "attested_old", "private", "inferred", "design", "unknown")
_RATE_CONFIDENCE = {
    "official": "attested",
    "association": "attested",
    "press": "private",
    "inferred": "inferred",
    "demonstration": "design",
}


@dataclass(frozen=True, slots=True)
class AccountPremium:
    """One account: its rate and where that comes from, the earnings that count, and the premium billed at the least."""

    account: str
    industry_code: str
    rate: Decimal
    rate_source: str
    rate_status: str
    earnings_counted: Decimal
    premium: Decimal


@dataclass(frozen=True, slots=True)
class Premium:
    """What a year's certificate is worth. Percent cut to two places, money in dollars rounded half-up to cents."""

    year: int
    accounts: tuple[AccountPremium, ...]
    industry_premium: Decimal
    percent_low: Decimal
    percent_high: Decimal
    refund_low: Decimal
    refund_high: Decimal
    measures: tuple[Measure, ...]
    gate: Gate
    reasons: tuple[Reason, ...]
    confidence: str


@dataclass(frozen=True, slots=True)
class _Range:
    low: Fraction
    high: Fraction
    refund_low: Fraction
    refund_high: Fraction
    reasons: tuple[Reason, ...]


def premium(facts: PremiumFacts, pack: Pack) -> Premium:
    """What the published rules, in force at the end of the year, give for these facts.

    The base is the industry-rated premium (never the experience-rated one), the percent the best single measure. Raises
    BadInput where the year's rate or its maximum of insurable earnings is missing, naming the file to add it to.
    """
    day = date(facts.year, 12, 31)
    minimum = pack.parameter("wcb.minimum_premium", on=day)
    gate_rule = pack.parameter("incentive.gate_day", on=day)
    least = Fraction(Decimal(str(minimum.value)))
    exact = tuple(_exact(account, facts.year, pack) for account in facts.accounts)
    shown = tuple(_shown(account, one, least) for account, one in zip(facts.accounts, exact, strict=True))
    base = sum((one.premium for one in exact), Fraction(0))
    raised = sum((max(one.premium, least) for one in exact), Fraction(0))
    gate, gate_reasons = gate_of(facts, pack)
    measures = measures_of(facts, pack)
    worth = _range(facts, gate, measures, base, pack)
    unclear = _base_unclear(base, raised, worth, gate, minimum.source) if raised != base else ()
    return Premium(
        year=facts.year,
        accounts=shown,
        industry_premium=cents(base),
        percent_low=percent_cut(worth.low),
        percent_high=percent_cut(worth.high),
        refund_low=cents(worth.refund_low),
        refund_high=cents(worth.refund_high),
        measures=measures,
        gate=gate,
        reasons=(*gate_reasons, *worth.reasons, *unclear, *_coverage(facts, pack)),
        confidence=_least_sure(
            [gate_rule.confidence, *(one.confidence for one in exact), *(one.confidence for one in measures)]
        ),
    )


@dataclass(frozen=True, slots=True)
class _Exact:
    rate: Decimal
    rate_source: str
    rate_status: str
    earnings: Fraction
    premium: Fraction
    confidence: str


def _exact(account: Account, year: int, pack: Pack) -> _Exact:
    earnings, sure = _earnings(account, year, pack)
    if account.rate is not None:
        rate, source, status, rate_sure = account.rate, OWN_NOTICE, OWN_NOTICE, "attested"
    else:
        found = pack.find_rate(account.industry_code, year)
        if found is None:
            raise _no_rate(account, year, pack)
        rate, source, status = found.rate, f"{found.source} ({found.file})", found.status
        rate_sure = _RATE_CONFIDENCE[found.status]
    return _Exact(rate, source, status, earnings, Fraction(rate) * earnings / 100, _least_sure([sure, rate_sure]))


def _earnings(account: Account, year: int, pack: Pack) -> tuple[Fraction, str]:
    """Earnings that count, and how sure the cap is. Only the list of workers needs the year's cap."""
    owners = Fraction(account.personal_coverage)
    if not account.workers:
        return Fraction(account.insurable_earnings or 0) + owners, "attested"
    try:
        cap = pack.parameter("wcb.max_insurable_earnings", on=date(year, 12, 31))
    except PackError as error:
        said = f"the pack holds no maximum of insurable earnings for {year}."
        raise BadInput(f"{account.where}.workers", said, f"Add the value of {year} to {error.file}.") from None
    most = Fraction(Decimal(str(cap.value)))
    return sum((min(Fraction(one), most) for one in account.workers), Fraction(0)) + owners, cap.confidence


def _no_rate(account: Account, year: int, pack: Pack) -> BadInput:
    authorities = pack.program.rate_authorities
    file = pack.rate_file(authorities[0], year) if authorities else f"rates/{year}.csv"
    last = pack.last_known_rate(account.industry_code, year)
    known = f" The last known one is {last.rate} of {last.year}." if last else ""
    return BadInput(
        f"{account.where}.rate",
        f'the pack holds no rate of industry code "{account.industry_code}" for {year}.{known}',
        f"Add it to {file} of the pack {pack.id}, or give the rate from WCB's own notice.",
    )


def _shown(account: Account, exact: _Exact, least: Fraction) -> AccountPremium:
    return AccountPremium(
        account=account.account,
        industry_code=account.industry_code,
        rate=exact.rate,
        rate_source=exact.rate_source,
        rate_status=exact.rate_status,
        earnings_counted=cents(exact.earnings),
        premium=cents(max(exact.premium, least)),
    )


def _range(facts: PremiumFacts, gate: Gate, measures: tuple[Measure, ...], base: Fraction, pack: Pack) -> _Range:
    cap_rule = pack.parameter("incentive.cap", on=date(facts.year, 12, 31))
    cap = Fraction(Decimal(str(cap_rule.value)))
    if facts.statement is not None:
        return _stated(facts, base)
    if gate in {Gate.HELD, Gate.CLOSED}:
        return _Range(Fraction(0), Fraction(0), Fraction(0), Fraction(0), ())
    chosen = next(one for one in measures if one.chosen)
    low = min(Fraction(chosen.exact), cap)
    everything_known = facts.experience is not None and facts.leadership_percent is not None
    high = low if everything_known else cap
    said = f"The best single measure counts: {chosen.sentence}"
    if chosen.exact > cap:
        said += f" A refund is at most {percent_cut(cap)} %."
    reasons = [Reason("best_measure", said, chosen.source)]
    if high > low:
        said = (
            f"Good claim costs can bring up to {percent_cut(cap)} %; that part is WCB's own sum, "
            "and nobody outside WCB can promise it."
        )
        reasons.append(Reason("high_end", said, cap_rule.source))
    if gate is Gate.UNKNOWN:
        reasons = [Reason(one.code, f"If the gate is open: {one.sentence}", one.source) for one in reasons]
    return _Range(low, high, base * low / 100, base * high / 100, tuple(reasons))


def _stated(facts: PremiumFacts, base: Fraction) -> _Range:
    """WCB's own figure settles both ends; what it leaves out follows from the base."""
    given = facts.statement
    assert given is not None
    if given.percent is not None:
        percent = Fraction(given.percent)
        refund = base * percent / 100 if given.refund is None else Fraction(given.refund)
    else:
        refund = Fraction(given.refund or 0)
        percent = refund * 100 / base if base else Fraction(0)
    dated = f" of {given.on}" if given.on else ""
    said = f"WCB's own statement{dated} overrides the estimate: {percent_cut(percent)} %, {cents(refund)} dollars."
    return _Range(percent, percent, refund, refund, (Reason("statement", said, "WCB statement"),))


def _base_unclear(base: Fraction, raised: Fraction, worth: _Range, gate: Gate, source: str) -> tuple[Reason, ...]:
    said = (
        f"The base is unclear: {cents(base)} by rate and earnings, {cents(raised)} where the least premium of an "
        "account is billed. No page says which one counts"
    )
    if gate in {Gate.HELD, Gate.CLOSED}:
        return (Reason("base_unclear", f"{said}.", source),)
    low, other = cents(base * worth.low / 100), cents(raised * worth.low / 100)
    return (Reason("base_unclear", f"{said}: the low refund is {low} or {other}.", source),)


def _coverage(facts: PremiumFacts, pack: Pack) -> tuple[Reason, ...]:
    """Personal coverage counts as bought; more than the year's maximum cannot be bought and is pointed out."""
    cap = pack.last_known("wcb.max_insurable_earnings", date(facts.year, 12, 31))
    if cap is None or (cap.to is not None and cap.to.year < facts.year):
        return ()
    most = Decimal(str(cap.value))
    over = [one.account for one in facts.accounts if one.personal_coverage > most]
    if not over:
        return ()
    said = (
        f"Personal coverage on {', '.join(over)} is more than {most}, the most one person can have covered. "
        "It counts as written (it may be several owners'); check it."
    )
    return (Reason("coverage_over_maximum", said, cap.source),)


def _least_sure(found: list[str]) -> str:
    return max(found, key=_CONFIDENCE.index, default="unknown")
