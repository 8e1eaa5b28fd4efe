"""Drafted notes say what the records say; samples are the same everywhere; incidents say whom to call."""

from __future__ import annotations

from datetime import date

import pytest

from handrail.rules.reason import BadInput
from handrail.rules.record.calendar import doubtful
from handrail.rules.record.drafting import draft
from handrail.rules.record.facts import Idle
from handrail.rules.record.reporting import reporting
from handrail.rules.record.sampling import draw
from tests.rules.record.years import PACK, WINDOW, calendar_of, mondays, record

KINDS = PACK.record_kinds
RULES = PACK.reporting


def test_the_note_of_life_on_the_job() -> None:
    days = [date(2025, 6, 3), *mondays(date(2025, 7, 7), date(2025, 8, 25)), date(2026, 3, 2)]
    found = [(1, (6,)), (2, (4, 6)), (1, (8,)), (3, (1, 6, 30))]
    records = [
        record("inspection", day, site=f"job {number % 4}", defects=number_found, fixed_in=fixed)
        for number, (day, (number_found, fixed)) in enumerate(zip(days, [*found, *[(0, ())] * 6], strict=True))
    ]
    assert draft(reversed(records), KINDS) == (
        "Site check: 10 records between 3 June 2025 and 2 March 2026 at 4 jobs; 7 things found, all fixed, in 6 days "
        "at the median."
    )


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Site check: one record, 3 June 2025."),
        ({"defects": 1, "open_defects": 1}, "Site check: one record, 3 June 2025; 1 thing found, not fixed yet."),
        ({"defects": 1, "fixed_in": (0,)}, "Site check: one record, 3 June 2025; 1 thing found, fixed, the same day."),
        (
            {"defects": 3, "open_defects": 1, "fixed_in": (1, 3)},
            "Site check: one record, 3 June 2025; 3 things found, 2 fixed, in 3 days at the median, 1 still open.",
        ),
        (
            {"people": frozenset({"ana"}), "somebody_elses_paper": True, "late": 5},
            "Site check: one record, 3 June 2025; 1 person took part; 1 on another firm's form; "
            "1 written down 2 days later or more.",
        ),
    ],
)
def test_one_record_is_told_as_it_is(fields: dict[str, object], said: str) -> None:
    assert draft([record("inspection", date(2025, 6, 3), **fields)], KINDS) == said


def test_several_kinds_and_no_records_at_all() -> None:
    both = [record("toolbox_talk", date(2025, 6, 3)), record("inspection", date(2025, 6, 2))]
    assert draft(both, KINDS) == "Site check: one record, 2 June 2025. Talk: one record, 3 June 2025."
    assert draft([], KINDS) == ""


def test_twelve_talks_typed_on_one_sunday() -> None:
    typed = date(2026, 3, 1)
    days = mondays(date(2025, 12, 8), date(2026, 2, 23))
    talks = [record("toolbox_talk", day, late=(typed - day).days) for day in days]
    layoff = Idle(date(2026, 1, 12), date(2026, 1, 30), "layoff")
    assert [one.day for one in doubtful(calendar_of(talks, layoff), WINDOW)] == [
        date(2026, 1, 12),
        date(2026, 1, 19),
        date(2026, 1, 26),
    ]
    assert draft(talks, KINDS, worked_weeks=9) == (
        "Talk: 12 records between 8 December 2025 and 23 February 2026, in 9 worked weeks; "
        "12 written down 2 days later or more."
    )


def test_a_sample_is_the_same_on_every_machine_and_in_every_order() -> None:
    listed = [f"record {number}" for number in range(20)]
    sample = draw(listed, 3, "audit-1")
    assert sample.ids == ("record 3", "record 18", "record 19")
    assert set(draw(listed[::-1], 3, "audit-1").ids) == set(sample.ids)
    assert draw(listed, 3, "audit-2").ids != sample.ids
    assert draw(listed[:2], 3, "audit-1").ids == tuple(listed[:2])


def test_one_record_may_be_swapped_with_a_reason() -> None:
    sample = draw([f"record {number}" for number in range(20)], 3, "audit-1")
    out, in_ = sample.drawn[0], next(one for one in sample.listed if one not in sample.drawn)
    swapped = sample.swap(out, in_, " The page got wet. ")
    assert swapped.swapped is not None
    assert (out in swapped.ids, in_ in swapped.ids, swapped.swapped.reason) == (False, True, "The page got wet.")
    assert len(swapped.ids) == 3
    for given in ((out, in_, " "), (in_, out, "why"), (out, "unknown", "why"), (out, sample.drawn[1], "why")):
        with pytest.raises(BadInput):
            sample.swap(*given)
    with pytest.raises(BadInput):
        swapped.swap(sample.drawn[1], out, "again")
    with pytest.raises(BadInput):
        draw(["one"], 0, "audit-1")


def test_what_must_be_reported_at_once_names_the_phones_and_the_scene() -> None:
    found = reporting({"event": "Somebody was admitted to hospital", "serious": True}, RULES)
    assert found.at_once is not None
    assert found.at_once.sentence.startswith("A worker admitted to hospital is reported at once.")
    assert found.at_once.source == "S103"
    assert found.phones == RULES.phones
    assert found.scene == RULES.scene
    assert found.afterwards is not None


def test_what_could_have_been_serious_is_investigated_and_the_rest_is_not() -> None:
    close = reporting({"serious": True}, RULES)
    assert (close.at_once, close.phones, close.scene) == (None, (), ())
    assert close.afterwards is not None
    assert close.afterwards.sentence.startswith("Then it is investigated")
    minor = reporting({"event": "None of these", "serious": False}, RULES)
    assert (minor.at_once, minor.afterwards, minor.asks) == (None, None, "")
    assert reporting({}, RULES).asks == RULES.potentially_serious.strip()


def test_every_event_of_the_incident_form_but_the_first_is_one_that_is_reported() -> None:
    event = next(one for one in KINDS["incident"].fields if one.id == "event")
    assert [one for one in event.options if reporting({"event": one}, RULES).at_once is None] == ["None of these"]
