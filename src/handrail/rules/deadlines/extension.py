"""How far a certificate can be carried past its last day, if it is asked for in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from handrail.rules.deadlines.certificate import Certificate, certificate_items
from handrail.rules.deadlines.event import Event, EventKind
from handrail.rules.deadlines.item import Rulebook

if TYPE_CHECKING:
    from handrail.program import Confidence, Pack


@dataclass(frozen=True, slots=True)
class Reach:
    """`apply_by` is the last day to ask, `to` the last day an extension could carry the certificate to."""

    apply_by: date
    to: date
    confidence: Confidence


def reach(issued: date, expires: date, on: date, pack: Pack, partner: str | None = None) -> Reach:
    """The longest extension of a certificate that the rules in force on a day give, asked for on its last valid day."""
    book = Rulebook(pack, partner, on)
    asked = Event(EventKind.EXTENSION_REQUESTED, expires, days=book.number("extend.max_days"))
    items = {item.code: item for item in certificate_items([Certificate(issued, expires, [], requests=[asked])], book)}
    rule = book.parameter("extend.max_days")
    return Reach(items["extension_apply_by"].due, items["extended_to"].due, rule.confidence)
