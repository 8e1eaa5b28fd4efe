"""What makes a waiting file deserve a reader sooner, or a second look: plain facts said in words, never a hidden score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final

from handrail.rules.days import in_words
from handrail.rules.reason import Reason

# What the checks asked of a file as it arrived, the weightiest first, each with what is said of it before where it is.
FINDINGS: Final[Mapping[str, str]] = {
    "name_differs": "The name on the cover differs from the WCB account",
    "proof_used_before": "The same file was sent before",
    "proof_for_another_question": "The same file stands with another question",
    "months_missing": "Months of records are missing",
    "proof_missing": "Points are claimed by documents and none is shown",
    "proof_after_window": "Proof came after the proof days",
    "proof_before_window": "Proof is older than its year",
    "reason_missing": "Does not apply, and not why",
    "scan_unreadable": "A photo may be hard to read",
    "policy_unsigned": "A policy is not signed",
    "policy_overdue": "A policy is past the day to look at it again",
}
WEIGHT: Final[tuple[str, ...]] = (
    *("promise_past", "read_anew", "promise_near", "over_target", "near_mark", "many_notes"),
    *FINDINGS,
    *("later_round", "first_audit"),
)
"""Every reason, the weightiest first."""
_NAMED: Final = 3  # as many questions are named; of more it is said how many, and of which elements, or of how many


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is known of a waiting file without opening it. `percent_before` is the score of the round before, where there was one.

    `read_anew`: an appeal against the decision before was right, so the same papers lie here again. `found` are the questions by the check that asks something of them, empty for what is asked of the file as a whole.
    """

    received_on: date
    round: int = 1
    promised_on: date | None = None
    first_audit: bool = False
    percent_before: Decimal | None = None
    notes_open: int = 0
    found: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    read_anew: bool = False


@dataclass(frozen=True, slots=True)
class Marks:
    """The dated values these facts are held against: days, percent, points and notes of the pack."""

    target_days: int
    promise_days: int
    pass_mark: Fraction
    near_points: int
    many_notes: int


def second_look(file: Waiting, day: date, marks: Marks) -> tuple[Reason, ...]:
    """The reasons to look at a file sooner or twice, the weightiest first; none where nothing stands out."""
    found = [*_clock(file, day, marks)]
    if file.read_anew:
        # The firm waited once for a decision that did not stand; behind everybody else it would pay for it twice.
        found.append(Reason("read_anew", "Read anew after an appeal"))
    if file.percent_before is not None and _near(file.percent_before, marks):
        found.append(
            Reason(
                "near_mark",
                f"{file.percent_before} % in the round before, near the {_number(marks.pass_mark)} % it needs",
                "review.near_mark_points",
            )
        )
    if file.notes_open >= marks.many_notes:
        found.append(Reason("many_notes", f"{file.notes_open} notes that must be fixed are open", "review.many_notes"))
    found += [
        Reason(code, f"{said}: {where}" if (where := _where(file.found[code])) else said)
        for code, said in FINDINGS.items()
        if code in file.found
    ]
    if file.round > 1 and not file.read_anew:
        found.append(Reason("later_round", f"Round {file.round}: it came back once already"))
    if file.first_audit:
        found.append(Reason("first_audit", "The firm's first audit"))
    return tuple(found)


def _clock(file: Waiting, day: date, marks: Marks) -> list[Reason]:
    found = []
    if file.promised_on is not None and file.promised_on < day:
        found.append(
            Reason("promise_past", f"Promised by {in_words(file.promised_on)}, which is past", "review.promise_percent")
        )
    elif file.promised_on is not None and file.promised_on <= day + timedelta(days=marks.promise_days):
        found.append(Reason("promise_near", f"Promised by {in_words(file.promised_on)}", "review.near_promise_days"))
    waited = (day - file.received_on).days
    if waited > marks.target_days:
        found.append(
            Reason(
                "over_target",
                f"Waiting {waited} days, the target is {marks.target_days}",
                "review.target_days_high",
            )
        )
    return found


def _where(questions: tuple[str, ...]) -> str:
    """Which questions, or how many in which elements; empty where it is asked of none."""
    if len(questions) <= _NAMED:
        return _listed(list(questions))
    elements = list(dict.fromkeys(one.partition(".")[0] for one in questions))
    if len(elements) > _NAMED:
        return f"{len(questions)} questions in {len(elements)} elements"
    return f"{len(questions)} questions, element{'s' if elements[1:] else ''} {_listed(elements)}"


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def _near(percent: Decimal, marks: Marks) -> bool:
    return abs(Fraction(percent) - marks.pass_mark) <= marks.near_points


def _number(mark: Fraction) -> str:
    return f"{float(mark):g}"


def by_risk(file: Waiting, reasons: tuple[Reason, ...], target_days: int) -> tuple[tuple[int, ...], date]:
    """Sorts files by their weightiest reason, then the next; among equals the one whose promised or target day is first."""
    weights = sorted(WEIGHT.index(one.code) for one in reasons)
    return (*weights, len(WEIGHT)), file.promised_on or file.received_on + timedelta(days=target_days)
