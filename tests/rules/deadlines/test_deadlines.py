"""Deadlines at their promised interface: Prairie Crest's calendar, each rule by hand, and what always holds."""

from __future__ import annotations

import random
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.program import PackError, load_pack
from handrail.rules.deadlines import DeadlineItem, Event, EventKind, deadlines, parse_events
from handrail.rules.reason import BadInput

PACK = load_pack("ca-ab")
TERMS = (36, 12, 6)
STORY = tomllib.loads((Path(__file__).parent / "scenarios" / "prairie_crest.toml").read_text())


def due(
    day: str, *events: tuple[str, str] | tuple[str, str, Any], partner: str | None = None
) -> dict[str, tuple[str, str]]:
    """Items by code (code/round where it has one) as (due, state)."""
    rows = []
    for kind, on, *more in events:
        key = {"certificate_issued": "term_months", "extension_requested": "days"}.get(kind, "person")
        rows.append({"kind": kind, "on": on} | ({key: more[0]} if more else {}))
    items = deadlines(parse_events(rows, TERMS), date.fromisoformat(day), PACK, partner)
    return {named(item): (item.due.isoformat(), item.state.value) for item in items}


def named(item: DeadlineItem) -> str:
    return f"{item.code}/{item.round}" if item.round else item.code


@pytest.mark.parametrize("day", STORY["day"], ids=lambda one: str(one["as_of"]))
def test_prairie_crest(day: dict[str, Any]) -> None:
    items = deadlines(parse_events(STORY["event"], TERMS), day["as_of"], PACK, "demo-construction")
    found: dict[str, list[object]] = {}
    for item in items:
        found[named(item)] = [item.due, item.state.value]
        found.setdefault(item.code, [item.due, item.state.value])
    assert {code: found.get(code) for code in day["expect"]} == day["expect"]
    assert not [code for code in day.get("absent", ()) if code in found]


def test_after_eleven_days_seventy_nine_are_left() -> None:
    items = deadlines(parse_events(STORY["event"], TERMS), date(2026, 5, 6), PACK)
    (correct,) = [item for item in items if item.code == "correct_by"]
    assert "Held 11 days; 79 of 90 days are left." in correct.sentence
    assert (correct.round, correct.rule_of, correct.confidence) == (1, "ca-ab", "inferred")


def test_a_second_return_has_what_the_first_left() -> None:
    found = due("2026-05-25", ("returned", "2026-04-24"), ("resubmitted", "2026-05-05"), ("returned", "2026-05-20"))
    assert found == {
        "correct_by/1": ("2026-05-09", "done"),
        "correct_by/2": ("2026-06-04", "open"),
        "corrections_close": ("2026-08-07", "open"),
    }


def test_open_on_the_day_itself_and_overdue_after() -> None:
    started = ("gathering_started", "2026-03-09")
    assert due("2026-03-23", started) == {"gathering_end_by": ("2026-03-23", "open")}
    assert due("2026-03-24", started) == {"gathering_end_by": ("2026-03-23", "overdue")}


def test_what_comes_later_has_not_happened_yet() -> None:
    assert due("2026-03-08", ("gathering_started", "2026-03-09")) == {}


ISSUED = ("certificate_issued", "2026-03-20", 36)


@pytest.mark.parametrize(
    ("more", "day", "expected"),
    [
        # Submitted in time, not yet accepted: open, and never cancelled.
        ([("maintenance_submitted", "2027-03-20")], "2027-05-01", ("open", "open", None)),
        # Accepted without a noted submission: met.
        ([("maintenance_accepted", "2027-03-20")], "2027-05-01", ("done", "open", None)),
        # One day late: cancelled on the day after it was due.
        ([("maintenance_submitted", "2027-03-21")], "2027-05-01", ("overdue", "done", "2027-03-21")),
        # Accepted after the day it was due, submitted before.
        (
            [("maintenance_submitted", "2027-03-01"), ("maintenance_accepted", "2027-04-01")],
            "2028-03-21",
            ("done", "overdue", "2028-03-21"),
        ),
        # A new certificate takes the place of the old one.
        ([("certificate_issued", "2027-01-10", 36)], "2027-05-01", ("done", "done", None)),
    ],
)
def test_yearly_audits(more: list[Any], day: str, expected: tuple[str, str, str | None]) -> None:
    rows = [{"kind": k, "on": on} | ({"term_months": t[0]} if t else {}) for k, on, *t in [ISSUED, *more]]
    items = deadlines(parse_events(rows, TERMS), date.fromisoformat(day), PACK)
    mine = [item for item in items if item.certificate == date(2026, 3, 20)]
    first, second = [item.state.value for item in mine if item.code == "maintenance_due"]
    cancelled = next((item.due.isoformat() for item in mine if item.code == "cancelled_on"), None)
    assert (first, second, cancelled) == expected


