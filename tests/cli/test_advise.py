from __future__ import annotations

import json
from pathlib import Path

import pytest

from handrail.cli.main import run
from tests.rules.audit.instruments import audit_json


@pytest.fixture
def file(tmp_path: Path) -> str:
    answers = {**audit_json()["answers"]}
    answers |= {"8.3": {"points": 0}, "8.1": {"points": 0}, "8.2": {"points": 2.5}, "8.5": {"points": 0}}
    path = tmp_path / "audit.json"
    path.write_text(json.dumps(audit_json(answers=answers), default=float))
    return str(path)


def test_advice_has_the_promised_shape(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["advise", file, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["now"] == {"percent": "94.90", "passed": False}
    assert found["hard_fails"] == ["8"]
    # Element 8 has 14.5 of 40 and needs 20: six whole points, which 8.1 alone can give.
    assert found["steps"] == [{"question": "8.1", "from": 0, "to": 6, "gain": 6, "kind": "P"}]
    assert (found["points_needed"], found["reaches"]) == (6, {"percent": "96.10", "passed": True})


def test_out_of_reach_ends_with_one(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["advise", file, "--to", "100"]) == 1
    out = capsys.readouterr().out
    assert "Out of reach by whole points" in out and "99.90 %" in out


def test_words_for_a_person(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["advise", file]) == 0
    assert "6 points on 1 question lead to 96.10 %" in capsys.readouterr().out


@pytest.mark.parametrize("to", ["eighty", "101", "-5", "NaN", "８０", ""])
def test_a_bad_target_is_refused(to: str, file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["advise", file, f"--to={to}"]) == 2
    assert "--to" in capsys.readouterr().err
