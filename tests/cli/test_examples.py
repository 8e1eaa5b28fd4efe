"""The examples of the documentation do what their page says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from handrail.cli.main import run

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"


@pytest.mark.parametrize(
    ("name", "awarded", "percent", "code"),
    [("prairie-crest-first-review", 385, "77.62", 1), ("prairie-crest-second-review", 463, "93.34", 0)],
)
def test_the_two_reviews(name: str, awarded: int, percent: str, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["score", str(EXAMPLES / f"{name}.json"), "--json"]) == code
    answer = json.loads(capsys.readouterr().out)
    assert (answer["awarded"], answer["available"], answer["percent"]) == (awarded, 496, percent)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["advise", "prairie-crest-first-review.json"], "8.3"),
        (["headcount", "headcount.csv", "--as-of", "2026-03-20"], "6"),
        (["deadlines", "deadlines.json"], "2027-03-20"),
        (["premium", "premium.json"], "1043.87"),
    ],
)
def test_the_other_examples_answer(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    command, name, *more = arguments
    assert run([command, str(EXAMPLES / name), *more, "--json"]) == 0
    assert said in capsys.readouterr().out
