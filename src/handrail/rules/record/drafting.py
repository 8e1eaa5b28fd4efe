"""A note of facts drawn from records, for the owner to confirm or change: it says what the records say and nothing more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from statistics import median_high
from typing import TYPE_CHECKING, Final

from handrail.rules.days import day_and_month
from handrail.rules.record.facts import RecordFact

if TYPE_CHECKING:
    from handrail.program import RecordKind

LATE: Final = 2
"""A record written down so many days after its own day, or more, is said to be; one evening late is still fresh."""


def draft(records: Iterable[RecordFact], kinds: Mapping[str, RecordKind], worked_weeks: int | None = None) -> str:
    """One sentence a kind of record, in the order they first appear; empty without records.

    "Site check: 10 records between 3 June 2025 and 2 March 2026 at 4 jobs; 7 things found, all fixed, in 6 days at the
    median." `worked_weeks`, where given, stands behind the count ("in 33 worked weeks").
    """
    by_kind: dict[str, list[RecordFact]] = {}
    for record in sorted(records, key=lambda one: (one.day, one.id)):
        by_kind.setdefault(record.kind, []).append(record)
    return " ".join(_sentence(kinds[kind].owner_words, held, worked_weeks) for kind, held in by_kind.items())


def _sentence(word: str, records: Sequence[RecordFact], weeks: int | None) -> str:
    parts = [f"{word}: {_when(records)}{_where(records)}{_weeks(records, weeks)}"]
    people = frozenset().union(*(record.people for record in records))
    if people:
        parts.append(f"{len(people)} {'person' if len(people) == 1 else 'people'} took part")
    found = _found(records)
    if found:
        parts.append(found)
    elsewhere = sum(record.somebody_elses_paper for record in records)
    if elsewhere:
        parts.append(f"{elsewhere} on another firm's form")
    late = sum(record.late >= LATE for record in records)
    if late:
        parts.append(f"{late} written down {LATE} days later or more")
    return "; ".join(parts) + "."


def _when(records: Sequence[RecordFact]) -> str:
    first, last = records[0].day, records[-1].day
    if len(records) == 1:
        return f"one record, {_day(first)}"
    if first == last:
        return f"{len(records)} records on {_day(first)}"
    return f"{len(records)} records between {_day(first)} and {_day(last)}"


def _where(records: Sequence[RecordFact]) -> str:
    places = len({record.site for record in records} - {""})
    return f" at {places} jobs" if places > 1 else ""


def _weeks(records: Sequence[RecordFact], weeks: int | None) -> str:
    return f", in {weeks} worked weeks" if weeks and len(records) > 1 else ""


def _found(records: Sequence[RecordFact]) -> str:
    found = sum(record.defects for record in records)
    if not found:
        return ""
    days = [took for record in records for took in record.fixed_in]
    open_ = sum(record.open_defects for record in records)
    said = "1 thing found" if found == 1 else f"{found} things found"
    if not days:
        return f"{said}, none fixed yet" if found > 1 else f"{said}, not fixed yet"
    took = median_high(days)
    many = len(days) > 1
    pace = ("the same day" if took == 0 else f"in {took} {'day' if took == 1 else 'days'}") + (
        " at the median" if many else ""
    )
    if open_:
        return f"{said}, {len(days)} fixed, {pace}, {open_} still open"
    return f"{said}, {'all fixed' if found > 1 else 'fixed'}, {pace}"


def _day(day: date) -> str:
    return f"{day_and_month(day)} {day.year}"
