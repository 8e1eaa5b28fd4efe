from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from handrail.cli.main import run
from tests.rules.audit.instruments import audit_json


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "audit.json"


def write(file: Path, **more: Any) -> str:
    file.write_text(json.dumps(audit_json(**more), default=float))
    return str(file)


def test_a_passing_audit_ends_with_zero(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["score", write(file), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["awarded"], found["available"], found["percent"], found["passed"]) == (500, 500, "100.00", True)
    assert list(found["elements"][0]) == ["id", "title", "awarded", "available", "percent", "passed"]
    assert found["as_of"] == "2026-03-09"
    assert {"value", "from", "source"} <= set(found["parameters"]["audit.pass.overall"])


def test_a_failing_audit_ends_with_one_and_reads_well(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["score", write(file, answers={"1.1": {"points": 7.5}})]) == 1
    out = capsys.readouterr().out
    assert "Does not pass: 7.5 of 500 points, 1.50 %" in out
    assert "67 questions are not answered" in out


def test_the_day_on_the_command_line_wins(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["score", write(file), "--json", "--as-of", "2024-01-01"])
    assert json.loads(capsys.readouterr().out)["as_of"] == "2024-01-01"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"edition": "ref10-2023"}',
        '{"edition": "ref10-2023", "purpose": "certification", "as_of": "2026-03-09", "answers": {"1.1": {"points": NaN}}}',
        '{"edition": "ref10-2023", "purpose": "certification", "as_of": "2026-03-09", "answers": {"1.1": {"points": 11}}}',
        '{"edition": "ref10-2023", "purpose": "certification", "as_of": "1066-03-09", "answers": {}}',
        '{"pack": "nowhere", "edition": "ref10-2023", "purpose": "certification", "answers": {}}',
        '{"pack": 5, "edition": "ref10-2023", "purpose": "certification", "answers": {}}',
    ],
)
@pytest.mark.parametrize("command", ["score", "advise"])
def test_bad_input_is_one_line_and_two(command: str, text: str, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(text)
    assert run([command, str(file)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.strip().splitlines()) == 1 and "Traceback" not in err


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ("9.999999999999999999999999999999999", "more than two decimals"),
        ("1e999999999999999999999", "1e999999999999999999999"),
        ("1e-999999999999999999999", "1e-999999999999999999999"),
        ("null", "points null"),
        ("true", "points true"),
    ],
)
def test_points_that_are_no_plain_number_are_refused(
    points: str, said: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = write(file, answers={"1.1": {"points": 7}})
    file.write_text(file.read_text().replace('{"points": 7}', f'{{"points": {points}}}'))
    assert run(["score", sheet]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1
    assert said in err and str(file) in err


def test_a_null_pack_partner_or_day_is_as_if_left_out(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["score", write(file, pack=None, partner=None, as_of=None), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["edition"] == "ref10-2023"


def test_an_error_names_the_file_and_the_question(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["score", write(file, answers={"6.3": {"not_applicable": "nobody"}})]) == 2
    err = capsys.readouterr().err
    assert str(file) in err and "question 6.3" in err and "visitors" in err
