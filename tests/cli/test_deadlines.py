"""`handrail deadlines`: promised names, the day that is asked for, and one line for what cannot be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from handrail.cli.main import run


def events(folder: Path, *rows: dict[str, Any], **more: Any) -> str:
    file = folder / "events.json"
    file.write_text(json.dumps({"pack": "ca-ab", "as_of": "2026-05-04", "events": rows} | more), encoding="utf-8")
    return str(file)


RETURNED = {"kind": "returned", "on": "2026-04-24"}


def test_items_as_promised(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["deadlines", events(tmp_path, RETURNED), "--json"]) == 0
    first, second = json.loads(capsys.readouterr().out)["items"]
    assert (first["code"], first["due"], first["state"], first["round"]) == ("correct_by", "2026-05-09", "open", 1)
    assert {"sentence", "source", "confidence", "rule_of"} <= set(first)
    assert (second["code"], second["due"]) == ("corrections_close", "2026-07-23")


def test_the_day_on_the_command_line_wins(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["deadlines", events(tmp_path, RETURNED), "--json", "--as-of", "2026-05-10"]) == 0
    assert json.loads(capsys.readouterr().out)["items"][0]["state"] == "overdue"


def test_the_partner_in_the_file_is_used_and_its_rule_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    issued = {"kind": "certificate_issued", "on": "2026-03-20", "term_months": 36}
    assert run(["deadlines", events(tmp_path, issued, partner="demo-construction"), "--json"]) == 0
    items = json.loads(capsys.readouterr().out)["items"]
    assert {item["rule_of"] for item in items if item["code"] == "maintenance_due"} == {"demo-construction"}


def test_later_events_are_said_to_be_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["deadlines", events(tmp_path, RETURNED), "--as-of", "2026-01-01"]) == 0
    out = capsys.readouterr().out
    assert "Nothing is due" in out
    assert "1 later event has not happened yet" in out


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"events": None}, "events"),
        ({"events": [{"kind": "returned", "on": "2026-13-01"}]}, "events[0].on"),
        ({"as_of": "soon"}, "as_of"),
        ({"partner": "nobody"}, "no such Certifying Partner"),
        ({"pack": "nowhere"}, "no such pack"),
        ({"pack": 5}, "pack"),
    ],
)
def test_bad_input_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], more: dict[str, Any], said: str
) -> None:
    assert run(["deadlines", events(tmp_path, RETURNED, **more)]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_an_error_names_the_file_and_a_missing_field(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = events(tmp_path, {"kind": "returned"})
    assert run(["deadlines", file]) == 2
    assert f"{file}: events[0].on: the day is missing." in capsys.readouterr().err
    assert run(["deadlines", events(tmp_path, {"on": "2026-04-24"})]) == 2
    assert f"{file}: events[0].kind: is missing." in capsys.readouterr().err
    assert run(["deadlines", events(tmp_path, RETURNED, partner="nobody")]) == 2
    assert f"{file}: partner: " in capsys.readouterr().err
    assert run(["deadlines", events(tmp_path, RETURNED), "--partner", "nobody"]) == 2
    error = capsys.readouterr().err
    assert "--partner: " in error and file not in error
