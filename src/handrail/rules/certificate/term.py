"""How long a certificate runs, the day it is dated, and its last valid day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from handrail.rules.audit.parameters import whole_number
from handrail.rules.audit.window import whole_months
from handrail.rules.days import add_months, in_words
from handrail.rules.reason import BadInput, Reason

if TYPE_CHECKING:
    from handrail.program import Confidence, Pack


@dataclass(frozen=True, slots=True)
class Term:
    """`months` is None while no certificate is possible; then `possible_on` is the first day gathering may end for one."""

    months: int | None
    months_of_records: int
    possible_on: date
    full_on: date
    confidence: Confidence
    reasons: tuple[Reason, ...]


def certificate_term(
    records_from: date,
    gathering_end: date,
    pack: Pack,
    *,
    on: date,
    active_site: bool = True,
    partner: str | None = None,
) -> Term:
    """The term that so many months of records give, from the first day of records to the last day of gathering.

    Twelve or more give three years, three or more one year, fewer none yet; no active site to see gives six months (values are the
    program's parameters on `on`, the first day of gathering). `full_on` is the first day gathering may end for the full term.
    """
    full = pack.parameter("audit.records.months_full", on=on, partner=partner)
    short = pack.parameter("audit.records.months_short", on=on, partner=partner)
    full_needed = whole_number(pack, full.key, on, partner)
    short_needed = whole_number(pack, short.key, on, partner)
    months = whole_months(records_from, gathering_end)
    possible_on, full_on = add_months(records_from, short_needed), add_months(records_from, full_needed)
    kept = f"Records reach from {in_words(records_from)} to {in_words(gathering_end)}: {months} whole months."

    def decided(term: int | None, confidence: Confidence, *reasons: Reason) -> Term:
        return Term(term, months, possible_on, full_on, confidence, reasons)

    if months < short_needed:
        sentence = (
            f"{kept} At least {short_needed} are needed; gathering may end on {in_words(possible_on)} at the earliest."
        )
        return decided(None, short.confidence, Reason("records_too_few", sentence, short.source))
    if months >= full_needed:
        key, code, bound = "certificate.term.full_months", "records_full", full
    else:
        key, code, bound = "certificate.term.short_months", "records_short", short
    term = pack.parameter(key, on=on, partner=partner)
    length = whole_number(pack, key, on, partner)
    reason = Reason(code, f"{kept} That gives a certificate of {length} months.", f"{bound.source} {term.source}")
    if active_site:
        return decided(length, term.confidence, reason)
    limited = pack.parameter("certificate.term.no_site_months", on=on, partner=partner)
    length = min(length, whole_number(pack, limited.key, on, partner))
    sentence = f"There was no active site to see, so the certificate runs {length} months ({limited.confidence})."
    return decided(length, limited.confidence, reason, Reason("no_active_site", sentence, limited.source))


@dataclass(frozen=True, slots=True)
class CertificateDays:
    """`expires` is the last valid day."""

    issued: date
    expires: date


def certificate_days(
    gathering_end: date, decided_on: date, months: int, pack: Pack, *, on: date, partner: str | None = None
) -> CertificateDays:
    """The printed days: dated by the partner's rule, expiring on the same day of the month after the term.

    2026-03-20 and 36 months give 2029-03-20; a month without that day ends on its last day.
    """
    rule = pack.parameter("certificate.issue_day", on=on, partner=partner)
    days = {"gathering_end": gathering_end, "decision": decided_on}
    if rule.value not in days:
        raise BadInput(rule.file, f"{rule.key} is '{rule.value}'.", f"Use one of: {', '.join(days)}.")
    issued = days[str(rule.value)]
    return CertificateDays(issued, add_months(issued, months))
