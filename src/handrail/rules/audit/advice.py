"""The cheapest way to pass: the smallest total of whole points, and among equals the fewest questions.

Why the greedy choice is exact. Each element needs at least `need` whole points to reach its own gate, and the audit needs `overall`
whole points in all, so no way is cheaper than max(sum of needs, overall). Within an element, k questions can give at most the sum of
its k largest gains, so the fewest questions for its need are its largest ones. The gains that follow are ever smaller, so if the
total still wants more, the largest gain left anywhere is always the best next question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from handrail.rules.audit.facts import HUNDRED, Answer, Sheet, as_number, from_hundredths
from handrail.rules.audit.gates import gates_for
from handrail.rules.audit.score import Score, rows_in_force, score
from handrail.rules.reason import BadInput

if TYPE_CHECKING:
    from handrail.program import Kind, Pack


@dataclass(frozen=True, slots=True)
class AdviceStep:
    """Raise one question by a whole number of points. `kind`: P policy, R record, K knowledge, C condition."""

    question: str
    from_: Decimal
    to: Decimal
    gain: int
    kind: Kind

    def as_json(self) -> dict[str, Any]:
        return {
            "question": self.question,
            "from": as_number(self.from_),
            "to": as_number(self.to),
            "gain": self.gain,
            "kind": self.kind,
        }


@dataclass(frozen=True, slots=True)
class Advice:
    """`now` and `reaches` are whole scores. Where the target is out of reach, the steps lead to the best that whole points can do."""

    now: Score
    steps: tuple[AdviceStep, ...]
    reaches: Score
    reachable: bool

    @property
    def hard_fails(self) -> tuple[str, ...]:
        """Elements below the element gate now."""
        return tuple(element.id for element in self.now.failing_elements)

    @property
    def points_needed(self) -> int:
        return sum(step.gain for step in self.steps)

    def as_json(self) -> dict[str, Any]:
        return {
            "now": _short(self.now),
            "hard_fails": list(self.hard_fails),
            "steps": [step.as_json() for step in self.steps],
            "points_needed": self.points_needed,
            "reaches": _short(self.reaches),
            "reachable": self.reachable,
        }


@dataclass(frozen=True, slots=True)
class _Gain:
    """What one question can still give: its place in the instrument, its element, hundredths now, whole points to gain."""

    place: int
    question: str
    element: int
    now: int
    most: int
    kind: Kind


def advise(sheet: Sheet, pack: Pack, to: Decimal | None = None) -> Advice:
    """The cheapest steps to pass both gates, or to reach `to` percent and the element gate.

    Raises BadInput if `to` is not a percentage.
    """
    if to is not None and not (to.is_finite() and 0 <= to <= 100):
        raise BadInput("--to", f"{to} is not a percentage.", "Give pass or a number from 0 to 100.")
    gates = gates_for(pack, sheet.purpose, sheet.as_of, sheet.partner)
    now = score(sheet, pack)
    overall = gates.overall if to is None else Fraction(to)
    gains = _gains(sheet, frozenset(now.unanswered))
    by_element: list[list[_Gain]] = [[] for _ in now.elements]
    for gain in gains:
        by_element[gain.element].append(gain)
    for group in by_element:
        group.sort(key=lambda gain: (-gain.most, gain.place))
    needs = [_missing(element.awarded, element.available, gates.element) for element in now.elements]
    total = max(sum(needs), _missing(now.awarded, now.available, overall))
    reachable = (
        now.available > 0
        and all(need <= _most(group) for need, group in zip(needs, by_element, strict=True))
        and total <= sum(_most(group) for group in by_element)
    )
    raised = _cheapest(by_element, needs, total) if reachable else {gain: gain.most for gain in gains}
    steps = tuple(_step(gain, points) for gain, points in sorted(raised.items(), key=lambda item: item[0].place))
    after = {**sheet.answers, **{step.question: Answer.of(step.to) for step in steps}}
    return Advice(now, steps, score(replace(sheet, answers=after), pack), reachable)


def _gains(sheet: Sheet, unanswered: frozenset[str]) -> list[_Gain]:
    """The questions that can gain at least one whole point; carried and claimed ones cannot."""
    gains = []
    for place, (identity, element, full, question) in enumerate(rows_in_force(sheet.edition, sheet.facts)[0]):
        answer = sheet.answers.get(identity)
        now = 0 if identity in unanswered else None if answer is None else answer.hundredths
        if now is not None and full - now >= HUNDRED:
            gains.append(_Gain(place, identity, element, now, (full - now) // HUNDRED, question.kind))
    return gains


def _missing(awarded: Decimal, available: Decimal, mark: Fraction) -> int:
    """Whole points still missing to `mark` percent of what is available."""
    short = mark * Fraction(available) / 100 - Fraction(awarded)
    return max(0, -(-short.numerator // short.denominator))


def _most(group: Sequence[_Gain]) -> int:
    return sum(gain.most for gain in group)


def _cheapest(by_element: list[list[_Gain]], needs: list[int], total: int) -> dict[_Gain, int]:
    """Whole points a question, `total` in all and `needs` at least in each element, on the fewest questions."""
    taken: list[list[_Gain]] = []
    rest: list[_Gain] = []
    for group, need in zip(by_element, needs, strict=True):
        count = 0
        while _most(group[:count]) < need:
            count += 1
        taken.append(group[:count])
        rest += group[count:]
    short = total - sum(_most(group) for group in taken)
    for gain in sorted(rest, key=lambda gain: (-gain.most, gain.place)):
        if short <= 0:
            break
        taken[gain.element].append(gain)
        short -= gain.most
    spare = total - sum(needs)
    raised: dict[_Gain, int] = {}
    for group, need in zip(taken, needs, strict=True):
        wanted = min(_most(group), need + spare)
        spare -= wanted - need
        for gain in group:
            points = min(gain.most, wanted)
            wanted -= points
            raised[gain] = points
    return raised


def _step(gain: _Gain, points: int) -> AdviceStep:
    to = from_hundredths(gain.now + points * HUNDRED)
    return AdviceStep(gain.question, from_hundredths(gain.now), to, points, gain.kind)


def _short(result: Score) -> dict[str, Any]:
    return {"percent": None if result.percent is None else str(result.percent), "passed": result.passed}
