"""The cases on kept records: one firm's year by the rules alone, and thousands of firms from their rows."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

from bench.cases import Figure
from bench.measuring import cpu
from handrail.program import load_pack
from handrail.rules.audit.facts import Facts
from handrail.rules.audit.window import Window
from handrail.rules.record.coverage import evaluate, readiness
from handrail.rules.record.facts import Crew, Idle, RecordFact, WorkCalendar
from handrail.store.facts.record import YearFacts, years_facts
from handrail.store.models import Employer, Organisation, Person, Record, RecordPerson, Spell

WINDOW = Window(date(2025, 3, 21), date(2026, 3, 20))
PACK = load_pack()
EDITION = PACK.edition("ref10-2023")
KINDS = [kind.id for kind in PACK.record_kinds.values() if kind.kept]
NOW = datetime(2026, 3, 20, 18, tzinfo=UTC)
BATCH = 500


def _percent(known: YearFacts) -> int | None:
    found = evaluate(
        EDITION.questions,
        known.records,
        WINDOW,
        known.calendar,
        known.crew,
        facts=Facts(),
        as_of=WINDOW.to,
        kinds=PACK.record_kinds,
        promises=known.promises,
    )
    return readiness(found, EDITION).percent


def recipes(count: int = 400) -> Figure:
    """Every recipe over one firm's year of records, without rows."""
    dice = Random("recipes")
    records = tuple(
        RecordFact(
            str(number),
            dice.choice(KINDS),
            WINDOW.from_ + timedelta(days=dice.randrange(265)),
            site=str(dice.randrange(60)),
            people=frozenset(str(dice.randrange(6)) for _ in range(3)),
            defects=number % 5 == 0,
            fixed_in=(4,) if number % 5 == 0 else (),
        )
        for number in range(count)
    )
    layoff = Idle(date(2025, 12, 12), date(2026, 3, 9), "layoff")
    calendar = WorkCalendar((layoff,), frozenset(one.day for one in records))
    known = YearFacts(records, calendar, (), Crew(frozenset("012345")))
    took = min(cpu(lambda: _percent(known)) for _ in range(5))
    return Figure(
        f"every recipe over one firm's {count} records", f"{took * 1000:.1f} ms", "within 50 ms", took <= 0.05
    )


def years(firms: int = 5_000, records: int = 80) -> Figure:
    """The readiness of many firms, read in batches and evaluated one by one."""
    keys = _fill(firms, records)
    began = time.monotonic()
    ready = 0
    for first in range(0, len(keys), BATCH):
        ready += sum(_percent(known) is not None for known in years_facts(keys[first : first + BATCH], WINDOW).values())
    took = time.monotonic() - began
    if ready != firms:
        raise RuntimeError(f"{ready} of {firms} firms have a figure")
    return Figure(f"readiness of {firms:,} firms of {records} records", f"{took:.1f} s", "within 60 s", took <= 60)


def _fill(firms: int, records: int) -> list[UUID]:
    """So many firms with three people each, whose records two of them signed."""
    dice = Random("years")
    keys: list[UUID] = []
    while len(keys) < firms:
        count = min(BATCH, firms - len(keys))
        seats = Organisation.objects.bulk_create(
            Organisation(kind="employer", name=f"Firm {len(keys) + number}", created_at=NOW) for number in range(count)
        )
        made = Employer.objects.bulk_create(Employer(organisation=seat, legal_name=seat.name) for seat in seats)
        people = Person.objects.bulk_create(
            Person(employer=one, name=f"Hand {number}") for one in made for number in range(3)
        )
        Spell.objects.bulk_create(
            Spell(person=one, relation="worker", from_day=date(2024, 1, 8), covered=True, regularly_employed=True)
            for one in people
        )
        rows = Record.objects.bulk_create(
            Record(
                employer=one,
                kind=dice.choice(KINDS),
                happened_on=WINDOW.from_ + timedelta(days=dice.randrange(365)),
                captured_at=NOW,
                received_at=NOW,
                kept_by_name="Lead hand",
                sha256="0" * 64,
            )
            for one in made
            for _ in range(records)
        )
        RecordPerson.objects.bulk_create(
            RecordPerson(
                record=row, person=people[3 * (place // records) + number], name=f"Hand {number}", part="signed"
            )
            for place, row in enumerate(rows)
            for number in range(2)
        )
        keys += [one.pk for one in made]
    return keys
