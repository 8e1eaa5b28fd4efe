"""What records prove: years by hand, and what must hold for any year."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.rules.audit.facts import Facts
from handrail.rules.audit.window import Window
from handrail.rules.record.coverage import Coverage, evaluate, known_facts, readiness
from handrail.rules.record.facts import Crew, Idle, RecordFact, WorkCalendar
from tests.rules.record.years import EDITION, LAYOFF, PACK, WINDOW, calendar_of, coverages, record, strip

SCENARIOS = tomllib.loads((Path(__file__).parent / "scenarios" / "coverage.toml").read_text())["scenario"]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one["name"])
def test_scenario(scenario: dict[str, Any]) -> None:
    found = coverages(scenario)
    for question, expected in scenario["expect"].items():
        one = found[question]
        shown = {"strip": strip(one), "missing": [reason.sentence for reason in one.missing], "lacking": [*one.lacking]}
        got = {key: shown.get(key, getattr(one, key, None)) for key in expected}
        assert {"question": question, **got} == {"question": question, **expected}


CREW = Crew(frozenset({"ana", "bo"}), (("bo", date(2025, 6, 2)),))
ALL_SO = Facts()


def year(
    records: list[RecordFact],
    calendar: WorkCalendar,
    *,
    crew: Crew = CREW,
    facts: Facts = ALL_SO,
    as_of: date = WINDOW.to,
    window: Window = WINDOW,
) -> dict[str, Coverage]:
    return evaluate(
        EDITION.questions, records, window, calendar, crew, facts=facts, as_of=as_of, kinds=PACK.record_kinds
    )


KEPT = sorted(kind.id for kind in PACK.record_kinds.values() if kind.kept)
RECORDS = st.builds(
    lambda kind, offset, people, fixed, site, number: RecordFact(
        f"{number}",
        kind,
        WINDOW.from_ + timedelta(days=offset),
        site=site,
        people=frozenset(people),
        defects=len(fixed),
        fixed_in=tuple(fixed),
    ),
    st.sampled_from(KEPT),
    st.integers(-40, 400),
    st.sets(st.sampled_from(["ana", "bo", "cy"])),
    st.lists(st.integers(0, 30), max_size=3),
    st.sampled_from(["", "elm", "oak"]),
    st.integers(0, 10**9),
)
IDLE = st.builds(
    lambda offset, length: Idle(
        WINDOW.from_ + timedelta(days=offset),
        None if length is None else WINDOW.from_ + timedelta(days=offset + length),
        "season",
    ),
    st.integers(-60, 360),
    st.none() | st.integers(0, 200),
)
CALENDARS = st.builds(lambda idle: WorkCalendar(tuple(idle)), st.lists(IDLE, max_size=3))
RANK = {"missing": 0, "thin": 1, "covered": 2}


@settings(max_examples=120, deadline=None)
@given(st.lists(RECORDS, max_size=30), RECORDS, CALENDARS, st.integers(0, 365))
def test_one_more_record_never_worsens_anything(
    records: list[RecordFact], more: RecordFact, calendar: WorkCalendar, offset: int
) -> None:
    as_of = WINDOW.from_ + timedelta(days=offset)
    before, after = (year(held, calendar, as_of=as_of) for held in (records, [*records, replace(more, id="more")]))
    assert before.keys() == after.keys()
    for question, was in before.items():
        now = after[question]
        assert now.needed == was.needed
        assert now.found >= was.found
        if was.state in RANK:
            assert RANK[now.state] >= RANK[was.state]
        else:
            assert now.state == was.state
        assert set(was.record_ids) <= set(now.record_ids)
        assert not was.on_course or now.on_course
    held, got = (readiness(one, EDITION) for one in (before, after))
    assert (got.asked, got.covered >= held.covered) == (held.asked, True)


def test_months_without_a_record_are_listed_with_one_and_before_the_last() -> None:
    """The first month stands for two where the window begins within one; the list is one list all the same."""
    found = year([], WorkCalendar(), window=Window(date(2025, 6, 2), date(2025, 9, 1)), as_of=date(2025, 9, 20))
    said = " ".join(reason.sentence for one in found.values() for reason in one.missing if reason.code == "month_empty")
    assert "in June, July and August; you worked" in said
    assert "June and July and" not in said


@settings(max_examples=120, deadline=None)
@given(st.lists(RECORDS, max_size=30), CALENDARS)
def test_a_month_without_work_is_never_missing(records: list[RecordFact], calendar: WorkCalendar) -> None:
    for one in year(records, calendar).values():
        for mark in one.months:
            if mark.worked_days == 0:
                assert mark.wanted == 0
                assert mark.mark != "hollow"
                assert not mark.wants
        named = " ".join(reason.sentence for reason in one.missing)
        assert "you worked 0 days" not in named


@settings(max_examples=60, deadline=None)
@given(st.lists(RECORDS, max_size=30), CALENDARS)
def test_the_order_of_records_changes_nothing_and_those_outside_count_nowhere(
    records: list[RecordFact], calendar: WorkCalendar
) -> None:
    unique = list({one.id: one for one in records}.values())
    found = year(unique, calendar)
    assert year(unique[::-1], calendar) == found
    assert year([one for one in unique if WINDOW.holds(one.day)], calendar) == found


def test_a_month_with_three_chinook_days_stays_grey_with_its_reason() -> None:
    sheets = [record("field_hazard_assessment", date(2026, 1, day)) for day in (14, 15, 16)]
    found = year(sheets, calendar_of(sheets, LAYOFF))["5.6"]
    january = next(one for one in found.months if one.month == date(2026, 1, 1))
    assert (january.mark, january.reason, january.worked_days, january.wants) == ("hatched", "layoff", 3, False)
    assert not any("January" in reason.sentence for reason in found.missing)
    assert strip(found) == "oooooooo///o"


def test_every_strip_of_a_year_has_twelve_months() -> None:
    for first in (date(2025, 1, 1), date(2025, 3, 15), date(2025, 3, 16), date(2025, 3, 31), date(2024, 3, 1)):
        window = Window(first, first.replace(year=first.year + 1) - timedelta(days=1))
        found = year([], WorkCalendar(), window=window, as_of=window.to)
        months = found["7.2"].months
        assert len(months) == 12
        assert (months[0].from_, months[-1].to) == (window.from_, window.to)
        assert all(one.to + timedelta(days=1) == then.from_ for one, then in pairwise(months))


def test_todays_record_moves_a_mark_even_on_the_first_of_a_month() -> None:
    window = Window(date(2025, 6, 2), date(2026, 6, 1))
    before = year([], WorkCalendar(), window=window, as_of=window.to)["5.6"].months
    talks = [record("toolbox_talk", window.to)]
    after = year(talks, calendar_of(talks), window=window, as_of=window.to)["5.6"].months
    assert [one.mark for one in before[:-1]] == [one.mark for one in after[:-1]]
    assert (before[-1].mark, after[-1].mark) == ("hollow", "full")
    assert not before[-1].wants, "one day of a month owes nothing yet"


def test_readiness_counts_only_what_records_can_prove_and_says_so() -> None:
    found = readiness(year([], calendar_of([], LAYOFF)), EDITION)
    assert (found.percent, found.sentence) == (0, "Ready for 0 of 100")
    assert found.asked < EDITION.available
    assert f"0 of {found.asked} points" in found.note
    one = readiness(year([record("emergency_drill", date(2025, 6, 2))], calendar_of([], LAYOFF)), EDITION)
    assert one.covered == EDITION.question("8.3").points + EDITION.question("8.4").points
    assert one.percent == one.covered * 100 // one.asked


def test_a_question_that_also_wants_a_photo_is_partial_and_not_counted() -> None:
    drill = year([record("representative_appointment", date(2025, 6, 2))], WorkCalendar())
    assert (drill["4.1"].state, drill["4.1"].partial) == ("covered", True)
    assert readiness(drill, EDITION).covered == 0


def test_an_expired_ticket_does_not_count_and_a_valid_old_one_does() -> None:
    old = record("training_certificate", date(2023, 1, 5), people=frozenset({"ana"}), good_until=date(2026, 1, 31))
    crew = Crew(frozenset({"ana"}))
    assert year([old], WorkCalendar(), crew=crew)["5.3"].state == "missing"
    good = replace(old, good_until=WINDOW.to)
    assert year([good], WorkCalendar(), crew=crew)["5.3"].state == "covered"


def test_what_happened_is_read_from_records_unless_the_firm_said() -> None:
    assert not known_facts({}, [], WINDOW).incidents_in_window
    happened = [record("near_miss", date(2025, 6, 2), defects=1)]
    facts = known_facts({}, happened, WINDOW)
    assert (facts.incidents_in_window, facts.deficiencies_found, facts.drill_gaps_found) == (True, True, False)
    assert not known_facts({"incidents_in_window": False}, happened, WINDOW).incidents_in_window
    assert not known_facts({}, [record("near_miss", date(2024, 6, 2))], WINDOW).incidents_in_window


def test_paper_only_questions_are_marked_and_others_left_out() -> None:
    found = year([], WorkCalendar())
    assert "1.4" not in found
    assert "3.6" not in found
    assert found["10.2"].partial
