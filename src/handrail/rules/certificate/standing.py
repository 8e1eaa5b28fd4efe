"""What a certificate is worth on a day, derived from its dates, its signatures and the dated history of its status."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from handrail.rules.days import add_days, in_words
from handrail.rules.reason import Reason

_DATES = "dates printed on the certificate"
_HISTORY = "status history of the certificate"
_SIGNATURES = "signatures of the office and the Certifying Partner"


class Status(StrEnum):
    """What can happen to a certificate after it was signed."""

    SUSPENDED = "suspended"
    REINSTATED = "reinstated"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"  # a maintenance audit was missed; the public sees it as withdrawn, with this reason
    SUPERSEDED = "superseded"
    EXTENDED = "extended"


@dataclass(frozen=True, slots=True)
class StatusChange:
    """From `on` the status stands; `until` is the new last valid day of an extension; `sentence` says why, for the public."""

    on: date
    status: Status
    sentence: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """`expires` is the last valid day. `signed_on` is the day of the later of both signatures, None until both exist.

    `status_known_on` is the day up to which the history is known (a database knows today, a status list its own day);
    None if nothing at all is known of it.
    """

    issued: date
    expires: date
    signed_on: date | None
    history: tuple[StatusChange, ...] = ()
    status_known_on: date | None = None


class Standing(StrEnum):
    VALID = "valid"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    NOT_YET_VALID = "not_yet_valid"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class StandingOnDay:
    """The standing on `as_of`, the last valid day as extended, and why."""

    standing: Standing
    as_of: date
    expires: date
    status_known_on: date | None
    reasons: tuple[Reason, ...]

    @property
    def is_valid(self) -> bool:
        return self.standing is Standing.VALID


@dataclass(frozen=True, slots=True)
class Ending:
    """What ends a certificate before its printed last day: from `on` it is `standing`.

    `last_valid` is the last day it was worth something; None if there was none.
    """

    on: date
    standing: Standing
    last_valid: date | None
    reason: Reason


def ending(facts: CertificateFacts) -> Ending | None:
    """How a certificate ends early, as far as its history is known; None if it runs to its last day, or is only held."""
    days = sorted({change.on for change in facts.history})
    known = replace(facts, status_known_on=facts.status_known_on or facts.issued)
    found = [standing_on(known, day) for day in days]
    if not found or found[-1].standing not in {Standing.WITHDRAWN, Standing.SUPERSEDED}:
        return None
    last = found[-1]
    first = last.as_of
    for one in reversed(found):
        if one.standing is not last.standing:
            break
        first = one.as_of
    before = [add_days(day, -1) for day in days if day <= first]
    valid = [day for day in [*before, last.expires] if day < first and standing_on(known, day).is_valid]
    # A withdrawal after the printed last day takes nothing away.
    if first > last.expires:
        return None
    return Ending(first, last.standing, max(valid, default=None), last.reasons[0])


_TOLD = {
    Status.WITHDRAWN: "It was ended by the issuer.",
    Status.SUSPENDED: "It was put on hold by the issuer.",
    Status.CANCELLED: "A yearly audit was not sent in by its due day.",
    Status.REINSTATED: "",
}


def as_told(change: StatusChange) -> StatusChange:
    """A change as anybody may read it: its kind and its day. Why is between the firm, its partner and the office."""
    return replace(change, sentence=_TOLD.get(change.status, change.sentence))


def standing_on(facts: CertificateFacts, day: date) -> StandingOnDay:
    """The standing of a certificate on a day, that day's own history only: what came later does not reach back."""
    past = sorted((change for change in facts.history if change.on <= day), key=lambda change: change.on)
    expires = max(
        [
            facts.expires,
            *(change.until for change in past if change.status is Status.EXTENDED and change.until is not None),
        ]
    )
    standing, reason = _decide(facts, past, expires, day)
    reasons = [reason]
    if facts.signed_on is not None:
        reasons += _notes(facts, standing, expires, day)
    return StandingOnDay(standing, day, expires, facts.status_known_on, tuple(reasons))


_Decision = tuple[Standing, Reason]


def _decide(facts: CertificateFacts, past: list[StatusChange], expires: date, day: date) -> _Decision:
    """Signatures before all else; a withdrawal before the dates; a hold only within them."""
    if facts.signed_on is None:
        sentence = "It does not carry both signatures yet, so nothing is certified."
        return Standing.UNKNOWN, Reason("not_signed", sentence, _SIGNATURES)
    hold = next(
        (change for change in reversed(past) if change.status not in {Status.EXTENDED, Status.SUPERSEDED}), None
    )
    if hold is not None and hold.status in {Status.WITHDRAWN, Status.CANCELLED}:
        missed = hold.status is Status.CANCELLED
        said = hold.sentence or ("The yearly audit was not sent in by its due day." if missed else "")
        code = "maintenance_missed" if missed else "withdrawn"
        return Standing.WITHDRAWN, Reason(code, f"Withdrawn from {in_words(hold.on)}. {said}".strip(), _HISTORY)
    return _by_dates(facts, past, expires, day) or _within_dates(facts, hold, expires)


def _by_dates(facts: CertificateFacts, past: list[StatusChange], expires: date, day: date) -> _Decision | None:
    if day < facts.issued:
        return Standing.NOT_YET_VALID, Reason("not_yet_valid", f"It is valid from {in_words(facts.issued)}.", _DATES)
    replaced = next((change for change in past if change.status is Status.SUPERSEDED), None)
    if replaced is not None:
        sentence = f"Replaced by a newer certificate from {in_words(replaced.on)}. {replaced.sentence}".strip()
        return Standing.SUPERSEDED, Reason("superseded", sentence, _HISTORY)
    if day > expires:
        return Standing.EXPIRED, Reason("expired", f"Its last valid day was {in_words(expires)}.", _DATES)
    return None


def _within_dates(facts: CertificateFacts, hold: StatusChange | None, expires: date) -> _Decision:
    if hold is not None and hold.status is Status.SUSPENDED:
        sentence = f"Suspended from {in_words(hold.on)}. {hold.sentence}".strip()
        return Standing.SUSPENDED, Reason("suspended", sentence, _HISTORY)
    if facts.status_known_on is None:
        sentence = "Its dates are good, but no list of suspended or withdrawn certificates was at hand."
        return Standing.UNKNOWN, Reason("status_not_known", sentence, _HISTORY)
    sentence = f"In force from {in_words(facts.issued)} to {in_words(expires)}, both days included."
    return Standing.VALID, Reason("in_force", sentence, _DATES)


def _notes(facts: CertificateFacts, standing: Standing, expires: date, day: date) -> list[Reason]:
    notes = []
    if facts.signed_on is not None and facts.issued <= day < facts.signed_on:
        sentence = f"The signatures were made later, on {in_words(facts.signed_on)}; the certificate counts from its issue day."
        notes.append(Reason("signed_later", sentence, _SIGNATURES))
    if expires > facts.expires and standing is not Standing.NOT_YET_VALID:
        notes.append(
            Reason(
                "extended",
                f"Its last valid day was moved from {in_words(facts.expires)} to {in_words(expires)}.",
                _HISTORY,
            )
        )
    known = facts.status_known_on
    if standing in {Standing.VALID, Standing.SUSPENDED} and known is not None and known < day:
        notes.append(
            Reason("status_older", f"Suspensions and withdrawals are known up to {in_words(known)}.", _HISTORY)
        )
    return notes
