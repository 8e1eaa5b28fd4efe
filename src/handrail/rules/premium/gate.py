"""Whether a refund is due at all for a year: held, closed, unknown or open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from handrail.rules.days import in_words
from handrail.rules.premium.facts import PremiumFacts
from handrail.rules.reason import BadInput, Reason

if TYPE_CHECKING:
    from handrail.program import Pack


class Gate(StrEnum):
    OPEN = "open"
    HELD = "held"
    CLOSED = "closed"
    UNKNOWN = "unknown"


def gate_of(facts: PremiumFacts, pack: Pack) -> tuple[Gate, tuple[Reason, ...]]:
    """The gate of a year and every reason for it: what holds it wins over what closes it, and that over what is unknown."""
    day = gate_day(facts.year, pack)
    for gate, found in (
        (Gate.HELD, tuple(_holds(facts, pack, day))),
        (Gate.CLOSED, tuple(_closes(facts, pack, day))),
        (Gate.UNKNOWN, tuple(_unknowns(facts, pack, day))),
    ):
        if found:
            return gate, found
    source = pack.parameter("incentive.gate_day", on=day).source
    said = (
        f"The certificate stands on {in_words(day)}, the year's audit is in order, and the firm is registered: "
        "a refund is due."
    )
    return Gate.OPEN, (Reason("open", said, source),)


def gate_day(year: int, pack: Pack) -> date:
    """The day of the year through which the certificate must be valid (`incentive.gate_day`)."""
    written = str(pack.parameter("incentive.gate_day", on=date(year, 12, 31)).value)
    try:
        return date.fromisoformat(f"{year:04}-{written}")
    except ValueError:
        raise BadInput("incentive.gate_day", f'"{written}" is not a day of a year.', "Write it as 12-31.") from None


def _holds(facts: PremiumFacts, pack: Pack, day: date) -> Iterator[Reason]:
    charged = pack.parameter("incentive.hold_if_charged", on=day)
    review = pack.parameter("incentive.hold_if_under_review", on=day)
    if facts.charged and charged.value is True:
        said = "Held: the refund waits until the charge under the Occupational Health and Safety Act is decided."
        yield Reason("held_charged", said, charged.source)
    if facts.under_review and review.value is True:
        yield Reason(
            "held_under_review", "Held: the refund waits while the certificate is under review.", review.source
        )


def _closes(facts: PremiumFacts, pack: Pack, day: date) -> Iterator[Reason]:
    source = pack.parameter("incentive.gate_day", on=day).source
    held = facts.certificate
    if held is None:
        yield Reason("no_certificate", "Closed: without a certificate there is no refund.", source)
    else:
        if held.first_achieved and held.first_achieved > day:
            said = f"Closed: the certificate was first achieved on {in_words(held.first_achieved)}, after the year."
            yield Reason("no_certificate", said, source)
        if held.valid_through and held.valid_through < day:
            said = f"Closed: the certificate ended on {in_words(held.valid_through)}, before {in_words(day)}."
            yield Reason("not_valid_at_year_end", said, source)
        if held.maintained is False:
            said = "Closed: the year's audit was missed, which cancels the certificate and the refund with it."
            yield Reason("not_maintained", said, pack.parameter("due.mode", on=day).source)
    if facts.registered is False:
        policy = pack.parameter("wcb.registration_policy", on=day)
        yield Reason("not_registered", "Closed: the firm is not registered in the incentive with WCB.", policy.source)


def _unknowns(facts: PremiumFacts, pack: Pack, day: date) -> Iterator[Reason]:
    held = facts.certificate
    asked = {
        "charged": (facts.charged, "whether the firm is charged"),
        "under_review": (facts.under_review, "whether the certificate is under review"),
        "registered": (facts.registered, "whether the firm is registered in the incentive; ask WCB"),
        "first_achieved": (held and held.first_achieved, "when the certificate was first achieved"),
        "valid_through": (held and held.valid_through, "through which day the certificate is valid"),
        "maintained": (held and held.maintained, "whether the year's audit was done and accepted"),
    }
    source = pack.parameter("incentive.gate_day", on=day).source
    for name, (value, what) in asked.items():
        if value is None:
            said = f"Not known: {what}. The amounts below hold only if nothing stands in the way."
            yield Reason(f"unknown_{name}", said, source)
