"""A firm's year from its rows: what counts, what is left out, who may see it, and in how few statements."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from handrail.rules.audit.window import Window
from handrail.rules.permissions import Kind, Role
from handrail.services.actor import Actor
from handrail.services.employer.cycle import cycle_of
from handrail.services.errors import Forbidden
from handrail.services.record.year import Year, year_of
from handrail.store.facts.record import year_facts, years_facts
from handrail.store.models import (
    ActionLine,
    Audit,
    DayAnswer,
    Employer,
    Interval,
    NoWork,
    Person,
    Record,
    RecordPerson,
    Training,
)
from tests import world

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 20)
WINDOW = Window(date(2025, 3, 21), TODAY)
KINDS = ("toolbox_talk", "inspection", "field_hazard_assessment", "ppe_inspection", "maintenance")


@pytest.fixture
def firm() -> Employer:
    return world.employer(records_from=date(2024, 1, 8))


@pytest.fixture
def owner(firm: Employer) -> Actor:
    return world.member(firm.organisation, Role.OWNER)


def record(firm: Employer, kind: str, day: date, **fields: Any) -> Record:
    now = world.moment(fields.pop("captured_on", day)).now
    values = {"captured_at": now, "received_at": now, "kept_by_name": "Lead hand", "sha256": "0" * 64, **fields}
    return Record(employer=firm, kind=kind, happened_on=day, **values)


def kept(firm: Employer, kind: str, day: date, *people: Person, **fields: Any) -> Record:
    made = record(firm, kind, day, **fields)
    made.save(force_insert=True)
    RecordPerson.objects.bulk_create(
        RecordPerson(record=made, person=one, name=one.name, part="signed") for one in people
    )
    return made


def busy_year(firm: Employer, count: int = 400) -> None:
    """So many records over the year of five kinds, signed by three, every tenth with a fault that was fixed in a week."""
    crew = [world.person(firm, f"Hand {number}") for number in range(3)]
    days = [WINDOW.from_ + timedelta(days=number * 360 // count) for number in range(count)]
    rows = Record.objects.bulk_create(
        record(firm, KINDS[number % 5], day, defects=int(number % 10 == 0)) for number, day in enumerate(days)
    )
    RecordPerson.objects.bulk_create(
        RecordPerson(record=row, person=one, name=one.name, part="signed") for row in rows for one in crew
    )
    ActionLine.objects.bulk_create(
        ActionLine(
            employer=firm, record=row, what="Mend it", raised_on=row.happened_on, done_on=row.happened_on + timedelta(7)
        )
        for row in rows
        if row.defects
    )


def year(actor: Actor, day: date = TODAY) -> Year:
    return year_of(actor, world.moment(day))


def test_a_year_of_four_hundred_records_takes_ten_statements(firm: Employer, owner: Actor) -> None:
    busy_year(firm)
    with CaptureQueriesContext(connection) as seen:
        found = year(owner)
    assert len(seen) <= 10
    assert len(found.records) == 400
    assert found.coverages["5.6"].state == "covered"
    assert found.coverages["7.3"].state == "covered"
    assert found.coverages["8.3"].state == "missing"


def test_the_facts_take_six_statements_for_one_firm_and_for_many(firm: Employer) -> None:
    busy_year(firm, 40)
    other = world.employer("Other Siding Ltd.")
    kept(other, "toolbox_talk", date(2025, 6, 2))
    with CaptureQueriesContext(connection) as one:
        alone = year_facts(firm.pk, WINDOW)
    with CaptureQueriesContext(connection) as many:
        together = years_facts([firm.pk, other.pk], WINDOW)
    assert len(one) == len(many) == 6
    assert together[firm.pk] == alone
    assert len(together[other.pk].records) == 1


def test_rows_become_facts(firm: Employer) -> None:
    signed, absent = world.person(firm, "Ana"), world.person(firm, "Bo", since=date(2025, 7, 1))
    row = kept(
        firm,
        "inspection",
        date(2025, 8, 4),
        signed,
        captured_on=date(2025, 8, 6),
        place=" 12 Elm St ",
        defects=2,
        paper_of="Big Builder Inc.",
    )
    RecordPerson.objects.create(record=row, person=absent, name="Bo", part="absent")
    ActionLine.objects.create(
        employer=firm, record=row, what="Rail", raised_on=row.happened_on, done_on=date(2025, 8, 9)
    )
    ActionLine.objects.create(employer=firm, record=row, what="Cord", raised_on=row.happened_on)
    Interval.objects.create(employer=firm, kind="inspection", times=1, unit="month", from_day=date(2025, 1, 1))
    Interval.objects.create(employer=firm, kind="inspection", times=1, unit="week", from_day=date(2025, 6, 1))
    NoWork.objects.create(employer=firm, from_day=date(2025, 12, 12), to_day=date(2026, 3, 9), reason="layoff")
    DayAnswer.objects.create(
        employer=firm, day=date(2026, 1, 14), worked=True, answered_at=world.moment(date(2026, 1, 20)).now
    )
    records, calendar, promises, crew = year_facts(firm.pk, WINDOW)
    (fact,) = records
    assert (fact.site, fact.people, fact.late, fact.somebody_elses_paper) == (
        "12 elm st",
        frozenset({str(signed.pk)}),
        2,
        True,
    )
    assert (fact.defects, fact.open_defects, fact.fixed_in) == (2, 1, (5,))
    assert calendar.record_days == {date(2025, 8, 4)}
    assert calendar.answered == ((date(2026, 1, 14), True),)
    assert [(one.from_, one.to, one.reason) for one in calendar.idle] == [
        (date(2025, 12, 12), date(2026, 3, 9), "layoff")
    ]
    assert [(one.times, one.unit) for one in promises] == [(1, "week")]
    assert crew.workers == {str(signed.pk), str(absent.pk)}
    assert crew.hires == ((str(absent.pk), date(2025, 7, 1)),)


def test_what_does_not_count_is_left_out(firm: Employer, owner: Actor) -> None:
    kept(firm, "emergency_drill", WINDOW.from_ - timedelta(1))
    kept(firm, "emergency_drill", date(2025, 6, 1), removed_at=world.moment(date(2025, 6, 2)).now)
    kept(world.employer("Other Siding Ltd."), "emergency_drill", date(2025, 6, 1))
    assert year(owner).coverages["8.3"].state == "missing"
    kept(firm, "emergency_drill", WINDOW.from_)
    assert year(owner).coverages["8.3"].state == "covered"


def test_a_ticket_of_before_the_window_counts_while_it_lasts(firm: Employer, owner: Actor) -> None:
    ana = world.person(firm, "Ana")
    kept(firm, "training_certificate", date(2023, 5, 1), ana, fields={"expires_on": "2026-01-31"})
    assert year(owner).coverages["5.3"].state == "missing"
    assert year(owner).coverages["5.3"].lacking == (str(ana.pk),)
    kept(firm, "training_certificate", date(2024, 5, 1), ana, fields={"expires_on": "2027-01-31"})
    assert year(owner).coverages["5.3"].state == "covered"


def test_a_ticket_of_the_list_of_people_counts_and_is_no_record(firm: Employer, owner: Actor) -> None:
    ana = world.person(firm, "Ana")
    Training.objects.create(person=ana, title="Fall protection", taken_on=date(2024, 5, 1), expires_on=date(2027, 5, 1))
    found = year(owner)
    assert (found.coverages["5.3"].state, found.coverages["5.3"].record_ids) == ("covered", ())
    assert found.coverages["4.2"].state in {"missing", "not_applicable"}
    assert found.calendar.record_days == frozenset()


def test_who_was_hurt_is_not_told_to_the_crew(firm: Employer, owner: Actor) -> None:
    kept(firm, "incident", date(2025, 8, 4))
    crew = world.member(firm.organisation, Role.CREW)
    assert year(owner).coverages["9.2"].state == "covered"
    with pytest.raises(Forbidden):
        year(crew)


def test_only_the_firm_itself_sees_its_year(firm: Employer) -> None:
    stranger = world.member(world.organisation(Kind.PARTNER, "A partner"), Role.REVIEWER)
    with pytest.raises(Forbidden):
        year(stranger)


def test_nothing_that_happened_asks_for_nothing(firm: Employer, owner: Actor) -> None:
    assert year(owner).coverages["9.3"].state == "not_applicable"
    kept(firm, "near_miss", date(2025, 8, 4))
    assert year(owner).coverages["9.3"].state == "missing"


def test_nothing_is_asked_of_the_time_before_the_firm_began(firm: Employer, owner: Actor) -> None:
    world.person(firm, "Ana")
    firm.records_from = date(2026, 1, 5)
    firm.save()
    kept(firm, "toolbox_talk", date(2026, 1, 7))
    found = year(owner)
    marks = {one.month: one.mark for one in found.coverages["5.6"].months}
    assert marks[date(2025, 8, 1)] == "hatched"
    assert marks[date(2026, 1, 1)] == "full"
    assert marks[date(2026, 2, 1)] == "hollow"
    assert found.worked.days[0] == date(2026, 1, 5)
    assert found.doubts == ()


def test_the_audit_being_gathered_gives_its_own_window_and_facts(firm: Employer, owner: Actor) -> None:
    audit = Audit.objects.create(
        employer=firm,
        partner=world.partner(),
        pack="ca-ab",
        edition="ref10-2023",
        purpose="certification",
        started_at=world.moment(date(2026, 3, 1)).now,
        gathering_started_on=date(2026, 3, 1),
        gathering_ended_on=date(2026, 3, 14),
        facts={"visitors": False, "owner_only": True},
    )
    with CaptureQueriesContext(connection) as seen:
        found = year(owner, date(2026, 3, 13))
    assert len(seen) <= 10
    assert found.audit == audit
    assert found.window.to == date(2026, 3, 14)
    assert found.coverages["6.3"].state == "not_applicable"
    assert found.coverages["5.6"].state == "not_applicable"
    after = year(owner)
    assert (after.audit, after.window.to) == (None, TODAY)
    assert after.coverages["6.3"].state == "not_applicable"
    assert year_of(owner, world.moment(TODAY), audit).window.to == date(2026, 3, 14)
    Audit.objects.filter(pk=audit.pk).update(state="submitted", gathering_ended_on=TODAY)
    assert year(owner).audit is None


def test_starting_the_next_audit_forgets_nothing_that_the_last_one_said(firm: Employer, owner: Actor) -> None:
    columns = {"employer": firm, "partner": world.partner(), "pack": "ca-ab", "edition": "ref10-2023"}
    last = Audit.objects.create(
        **columns,
        purpose="certification",
        state="certified",
        started_at=world.moment(date(2025, 3, 1)).now,
        gathering_started_on=date(2025, 3, 1),
        facts={"visitors": False, "incidents_in_window": True},
    )
    before = year(owner)
    following = Audit.objects.create(
        **columns,
        purpose="maintenance",
        previous=last,
        started_at=world.moment(TODAY).now,
        gathering_started_on=TODAY,
        facts={"regularly_employed": before.facts.regularly_employed, "owner_only": before.facts.owner_only},
    )
    after = year(owner)
    assert after.audit == following
    assert before.coverages["6.3"].state == after.coverages["6.3"].state == "not_applicable"
    assert after.readiness == before.readiness
    assert (
        after.coverages["9.3"].state == "not_applicable"
    )  # what was so in last year's window says nothing of this one
    Audit.objects.filter(pk=following.pk).update(facts={"visitors": True})
    assert year(owner).coverages["6.3"].state == "missing"


def test_people_that_are_read_already_save_two_statements_and_change_nothing(firm: Employer, owner: Actor) -> None:
    busy_year(firm, 40)
    with CaptureQueriesContext(connection) as alone:
        found = year(owner)
    people = cycle_of(firm, TODAY).people
    with CaptureQueriesContext(connection) as beside:
        same = year_of(owner, world.moment(TODAY), people=people)
    assert len(alone) - len(beside) == 2
    assert (same.coverages, same.readiness, same.names) == (found.coverages, found.readiness, found.names)