@pytest.mark.parametrize("term", [12, 6])
def test_short_certificates_have_no_yearly_audit(term: int) -> None:
    found = due("2026-04-01", ("certificate_issued", "2026-08-31", 12), ("certificate_issued", "2026-03-31", term))
    assert not [code for code in found if code.startswith("maintenance_due")]
    assert found["recertify_by"] == ("2027-03-31" if term == 12 else "2026-09-30", "open")


def test_partners_have_their_own_due_day() -> None:
    for partner in PACK.partners:
        rule = PACK.parameter("due.mode", on=date(2026, 6, 1), partner=partner)
        items = deadlines(
            [Event(EventKind.CERTIFICATE_ISSUED, date(2026, 3, 20), term_months=36)], date(2026, 6, 1), PACK, partner
        )
        first = next(item for item in items if item.code == "maintenance_due")
        expected = {
            "anniversary": date(2027, 3, 20),
            "month_end": date(2027, 3, 31),
            "calendar_year_end": date(2027, 12, 31),
        }
        assert first.due == expected[str(rule.value)]
        assert first.rule_of == (partner if "partners/" in rule.file else "ca-ab")


@pytest.mark.parametrize(
    ("asked_on", "days", "expected"),
    [
        ("2029-03-01", 60, ("2029-05-19", "done")),
        ("2029-03-30", 200, ("2029-06-18", "done")),
        ("2029-03-31", 30, ("2029-04-19", "refused")),
    ],
)
def test_an_extension(asked_on: str, days: int, expected: tuple[str, str]) -> None:
    found = due(
        "2029-04-01",
        ISSUED,
        ("maintenance_accepted", "2027-03-01"),
        ("maintenance_accepted", "2028-03-01"),
        ("extension_requested", asked_on, days),
    )
    assert found["extended_to"] == expected


def test_an_extension_never_passes_the_year_of_expiry() -> None:
    found = due("2026-11-25", ("certificate_issued", "2025-11-20", 12), ("extension_requested", "2026-11-25", 90))
    assert found["extended_to"] == ("2026-12-31", "done")
    assert found["recertify_by"] == ("2026-11-20", "done")


def test_a_cancelled_certificate_is_not_extended() -> None:
    found = due("2029-03-01", ISSUED, ("extension_requested", "2029-03-01", 30))
    assert found["extended_to"] == ("2029-04-19", "refused")


def test_the_refresher_runs_from_the_last_one_for_each_person() -> None:
    events = [
        Event(EventKind.TRAINED, date(2023, 2, 28), person="Dana"),
        Event(EventKind.REFRESHED, date(2024, 2, 29), person="Dana"),
        Event(EventKind.TRAINED, date(2025, 2, 18), person="Luis"),
    ]
    items = deadlines(events, date(2027, 3, 1), PACK)
    assert [(item.person, item.due, item.state.value) for item in items] == [
        ("Dana", date(2027, 2, 28), "overdue"),
        ("Luis", date(2028, 2, 18), "open"),
    ]


def test_a_new_letter_waits_twelve_months_after_the_last_end() -> None:
    letter = ("letter_issued", "2025-04-02")
    lapsed = ("certificate_lapsed", "2026-01-31")
    assert due("2026-02-01", letter, lapsed)["letter_again_from"] == ("2027-01-31", "open")
    assert due("2026-02-01", letter, lapsed, ("letter_requested", "2026-02-01"))["letter_again_from"][1] == "refused"
    assert due("2027-02-01", letter, lapsed, ("letter_requested", "2027-01-31"))["letter_again_from"][1] == "done"
    assert "letter_again_from" not in due("2026-04-01", letter, ISSUED)


