"""A loaded pack and the questions it answers: values on a day, editions, partners, words and rates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from handrail.program.catalogue import (
    Course,
    DatedWord,
    DirectoryFile,
    Partner,
    ProgramFile,
    Rate,
    RecordKind,
    ReportingFile,
    SectionsFile,
    Source,
    TasksFile,
    TicketKind,
    Word,
    WorkTask,
)
from handrail.program.errors import PackError
from handrail.program.model import DatedValue, Edition, Parameter, ParameterEntry, Value
from handrail.program.pulse import PulseFile


@dataclass(frozen=True, eq=False)
class Pack:
    """One program's data. Make one with `load_pack`; all lookups are pure functions of their arguments."""

    folder: Path
    program: ProgramFile
    entries: dict[str, tuple[str, ParameterEntry]]
    editions: dict[str, Edition]
    partners: dict[str, Partner]
    directory: DirectoryFile
    courses: dict[str, Course]
    record_kinds: dict[str, RecordKind]
    reporting: ReportingFile
    pulse: PulseFile
    manual: SectionsFile
    work: TasksFile
    sources: dict[str, Source]
    terms: dict[str, Word]
    dated_terms: dict[str, tuple[DatedWord, ...]]
    rates: dict[tuple[str, int], dict[str, Rate]]

    @property
    def id(self) -> str:
        """The program's id, the pack folder's name by custom."""
        return self.program.id

    @property
    def name(self) -> str:
        """The program's full name."""
        return self.program.name

    # ---- parameters

    def parameter(self, key: str, on: date, partner: str | None = None) -> Parameter:
        """The value in force on a day; a partner's own value, where it has one for that day, wins.

        Raises `PackError` for an unknown key or partner, or when no value is in force on the day.
        """
        file, entry = self._entry(key)
        for held_in, values in self._layers(key, partner):
            for dated in reversed(values):
                if dated.in_force(on):
                    return _parameter(key, dated, held_in, entry)
        raise PackError(
            file,
            key,
            f"no value is in force on {on.isoformat()}",
            f"Add a value with its from day under {key} in {file}, with its source",
        )

    def value(self, key: str, on: date, partner: str | None = None) -> Value:
        """Shortcut for `parameter(...).value`."""
        return self.parameter(key, on, partner).value

    def history(self, key: str, partner: str | None = None) -> tuple[Parameter, ...]:
        """Every value of a key, oldest first; with a partner, its own values follow the program's."""
        _, entry = self._entry(key)
        layers = reversed(self._layers(key, partner))
        return tuple(_parameter(key, dated, file, entry) for file, values in layers for dated in values)

    def last_known(self, key: str, on: date, partner: str | None = None) -> Parameter | None:
        """The value in force on a day or, where it has ended, the newest that began before it; None if none did.

        For pages that show an estimate and say so; rules use `parameter`.
        """
        begun = [p for p in self.history(key, partner) if p.from_ <= on]
        try:
            return self.parameter(key, on, partner)
        except PackError:
            return max(begun, key=lambda p: p.from_, default=None)

    def _entry(self, key: str) -> tuple[str, ParameterEntry]:
        try:
            return self.entries[key]
        except KeyError:
            raise PackError(
                f"{self.program.id}/parameters",
                key,
                "no such parameter",
                "Correct the key, or add it to one of the parameter files with its source",
            ) from None

    def _layers(self, key: str, partner: str | None) -> list[tuple[str, tuple[DatedValue, ...]]]:
        file, entry = self._entry(key)
        layers = [(file, entry.values)]
        if partner is not None:
            own = self.partner(partner)
            if key in own.overrides:
                layers.insert(0, (own.file, own.overrides[key]))
        return layers

    # ---- tasks and the tickets they ask for

    def tasks(self, on: date) -> tuple[WorkTask, ...]:
        """The tasks in force on a day, in the order of the file."""
        return tuple(one for one in self.work.task if one.from_ <= on and (one.to is None or on <= one.to))

    def ticket_kinds(self) -> dict[str, TicketKind]:
        """Kinds of ticket by id, in the order of the file."""
        return {one.id: one for one in self.work.ticket}

    def tasks_often_done(self, industry: str, on: date) -> tuple[str, ...]:
        """Ids of tasks that firms of an industry often do, by how the words of its name begin; a suggestion, never a rule."""
        words = industry.casefold().replace("-", " ").split()
        known = {one.id for one in self.tasks(on)}
        found = [
            task
            for one in self.work.suggestion
            if any(word.startswith(begin.casefold()) for word in words for begin in one.industry)
            for task in one.tasks
            if task in known
        ]
        return tuple(dict.fromkeys(found))

    # ---- partners, editions, words

    def partner(self, partner_id: str) -> Partner:
        """The partner of that id; `PackError` if the pack has none."""
        try:
            return self.partners[partner_id]
        except KeyError:
            raise PackError(
                f"{self.program.id}/partners",
                partner_id,
                "no such Certifying Partner",
                f"Use one of {', '.join(sorted(self.partners)) or 'none'}, or add partners/{partner_id}.toml",
            ) from None

    def edition(self, edition_id: str) -> Edition:
        """The edition of that id; `PackError` if the pack has none."""
        try:
            return self.editions[edition_id]
        except KeyError:
            raise PackError(
                f"{self.program.id}/editions",
                edition_id,
                "no such edition",
                f"Use one of {', '.join(self.editions)}, or add editions/{edition_id}/edition.toml",
            ) from None

    def edition_on(self, on: date) -> Edition:
        """The newest edition in force on a day; `PackError` if there is none."""
        for edition in reversed(self.editions.values()):
            if edition.from_ <= on and (edition.to is None or on <= edition.to):
                return edition
        raise PackError(
            f"{self.program.id}/program.toml",
            "editions",
            f"no edition is in force on {on.isoformat()}",
            "Add the edition of that day under editions/",
        )

    def term(
        self,
        key: str,
        partner: str | None = None,
        *,
        audience: Literal["owner", "formal"] = "owner",
        on: date | None = None,
    ) -> str:
        """The word for a thing: a partner's own noun, else the pack's word for the audience.

        Names that changed over time (the ministry) are looked up on a day; without one the newest is given.
        """
        if partner is not None and key in self.partner(partner).nouns:
            return self.partner(partner).nouns[key]
        if key in self.terms:
            word = self.terms[key]
            return word.owner if audience == "owner" else word.formal
        for dated in reversed(self.dated_terms.get(key, ())):
            if on is None or (dated.from_ <= on and (dated.to is None or on <= dated.to)):
                return dated.text
        raise PackError(
            f"{self.program.id}/terms.toml",
            key,
            "no such term" + (f" on {on.isoformat()}" if on else ""),
            "Correct the key, or add it to terms.toml",
        )

    # ---- rates

    def rate(self, authority: str, industry_code: str, year: int) -> Rate | None:
        """An industry's premium rate for a year, or None where the pack holds none."""
        return self.rates.get((authority, year), {}).get(industry_code)

    def find_rate(self, industry_code: str, year: int) -> Rate | None:
        """The rate for a year from whichever of the program's authorities holds the code, or None."""
        found = (self.rate(authority, industry_code, year) for authority in self.program.rate_authorities)
        return next((rate for rate in found if rate is not None), None)

    def last_known_rate(self, industry_code: str, year: int) -> Rate | None:
        """The rate for a year, else the newest earlier one, so that a page can show it and say so."""
        years = sorted({y for _, y in self.rates if y <= year}, reverse=True)
        found = (self.find_rate(industry_code, y) for y in years)
        return next((rate for rate in found if rate is not None), None)

    def rate_file(self, authority: str, year: int) -> str:
        """Name of the sheet, in the pack, that holds or would hold an authority's rates of a year."""
        return f"rates/{authority}-{year}.csv"


def _parameter(key: str, dated: DatedValue, file: str, entry: ParameterEntry) -> Parameter:
    return Parameter(
        key=key,
        value=dated.value,
        from_=dated.from_,
        to=dated.to,
        source=dated.source,
        confidence=dated.confidence,
        confirmed_on=dated.confirmed_on,
        file=file,
        title=entry.title,
        unit=entry.unit,
        note=dated.note,
    )
