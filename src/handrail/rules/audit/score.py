"""Scoring an audit: points awarded of points available, two gates, each decided exactly.

What does not apply leaves the base; what is not answered scores nothing and stays in it; a carried policy question counts in full.
A claim or a carry that the facts do not allow counts as not answered, so facts corrected later can never leave a false claim standing.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from handrail.rules.audit.facts import (
    DROPS_OUT,
    Facts,
    Purpose,
    Sheet,
    as_number,
    carry_refused,
    claim_refused,
    dropped_out,
    from_hundredths,
    to_hundredths,
)
from handrail.rules.audit.gates import Gates, gates_for, percent_of, reaches
from handrail.rules.audit.parameters import parameter_json
from handrail.rules.reason import Reason

if TYPE_CHECKING:
    from handrail.program import Edition, Pack, Parameter, Question


@dataclass(frozen=True, slots=True)
class ElementScore:
    """One element. `percent` and `passed` are None where nothing is available; it then takes no part in the test."""

    id: str
    title: str
    awarded: Decimal
    available: Decimal
    percent: Decimal | None
    passed: bool | None

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "title": self.title,
            "awarded": as_number(self.awarded),
            "available": as_number(self.available),
            "percent": None if self.percent is None else str(self.percent),
            "passed": self.passed,
        }


@dataclass(frozen=True, slots=True)
class Score:
    """The result of an audit. Percent is cut to two places; None if nothing is available, which never passes."""

    edition: str
    as_of: str
    awarded: Decimal
    available: Decimal
    percent: Decimal | None
    passed: bool
    elements: tuple[ElementScore, ...]
    reasons: tuple[Reason, ...]
    unanswered: tuple[str, ...]
    carried: tuple[str, ...]
    parameters: tuple[Parameter, ...]

    @property
    def failing_elements(self) -> tuple[ElementScore, ...]:
        """Elements below the element gate."""
        return tuple(element for element in self.elements if element.passed is False)

    def as_json(self) -> dict[str, Any]:
        return {
            "edition": self.edition,
            "as_of": self.as_of,
            "awarded": as_number(self.awarded),
            "available": as_number(self.available),
            "percent": None if self.percent is None else str(self.percent),
            "passed": self.passed,
            "elements": [element.as_json() for element in self.elements],
            "reasons": [reason.as_json() for reason in self.reasons],
            "unanswered": list(self.unanswered),
            "carried": list(self.carried),
            "parameters": {parameter.key: parameter_json(parameter) for parameter in self.parameters},
        }


@dataclass(frozen=True, slots=True)
class Tally:
    """The bare sums, in hundredths of points, element by element; what scoring and advice share."""

    awarded: tuple[int, ...]
    available: tuple[int, ...]
    unanswered: tuple[str, ...]
    carried: tuple[str, ...]
    not_applicable: tuple[str, ...]
    ignored: tuple[str, ...]
    disallowed: tuple[tuple[str, str], ...]


_Row = tuple[str, int, int, "Question"]


@lru_cache(maxsize=512)
def _rows(edition: Edition, dropping: frozenset[str]) -> tuple[tuple[_Row, ...], frozenset[str], tuple[int, ...]]:
    """The questions in force as (id, element, hundredths, question), the ids dropped out, and the base of each element."""
    rows: list[_Row] = []
    gone: set[str] = set()
    base = [0] * len(edition.elements)
    for index, element in enumerate(edition.elements):
        for question in element.questions:
            if dropping.isdisjoint(question.drops_out_when):
                full = to_hundredths(question.points)
                rows.append((question.id, index, full, question))
                base[index] += full
            else:
                gone.add(question.id)
    return tuple(rows), frozenset(gone), tuple(base)


def rows_in_force(edition: Edition, facts: Facts) -> tuple[tuple[_Row, ...], frozenset[str], tuple[int, ...]]:
    """The questions that take part under these facts, with their element's index and their points in hundredths."""
    _check(edition)
    return _rows(edition, frozenset(name for name, holds in DROPS_OUT.items() if holds(facts)))


@lru_cache(maxsize=512)
def _check(edition: Edition) -> None:
    """An edition that names an unknown condition is refused once, not silently kept whole."""
    for question in edition.questions:
        dropped_out(question, Facts())


def tally(sheet: Sheet, *, carried_in_base: bool = True) -> Tally:
    """Add up one sheet. Where a partner keeps carried questions out of the base, they are neither awarded nor available."""
    rows, gone, base = rows_in_force(sheet.edition, sheet.facts)
    awarded = [0] * len(base)
    available = list(base)
    unanswered: list[str] = []
    carried: list[str] = []
    not_applicable: list[str] = []
    disallowed: list[tuple[str, str]] = []
    answers = sheet.answers
    for identity, element, full, question in rows:
        answer = answers.get(identity)
        if answer is None:
            unanswered.append(identity)
        elif answer.hundredths is not None:
            awarded[element] += answer.hundredths
        else:
            refused = carry_refused(question, sheet.purpose) if answer.carried else claim_refused(question, sheet.facts)
            if refused:
                disallowed.append((identity, refused))
                unanswered.append(identity)
            elif answer.carried:
                carried.append(identity)
                if carried_in_base:
                    awarded[element] += full
                else:
                    available[element] -= full
            else:
                available[element] -= full
                not_applicable.append(identity)
    ignored = tuple(identity for identity in answers if identity in gone) if gone else ()
    return Tally(
        tuple(awarded),
        tuple(available),
        tuple(unanswered),
        tuple(carried),
        tuple(not_applicable),
        ignored,
        tuple(disallowed),
    )


