"""What makes a waiting file deserve a reader sooner, or a second look: plain facts said in words, never a hidden score."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from handrail.rules.days import in_words
from handrail.rules.reason import Reason


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is known of a waiting file without opening it. `percent_before` is the score of the round before, where there was one."""

    received_on: date
    round: int = 1
    promised_on: date | None = None
    first_audit: bool = False
    percent_before: Decimal | None = None
    notes_open: int = 0


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
    if file.round > 1:
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


def _near(percent: Decimal, marks: Marks) -> bool:
    return abs(Fraction(percent) - marks.pass_mark) <= marks.near_points


def _number(mark: Fraction) -> str:
    return f"{float(mark):g}"


def by_risk(file: Waiting, reasons: tuple[Reason, ...], target_days: int) -> tuple[int, date]:
    """Sorts the files with the most reasons first; among those the one whose promised or target day is first."""
    return -len(reasons), file.promised_on or file.received_on + timedelta(days=target_days)
