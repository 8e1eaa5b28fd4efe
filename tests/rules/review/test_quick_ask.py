"""Where a quick ask stands, and how many are left."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from handrail.rules.review.quick_ask import AskFacts, cut_short, left, standing

ENDS = datetime(2026, 4, 26, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("answered", "taken", "round_state", "now", "state"),
    [
        (None, None, "reading", ENDS, "open"),
        (None, None, "waiting", ENDS, "open"),
        (None, None, "reading", ENDS + timedelta(seconds=1), "late"),
        (None, None, "returned", ENDS, "decided"),
        (None, ENDS, "reading", ENDS, "taken_back"),
        (ENDS, None, "accepted", ENDS + timedelta(days=9), "answered"),
    ],
)
def test_an_ask_is_open_until_its_end_and_while_the_file_is_read(
    answered: datetime | None, taken: datetime | None, round_state: str, now: datetime, state: str
) -> None:
    assert standing(AskFacts(ENDS, answered, taken, round_state), now) == state


@pytest.mark.parametrize(
    ("answered", "taken", "over", "cut"),
    [
        (None, None, None, False),
        (None, None, ENDS - timedelta(days=2), True),
        (None, None, ENDS + timedelta(days=2), False),
        (ENDS - timedelta(days=3), None, ENDS - timedelta(days=2), False),
        (None, ENDS - timedelta(days=3), ENDS - timedelta(days=2), False),
    ],
)
def test_an_ask_that_had_time_when_the_round_was_decided_was_cut_short(
    answered: datetime | None, taken: datetime | None, over: datetime | None, *, cut: bool
) -> None:
    assert cut_short(AskFacts(ENDS, answered, taken, "returned" if over else "reading", over)) is cut


def test_asks_left_never_fall_below_none() -> None:
    assert [left(5, sent) for sent in (0, 4, 5, 6)] == [5, 1, 0, 0]
    assert left(0, 0) == 0
