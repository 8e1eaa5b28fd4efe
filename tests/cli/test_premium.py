"""`handrail premium`: promised names, decimal strings, and one line for what cannot be reckoned."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from handrail.cli.main import run

FACTS = {
    "year": 2023,
    "accounts": [{"account": "DEMO-1", "industry_code": "50714", "insurable_earnings": "600000"}],
    "certificate": {"first_achieved": "2023-03-01", "valid_through": "2026-03-01", "maintained": True},
    "registered": True,
    "charged": False,
    "under_review": False,
}


def facts(folder: Path, **more: Any) -> str:
    file = folder / "year.json"
    file.write_text(json.dumps(FACTS | more), encoding="utf-8")
    return str(file)


def test_the_answer_as_promised(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["premium", facts(tmp_path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    promised = {
        "industry_premium": "28200.00",
        "percent_low": "10.00",
        "percent_high": "20.00",
        "refund_low": "2820.00",
        "refund_high": "5640.00",
        "gate": "open",
    }
    assert {key: found[key] for key in promised} == promised
    (one,) = found["accounts"]
    assert (one["account"], one["rate"], one["earnings_counted"], one["premium"]) == (
        "DEMO-1",
        "4.70",
        "600000.00",
        "28200.00",
    )
    assert "wcb-ab-2023.csv" in one["rate_source"]
    assert found["measures"]
    assert found["confidence"] == "inferred"


def test_a_made_up_rate_is_marked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made_up = [{"account": "DEMO-1", "industry_code": "DEMO-ROOF", "insurable_earnings": "414100"}]
    assert run(["premium", facts(tmp_path, accounts=made_up, year=2026)]) == 0
    assert "DEMONSTRATION" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"year": 2024}, "rates/wcb-ab-2024.csv"),
        ({"year": None}, "year: is missing"),
        ({"registered": "no"}, "registered"),
        ({"accounts": 1}, "accounts"),
    ],
)
def test_bad_input_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], more: dict[str, Any], said: str
) -> None:
    assert run(["premium", facts(tmp_path, **more)]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert str(tmp_path / "year.json") in error
    assert error.count("\n") == 1


def test_a_lone_surrogate_does_not_break_the_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="utf-8", write_through=True))
    broken = [{"account": "\ud800", "industry_code": "50714", "insurable_earnings": "600000"}]
    assert run(["premium", facts(tmp_path, accounts=broken), "--json"]) == 0
    assert json.loads(written.getvalue())["industry_premium"] == "28200.00"


def test_a_measure_above_the_cap_says_that_it_is_cut(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["premium", facts(tmp_path, experience={"costs": "6000", "expected": "9000"}), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["percent_low"] == "20.00"
    (best,) = [one["sentence"] for one in found["reasons"] if one["code"] == "best_measure"]
    assert "33.33 %" in best and "at most 20.00 %" in best
