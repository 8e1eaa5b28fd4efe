"""Every lost point becomes a line of the action plan that next year's audit asks for."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from handrail.rules.audit.facts import Sheet, from_hundredths
from handrail.rules.audit.score import rows_in_force, tally

if TYPE_CHECKING:
    from handrail.program import Kind


@dataclass(frozen=True, slots=True)
class PlanLine:
    """What is missing on one question. `awarded` and `points` as scored; `good_proof` is the edition's own guidance."""

    question: str
    element: str
    title: str
    kind: Kind
    awarded: Decimal
    points: Decimal
    good_proof: str

    @property
    def lost(self) -> Decimal:
        return self.points - self.awarded


def action_plan(sheet: Sheet) -> tuple[PlanLine, ...]:
    """A line for every question in force that lost points, most lost first, then in the instrument's order."""
    unanswered = frozenset(tally(sheet).unanswered)
    lines = []
    for identity, element, full, question in rows_in_force(sheet.edition, sheet.facts)[0]:
        answer = sheet.answers.get(identity)
        now = 0 if identity in unanswered else None if answer is None else answer.hundredths
        if now is not None and now < full:
            lines.append(
                PlanLine(
                    identity,
                    sheet.edition.elements[element].id,
                    question.title,
                    question.kind,
                    from_hundredths(now),
                    from_hundredths(full),
                    question.good_proof,
                )
            )
    return tuple(sorted(lines, key=lambda line: -line.lost))
