"""How long a ticket still stands, and on which day the firm is told that it ends."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from handrail.program import Pack


class TicketState(StrEnum):
    """A ticket on a day. Its last day counts: on that day it still stands."""

    GOOD = "good"
    ENDS_SOON = "ends_soon"  # within the widest notice, 90 days
    ENDS_NOW = "ends_now"  # within the next one, 30 days
    ENDED = "ended"
    NO_DAY = "no_day"  # no last day is written on it


def notices(pack: Pack, day: date) -> tuple[int, ...]:
    """How many days before its last day a ticket is spoken of, the nearest first (`remind.ticket_days_before`)."""
    value = pack.value("remind.ticket_days_before", day)
    return tuple(sorted(int(str(one)) for one in (value if isinstance(value, tuple) else (value,))))


def ticket_state(expires_on: date | None, day: date, before: tuple[int, ...]) -> TicketState:
    """The state of a ticket on a day, for the notices as `notices` gives them."""
    if expires_on is None:
        return TicketState.NO_DAY
    left = (expires_on - day).days
    if left < 0:
        return TicketState.ENDED
    wide = [days for days in before if days > 0]
    if wide and left <= wide[0] and len(wide) > 1:
        return TicketState.ENDS_NOW
    return TicketState.ENDS_SOON if wide and left <= wide[-1] else TicketState.GOOD


def notice_due(expires_on: date, day: date, before: tuple[int, ...]) -> int | None:
    """The notice that a ticket stands at: the nearest not passed yet; None where it is far off or over."""
    left = (expires_on - day).days
    return next((days for days in before if 0 <= left <= days), None)
