"""A firm's year as its records tell it: what they prove of each question, how ready it is, which days were worked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from handrail.program import Edition, Pack, load_pack
from handrail.rules.audit.facts import Facts
from handrail.rules.audit.window import Window, record_window
from handrail.rules.permissions import Action
from handrail.rules.record.calendar import Doubt, Worked, doubtful, since_the_beginning, worked
from handrail.rules.record.coverage import Coverage, Readiness, evaluate, known_facts, readiness
from handrail.rules.record.facts import Crew, Promise, RecordFact, WorkCalendar
from handrail.services.actor import Actor
from handrail.services.audit.sizing import size_of_people
from handrail.services.employer.own import own
from handrail.services.headcount.counting import with_spells
from handrail.services.moment import Moment
from handrail.store.facts.record import YearFacts, year_facts
from handrail.store.models import Audit, Employer, Person

_SENT: Final = frozenset({"submitted", "returned", "accepted", "signed"})
# What was so in last year's window says nothing of this one.
_OF_ONE_WINDOW: Final = frozenset({"deficiencies_found", "drill_gaps_found", "incidents_in_window"})


@dataclass(frozen=True, slots=True)
class Year:
    """One firm's window of records on a day.

    `audit` is the one whose window it is, None for the twelve months that end today. `coverages` are by question, in the
    edition's order. `records` are what was counted, `names` those of the people of `crew` and of `Coverage.lacking`.
    `for_next`: an audit was sent and is not over, so what counts here counts for the one after it.
    """

    firm: Employer
    day: date
    audit: Audit | None
    edition: Edition
    window: Window
    coverages: Mapping[str, Coverage]
    readiness: Readiness
    worked: Worked
    doubts: tuple[Doubt, ...]
    records: tuple[RecordFact, ...]
    calendar: WorkCalendar
    promises: tuple[Promise, ...]
    crew: Crew
    facts: Facts
    names: Mapping[str, str]
    for_next: bool = False


def year_of(
    actor: Actor, moment: Moment, audit: Audit | None = None, *, people: Sequence[Person] | None = None
) -> Year:
    """The year of the actor's own firm, in at most ten statements however many records it kept.

    `audit` (read with its partner) gives its own window, edition and facts. Without one it is the audit whose proof the
    firm still gathers, or else the twelve months that end today.
    `people` are the firm's own with their spells, where the caller has read them: two statements less.
    It tells of restricted records too, so it is for whoever may read those.
    """
    return _of(own(actor, Action.RECORD_READ_RESTRICTED), moment, audit, people)


def coverages_of(audit: Audit, moment: Moment) -> Mapping[str, Coverage]:
    """What the records prove of each question in an audit's own window (read with firm and partner), for its checks.

    It tells counts and months, never a record; whoever may check the audit may know them.
    """
    return _of(audit.employer, moment, audit).coverages


def _of(firm: Employer, moment: Moment, audit: Audit | None, read: Sequence[Person] | None = None) -> Year:
    audits = Audit.objects.filter(employer=firm).select_related("partner", "previous")
    newest = audit or audits.order_by("started_at").last()
    current = audit or (newest if newest is not None and _gathers(newest, moment.day) else None)
    pack = load_pack(firm.pack)
    window, edition = _frame(current, pack, moment)
    people = list(read if read is not None else with_spells(Person.objects.filter(employer=firm)))
    known = _begun(year_facts(firm.pk, window), firm, window)
    facts = known_facts(_stored(current, newest, firm, people, moment), known.records, window)
    found = evaluate(
        edition.questions,
        known.records,
        window,
        known.calendar,
        known.crew,
        facts=facts,
        as_of=moment.day,
        kinds=pack.record_kinds,
        promises=known.promises,
    )
    return Year(
        firm=firm,
        day=moment.day,
        audit=current,
        edition=edition,
        window=window,
        coverages=found,
        readiness=readiness(found, edition),
        worked=worked(known.calendar, Window(window.from_, min(max(moment.day, window.from_), window.to))),
        doubts=doubtful(known.calendar, window),
        records=tuple(known.records),
        calendar=known.calendar,
        promises=known.promises,
        crew=known.crew,
        facts=facts,
        names={str(one.pk): one.name for one in people},
        for_next=current is None and newest is not None and newest.state in _SENT,
    )


def _gathers(audit: Audit, day: date) -> bool:
    return audit.state == "gathering" and (audit.gathering_ended_on is None or day <= audit.gathering_ended_on)


def _frame(audit: Audit | None, pack: Pack, moment: Moment) -> tuple[Window, Edition]:
    """The days records count in, and the instrument."""
    if audit is None:
        return record_window(moment.day, pack, on=moment.day), pack.edition_on(moment.day)
    end = audit.gathering_ended_on or moment.day
    window = record_window(end, pack, on=audit.gathering_started_on, partner=audit.partner.program_id)
    return window, load_pack(audit.pack).edition(audit.edition)


def _stored(
    current: Audit | None, newest: Audit | None, firm: Employer, people: list[Person], moment: Moment
) -> dict[str, Any]:
    """What is known of the firm: as the running audit says, else as the last one said and the list of people counts.

    What an audit has not said yet is taken from the one before it: starting one makes nobody forget who visits the jobs.
    """
    before = newest.previous.facts if newest is not None and newest.previous is not None else {}
    said = {name: so for name, so in before.items() if name not in _OF_ONE_WINDOW}
    if current is not None:
        return {**said, **current.facts}
    if newest is not None:
        said |= {name: so for name, so in newest.facts.items() if name not in _OF_ONE_WINDOW}
    partner = newest.partner.program_id if newest is not None else None
    return {**said, **size_of_people(people, firm, moment.day, partner).facts()}


def _begun(known: YearFacts, firm: Employer, window: Window) -> YearFacts:
    """Nothing is asked of the days before the firm began to keep records, nor do they look empty."""
    return known._replace(calendar=since_the_beginning(known.calendar, firm.records_from, window))
