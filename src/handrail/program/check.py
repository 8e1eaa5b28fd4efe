"""Conformance rules for a pack: what must hold of its data beyond the shape of each file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from handrail.program.catalogue import DatedWord
from handrail.program.errors import PackError
from handrail.program.loader import pack_folder, read_pack
from handrail.program.lock import LOCK_FILE, read_lock
from handrail.program.model import DatedValue, Edition, Question
from handrail.program.pack import Pack

_GUIDANCE = ("asked", "why", "good_proof", "common_mistake")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a pack that does not conform: a `fault` fails the check, a `notice` is worth knowing."""

    level: Literal["fault", "notice"]
    file: str
    key: str
    what: str
    mend: str

    def __str__(self) -> str:
        return str(PackError(self.file, self.key, self.what, self.mend))


def check_pack(name_or_folder: str | Path = "ca-ab") -> list[Finding]:
    """Every way in which a pack breaks the standard's own conformance rules; an empty list means it conforms.

    A file that cannot be read at all is one finding, because nothing behind it can be checked. A folder that does not
    exist raises `PackError`.
    """
    folder = pack_folder(name_or_folder)
    try:
        pack = read_pack(folder)
    except PackError as error:
        return [Finding("fault", error.file, error.key, error.what, error.mend)]
    findings: list[Finding] = []
    for rule in (_dates, _overrides, _choices, _sources, _courses, _tasks, _pulse, _lock):
        findings += rule(pack)
    for edition in pack.editions.values():
        for edition_rule in (_totals, _ids, _questions, _guidance):
            findings += edition_rule(pack, edition)
    return findings


def _fault(file: str, key: str, what: str, mend: str) -> Finding:
    return Finding("fault", file, key, what, mend)


# ---- dated values


def _dated_series(pack: Pack) -> Iterator[tuple[str, str, tuple[DatedValue | DatedWord, ...]]]:
    for key, (file, entry) in pack.entries.items():
        yield file, key, entry.values
    for partner in pack.partners.values():
        for key, values in partner.overrides.items():
            yield partner.file, key, values
    for key, words in pack.dated_terms.items():
        yield "terms.toml", key, words


def _dates(pack: Pack) -> Iterator[Finding]:
    for file, key, values in _dated_series(pack):
        last_end: date | None = None
        for index, dated in enumerate(values):
            if dated.to is not None and dated.to < dated.from_:
                yield _fault(
                    file, key, f"a value ends on {dated.to} before it starts on {dated.from_}", "Correct a day"
                )
            if index and (last_end is None or dated.from_ <= last_end):
                yield _fault(
                    file,
                    key,
                    f"two values are in force on {dated.from_}",
                    "End the older one the day before the newer one starts",
                )
            last_end = dated.to


def _overrides(pack: Pack) -> Iterator[Finding]:
    for partner in pack.partners.values():
        for key, values in partner.overrides.items():
            if key not in pack.entries:
                yield _fault(partner.file, key, "overrides a parameter that does not exist", "Correct the key")
                continue
            base = {_type(dated) for dated in pack.entries[key][1].values}
            for dated in values:
                if _type(dated) not in base:
                    yield _fault(
                        partner.file,
                        key,
                        f"is a {_type(dated)} where the program has a {' or '.join(sorted(base))}",
                        "Give the same kind of value",
                    )


def _choices(pack: Pack) -> Iterator[Finding]:
    """A word is one of those its unit lists ("anniversary, month_end or calendar_year_end"): rules know no others."""
    for file, key, values in _dated_series(pack):
        unit = pack.entries[key][1].unit if key in pack.entries else ""
        if " or " not in unit:
            continue
        known = unit.replace(" or ", ", ").split(", ")
        for word in (dated.value for dated in values if isinstance(dated, DatedValue)):
            if isinstance(word, str) and word not in known:
                yield _fault(file, key, f'has the value "{word}", which its unit does not list', f"Use {unit}")


def _type(dated: DatedValue) -> str:
    if isinstance(dated.value, bool):
        return "yes or no"
    if isinstance(dated.value, str):
        return "text"
    return "list" if isinstance(dated.value, tuple) else "number"


# ---- sources and references


def _cited(pack: Pack) -> Iterator[tuple[str, str, str]]:
    for file, key, values in _dated_series(pack):
        for dated in values:
            yield file, key, dated.source
    for course in pack.courses.values():
        yield "courses.toml", course.id, course.source
    for task in pack.work.task:
        yield "tasks.toml", task.id, task.source
    for asked in pack.pulse.set:
        yield "pulse.toml", asked.id, asked.source
        for words in asked.language:
            yield "pulse.toml", f"{asked.id} {words.code}", words.source
    for listed in pack.directory.partner:
        yield "directory.toml", listed.id, listed.source
    for contact in pack.directory.contact:
        yield "directory.toml", contact.id, contact.source
    for claim in pack.program.claim:
        yield "program.toml", claim.id, claim.source
    for sheet in pack.rates.values():
        for rate in sheet.values():
            yield rate.file, rate.industry_code, rate.source


def _sources(pack: Pack) -> Iterator[Finding]:
    for file, key, cited in _cited(pack):
        for code in cited.replace(",", " ").split():
            if code not in pack.sources:
                yield _fault(file, key, f"cites {code}, which sources.csv does not hold", "Add it or correct the code")


def _courses(pack: Pack) -> Iterator[Finding]:
    for partner in pack.partners.values():
        for course in partner.courses:
            if course not in pack.courses:
                yield _fault(partner.file, f"courses {course}", "courses.toml has no such course", "Correct the id")


