"""Reads a pack folder into a `Pack`, or says in one line what is wrong with which file."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from handrail.program.catalogue import (
    Course,
    CoursesFile,
    DirectoryFile,
    Partner,
    PartnerFile,
    ProgramFile,
    Rate,
    RateRow,
    RecordKind,
    RecordKindsFile,
    ReportingFile,
    SectionsFile,
    Source,
    TasksFile,
    TermsFile,
)
from handrail.program.errors import PackError
from handrail.program.lock import edition_digest
from handrail.program.model import Edition, EditionFile, Element, ElementFile, ParameterEntry, ParametersFile, Question
from handrail.program.pack import Pack
from handrail.program.pulse import PulseFile, whole

PACKS = Path(__file__).parent / "packs"
_RATE_SHEET = re.compile(r"^(?P<authority>.+)-(?P<year>\d{4})\.csv$")
Model = TypeVar("Model", bound=BaseModel)


def load_pack(name_or_folder: str | Path = "ca-ab") -> Pack:
    """The pack of that name, or of a folder of your own; read once for each folder.

    Raises `PackError`, one line that names the file, the key and the mend.
    """
    return _load(pack_folder(name_or_folder))


def pack_folder(name_or_folder: str | Path) -> Path:
    """Where a pack stands: one that ships with Handrail by name, else the folder itself."""
    shipped = PACKS / str(name_or_folder)
    is_name = isinstance(name_or_folder, str) and re.fullmatch(r"[a-z0-9-]+", name_or_folder) is not None
    folder = shipped if is_name and shipped.is_dir() else Path(name_or_folder)
    if not folder.is_dir():
        known = ", ".join(sorted(p.name for p in PACKS.iterdir() if p.is_dir()))
        raise PackError(str(name_or_folder), "pack", "there is no such pack or folder", f"Use {known} or a pack folder")
    return folder.resolve()


@lru_cache(maxsize=32)
def _load(folder: Path) -> Pack:
    return read_pack(folder)


def read_pack(folder: Path) -> Pack:
    """Reads a pack folder afresh, past the cache."""
    reader = _Reader(folder)
    program = reader.toml("program.toml", ProgramFile)
    terms = reader.toml("terms.toml", TermsFile)
    return Pack(
        folder=folder,
        program=program,
        entries=_parameters(reader),
        editions={edition_id: _edition(reader, program.id, edition_id) for edition_id in program.editions},
        partners=_partners(reader),
        directory=reader.toml("directory.toml", DirectoryFile),
        courses=_courses(reader),
        record_kinds=_record_kinds(reader),
        reporting=reader.toml("reporting.toml", ReportingFile),
        pulse=whole(reader.name("pulse.toml"), reader.toml("pulse.toml", PulseFile)),
        manual=reader.toml("system_sections.toml", SectionsFile),
        work=_work(reader),
        sources=_sources(reader),
        terms=terms.term,
        dated_terms=terms.dated,
        rates=_rates(reader),
    )


class _Reader:
    """Reads the files of one pack folder; the errors it raises name files as the pack's own people know them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def name(self, relative: str) -> str:
        return f"{self.folder.name}/{relative}"

    def names(self, pattern: str) -> list[str]:
        return sorted(p.relative_to(self.folder).as_posix() for p in self.folder.glob(pattern))

    def toml(self, relative: str, model: type[Model]) -> Model:
        text = self._text(relative)
        try:
            data = tomllib.loads(text, parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"line \d+", str(error))
            where = line.group() if line else "end of file"
            raise PackError(self.name(relative), where, f"not valid TOML, {error}", "Correct that line") from None
        return self._validated(relative, model, data)

    def csv(self, relative: str, model: type[Model]) -> list[Model]:
        """Rows of a CSV with a header; an error names the line."""
        rows = csv.DictReader(io.StringIO(self._text(relative), newline=""), strict=True)
        found: list[Model] = []
        try:
            for row in rows:
                where = f"line {rows.line_num}"
                if None in row:
                    raise PackError(self.name(relative), where, "more fields than the header", "Quote commas in texts")
                filled = {key: value for key, value in row.items() if value not in (None, "")}
                found.append(self._validated(relative, model, filled, prefix=f"{where} "))
        except csv.Error as error:
            where = f"line {rows.line_num}"
            raise PackError(self.name(relative), where, f"not valid CSV, {error}", "Correct the quotes") from None
        return found

    def _text(self, relative: str) -> str:
        try:
            return (self.folder / relative).read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            raise PackError(self.name(relative), "file", "the file is missing", "Add it, even if short") from None
        except UnicodeDecodeError:
            raise PackError(self.name(relative), "file", "the file is not UTF-8 text", "Save it as UTF-8") from None
        except OSError as error:
            reason = error.strerror or "unreadable"
            raise PackError(self.name(relative), "file", f"cannot be read, {reason}", "Check the file") from None

    def _validated(self, relative: str, model: type[Model], data: dict[str, Any], prefix: str = "") -> Model:
        try:
            return model.model_validate(data)
        except ValidationError as error:
            first = error.errors()[0]
            key = prefix + _path(first["loc"], data)
            raise PackError(self.name(relative), key, *_said(first["type"], first["msg"])) from None


def _path(location: tuple[int | str, ...], data: Any) -> str:
    """A readable path to a value: items of a list are named by their id where they have one, else counted from 1."""
    parts: list[str] = []
    for step in location:
        if isinstance(step, int):
            data = data[step] if isinstance(data, list) and step < len(data) else None
            label = data.get("id") if isinstance(data, dict) else None
            parts.append(str(label) if label else f"item {step + 1}")
        elif isinstance(data, dict) and step in data:
            data = data[step]
            parts.append(step)
        elif data is None or isinstance(data, dict):
            parts.append(step)
    return " > ".join(parts) or "file"


