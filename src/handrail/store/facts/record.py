"""Kept records, the work calendar, the firm's own intervals and its crew to what the record rules take; set-based."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, NamedTuple, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from handrail.program import load_pack
from handrail.rules.audit.window import Window
from handrail.rules.headcount import Relation
from handrail.rules.record.facts import Crew, Idle, NoWorkReason, Promise, RecordFact, Unit, WorkCalendar, late_days
from handrail.store.models import DayAnswer, Interval, NoWork, Record, RecordPerson, Spell

TICKET: Final = "training_certificate"
_GOOD_UNTIL: Final = "expires_on"
# Who works under the firm's own hand; the others bring their own papers.
_WORKERS: Final = frozenset(
    {
        Relation.WORKER,
        Relation.PART_TIME,
        Relation.CASUAL,
        Relation.TEMPORARY,
        Relation.FAMILY,
        Relation.VOLUNTEER,
        Relation.OTHER,
    }
)


class YearFacts(NamedTuple):
    """One firm's window: its records, its work calendar, its own intervals, its crew."""

    records: tuple[RecordFact, ...]
    calendar: WorkCalendar
    promises: tuple[Promise, ...]
    crew: Crew


@dataclass
class _Gathered:
    """What was read of one firm so far."""

    records: list[RecordFact] = field(default_factory=list)
    idle: list[Idle] = field(default_factory=list)
    answered: list[tuple[date, bool]] = field(default_factory=list)
    promises: dict[str, Promise] = field(default_factory=dict)
    spells: dict[str, list[tuple[date, date | None]]] = field(default_factory=lambda: defaultdict(list))


def year_facts(employer_id: UUID, window: Window) -> YearFacts:
    """Everything the record rules take of one firm's window, in six statements."""
    return years_facts([employer_id], window)[employer_id]


def years_facts(employer_ids: Collection[UUID], window: Window) -> dict[UUID, YearFacts]:
    """The same for many firms at once, in six statements; give at most some thousand a time.

    Removed records are left out; of records before the window only tickets are read, which count while they last.
    Of several intervals for one kind the newest that began by the window's last day holds.
    """
    found = {key: _Gathered() for key in employer_ids}
    _read_records(found, window)
    _read_calendar(found)
    for employer, kind, times, unit, from_ in Interval.objects.filter(
        employer__in=employer_ids, from_day__lte=window.to
    ).values_list("employer_id", "kind", "times", "unit", "from_day"):
        held = found[employer].promises.get(kind)
        if held is None or held.from_ < from_:
            found[employer].promises[kind] = Promise(kind, times, cast(Unit, unit), from_)
    _read_people(found, window)
    return {key: _facts(one, window) for key, one in found.items()}


def _wanted(employer_ids: Iterable[UUID], window: Window, prefix: str = "") -> Q:
    """Which records are read: those of the window, and tickets of before."""
    inside = Q(**{f"{prefix}happened_on__range": (window.from_, window.to)})
    ticket = Q(**{f"{prefix}kind": TICKET, f"{prefix}happened_on__lt": window.from_})
    return (inside | ticket) & Q(
        **{f"{prefix}employer__in": list(employer_ids), f"{prefix}removed_at__isnull": True},
    )


def _read_records(found: dict[UUID, _Gathered], window: Window) -> None:
    people: dict[UUID, set[str]] = defaultdict(set)
    for record, person in (
        RecordPerson.objects.filter(_wanted(found, window, "record__"), person__isnull=False)
        .exclude(part=RecordPerson.Part.ABSENT)
        .values_list("record_id", "person_id")
    ):
        people[record].add(str(person))
    rows: dict[UUID, tuple[Any, ...]] = {}
    closed: dict[UUID, list[int]] = defaultdict(list)
    for row in Record.objects.filter(_wanted(found, window)).values_list(
        "id",
        "employer_id",
        "kind",
        "happened_on",
        "captured_at",
        "received_at",
        "site_id",
        "place",
        "title",
        "paper_of",
        "defects",
        f"fields__{_GOOD_UNTIL}",
        "fixes__raised_on",
        "fixes__done_on",
    ):
        key, happened, raised, done = row[0], row[3], row[12], row[13]
        rows[key] = row
        if done is not None:
            closed[key].append(max((done - (raised or happened)).days, 0))
    zone = ZoneInfo(load_pack().program.time_zone)
    for key, row in rows.items():
        found[row[1]].records.append(_record(row, frozenset(people.get(key, ())), closed.get(key, []), zone))


