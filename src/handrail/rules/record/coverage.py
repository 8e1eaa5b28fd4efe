"""What kept records prove of each question: how many are needed, how many there are, month by month, and what is missing.

A recipe's `minimum` counts per window, quarter, worker, place of work or hire. How it is to be spread is prose in the
editions, so any spread means the same here: a quarter of the minimum in each quarter that was worked (three of twelve),
and fewer than four in quarters of their own. Time without a worked day needs nothing. Fixes are counted where a record
that found something says it is closed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from handrail.rules.audit.facts import Facts
from handrail.rules.audit.window import Window
from handrail.rules.reason import Reason
from handrail.rules.record.facts import Crew, NoWorkReason, Promise, RecordFact, WorkCalendar

if TYPE_CHECKING:
    from handrail.program import Edition, Question, RecordKind

State = Literal["covered", "thin", "missing", "not_applicable", "idle", "paper"]
Mark = Literal["full", "half", "hollow", "hatched", "dash", "ahead"]


@dataclass(frozen=True, slots=True)
class MonthMark:
    """One month of a question's strip.

    `month` is the first day of the month it is named by, `from_` and `to` the days it stands for. `records` count,
    `wanted` would be enough in it (0: this month asks for none of its own). `wants`: worked, over or running, empty, and
    the question still needs one here. `reason` says why a hatched month is idle.
    """

    month: date
    from_: date
    to: date
    mark: Mark
    records: int = 0
    wanted: int = 0
    worked_days: int = 0
    wants: bool = False
    reason: NoWorkReason | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the records prove of one question.

    `needed` and `found` count what the recipe counts (`unit`): records, or workers, hires or places that have theirs.
    `record_ids` are the records that count, oldest first. `missing` says what is not there, one sentence each.
    `lacking` are the keys of workers or hires without. `partial`: papers or photos that are not records belong to the
    proof too. `on_course`: nothing that could have been there by now is lacking.
    `state` is `paper` where no record can prove it, and `idle` where no day of the window was worked.
    """

    question: str
    state: State
    needed: int
    found: int
    unit: Literal["record", "worker", "hire", "site", "quarter"] = "record"
    months: tuple[MonthMark, ...] = ()
    record_ids: tuple[str, ...] = ()
    missing: tuple[Reason, ...] = ()
    lacking: tuple[str, ...] = ()
    partial: bool = False
    on_course: bool = False


@dataclass(frozen=True, slots=True)
class Readiness:
    """How much of what records can prove is proven: points covered of points asked, and the sentence that says so."""

    covered: int
    asked: int
    percent: int | None
    questions_covered: int
    questions_asked: int
    sentence: str
    note: str


def evaluate(
    questions: Iterable[Question],
    records: Sequence[RecordFact],
    window: Window,
    calendar: WorkCalendar,
    crew: Crew,
    facts: Facts,
    as_of: date,
    *,
    kinds: Mapping[str, RecordKind],
    promises: Sequence[Promise] = (),
) -> dict[str, Coverage]:
    """The coverage of each question that records may prove, by id, in the questions' order, as of a day.

    Left out are questions of other kinds than R for which no record is kept. `kinds` are the pack's record kinds.
    """
    raise NotImplementedError


def known_facts(stored: Mapping[str, Any], records: Iterable[RecordFact], window: Window) -> Facts:
    """The firm's facts; whether incidents, faults or drill gaps happened is read from the records where nobody said."""
    raise NotImplementedError


def readiness(coverages: Mapping[str, Coverage], edition: Edition) -> Readiness:
    """The points of the questions that are covered, of all that records can prove and that apply."""
    raise NotImplementedError
