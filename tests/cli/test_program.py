"""`handrail program check` and `program show`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from handrail.cli.main import run
from handrail.program import pack_folder


@pytest.mark.parametrize(
    "words",
    [
        ["show", "wcb.max_insurable_earnings", "--json", "--as-of", "2023-05-01"],
        ["--json", "--as-of", "2023-05-01", "show", "wcb.max_insurable_earnings"],
        ["show", "--json", "wcb.max_insurable_earnings", "--as-of", "2023-05-01"],
    ],
)
def test_a_value_in_force(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["program", *words]) == 0
    found = json.loads(capsys.readouterr().out)
    promised = {
        "key": "wcb.max_insurable_earnings",
        "value": 102100,
        "from": "2023-01-01",
        "to": "2023-12-31",
        "confidence": "attested",
        "file": "parameters/wcb.toml",
    }
    assert {key: found[key] for key in promised} == promised
    assert found["source"]


def test_a_partners_own_value_comes_from_its_file(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["show", "size.counts.added_relations", "--partner", "demo-construction", "--json"]
    assert run(["program", *words]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["value"] == ["family", "volunteer"]
    assert found["file"] == "partners/demo-construction.toml"


def test_the_pack_conforms(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["program", "check"]) == 0
    assert "conforms" in capsys.readouterr().out


def test_a_changed_pack_does_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "own"
    shutil.copytree(pack_folder("ca-ab"), folder)
    sheet = folder / "parameters" / "size.toml"
    sheet.write_text(sheet.read_text().replace('source = "S08"', 'source = "NOWHERE"', 1))
    assert run(["program", "check", str(folder)]) == 1
    assert f"{folder}: 1 fault.\n" in capsys.readouterr().out
    assert run(["program", "check", str(folder), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert not found["conforms"]
    assert any("NOWHERE" in one["what"] for one in found["findings"])


@pytest.mark.parametrize(
    "words", [["show", "size.most"], ["check", "/no/such/folder"], ["show", "size.max", "--as-of", "1700-01-01"]]
)
def test_what_is_not_there_is_one_line(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["program", *words]) == 2
    assert capsys.readouterr().err.count("\n") == 1