def score(sheet: Sheet, pack: Pack) -> Score:
    """The score of a sheet under the gates in force on its day, with reasons and the parameters used."""
    gates = gates_for(pack, sheet.purpose, sheet.as_of, sheet.partner)
    sums = tally(sheet, carried_in_base=gates.carried_in_base.value is True)
    elements = tuple(
        ElementScore(
            element.id,
            element.title,
            from_hundredths(awarded),
            from_hundredths(available),
            percent_of(awarded, available),
            reaches(awarded, available, gates.element) if available else None,
        )
        for element, awarded, available in zip(sheet.edition.elements, sums.awarded, sums.available, strict=True)
    )
    awarded, available = sum(sums.awarded), sum(sums.available)
    overall = available > 0 and reaches(awarded, available, gates.overall)
    passed = overall and all(element.passed is not False for element in elements)
    percent = percent_of(awarded, available)
    points = (from_hundredths(awarded), from_hundredths(available))
    reasons = (*_gate_reasons(points, percent, overall, elements, gates), *_other_reasons(sheet, sums, gates))
    return Score(
        sheet.edition.id,
        sheet.as_of.isoformat(),
        *points,
        percent,
        passed,
        elements,
        reasons,
        sums.unanswered,
        sums.carried,
        (*gates.parameters, gates.carried_in_base) if sums.carried else gates.parameters,
    )


def plain(number: Decimal | int | str | float | object) -> str:
    """A number as a sentence shows it: 80, 7.5."""
    if isinstance(number, Decimal):
        return f"{number.normalize():f}"
    return str(number)


def _gate_reasons(
    points: tuple[Decimal, Decimal],
    percent: Decimal | None,
    met: bool,
    elements: tuple[ElementScore, ...],
    gates: Gates,
) -> list[Reason]:
    mark = gates.overall_parameter
    if percent is None:
        return [Reason("nothing_available", "No question takes part, so there is nothing to pass.", mark.source)]
    code, verdict = ("overall_met", "met") if met else ("overall_missed", "missed")
    sentence = f"{points[0]} of {points[1]} points is {percent} %; the pass mark of {plain(mark.value)} % is {verdict}."
    reasons = [Reason(code, sentence, mark.source)]
    floor = gates.element_parameter
    for element in elements:
        if element.passed is False:
            sentence = (
                f"Element {element.id}, {element.title}: {element.awarded} of {element.available} points is {element.percent} %, "
                f"under the {plain(floor.value)} % that every element needs."
            )
            reasons.append(Reason("element_missed", sentence, floor.source))
        elif element.passed is None:
            sentence = f"Element {element.id}, {element.title}: nothing in it applies, so it takes no part."
            reasons.append(Reason("element_empty", sentence, floor.source))
    if len(reasons) == 1 and gates.element > 0:
        reasons.append(Reason("elements_met", f"Every element reaches {plain(floor.value)} %.", floor.source))
    return reasons


def _other_reasons(sheet: Sheet, sums: Tally, gates: Gates) -> list[Reason]:
    source = f"edition {sheet.edition.id}"
    reasons = []
    if gates.uncertain:
        word = "maintenance audit" if sheet.purpose is Purpose.MAINTENANCE else "certification audit"
        sentence = f"No source states the pass mark of a {word} (graded unknown); the values shown stand until a partner names its own."
        unknown = next(parameter for parameter in gates.parameters if parameter.confidence == "unknown")
        reasons.append(Reason("mark_unknown", sentence, unknown.source))
    for identity in sums.ignored:
        reasons.append(
            Reason(
                "answer_ignored",
                f"Question {identity} drops out for this firm; the answer given to it is not counted.",
                source,
            )
        )
    for identity, refused in sums.disallowed:
        reasons.append(Reason("claim_not_allowed", f"Question {identity} {refused} It counts as not answered.", source))
    if sums.not_applicable:
        listed = ", ".join(sums.not_applicable)
        reasons.append(Reason("not_applicable", f"Claimed not applicable and taken out of the base: {listed}.", source))
    if sums.carried:
        listed = ", ".join(sums.carried)
        how = "at full points" if gates.carried_in_base.value is True else "and left out of the base"
        reasons.append(
            Reason("carried", f"Carried from the certification {how}: {listed}.", gates.carried_in_base.source)
        )
    if sums.unanswered:
        count = len(sums.unanswered)
        words = (
            "1 question is not answered and counts" if count == 1 else f"{count} questions are not answered and count"
        )
        reasons.append(Reason("unanswered", f"{words} as 0 points.", source))
    return reasons
