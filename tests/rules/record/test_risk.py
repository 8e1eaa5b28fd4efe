"""The risk rank: worst and likeliest first."""

from __future__ import annotations

import pytest

from handrail.rules.record.risk import rank

HOW_BAD, HOW_LIKELY = ("kill", "hurt", "scratch"), ("likely", "could", "rarely")


@pytest.mark.parametrize(
    ("severity", "likelihood", "score", "urgency"),
    [
        ("kill", "likely", 9, "first"),
        ("kill", "could", 6, "first"),
        ("hurt", "likely", 6, "first"),
        ("hurt", "could", 4, "soon"),
        ("kill", "rarely", 3, "soon"),
        ("scratch", "likely", 3, "soon"),
        ("hurt", "rarely", 2, "keep"),
        ("scratch", "rarely", 1, "keep"),
    ],
)
def test_the_rank_is_how_bad_times_how_likely(severity: str, likelihood: str, score: int, urgency: str) -> None:
    found = rank(HOW_BAD, severity, HOW_LIKELY, likelihood)
    assert found is not None
    assert (found.score, found.most, found.urgency) == (score, 9, urgency)


def test_without_both_answers_there_is_no_rank() -> None:
    assert rank(HOW_BAD, "", HOW_LIKELY, "likely") is None
    assert rank(HOW_BAD, "kill", HOW_LIKELY, "never") is None
