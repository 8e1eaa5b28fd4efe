"""The conformance check finds what is planted, and the shipped pack has nothing to find."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from handrail.program import PackError, check_pack, pack_schemas
from handrail.program.loader import PACKS
from handrail.program.lock import edition_digest, read_lock, write_lock
from handrail.program.schemas import SCHEMAS, schema_text

FIRST = "editions/ref10-2023/element-01.toml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKS / "ca-ab", tmp_path / "my-pack"))


def plant(folder: Path, file: str, old: str, new: str) -> list[str]:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    if file.startswith("editions/"):
        write_lock(folder)
    return [str(finding) for finding in check_pack(folder)]


def test_the_shipped_pack_conforms() -> None:
    assert [str(finding) for finding in check_pack("ca-ab")] == []


@pytest.mark.parametrize(
    ("file", "old", "new", "found"),
    [
        (FIRST, "points = 10", "points = 11", "totals points: declared 500, found 501"),
        (FIRST, "points = 10", "points = 11", "totals points verified by D: declared 413, found 414"),
        (FIRST, 'id = "1.2"', 'id = "1.1"', "1.1: stands 2 times"),
        (FIRST, 'id = "1.2"', 'id = "2.77"', "question 2.77: stands in element 1"),
        (FIRST, '"management_visit"', '"site_visit"', "question 1.6: is proved by site_visit"),
        (FIRST, '"owner_only"', '"owner_alone"', "question 1.3: names the fact owner_alone"),
        (FIRST, 'scale = "all_or_nothing"', 'scale = "criteria"', "question 1.2: has criteria and scale"),
        (FIRST, 'scale = "share"', 'scale = "range"', "question 1.3: has a scale that does not fit its kind"),
        (FIRST, "walk_order = 1\n", "", "question 1.2: has no walk_order"),
        (FIRST, "walk_order = 1\n", "walk_order = 3\n", "walk_order 3: is used 2 times"),
        (FIRST, 'kind = "C"', 'kind = "C"\ncarry_over = true', "question 1.2: may be carried over but is not"),
        ("tasks.toml", 'law = "OHS Code Part 29"\n', "", "hazardous-products: names no law but is graded as more"),
        (
            "tasks.toml",
            'confidence = "inferred"',
            'confidence = "design"',
            "hazardous-products: names a law but is graded as",
        ),
        ("tasks.toml", '"first-aid-standard"', '"first-aid-odd"', "first-aid: names the course first-aid-odd"),
        (FIRST, 'why = "A policy in', 'why = "No." # "', "question 1.2: why says too little"),
        ("parameters/audit.toml", 'source = "S03 S04', 'source = "S03 X99', "audit.pass.overall: cites X99"),
        ("rates/demo-2026.csv", "demonstration,DEMO,", "demonstration,MADE,", "DEMO-ROOF: cites MADE"),
        (
            "parameters/certificate.toml",
            'value = "anniversary"',
            'value = "aniversary"',
            'due.mode: has the value "aniversary", which its unit does not list. Use anniversary, month_end or',
        ),
        (
            "partners/demo-anyindustry.toml",
            'value = "at_once"',
            'value = "now"',
            'size.growth_rule: has the value "now", which its unit does not list',
        ),
        ("parameters/audit.toml", "to = 2018-12-31", "to = 2019-01-01", "two values are in force on 2019-01-01"),
        ("parameters/audit.toml", "to = 2018-12-31\n", "", "two values are in force on 2019-01-01"),
        ("parameters/audit.toml", "to = 2018-12-31", "to = 1980-12-31", "ends on 1980-12-31 before it starts"),
        (
            "partners/demo-construction.toml",
            '[[overrides."due.mode"]]',
            '[[overrides."due.mod"]]',
            "due.mod: overrides a parameter that does not exist",
        ),
        (
            "partners/demo-construction.toml",
            'value = "anniversary"',
            "value = 12",
            "due.mode: is a number where the program has a text",
        ),
        ("partners/demo-construction.toml", '"refresher",', '"refreshed",', "courses refreshed: courses.toml has no"),
    ],
)
def test_a_planted_fault_is_found(folder: Path, file: str, old: str, new: str, found: str) -> None:
    assert any(found in line for line in plant(folder, file, old, new))


def test_guidance_copied_from_another_question_is_found(folder: Path) -> None:
    path = folder / FIRST
    lines = path.read_text(encoding="utf-8").splitlines()
    whys = [number for number, line in enumerate(lines) if line.startswith("why = ")]
    lines[whys[1]] = lines[whys[0]]
    path.write_text("\n".join(lines), encoding="utf-8")
    write_lock(folder)
    assert any("question 1.2: why repeats question 1.1" in str(finding) for finding in check_pack(folder))


def test_an_edition_changed_after_it_was_locked_is_found(folder: Path) -> None:
    path = folder / FIRST
    path.write_text(path.read_text(encoding="utf-8") + "\n# a word\n", encoding="utf-8")
    [finding] = check_pack(folder)
    assert (finding.level, finding.file, finding.key) == ("fault", "editions.lock", "ref10-2023")
    assert "changed after it was locked" in str(finding)
    write_lock(folder)
    assert check_pack(folder) == []


def test_an_edition_without_a_lock_is_found(folder: Path) -> None:
    (folder / "editions.lock").unlink()
    assert ["the edition is not locked" in str(finding) for finding in check_pack(folder)] == [True]


def test_the_lock_does_not_depend_on_line_endings(folder: Path) -> None:
    edition = folder / "editions/ref10-2023"
    before = edition_digest(edition)
    for path in edition.glob("*.toml"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert edition_digest(edition) == before == read_lock(folder)["ref10-2023"]


def test_a_file_that_cannot_be_read_is_one_finding(folder: Path) -> None:
    assert len(plant(folder, "program.toml", "[[step]]", "[[step")) == 1


def test_a_missing_folder_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="there is no such pack or folder"):
        check_pack(tmp_path / "nothing")


def test_the_written_schemas_are_current() -> None:
    schemas = pack_schemas()
    written = {path.name.removesuffix(".schema.json"): path.read_text() for path in SCHEMAS.glob("*.schema.json")}
    assert written == {kind: schema_text(schema) for kind, schema in schemas.items()}


def test_each_toml_file_names_a_schema_that_exists() -> None:
    for path in (PACKS / "ca-ab").rglob("*.toml"):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith("#:schema ")
        schema = (path.parent / first.removeprefix("#:schema ")).resolve()
        assert json.loads(schema.read_text())["type"] == "object", path
