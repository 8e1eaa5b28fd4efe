"""Past the limit: since when, at which audit the firm moves to the regular certificate, and when it may come back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from handrail.rules.days import ONE_DAY, add_months, in_words
from handrail.rules.headcount.series import Run
from handrail.rules.reason import BadInput, Reason

if TYPE_CHECKING:
    from handrail.program import Pack

AT_ONCE = "at_once"
_YEAR = 12


@dataclass(frozen=True, slots=True)
class HeldCertificate:
    """The certificate that a firm holds: its first and last valid day, and the day its next audit is due if known."""

    issued: date
    expires: date
    next_audit_due: date | None = None


@dataclass(frozen=True, slots=True)
class MoveToCor:
    """The first day over the limit within the certificate, and the audit that must be a regular COR audit."""

    since: date
    at_audit_due: date


def held_certificate(
    issued: date | None, expires: date | None, next_audit_due: date | None, full_months: int
) -> HeldCertificate | None:
    """What a firm says of its certificate, made whole: either end follows from the other by the full term.

    None if it says nothing. Raises BadInput for an audit day without a certificate and for an end before its start.
    """
    if issued is None and expires is None:
        if next_audit_due is None:
            return None
        raise BadInput("--next-audit-due", "an audit is due only on a certificate.", "Give --certificate-expires too.")
    first = issued or add_months(expires or date.max, -full_months)
    last = expires or add_months(first, full_months)
    if last < first:
        said = f"the certificate ends on {last}, before it begins on {first}."
        raise BadInput("--certificate-expires", said, "Correct one of the two days.")
    return HeldCertificate(first, last, next_audit_due)


def first_free_day(runs: tuple[Run, ...], as_of: date, window_months: int) -> date | None:
    """The first day after `as_of` whose look-back holds no day over the limit; None if no written end brings it."""
    day = as_of + ONE_DAY if as_of < date.max else as_of
    for run in runs:
        if run.first > day:
            break
        if run.last is None:
            return None
        if add_months(day, -window_months) <= run.last:
            after = _first_day_past(run.last, window_months)
            if after is None:
                return None
            day = after
    return day


def _first_day_past(last: date, window_months: int) -> date | None:
    """The first day whose look-back begins after `last`; None where the calendar ends first."""
    day = add_months(last, window_months)
    while add_months(day, -window_months) <= last:
        if day == date.max:
            return None
        day += ONE_DAY
    return day


def move_to_cor(
    runs: tuple[Run, ...], held: HeldCertificate, as_of: date, pack: Pack, partner: str | None
) -> tuple[MoveToCor | None, tuple[Reason, ...]]:
    """Whether growth during the certificate moves the firm to the regular program, at which audit, and why.

    The certificate itself runs on. By the program's rule the next scheduled audit in the year after the first day over
    the limit must be a regular one; a partner may refuse the small audit at once, whatever the year.
    """
    if held.expires < as_of:
        said = f"The certificate ended on {in_words(held.expires)}, so there is none left to move from."
        return None, (Reason("certificate_ended", said),)
    since = _first_within(runs, held.issued, held.expires)
    if since is None:
        return None, ()
    rule = pack.parameter("size.growth_rule", on=as_of, partner=partner)
    at_once = rule.value == AT_ONCE
    due = _audit_due(held, since, as_of, at_once)
    runs_on = Reason(
        "certificate_runs_on",
        f"The certificate is not cancelled by growth: it runs on, and the audit due on {in_words(due)} decides.",
        rule.source,
    )
    if at_once:
        said = (
            f"This Certifying Partner refuses a small-employer audit at once: the next audit, due on {in_words(due)}, "
            "must be a regular COR audit whatever its year."
        )
        return MoveToCor(since, due), (Reason("refused_at_once", said, rule.source), runs_on)
    word = "since" if since <= as_of else "from"
    said = (
        f"More than the limit {word} {in_words(since)}: the next scheduled audit in a following year, "
        f"due on {in_words(due)}, must be a regular COR audit."
    )
    return MoveToCor(since, due), (Reason("move_to_cor", said, rule.source), runs_on)


def _first_within(runs: tuple[Run, ...], first: date, last: date) -> date | None:
    for run in runs:
        if run.first <= last and (run.last is None or run.last >= first):
            return max(run.first, first)
    return None


def _audit_due(held: HeldCertificate, since: date, as_of: date, at_once: bool) -> date:
    """The due day of the audit that must be a regular one; audits are yearly, so later ones are anniversaries."""
    first = held.next_audit_due or _next_anniversary(held.issued, as_of)
    if not at_once:
        # Growth in a year leaves that year's audit as it is; the first one of a later year is the regular one.
        return _roll(first, lambda day: day.year > since.year)
    # Growth that is only planned does not touch an audit that comes before it.
    return _roll(first, lambda day: since <= as_of or day >= since)


def _next_anniversary(issued: date, as_of: date) -> date:
    return _roll(add_months(issued, _YEAR), lambda day: day >= as_of)


def _roll(first: date, enough: Callable[[date], bool]) -> date:
    """The first of a day and its anniversaries that is enough."""
    years = 0
    day = first
    while not enough(day) and day < date.max:
        years += 1
        day = add_months(first, years * _YEAR)
    return day
