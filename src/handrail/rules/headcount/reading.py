"""The list of people as CSV, read strictly: every complaint names the file, the line, the column and the mend."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator

from handrail.rules.days import parse_day
from handrail.rules.headcount.people import Relation, Spell
from handrail.rules.reason import BadInput

COLUMNS = ("person", "relation", "from", "to", "covered", "regularly_employed")
_HEADER_MEND = "The first line must be: " + ",".join(COLUMNS) + " (in any order)."
_SURE = {"yes": True, "no": False}


def parse_people(text: str, file: str = "people.csv") -> tuple[Spell, ...]:
    """The spells of a CSV text with the columns of COLUMNS in any order; a byte-order mark and blank lines are allowed.

    Raises BadInput for a missing or doubled column, an unknown relation, a day that is none, an end before its start, an
    answer that is neither yes nor no, or a line with too few or too many values. Further columns are left alone.
    """
    rows = _rows(text.removeprefix("\ufeff"), file)
    first, header = next(rows, (1, []))
    names = [cell.strip().lower() for cell in header]
    _check_header(names, f"{file}, line {first}")
    return tuple(
        _spell(dict(zip(names, cells, strict=True)), f"{file}, line {line}") for line, cells in _full(rows, names, file)
    )


def _rows(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line it starts on; lines that hold nothing are passed over."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise BadInput(f"{file}, line {line}", f"is not CSV ({error}).", "Check its quotes and commas.") from None
        if any(cell.strip() for cell in cells):
            yield line, cells


def _check_header(names: list[str], where: str) -> None:
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise BadInput(where, f'the column "{twice[0]}" stands twice.', "Keep one of them.")
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        raise BadInput(where, f'the column "{missing[0]}" is missing.', _HEADER_MEND)


def _full(rows: Iterator[tuple[int, list[str]]], names: list[str], file: str) -> Iterator[tuple[int, list[str]]]:
    for line, cells in rows:
        if len(cells) != len(names):
            said = f"has {len(cells)} values where the header has {len(names)} columns."
            raise BadInput(f"{file}, line {line}", said, "Give one value a column; an empty one is allowed under to.")
        yield line, cells


def _spell(cells: dict[str, str], where: str) -> Spell:
    person = " ".join(unicodedata.normalize("NFC", cells["person"]).split())
    if not person:
        raise BadInput(f"{where}, column person", "the person has no name.", "Write who this is.")
    relation = cells["relation"].strip()
    if relation not in set(Relation):
        known = ", ".join(Relation)
        raise BadInput(f"{where}, column relation", f'"{relation}" is not a relation.', f"Use one of: {known}.")
    first = parse_day(cells["from"].strip(), f"{where}, column from")
    written = cells["to"].strip()
    last = parse_day(written, f"{where}, column to") if written else None
    if last is not None and last < first:
        said = f"the last day {last} is before the first day {first}."
        raise BadInput(
            f"{where}, column to", said, "Correct one of the two, or leave to empty if the person is still there."
        )
    return Spell(
        person=person,
        relation=Relation(relation),
        from_=first,
        to=last,
        covered=_yes(cells["covered"], f"{where}, column covered"),
        regularly_employed=_yes(cells["regularly_employed"], f"{where}, column regularly_employed"),
    )


def _yes(cell: str, where: str) -> bool:
    answer = _SURE.get(cell.strip().lower())
    if answer is None:
        raise BadInput(where, f'"{cell.strip()}" is neither yes nor no.', "Write yes or no.")
    return answer