def _tasks(pack: Pack) -> Iterator[Finding]:
    """A ticket's courses exist, and a task that names no law does not pass for more than Handrail's own list."""
    for kind in pack.work.ticket:
        for course in kind.courses:
            if course not in pack.courses:
                yield _fault(
                    "tasks.toml",
                    kind.id,
                    f"names the course {course}, which courses.toml does not hold",
                    "Correct the id",
                )
    for task in pack.work.task:
        if not task.law and task.confidence != "design":
            yield _fault(
                "tasks.toml",
                task.id,
                "names no law but is graded as more than our own list",
                "Name the law or grade it design",
            )
        if task.law and task.confidence == "design":
            yield _fault(
                "tasks.toml", task.id, "names a law but is graded as our own list", "Grade what the source says"
            )
        if task.to is not None and task.to < task.from_:
            yield _fault("tasks.toml", task.id, f"ends on {task.to} before it starts on {task.from_}", "Correct a day")


def _pulse(pack: Pack) -> Iterator[Finding]:
    """A translation nobody who speaks it has read does not pass for more than that."""
    for asked in pack.pulse.set:
        for words in asked.language:
            if words.checked_on is None and words.confidence != "unknown":
                key = f"{asked.id} {words.code}"
                what = "is graded as sure, but no speaker has checked it"
                yield _fault("pulse.toml", key, what, "Grade it unknown, or add the day in checked_on")


def _lock(pack: Pack) -> Iterator[Finding]:
    locked = read_lock(pack.folder)
    for edition in pack.editions.values():
        if edition.id not in locked:
            yield _fault(LOCK_FILE, edition.id, "the edition is not locked", "Write the lock again on purpose")
        elif locked[edition.id] != edition.digest:
            yield _fault(
                LOCK_FILE,
                edition.id,
                "the edition's files changed after it was locked",
                "Make a new edition for a change of substance; for a mend of wording write the lock again on purpose",
            )


# ---- editions


def _totals(pack: Pack, edition: Edition) -> Iterator[Finding]:
    said = edition.totals
    kinds = Counter(q.kind for q in edition.questions)
    letters: Counter[str] = Counter()
    for question in edition.questions:
        letters["/".join(question.verify)] += question.points  # type: ignore[assignment]  # Counter counts Decimals too
    pairs = [
        ("questions", said.questions, len(edition.questions)),
        ("points", said.points, edition.available),
        *((f"questions of kind {k}", said.questions_by_kind.get(k, 0), kinds[k]) for k in ("P", "R", "K", "C")),
        *(
            (f"points verified by {name}", said.points_by_verification.get(name, 0), letters[name])
            for name in sorted(letters.keys() | said.points_by_verification.keys())
        ),
    ]
    for name, declared, found in pairs:
        if declared != found:
            yield _fault(edition.file, f"totals {name}", f"declared {declared}, found {found}", "Correct one of them")


def _ids(pack: Pack, edition: Edition) -> Iterator[Finding]:
    counted = Counter(q.id for q in edition.questions) + Counter(f"element {e.id}" for e in edition.elements)
    for name, times in counted.items():
        if times > 1:
            yield _fault(edition.file, name, f"stands {times} times", "Give each its own id")
    for question in edition.questions:
        if question.id.rpartition(".")[0] != question.element:
            yield _fault(
                edition.file, f"question {question.id}", f"stands in element {question.element}", "Move or renumber it"
            )


def _questions(pack: Pack, edition: Edition) -> Iterator[Finding]:
    for question in edition.questions:
        for what, mend in _question_faults(pack, edition, question):
            yield _fault(edition.file, f"question {question.id}", what, mend)
    places = Counter(q.walk_order for q in edition.questions if q.walk_order is not None)
    for place, times in places.items():
        if times > 1:
            yield _fault(edition.file, f"walk_order {place}", f"is used {times} times", "Give each stop its own place")


def _question_faults(pack: Pack, edition: Edition, question: Question) -> Iterator[tuple[str, str]]:
    for kind in question.proof.record_kinds:
        if kind not in pack.record_kinds:
            yield f"is proved by {kind}, which record_kinds.toml does not hold", "Correct the record kind"
    for fact in (*question.drops_out_when, *question.may_be_not_applicable_when_false):
        if fact not in edition.facts:
            yield f"names the fact {fact}, which the edition does not declare", "Declare it under facts or correct it"
    if (question.scale == "criteria") != bool(question.criteria):
        yield "has criteria and scale that do not fit", "List criteria exactly where the scale is criteria"
    if question.carry_over and question.kind != "P":
        yield "may be carried over but is not of kind P", "Only directive questions are carried over"
    if (question.scale == "share") != (question.kind == "K"):
        yield "has a scale that does not fit its kind", "Knowledge questions score by share, others do not"


def _guidance(pack: Pack, edition: Edition) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for question in edition.questions:
        key = f"question {question.id}"
        for field in _GUIDANCE:
            text: str = getattr(question, field)
            if len(text.split()) < 6:
                yield _fault(edition.file, key, f"{field} says too little to guide anyone", "Write a full sentence")
            if text in seen:
                yield _fault(edition.file, key, f"{field} repeats question {seen[text]}", "Write it for this question")
            seen[text] = question.id
        if question.kind == "K" and not question.crew_words.strip():
            yield _fault(edition.file, key, "has no crew_words", "Say how to ask it aloud at the tailgate")
        if question.kind == "C" and question.walk_order is None:
            yield _fault(edition.file, key, "has no walk_order", "Say when on the walk it comes")
