"""Made-up years of records for the tests of the rules on them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from handrail.program import load_pack
from handrail.rules.audit.facts import Facts
from handrail.rules.audit.window import Window
from handrail.rules.days import add_months
from handrail.rules.record.coverage import Coverage, evaluate
from handrail.rules.record.facts import Crew, Idle, Promise, RecordFact, WorkCalendar

PACK = load_pack("ca-ab")
EDITION = PACK.edition("ref10-2023")
SIGNS = {"full": "#", "half": "+", "hollow": "o", "hatched": "/", "dash": "-", "ahead": ">"}
LAYOFF = Idle(date(2025, 12, 12), date(2026, 3, 9), "layoff")
WINDOW = Window(date(2025, 3, 21), date(2026, 3, 20))


def strip(coverage: Coverage) -> str:
    return "".join(SIGNS[one.mark] for one in coverage.months)


def record(kind: str, day: date, **fields: Any) -> RecordFact:
    fields.setdefault("id", f"{kind} {day} {fields.get('title', '')}")
    return RecordFact(kind=kind, day=day, **fields)


def mondays(first: date, last: date) -> list[date]:
    found = [first]
    while found[-1] + timedelta(days=7) <= last:
        found.append(found[-1] + timedelta(days=7))
    return found


def monthly(first: date, last: date) -> list[date]:
    found = [first]
    while add_months(first, len(found)) <= last:
        found.append(add_months(first, len(found)))
    return found


def calendar_of(records: list[RecordFact], *idle: Idle, answered: tuple[tuple[date, bool], ...] = ()) -> WorkCalendar:
    return WorkCalendar(idle, frozenset(one.day for one in records), answered)


def written(given: list[dict[str, Any]]) -> list[RecordFact]:
    """The records of a scenario."""
    found = []
    for one in given:
        fields = dict(one)
        days = fields.pop("days", None) or (
            mondays(*fields.pop("mondays")) if "mondays" in fields else monthly(*fields.pop("monthly"))
        )
        fields["people"] = frozenset(fields.get("people", ()))
        fields["fixed_in"] = tuple(fields.get("fixed_in", ()))
        fields["open_defects"] = fields.get("defects", 0) - len(fields["fixed_in"])
        kind = fields.pop("kind")
        found += [record(kind, day, **fields) for day in days]
    return found


def coverages(scenario: dict[str, Any]) -> dict[str, Coverage]:
    records = written(scenario["records"])
    idle = [Idle(one["from"], one.get("to"), one["reason"]) for one in scenario.get("idle", ())]
    return evaluate(
        EDITION.questions,
        records,
        Window(*scenario["window"]),
        calendar_of(records, *idle),
        Crew(frozenset(scenario.get("workers", ())), tuple((key, day) for key, day in scenario.get("hires", ()))),
        facts=Facts(**scenario.get("facts", {})),
        as_of=scenario["as_of"],
        kinds=PACK.record_kinds,
        promises=[Promise(one["kind"], one["times"], one["unit"], one["from"]) for one in scenario.get("promises", ())],
    )
