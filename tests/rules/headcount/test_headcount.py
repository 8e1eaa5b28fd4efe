"""The head-count at its promised interface: scenarios by hand, and what must hold for any list of people."""

from __future__ import annotations

import random
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.program import load_pack
from handrail.rules.days import add_months
from handrail.rules.headcount import (
    HeldCertificate,
    Relation,
    Spell,
    headcount,
    held_certificate,
    parse_people,
)
from handrail.rules.reason import BadInput

PACK = load_pack("ca-ab")
HEADER = "person,relation,from,to,covered,regularly_employed\n"
SCENARIOS = tomllib.loads((Path(__file__).parent / "scenarios" / "counting.toml").read_text())["scenario"]


def crowd(count: int, first: date, last: date | None = None) -> list[Spell]:
    return [Spell(f"worker {place}", Relation.WORKER, first, last, True, True) for place in range(count)]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one["name"])
def test_scenario(scenario: dict[str, Any]) -> None:
    people = list(parse_people(HEADER + scenario["people"].strip()))
    if "crowd" in scenario:
        asked = scenario["crowd"]
        people += crowd(asked["count"], asked["from"], asked.get("to"))
    answer = headcount(people, scenario["as_of"], PACK, scenario.get("partner"))
    assert {key: getattr(answer, key) for key in scenario["expect"]} == scenario["expect"]
    if not answer.eligible and "eligible_again_on" not in scenario["expect"]:
        assert answer.eligible_again_on is None


DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
SPELLS = st.builds(
    lambda person, relation, first, length, covered, employed: Spell(
        f"p{person}", relation, first, None if length is None else first + timedelta(days=length), covered, employed
    ),
    st.integers(0, 7),
    st.sampled_from(Relation),
    DAYS,
    st.none() | st.integers(0, 500),
    st.booleans(),
    st.booleans(),
)
PEOPLE = st.lists(SPELLS, max_size=14)


def by_hand(people: list[Spell], day: date) -> int:
    """The count the slow way, from the words of the rule."""
    never = {"supplier", "inspector", "rental_delivery"}
    return len(
        {
            one.person
            for one in people
            if one.holds(day) and one.relation not in never and (one.relation == "owner" or one.covered)
        }
    )


@settings(max_examples=60, deadline=None)
@given(PEOPLE, DAYS)
def test_count_and_peak_agree_with_counting_every_day(people: list[Spell], as_of: date) -> None:
    answer = headcount(people, as_of, PACK)
    first = add_months(as_of, -12)
    daily = {first + timedelta(days=n): 0 for n in range((as_of - first).days + 1)}
    daily = {day: by_hand(people, day) for day in daily}
    assert answer.count == daily[as_of]
    assert answer.peak == max(daily.values())
    assert answer.peak_on == min(day for day, count in daily.items() if count == answer.peak)
    assert answer.peak >= answer.count


@settings(max_examples=60, deadline=None)
@given(PEOPLE, DAYS, st.randoms(use_true_random=False))
def test_the_order_of_the_list_changes_nothing(people: list[Spell], as_of: date, shuffler: random.Random) -> None:
    mixed = list(people)
    shuffler.shuffle(mixed)
    one, other = headcount(people, as_of, PACK), headcount(mixed, as_of, PACK)
    assert (one.count, one.peak, one.peak_on, one.eligible_again_on) == (
        other.count,
        other.peak,
        other.peak_on,
        other.eligible_again_on,
    )


@settings(max_examples=40, deadline=None)
@given(st.lists(SPELLS, max_size=8), DAYS)
def test_eligible_again_is_the_first_later_day_within_the_limit(people: list[Spell], as_of: date) -> None:
    people = people + crowd(9, date(2023, 1, 1))
    answer = headcount(people, as_of, PACK)
    if answer.eligible:
        assert answer.eligible_again_on is None
    elif answer.eligible_again_on:
        again = answer.eligible_again_on
        assert headcount(people, again, PACK).eligible
        assert not any(
            headcount(people, day, PACK).eligible
            for day in {as_of + timedelta(days=1), again - timedelta(days=1)}
            if as_of < day < again
        )


def eleventh(first: date) -> list[Spell]:
    return [*crowd(10, date(2020, 1, 1)), Spell("eleventh", Relation.CASUAL, first, None, True, False)]


@pytest.mark.parametrize(
    ("hired", "as_of", "next_due", "since", "at"),
    [
        # The next audit of the following year, as scheduled.
        ("2027-05-01", "2027-06-01", "2028-03-20", "2027-05-01", "2028-03-20"),
        # The next audit lies in the year of growth itself: its anniversary counts.
        ("2027-01-10", "2027-02-01", "2027-03-20", "2027-01-10", "2028-03-20"),
        # Already over the limit when the certificate began.
        ("2025-01-01", "2026-06-01", "2027-03-20", "2026-03-20", "2027-03-20"),
        # Without a named audit the anniversaries of the certificate are the schedule.
        ("2027-01-10", "2027-02-01", None, "2027-01-10", "2028-03-20"),
    ],
)
def test_the_eleventh_hire(hired: str, as_of: str, next_due: str | None, since: str, at: str) -> None:
    held = HeldCertificate(date(2026, 3, 20), date(2029, 3, 20), date.fromisoformat(next_due) if next_due else None)
    answer = headcount(eleventh(date.fromisoformat(hired)), date.fromisoformat(as_of), PACK, None, held)
    assert answer.move_to_cor is not None
    assert (answer.move_to_cor.since.isoformat(), answer.move_to_cor.at_audit_due.isoformat()) == (since, at)
    assert "certificate_runs_on" in {reason.code for reason in answer.reasons}


