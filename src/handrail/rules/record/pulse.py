"""What may be shown of a worker pulse, so that no group smaller than the program's minimum can be read or reckoned.

Sums are shown of groups that never overlap and never change once shown. A firm stands alone from the minimum on; the
smaller ones of a quarter are put together by Certifying Partner; the partners too small even so, and firms without one, are
put together once more. What is left over is shown to nobody. So whoever lays any shown figures over each other, on
whatever days, can only reckon groups that are themselves large enough; a firm that knows what its own crew answered too,
because several firms together hold the minimum even without any one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final
from uuid import UUID

from handrail.program import Pack
from handrail.rules.audit.parameters import whole_number
from handrail.rules.days import add_months, quarter
from handrail.rules.headcount import Relation
from handrail.rules.reason import BadInput, Reason

Sums = Mapping[str, Mapping[str, int]]
"""How many gave each answer, by question id and answer id."""


CREW: Final = frozenset(
    {
        Relation.WORKER,
        Relation.PART_TIME,
        Relation.CASUAL,
        Relation.TEMPORARY,
        Relation.FAMILY,
        Relation.VOLUNTEER,
        Relation.SUBCONTRACTOR,
    }
)
"""Whom the questions are for: everybody who works with the crew and does not own the firm."""


class Scope(StrEnum):
    """Whose answers are shown together."""

    OWN = "own"
    PARTNER = "partner"
    PROGRAM = "program"


@dataclass(frozen=True, slots=True)
class Round:
    """One firm's round of the quarter that begins on `quarter`.

    `crew`: people other than owners on its list when it opened. It takes answers until its `last_day`, or until `closed`.
    """

    id: UUID
    partner: UUID | None
    quarter: date
    crew: int
    answered: int
    last_day: date
    closed: bool = False

    def takes_answers(self, on: date) -> bool:
        """Whether an answer may still be added on a day."""
        return not self.closed and on <= self.last_day


@dataclass(frozen=True, slots=True)
class Group:
    """Rounds whose answers are shown as one."""

    scope: Scope
    rounds: frozenset[UUID]
    answered: int


@dataclass(frozen=True, slots=True)
class Showing:
    """What the firm of one round sees. `group` is None where nothing is shown; `from_` is the day it can be, if later."""

    group: Group | None
    reason: Reason
    from_: date | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One question's sums as they may be told: by answer, or only the answer that all, or all but one, gave."""

    question: str
    counts: tuple[tuple[str, int], ...] = ()
    nearly_all: str = ""


def quarter_end(day: date) -> date:
    """The last day of the calendar quarter a day lies in."""
    return add_months(quarter(day), 3) - timedelta(days=1)


def last_day(opened_on: date, pack: Pack) -> date:
    """The last day a round opened on a day takes answers: after the pack's days, at its quarter's end at the latest."""
    days = whole_number(pack, "pulse.days_open", opened_on)
    return min(opened_on + timedelta(days=days - 1), quarter_end(opened_on))


def minimum(quarter_start: date, pack: Pack) -> int:
    """The answers a shown group holds at least: as in force on its quarter's first day, so that no figure changes later."""
    return whole_number(pack, "pulse.minimum_answers", quarter_start)


def alone(one: Round, least: int) -> bool:
    """Whether a round stands by itself: answers enough, and no more of them than the firm had people to give them."""
    return least <= one.answered <= one.crew


def groups(rounds: Iterable[Round], least: int) -> tuple[Group, ...]:
    """The groups of one quarter's rounds that may be shown; they hold no round twice. Rounds left over stand in none.

    A round with more answers than the firm had people stands in none: who filled it up would know the rest of any group.
    """
    if least < 2:
        raise BadInput("pulse.minimum_answers", "a group of one is nobody's secret.", "Set it to 2 or more.")
    found: list[Group] = []
    small: dict[UUID | None, list[Round]] = {}
    for one in rounds:
        if alone(one, least):
            found.append(Group(Scope.OWN, frozenset({one.id}), one.answered))
        elif 0 < one.answered <= one.crew:
            small.setdefault(one.partner, []).append(one)
    left = list(small.pop(None, ()))
    for together in small.values():
        if _enough(together, least):
            found.append(_group(Scope.PARTNER, together))
        else:
            left += together
    if _enough(left, least):
        found.append(_group(Scope.PROGRAM, left))
    return tuple(found)


def _enough(rounds: list[Round], least: int) -> bool:
    """Whether the answers of all but the largest are enough; as each is smaller than that, they are three or more."""
    parts = sorted(one.answered for one in rounds)
    return sum(parts[:-1]) >= least


def _group(scope: Scope, rounds: list[Round]) -> Group:
    return Group(scope, frozenset(one.id for one in rounds), sum(one.answered for one in rounds))


def showing(one: Round, of_quarter: Iterable[Round], on: date, least: int) -> Showing:
    """What the firm of a round sees on a day.

    Its own figures once it takes no more answers; figures of several firms only once the quarter is over, because until
    then one more firm could join and be told apart by what it adds.
    """
    if alone(one, least) and not one.takes_answers(on):
        reason = Reason("own", f"{one.answered} answered, and {least} are enough to show a firm by itself.")
        return Showing(Group(Scope.OWN, frozenset({one.id}), one.answered), reason)
    hidden = _hidden(one, on)
    if hidden is not None:
        return hidden
    group = next((group for group in groups(of_quarter, least) if one.id in group.rounds), None)
    if group is None:
        return Showing(None, Reason("few_alone", "Even together with other firms too few answered."))
    return Showing(group, Reason("few", "It is shown together with other firms."))


def _hidden(one: Round, on: date) -> Showing | None:
    """Why nothing of a round that does not stand alone is shown on a day; None where it may be shown with others."""
    end = quarter_end(one.quarter)
    if one.takes_answers(on):
        return Showing(None, Reason("open", "Nothing is told before the last day is over."), _after(one.last_day))
    if not one.answered:
        return Showing(None, Reason("nobody", "Nobody answered."))
    if one.answered > one.crew:
        return Showing(None, Reason("more_than_crew", "More answered than people stood on the firm's list."))
    if on <= end:
        return Showing(None, Reason("few_later", "It is shown with other firms once the quarter is over."), _after(end))
    return None


def _after(day: date) -> date:
    return day + timedelta(days=1)


def added(sums: Iterable[Sums], questions: Iterable[str], answers: Iterable[str]) -> dict[str, dict[str, int]]:
    """Several rounds' sums as one, in the order of the questions and answers."""
    rows, asked = list(sums), tuple(answers)
    return {
        question: {answer: sum(row.get(question, {}).get(answer, 0) for row in rows) for answer in asked}
        for question in questions
    }


def told(sums: Sums) -> tuple[Told, ...]:
    """Each question's sums as they may be told.

    Where all gave one answer, or all but one did, its number would tell what somebody said (to the owner, or to the one
    who said otherwise): then only that answer is named.
    """
    return tuple(_told(question, counts) for question, counts in sums.items())


def _told(question: str, counts: Mapping[str, int]) -> Told:
    total = sum(counts.values())
    most = max(counts, key=lambda answer: counts[answer])
    if counts[most] >= total - 1:
        return Told(question, nearly_all=most)
    return Told(question, counts=tuple(counts.items()))


def mixed(sentences: Iterable[str], seed: str) -> tuple[str, ...]:
    """Sentences in an order that says nothing of when they came; the same for everybody and at every look."""
    return tuple(sorted(sentences, key=lambda text: sha256(f"{seed}\n{text}".encode()).digest()))