def _record(row: tuple[Any, ...], people: frozenset[str], closed: list[int], zone: ZoneInfo) -> RecordFact:
    key, _, kind, day, captured, received, site, place, title, paper_of, defects, good_until, _, _ = row
    late = late_days(day, *(cast(datetime, clock).astimezone(zone).date() for clock in (captured, received)))
    return RecordFact(
        id=str(key),
        kind=kind,
        day=day,
        site=str(site) if site else place.strip().casefold(),
        people=people,
        defects=defects,
        open_defects=max(defects - len(closed), 0),
        fixed_in=tuple(sorted(closed)),
        late=late,
        title=title,
        somebody_elses_paper=bool(paper_of),
        good_until=_day(good_until) if kind == TICKET else None,
    )


def _read_calendar(found: dict[UUID, _Gathered]) -> None:
    for employer, from_, to, reason, note, back in (
        NoWork.objects.filter(employer__in=list(found))
        .order_by("from_day", "id")
        .values_list("employer_id", "from_day", "to_day", "reason", "note", "expected_back")
    ):
        found[employer].idle.append(Idle(from_, to, cast(NoWorkReason, reason), note, back))
    for employer, day, worked in DayAnswer.objects.filter(employer__in=list(found)).values_list(
        "employer_id", "day", "worked"
    ):
        found[employer].answered.append((day, worked))


def _read_people(found: dict[UUID, _Gathered], window: Window) -> None:
    """Spells, and the tickets that stand in the list of people, in one statement."""
    tickets: dict[UUID, tuple[UUID, RecordFact]] = {}
    spells: set[tuple[UUID, UUID, str, date, date | None]] = set()
    for employer, person, relation, from_, to, training, title, taken, expires in Spell.objects.filter(
        person__employer__in=list(found), from_day__lte=window.to
    ).values_list(
        "person__employer_id",
        "person_id",
        "relation",
        "from_day",
        "to_day",
        "person__trainings__id",
        "person__trainings__title",
        "person__trainings__taken_on",
        "person__trainings__expires_on",
    ):
        if relation not in _WORKERS:
            continue
        spells.add((employer, person, relation, from_, to))
        if training is not None:
            until = expires or date.max
            fact = RecordFact(
                str(training),
                TICKET,
                taken,
                people=frozenset({str(person)}),
                title=title,
                good_until=until,
                source="ticket",
            )
            tickets[training] = employer, fact
    for employer, person, _, from_, to in spells:
        found[employer].spells[str(person)].append((from_, to))
    for employer, fact in tickets.values():
        found[employer].records.append(fact)


def _facts(one: _Gathered, window: Window) -> YearFacts:
    records = tuple(sorted(one.records, key=lambda record: (record.day, record.id)))
    days = frozenset(record.day for record in records if record.source == "record" and window.holds(record.day))
    within = {key for key, spells in one.spells.items() if any(to is None or to >= window.from_ for _, to in spells)}
    here = {key for key in within if any(to is None or to >= window.to for _, to in one.spells[key])}
    firsts = ((key, min(from_ for from_, _ in one.spells[key])) for key in within)
    hires = sorted((day, key) for key, day in firsts if window.holds(day))
    return YearFacts(
        records=records,
        calendar=WorkCalendar(tuple(one.idle), days, tuple(sorted(one.answered))),
        promises=tuple(one.promises[kind] for kind in sorted(one.promises)),
        crew=Crew(
            workers=frozenset(here or within),
            hires=tuple((key, day) for day, key in hires),
            sites=frozenset(record.site for record in records if record.site),
        ),
    )


def _day(text: object) -> date | None:
    """A day typed into a field, or None where it is none."""
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