def _said(kind: str, message: str) -> tuple[str, str]:
    if kind == "missing":
        return "is missing", "Add it"
    if kind == "extra_forbidden":
        return "is not a key of this file", "Correct the spelling or remove it"
    return message[:1].lower() + message[1:], "Correct the value; the file's JSON schema says what it may be"


def _parameters(reader: _Reader) -> dict[str, tuple[str, ParameterEntry]]:
    entries: dict[str, tuple[str, ParameterEntry]] = {}
    for relative in reader.names("parameters/*.toml"):
        for key, entry in reader.toml(relative, ParametersFile).parameter.items():
            if key in entries:
                raise PackError(
                    reader.name(relative),
                    key,
                    f"already stands in {entries[key][0]}",
                    "Keep it in one of the two files",
                )
            in_order = tuple(sorted(entry.values, key=lambda dated: dated.from_))
            entries[key] = (relative, entry.model_copy(update={"values": in_order}))
    return entries


def _edition(reader: _Reader, pack_id: str, edition_id: str) -> Edition:
    base = f"editions/{edition_id}"
    file = reader.toml(f"{base}/edition.toml", EditionFile)
    if file.id != edition_id:
        raise PackError(
            reader.name(f"{base}/edition.toml"), "id", f"is {file.id}, the folder is {edition_id}", "Make them equal"
        )
    elements: list[Element] = []
    for name in file.elements:
        written = reader.toml(f"{base}/{name}.toml", ElementFile)
        questions = tuple(Question(**entry.model_dump(), element=written.id) for entry in written.questions)
        elements.append(Element(id=written.id, title=written.title, about=written.about, questions=questions))
    return Edition(
        id=file.id,
        title=file.title,
        note=file.note,
        pack=pack_id,
        elements=tuple(elements),
        from_=file.from_,
        to=file.to,
        facts=file.facts,
        totals=file.totals,
        digest=edition_digest(reader.folder / base),
        file=f"{base}/edition.toml",
    )


def _partners(reader: _Reader) -> dict[str, Partner]:
    partners: dict[str, Partner] = {}
    for relative in reader.names("partners/*.toml"):
        written = reader.toml(relative, PartnerFile)
        if written.id != Path(relative).stem:
            raise PackError(reader.name(relative), "id", f"is {written.id}", "Make it the file's name")
        overrides = {k: tuple(sorted(v, key=lambda dated: dated.from_)) for k, v in written.overrides.items()}
        fields = {name: getattr(written, name) for name in PartnerFile.model_fields} | {"overrides": overrides}
        partners[written.id] = Partner(**fields, file=relative)
    return partners


def _courses(reader: _Reader) -> dict[str, Course]:
    return {course.id: course for course in reader.toml("courses.toml", CoursesFile).course}


def _record_kinds(reader: _Reader) -> dict[str, RecordKind]:
    return {kind.id: kind for kind in reader.toml("record_kinds.toml", RecordKindsFile).record_kind}


def _work(reader: _Reader) -> TasksFile:
    """The tasks; each asks for kinds of ticket that the file holds, and nothing stands in it twice."""
    file = reader.toml("tasks.toml", TasksFile)
    for what, ids in (("ticket", [one.id for one in file.ticket]), ("task", [one.id for one in file.task])):
        twice = next((one for one in ids if ids.count(one) > 1), None)
        if twice is not None:
            raise PackError(reader.name("tasks.toml"), f"{what} > {twice}", "stands twice", "Keep one of the two")
    tickets, tasks = {one.id for one in file.ticket}, {one.id for one in file.task}
    for task in file.task:
        unknown = next((one for one in task.tickets if one not in tickets), None)
        if unknown is not None:
            what = f"asks for {unknown}, which is no ticket of this file"
            raise PackError(reader.name("tasks.toml"), f"task > {task.id} > tickets", what, "Add it or correct the id")
    for number, one in enumerate(file.suggestion, 1):
        unknown = next((task for task in one.tasks if task not in tasks), None)
        if unknown is not None:
            what = f"names {unknown}, which is no task of this file"
            raise PackError(
                reader.name("tasks.toml"), f"suggestion > item {number} > tasks", what, "Add it or correct the id"
            )
    _once_named(reader, file)
    return file


def _once_named(reader: _Reader, file: TasksFile) -> None:
    """No card's name may mean two kinds of ticket beyond doubt."""
    seen: dict[str, str] = {}
    for kind in file.ticket:
        for title in kind.titles:
            if seen.setdefault(title.casefold(), kind.id) != kind.id:
                what = f"the title {title} is {seen[title.casefold()]} already"
                raise PackError(
                    reader.name("tasks.toml"), f"ticket > {kind.id} > titles", what, "Keep it with one of the two"
                )


def _sources(reader: _Reader) -> dict[str, Source]:
    return {source.code: source for source in reader.csv("sources.csv", Source)}


def _rates(reader: _Reader) -> dict[tuple[str, int], dict[str, Rate]]:
    sheets: dict[tuple[str, int], dict[str, Rate]] = {}
    for relative in reader.names("rates/*.csv"):
        matched = _RATE_SHEET.match(Path(relative).name)
        if matched is None:
            raise PackError(reader.name(relative), "file", "the name says no year", "Name it <authority>-<year>.csv")
        authority, year = matched["authority"], int(matched["year"])
        sheet: dict[str, Rate] = {}
        for row in reader.csv(relative, RateRow):
            if row.industry_code in sheet:
                raise PackError(reader.name(relative), row.industry_code, "stands twice", "Keep one row for each code")
            sheet[row.industry_code] = Rate(authority=authority, year=year, file=relative, **row.model_dump())
        sheets[authority, year] = sheet
    return sheets
