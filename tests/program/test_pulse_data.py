"""The words of the worker pulse: whole in every language, honest about who has checked them, found by day."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from handrail.program import PackError, check_pack, load_pack
from handrail.program.loader import PACKS

DAY = date(2026, 6, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKS / "ca-ab", tmp_path / "my-pack"))


def edit(folder: Path, old: str, new: str) -> None:
    path = folder / "pulse.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_three_questions_in_the_languages_of_the_crews() -> None:
    asked = load_pack().pulse.on(DAY)
    assert len(asked.question) == 3
    assert [one.code for one in asked.language] == ["en", "fr", "es", "tl", "pa", "uk"]
    assert asked.words("uk").name == "Українська"
    assert asked.words("nowhere").code == "en", "an unknown language is answered in the first"


def test_translations_say_that_no_speaker_has_checked_them() -> None:
    for words in load_pack().pulse.on(DAY).language:
        if words.code != "en":
            assert (words.checked_on, words.confidence) == (None, "unknown"), words.code


def test_every_language_is_its_own_text() -> None:
    """No language was left standing in another's words."""
    spoken = load_pack().pulse.on(DAY).language
    for read in (lambda one: one.heading, lambda one: one.who_reads, lambda one: one.questions["mended"]):
        assert len({read(one) for one in spoken}) == len(spoken)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('speak = "Pouvez', '#"Pouvez', r"language fr > questions > speak: is missing\. Add it in this language"),
        ('sometimes = "Іноді"', 'often = "Іноді"', r"language uk > answers > sometimes: is missing"),
        ('no = "Ні"', 'no = "Ні"\nnever = "x"', r"language uk > answers > never: is not of this set\. Use yes, some"),
        ('code = "uk"', 'code = "fr"', r"set first > language fr: stands twice\. Keep one"),
        ('code = "uk"', 'code = "Ukrainian, west"', r"set > first > language > item 6 > code: string should match"),
        ('thanks = "Ваші', 'thank = "Ваші', r"item 6 > thanks: is missing\. Add it"),
        (
            '[[set.question]]\nid = "mended"',
            '[[set.query]]\nid = "mended"',
            r"set > first > question: tuple should have",
        ),
    ],
)
def test_a_language_that_is_not_whole_is_named(folder: Path, old: str, new: str, line: str) -> None:
    edit(folder, old, new)
    with pytest.raises(PackError, match=line) as error:
        load_pack(folder)
    assert error.value.file == "my-pack/pulse.toml"


def test_a_translation_graded_as_sure_without_a_speaker_is_found(folder: Path) -> None:
    edit(folder, 'english_name = "Spanish"\nsource = "HANDRAIL"\nconfidence = "unknown"',
         'english_name = "Spanish"\nsource = "NOWHERE"\nconfidence = "attested"')  # fmt: skip
    found = [str(one) for one in check_pack(folder)]
    assert any("first es: is graded as sure, but no speaker has checked it" in one for one in found)
    assert any("first es: cites NOWHERE" in one for one in found)


def test_a_day_without_questions_is_named(folder: Path) -> None:
    edit(folder, "from = 1989-01-01", "from = 2027-01-01")
    pulse = load_pack(folder).pulse
    with pytest.raises(PackError, match=r"no set of questions is in force on 2026-06-01"):
        pulse.on(DAY)
    assert pulse.by_id("first").id == "first", "old results still find their words"
    with pytest.raises(PackError, match=r"set second: there is no such set"):
        pulse.by_id("second")
