"""A ticket's state and the notices before its last day, at the edges."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from handrail.program import load_pack
from handrail.rules.training.tickets import TicketState, notice_due, notices, ticket_state

DAY = date(2026, 6, 1)
BEFORE = notices(load_pack(), DAY)


def test_the_notices_are_data() -> None:
    assert BEFORE == (0, 30, 90)


@pytest.mark.parametrize(
    ("left", "state", "notice"),
    [
        (91, TicketState.GOOD, None),
        (90, TicketState.ENDS_SOON, 90),
        (31, TicketState.ENDS_SOON, 90),
        (30, TicketState.ENDS_NOW, 30),
        (1, TicketState.ENDS_NOW, 30),
        (0, TicketState.ENDS_NOW, 0),
        (-1, TicketState.ENDED, None),
    ],
)
def test_edges(left: int, state: TicketState, notice: int | None) -> None:
    last = DAY + timedelta(days=left)
    assert (ticket_state(last, DAY, BEFORE), notice_due(last, DAY, BEFORE)) == (state, notice)


def test_without_a_last_day_there_is_nothing_to_say() -> None:
    assert ticket_state(None, DAY, BEFORE) is TicketState.NO_DAY
