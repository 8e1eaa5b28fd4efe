"""The sections a written system has under a program: keys, titles, what to write, and the questions each serves."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from handrail.program import Pack, PackError, Question

FILE = "system_sections.toml"


@dataclass(frozen=True, slots=True)
class Section:
    """One section as the program's data names it. `only_with_representative`: other firms may leave it out."""

    key: str
    title: str
    ask: str
    questions: tuple[str, ...]
    position: int
    only_with_representative: bool = False


def sections_of(pack: Pack) -> tuple[Section, ...]:
    """The sections of a pack in the order of the printed manual. Raises PackError for a file that cannot be used."""
    return _read(pack.folder, pack.id)


def questions_of(section: Section, pack: Pack) -> tuple[Question, ...]:
    """The questions a section serves, as the edition words them."""
    edition = pack.edition(_edition(pack.folder, pack.id))
    return tuple(edition.question(one) for one in section.questions)


@lru_cache(maxsize=8)
def _file(folder: Path, pack_id: str) -> dict[str, object]:
    file = f"{pack_id}/{FILE}"
    try:
        return tomllib.loads((folder / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PackError(file, "section", "the file is missing", "Add it with a [[section]] for each section") from None
    except tomllib.TOMLDecodeError as error:
        raise PackError(file, "", f"not TOML: {error}", "Correct the line it names") from None


def _edition(folder: Path, pack_id: str) -> str:
    found = _file(folder, pack_id).get("edition")
    if not isinstance(found, str):
        raise PackError(f"{pack_id}/{FILE}", "edition", "the edition is missing", 'Write edition = "..." at the top')
    return found


@lru_cache(maxsize=8)
def _read(folder: Path, pack_id: str) -> tuple[Section, ...]:
    rows = _file(folder, pack_id).get("section")
    if not isinstance(rows, list) or not rows:
        raise PackError(f"{pack_id}/{FILE}", "section", "no section", "Add a [[section]] for each section")
    found = []
    for place, row in enumerate(rows, start=1):
        try:
            found.append(
                Section(
                    key=str(row["key"]),
                    title=str(row["title"]),
                    ask=str(row["ask"]),
                    questions=tuple(str(one) for one in row["questions"]),
                    position=place,
                    only_with_representative=row.get("only_with") == "representative",
                )
            )
        except (KeyError, TypeError) as error:
            mend = "Each section has key, title, ask and questions"
            raise PackError(f"{pack_id}/{FILE}", f"section {place}", f"{error} is missing", mend) from None
    return tuple(found)
