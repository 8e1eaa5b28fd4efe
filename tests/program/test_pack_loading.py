"""Loading a pack: what is right loads; what is wrong is one line naming file, key and mend."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from handrail.program import PackError, load_pack
from handrail.program.loader import PACKS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A private copy of the Alberta pack to break."""
    return Path(shutil.copytree(PACKS / "ca-ab", tmp_path / "my-pack"))


def edit(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_shipped_pack_loads_once() -> None:
    pack = load_pack()
    assert pack.id == "ca-ab"
    assert load_pack("ca-ab") is pack
    assert load_pack(PACKS / "ca-ab") is pack


def test_a_folder_of_ones_own_loads(folder: Path) -> None:
    assert load_pack(folder).edition("ref10-2023").available == 500
    assert load_pack(str(folder)) is load_pack(folder)


def test_an_unknown_pack_names_those_there_are() -> None:
    with pytest.raises(PackError, match=r"^nowhere: pack: there is no such pack or folder\. Use ca-ab"):
        load_pack("nowhere")


@pytest.mark.parametrize(
    ("file", "old", "new", "line"),
    [
        (
            "parameters/audit.toml",
            "confidence = ",
            "confidance = ",
            r"^my-pack/parameters/audit.toml: parameter > audit.pass.overall > values > item 1 > confidence: "
            r"is missing\. Add it\.$",
        ),
        (
            "program.toml",
            "[[step]]",
            'colour = "red"\n[[step]]',
            r"^my-pack/program.toml: colour: is not a key of this file\. Correct the spelling or remove it\.$",
        ),
        (
            "parameters/size.toml",
            "from = 1989-01-01",
            "from = 1989-13-01",
            r"^my-pack/parameters/size.toml: line \d+: not valid TOML, .+ Correct that line\.$",
        ),
        (
            "editions/ref10-2023/element-02.toml",
            'kind = "P"',
            'kind = "X"',
            r"^my-pack/editions/ref10-2023/element-02.toml: questions > 2\.1 > kind: input should be 'P'.+schema",
        ),
        (
            "rates/demo-2026.csv",
            "7.40,demonstration",
            "seven,demonstration",
            r"^my-pack/rates/demo-2026.csv: line 2 rate: .+decimal.+ Correct the value",
        ),
        ("partners/demo-construction.toml", 'id = "demo', 'id = "other', r"id: is other-construction\. Make it"),
    ],
)
def test_a_wrong_file_is_named_with_its_key_and_mend(folder: Path, file: str, old: str, new: str, line: str) -> None:
    edit(folder, file, old, new)
    with pytest.raises(PackError, match=line) as caught:
        load_pack(folder)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "courses.toml").unlink()
    with pytest.raises(PackError, match=r"my-pack/courses.toml: file: the file is missing"):
        load_pack(folder)


def test_bytes_that_are_no_text_are_named(folder: Path) -> None:
    (folder / "terms.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PackError, match=r"my-pack/terms.toml: file: the file is not UTF-8 text"):
        load_pack(folder)


def test_a_key_in_two_files_is_refused(folder: Path) -> None:
    shutil.copy(folder / "parameters/law.toml", folder / "parameters/more.toml")
    with pytest.raises(PackError, match=r"more.toml: law\.\S+: already stands in parameters/law.toml"):
        load_pack(folder)


def test_a_rate_sheet_says_its_year_and_holds_a_code_once(folder: Path) -> None:
    sheet = folder / "rates/demo-2026.csv"
    (folder / "rates/demo.csv").write_text(sheet.read_text())
    with pytest.raises(PackError, match=r"rates/demo.csv: file: the name says no year"):
        load_pack(folder)
    (folder / "rates/demo.csv").unlink()
    sheet.write_text(sheet.read_text() + "DEMO-ROOF,Again,1.00,demonstration,DEMO,\n")
    with pytest.raises(PackError, match=r"rates/demo-2026.csv: DEMO-ROOF: stands twice"):
        load_pack(folder)


def test_a_row_with_too_many_fields_is_named(folder: Path) -> None:
    sheet = folder / "rates/demo-2026.csv"
    sheet.write_text(sheet.read_text() + "DEMO-X,A, B,1.00,demonstration,DEMO,,\n")
    with pytest.raises(PackError, match=r"rates/demo-2026.csv: line \d+: more fields than the header"):
        load_pack(folder)


def test_quotes_left_open_are_named(folder: Path) -> None:
    sheet = folder / "rates/demo-2026.csv"
    sheet.write_text(sheet.read_text() + 'DEMO-X,"Open,1.00,demonstration,DEMO,\n')
    with pytest.raises(PackError, match=r"rates/demo-2026.csv: line \d+: not valid CSV, .+Correct the quotes"):
        load_pack(folder)


def test_a_text_may_hold_a_line_break(folder: Path) -> None:
    sheet = folder / "rates/demo-2026.csv"
    sheet.write_text(sheet.read_text() + 'DEMO-X,"Two\nlines",1.00,demonstration,DEMO,\n')
    rate = load_pack(folder).rate("demo", "DEMO-X", 2026)
    assert rate is not None
    assert rate.name == "Two\nlines"


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('tickets = ["whmis"]', 'tickets = ["whmess"]', r"task > hazardous-products > tickets: asks for whmess"),
        ('id = "whmis"', 'id = "h2s"', r"ticket > h2s: stands twice\. Keep one of the two\.$"),
        ('"WHMIS 2015"', '"Fall Protection"', r"ticket > whmis > titles: the title Fall Protection is fall-protection already"),
        ('tasks = ["heights", "hazardous-products", "hot-work"]', 'tasks = ["flying"]', r"suggestion > item 1 > tasks: names flying"),
        ('law = "OHS Code Part 29"', 'lore = "x"', r"task > hazardous-products > lore: is not a key"),
    ],
)  # fmt: skip
def test_a_wrong_list_of_tasks_is_one_line(folder: Path, old: str, new: str, line: str) -> None:
    edit(folder, "tasks.toml", old, new)
    with pytest.raises(PackError, match=r"^my-pack/tasks\.toml: " + line):
        load_pack(folder)
