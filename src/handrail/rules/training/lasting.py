"""Which of several tickets of one kind counts: one without a last day lasts until it is replaced by a later one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar


class Dated(Protocol):
    """A ticket: the day it was taken, and its last day, None where none is written on it."""

    @property
    def taken_on(self) -> date: ...
    @property
    def expires_on(self) -> date | None: ...


TicketT = TypeVar("TicketT", bound=Dated)


def lasting(tickets: Iterable[TicketT]) -> TicketT | None:
    """The ticket that counts among those of one person and kind; None of none.

    In the order they were taken: one without a last day replaces all before it, one with a last day replaces those that
    end sooner and those without one. Of two taken on one day the one without a last day counts.
    """
    best: TicketT | None = None
    for ticket in sorted(tickets, key=lambda one: (one.taken_on, one.expires_on is None, one.expires_on or date.max)):
        ends = best.expires_on if best is not None else None
        if ends is None or ticket.expires_on is None or ticket.expires_on >= ends:
            best = ticket
    return best