@pytest.mark.parametrize(
    ("rows", "where"),
    [
        ({}, "events"),
        ([1], "events[0]"),
        ([{"kind": "begun", "on": "2026-01-01"}], "events[0].kind"),
        ([{"kind": "submitted"}], "events[0].on"),
        ([{"kind": "submitted", "on": "2026-13-01"}], "events[0].on"),
        ([{"kind": "certificate_issued", "on": "2026-01-01"}], "events[0].term_months"),
        ([{"kind": "certificate_issued", "on": "2026-01-01", "term_months": 24}], "events[0].term_months"),
        ([{"kind": "extension_requested", "on": "2026-01-01", "days": 0}], "events[0].days"),
        ([{"kind": "trained", "on": "2026-01-01", "person": " "}], "events[0].person"),
    ],
)
def test_bad_events_are_named(rows: object, where: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_events(rows, TERMS)
    assert refused.value.where == where
    assert refused.value.mend


def test_events_that_cannot_follow_are_refused() -> None:
    with pytest.raises(BadInput, match="not with the firm"):
        due("2026-06-01", ("resubmitted", "2026-05-05"))
    with pytest.raises(BadInput, match="before any certificate"):
        due("2026-06-01", ("extension_requested", "2026-05-05", 10))
    with pytest.raises(PackError, match="nobody"):
        deadlines([], date(2026, 6, 1), PACK, "nobody")


DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))
FREE_KINDS = sorted(set(EventKind) - {EventKind.RESUBMITTED, EventKind.EXTENSION_REQUESTED})
EVENTS = st.lists(
    st.builds(
        lambda kind, on, term, person: Event(
            kind,
            on,
            term_months=term if kind is EventKind.CERTIFICATE_ISSUED else 0,
            person=person if kind in {EventKind.TRAINED, EventKind.REFRESHED} else "",
        ),
        st.sampled_from(FREE_KINDS),
        DAYS,
        st.sampled_from(TERMS),
        st.sampled_from(["Dana", "Luis"]),
    ),
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(EVENTS, DAYS, st.randoms(use_true_random=False))
def test_what_always_holds(events: list[Event], as_of: date, shuffler: random.Random) -> None:
    items = deadlines(events, as_of, PACK)
    assert [item.due for item in items] == sorted(item.due for item in items)
    for item in items:
        assert item.sentence
        assert item.source
        assert item.confidence
        if item.state.value == "overdue":
            assert as_of > item.due
    mixed = [*events, *events[:3]]
    shuffler.shuffle(mixed)
    assert deadlines(mixed, as_of, PACK) == items
    assert deadlines([one for one in events if one.on <= as_of], as_of, PACK) == items


@settings(max_examples=100, deadline=None)
@given(DAYS, st.lists(st.integers(0, 30), min_size=2, max_size=9))
def test_the_days_held_and_the_days_left_make_ninety(first: date, gaps: list[int]) -> None:
    """A file that goes back and forth: gaps are, in turn, days with the firm and days with the reviewer."""
    events, day, held = [Event(EventKind.RETURNED, first)], first, 0
    for place, gap in enumerate(gaps):
        day += timedelta(days=gap + 1)
        if place % 2 == 0:
            held += gap + 1
            events.append(Event(EventKind.RESUBMITTED, day))
        else:
            events.append(Event(EventKind.RETURNED, day))
    closing = [item for item in deadlines(events, day, PACK) if item.code == "corrections_close"]
    if len(gaps) % 2:
        assert not closing
    else:
        assert [item.due for item in closing] == [day + timedelta(days=90 - held)]


def test_a_certificate_closes_the_corrections_that_were_waiting() -> None:
    found = due(
        "2026-06-06",
        ("submitted", "2026-01-07"),
        ("returned", "2026-01-24"),
        ("certificate_issued", "2026-02-01", 36),
    )
    assert found["correct_by/1"] == ("2026-02-08", "done")
    assert "corrections_close" not in found


def test_a_certificate_dated_on_the_last_day_of_gathering_leaves_later_rounds_open() -> None:
    found = due(
        "2026-04-30",
        ("gathering_ended", "2026-03-20"),
        ("certificate_issued", "2026-03-20", 36),
        ("submitted", "2026-04-07"),
        ("returned", "2026-04-24"),
    )
    assert found["correct_by/1"] == ("2026-05-09", "open")
    assert found["corrections_close"] == ("2026-07-23", "open")
