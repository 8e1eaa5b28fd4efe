"""`handrail headcount`: promised names, exit codes, and one line for what cannot be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from handrail.cli.main import run

HEADER = "person,relation,from,to,covered,regularly_employed\n"
OWNER = "Dana,owner,2019-01-01,,no,no\n"


def people(folder: Path, text: str) -> str:
    file = folder / "people.csv"
    file.write_text(HEADER + text, encoding="utf-8")
    return str(file)


def crowd(count: int) -> str:
    return "".join(f"W{place},worker,2020-01-01,,yes,yes\n" for place in range(count))


def test_ten_are_eligible(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["headcount", people(tmp_path, OWNER + crowd(9)), "--as-of", "2026-06-01", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    promised = {
        "as_of": "2026-06-01",
        "count": 10,
        "peak": 10,
        "peak_on": "2025-06-01",
        "limit": 10,
        "eligible": True,
        "eligible_again_on": None,
        "regularly_employed": 9,
        "representative_required": True,
        "move_to_cor": None,
    }
    assert {key: found[key] for key in promised} == promised
    assert all({"code", "sentence", "source"} == set(reason) for reason in found["reasons"])


def test_eleven_with_a_certificate_move_at_the_next_years_audit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = people(tmp_path, OWNER + crowd(9) + "Eleventh,casual,2026-05-01,2026-05-31,yes,no\n")
    options = ["--as-of", "2026-06-01", "--certificate-expires", "2029-03-20", "--next-audit-due", "2027-03-20"]
    assert run(["headcount", file, *options, "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["move_to_cor"] == {"since": "2026-05-01", "at_audit_due": "2027-03-20"}
    assert found["eligible_again_on"] == "2027-06-01"


def test_the_reading_for_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["headcount", people(tmp_path, OWNER), "--as-of", "2026-06-01"]) == 0
    out = capsys.readouterr().out
    assert "1 on Monday 1 June 2026" in out
    assert "Dana: Counts: an owner always counts" in out


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("Dana,boss,2019-01-01,,no,no\n", [], "people.csv, line 2, column relation"),
        ("Dana;owner\n", [], "people.csv, line 2"),
        ("Dana,owner,１０,,no,no\n", [], "column from"),
        (OWNER, ["--certificate-expires", "2026-13-01"], "--certificate-expires"),
        (OWNER, ["--next-audit-due", "2027-01-01"], "--certificate-expires"),
        (OWNER, ["--partner", "nobody"], "no such Certifying Partner"),
    ],
)
def test_bad_input_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, options: list[str], said: str
) -> None:
    assert run(["headcount", people(tmp_path, text), "--as-of", "2026-06-01", *options]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_blank_lines_before_the_header_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "late.csv"
    file.write_text("\n\nperson,person,relation\n", encoding="utf-8")
    assert run(["headcount", str(file)]) == 2
    assert "late.csv, line 3: the column" in capsys.readouterr().err


def test_added_relations_are_named_in_the_plural(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--as-of", "2026-06-01", "--partner"]
    assert run(["headcount", people(tmp_path, OWNER), *words, "demo-construction"]) == 0
    assert "also counts family members and volunteers, covered or not." in capsys.readouterr().out
    assert run(["headcount", people(tmp_path, OWNER), *words, "demo-anyindustry"]) == 0
    assert "also counts subcontractors, covered or not." in capsys.readouterr().out