def test_a_partner_that_refuses_at_once_takes_the_next_audit_whatever_its_year() -> None:
    at_once = [one for one in PACK.partners if PACK.value("size.growth_rule", date(2026, 6, 1), one) == "at_once"]
    assert at_once, "the pack has a demonstration partner that refuses at once"
    held = HeldCertificate(date(2026, 3, 20), date(2029, 3, 20), date(2027, 3, 20))
    answer = headcount(eleventh(date(2027, 1, 10)), date(2027, 2, 1), PACK, at_once[0], held)
    assert answer.move_to_cor is not None
    assert answer.move_to_cor.at_audit_due == date(2027, 3, 20)
    assert "refused_at_once" in {reason.code for reason in answer.reasons}


def test_ten_people_with_a_certificate_move_nowhere() -> None:
    held = HeldCertificate(date(2026, 3, 20), date(2029, 3, 20))
    assert headcount(crowd(10, date(2020, 1, 1)), date(2026, 6, 1), PACK, None, held).move_to_cor is None


def test_a_certificate_is_made_whole_from_its_end() -> None:
    assert held_certificate(None, date(2029, 3, 20), None, 36) == HeldCertificate(date(2026, 3, 20), date(2029, 3, 20))
    assert held_certificate(None, None, None, 36) is None
    with pytest.raises(BadInput, match="certificate-expires"):
        held_certificate(None, None, date(2027, 1, 1), 36)
    with pytest.raises(BadInput, match="before it begins"):
        held_certificate(date(2027, 1, 1), date(2026, 1, 1), None, 36)


@pytest.mark.parametrize(
    ("text", "where", "said"),
    [
        ("", "people.csv, line 1", "is missing"),
        ("person,relation,from,to,covered\n", "line 1", '"regularly_employed" is missing'),
        (HEADER.replace("to", "from", 1), "line 1", "stands twice"),
        (HEADER + "Ann,boss,2026-01-01,,yes,yes\n", "line 2, column relation", "not a relation"),
        (HEADER + "\nAnn,worker,2026-13-01,,yes,yes\n", "line 3, column from", "not in the calendar"),
        (HEADER + "Ann,worker,2026-02-01,2026-01-31,yes,yes\n", "line 2, column to", "before the first day"),
        (HEADER + "Ann,worker,2026-02-01,,maybe,yes\n", "line 2, column covered", "neither yes nor no"),
        (HEADER + ",worker,2026-02-01,,yes,yes\n", "line 2, column person", "no name"),
        (HEADER + "Ann,worker,2026-02-01,,yes\n", "line 2", "5 values"),
        (HEADER + '"Ann,worker,2026-02-01,,yes,yes\n', "line 2", "not CSV"),
    ],
)
def test_bad_lists_name_the_line_the_column_and_the_mend(text: str, where: str, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_people(text)
    assert where in refused.value.where
    assert said in refused.value.what
    assert refused.value.mend


def test_a_byte_order_mark_other_column_orders_and_blank_lines_are_read() -> None:
    text = "\ufeffto,covered,person,relation,regularly_employed,from\r\n\r\n,Yes,Ann,owner,no,2026-01-01\r\n"
    assert parse_people(text) == (Spell("Ann", Relation.OWNER, date(2026, 1, 1), None, True, False),)


def test_everyone_is_told_whether_and_why_they_count() -> None:
    people = parse_people(
        HEADER
        + "Ann,owner,2026-01-01,,no,no\nSam,supplier,2026-01-01,,yes,no\nCat,casual,2026-01-01,2026-02-01,yes,no\n"
        "Zoe,worker,2026-09-01,,yes,yes\n"
    )
    who = {one.name: one for one in headcount(people, date(2026, 6, 1), PACK).who}
    assert who["Ann"].counts
    assert "always" in who["Ann"].why
    assert not who["Sam"].counts
    assert "left on Sunday 1 February 2026" in who["Cat"].why
    assert "starts on Tuesday 1 September 2026" in who["Zoe"].why


def test_before_the_law_knew_representatives_none_is_required() -> None:
    answer = headcount(crowd(6, date(2015, 1, 1)), date(2016, 1, 1), PACK)
    assert answer.regularly_employed == 6
    assert not answer.representative_required


@pytest.mark.parametrize(
    ("workers", "said"),
    [(3, "no health and safety representative is asked for yet"), (5, "the law asks for one"), (20, "a committee")],
)
def test_the_representatives_sentence_speaks_of_this_number(workers: int, said: str) -> None:
    people = [Spell(str(one), Relation.WORKER, date(2026, 1, 1), None, True, True) for one in range(workers)]
    found = headcount(people, date(2026, 6, 1), load_pack("ca-ab"))
    assert said in next(one.sentence for one in found.reasons if one.code == "representative")


def test_past_the_limit_with_no_last_day_the_list_is_what_is_spoken_of() -> None:
    people = [Spell(str(one), Relation.WORKER, date(2026, 1, 1), None, True, True) for one in range(11)]
    said = {one.code: one.sentence for one in headcount(people, date(2026, 6, 1), load_pack("ca-ab")).reasons}
    assert said["over_limit"] == "11 people are more than the 10 of a small employer."
    assert "Write the last day of whoever leaves" in said["small_again"]
