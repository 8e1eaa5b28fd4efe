"""What a pack answers: values on a day, partners' own rules, words, courses and rates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from handrail.program import PackError, load_pack

PACK = load_pack("ca-ab")
TODAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("key", "day", "value"),
    [
        ("audit.correct.days_per_round", date(2018, 12, 31), 30),
        ("audit.correct.days_per_round", date(2019, 1, 1), 15),
        ("audit.own_knowledge.max_people", date(2026, 3, 9), 2),
        ("audit.carryover.max_share", date(2027, 3, 1), "1/3"),
        ("audit.records.months_full", date(2020, 12, 31), 12),
        ("audit.records.months_full", date(2021, 1, 1), 6),
        ("audit.records.months_full", date(2022, 12, 31), 6),
        ("audit.records.months_full", date(2023, 1, 1), 12),
        ("law.violence_harassment_plan", date(2025, 3, 30), "separate"),
        ("law.violence_harassment_plan", date(2025, 3, 31), "combined"),
        ("wcb.max_insurable_earnings", date(2023, 12, 31), 102100),
        ("wcb.max_insurable_earnings", date(2024, 1, 1), 104600),
        ("wcb.registration_policy", date(2017, 6, 1), "same_year"),
    ],
)
def test_a_value_holds_from_its_first_to_its_last_day(key: str, day: date, value: object) -> None:
    assert PACK.value(key, day) == value


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("audit.pass.overall", 80),
        ("audit.pass.element", 50),
        ("audit.gather.max_days", 15),
        ("audit.submit.max_days", 21),
        ("audit.correct.total_days", 90),
        ("audit.records.months_short", 3),
        ("audit.window.months", 12),
        ("certificate.terms", (36, 12, 6)),
        ("certificate.term.no_site_months", 6),
        ("size.max", 10),
        ("size.window_months", 12),
        ("size.counts.added_relations", ()),
        ("size.never_counted", ("supplier", "inspector", "rental_delivery")),
        ("size.growth_rule", "next_year_audit"),
        ("hsr.threshold_low", 5),
        ("hsr.threshold_high", 19),
        ("due.mode", "anniversary"),
        ("due.rollover", "none"),
        ("extend.max_days", 90),
        ("extend.apply_after_days", 10),
        ("extend.cap", "year_end"),
        ("letter.days", 180),
        ("letter.wait_months", 12),
        ("training.refresher_months", 36),
        ("incentive.first_year", 10),
        ("incentive.keep", 5),
        ("incentive.cap", 20),
        ("wcb.minimum_premium", 200),
        ("remind.days_before", (60, 30, 14)),
    ],
)
def test_the_published_values(key: str, value: object) -> None:
    assert PACK.value(key, TODAY) == value


def test_a_parameter_says_where_it_comes_from() -> None:
    found = PACK.parameter("audit.gather.max_days", TODAY)
    assert (found.value, found.from_, found.to) == (15, date(2019, 1, 1), None)
    assert (found.source, found.confidence, found.file) == ("S06", "attested", "parameters/audit.toml")
    assert found.confirmed_on == date(2026, 11, 22)
    assert found.unit == "days"


@pytest.mark.parametrize("key", ["audit.pass.maintenance.overall", "audit.pass.maintenance.element"])
def test_the_yearly_mark_is_graded_unknown_and_says_so(key: str) -> None:
    found = PACK.parameter(key, TODAY)
    assert found.confidence == "unknown"
    assert "No page states the mark" in found.note


def test_an_unknown_key_is_named() -> None:
    with pytest.raises(PackError, match=r"^ca-ab/parameters: audit.pas: no such parameter\. Correct the key"):
        PACK.parameter("audit.pas", TODAY)


def test_a_day_without_a_value_is_named() -> None:
    with pytest.raises(PackError, match=r"parameters/wcb.toml: .+no value is in force on 2016-05-01.+Add a value"):
        PACK.parameter("wcb.max_insurable_earnings", date(2016, 5, 1))


def test_last_known_looks_back_where_a_value_has_ended() -> None:
    known = PACK.last_known("wcb.max_insurable_earnings", date(2017, 5, 1))
    assert known is not None
    assert (known.value, known.from_) == (95300, date(2015, 1, 1))
    assert PACK.last_known("wcb.max_insurable_earnings", date(2009, 5, 1)) is None


def test_a_partners_own_value_wins_and_names_its_file() -> None:
    own = PACK.parameter("due.mode", TODAY, "demo-anyindustry")
    assert (own.value, own.file) == ("calendar_year_end", "partners/demo-anyindustry.toml")
    assert PACK.value("due.mode", TODAY, "demo-construction") == "anniversary"
    assert PACK.value("audit.pass.overall", TODAY, "demo-anyindustry") == 80


def test_history_gives_the_programs_values_then_the_partners() -> None:
    assert [p.value for p in PACK.history("audit.records.months_full")] == [12, 6, 12]
    assert [p.value for p in PACK.history("audit.pass.quality", "demo-anyindustry")] == [0, 80]


def test_an_unknown_partner_is_named() -> None:
    with pytest.raises(PackError, match=r"partners: acme: no such Certifying Partner\. Use one of demo-anyindustry"):
        PACK.value("due.mode", TODAY, "acme")


def test_the_two_demonstration_partners_differ() -> None:
    construction, anyindustry = PACK.partners["demo-construction"], PACK.partners["demo-anyindustry"]
    assert construction.demonstration
    assert anyindustry.demonstration
    assert PACK.value("size.counts.added_relations", TODAY, "demo-construction") == ("family", "volunteer")
    assert PACK.value("size.counts.added_relations", TODAY, "demo-anyindustry") == ("subcontractor",)
    assert PACK.value("size.growth_rule", TODAY, "demo-construction") == "next_year_audit"
    assert PACK.value("size.growth_rule", TODAY, "demo-anyindustry") == "at_once"
    assert PACK.value("proof.after_window", TODAY, "demo-construction") == "reviewer_decides"
    assert PACK.value("audit.pass.quality", TODAY, "demo-anyindustry") == 80
    assert {fee.amount for fee in construction.fees} != {fee.amount for fee in anyindustry.fees}


def test_words_follow_the_audience_the_partner_and_the_day() -> None:
    assert PACK.term("evidence") == "proof"
    assert PACK.term("evidence", audience="formal") == "evidence"
    assert PACK.term("audit", "demo-anyindustry") == "evaluation"
    assert PACK.term("audit", "demo-construction") == "audit"
    assert PACK.term("ministry", on=date(2008, 5, 1)) == "Employment, Immigration and Industry"
    assert PACK.term("ministry") == "Jobs, Economy, Trade and Immigration"
    with pytest.raises(PackError, match=r"terms.toml: widget: no such term"):
        PACK.term("widget")


def test_words_a_firm_never_sees_are_not_owner_words() -> None:
    never = {"spell", "directive", "operational", "n/a", "claimed points", "data gathering", "near miss", "evidence"}
    assert never.isdisjoint(word.owner.lower() for word in PACK.terms.values())


def test_attested_rates_carry_their_status() -> None:
    rate = PACK.rate("wcb-ab", "50714", 2023)
    assert rate is not None
    assert (rate.rate, rate.status, rate.source) == (Decimal("4.70"), "association", "AMTA-2023")
    assert (old := PACK.rate("wcb-ab", "9600", 2015)) is not None
    assert (old.rate, old.status) == (Decimal("2.02"), "official")
    assert PACK.rate("wcb-ab", "9600", 2023) is None
    assert PACK.rate("wcb-ab", "50714", 1999) is None


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027])
def test_demonstration_rates_are_marked(year: int) -> None:
    sheet = PACK.rates["demo", year]
    assert {"DEMO-ROOF", "DEMO-OILF", "DEMO-GEN"} <= sheet.keys()
    assert all(rate.status == "demonstration" and rate.rate > 0 for rate in sheet.values())
    assert PACK.find_rate("DEMO-ROOF", year) == sheet["DEMO-ROOF"]


def test_the_last_known_rate_looks_back() -> None:
    known = PACK.last_known_rate("50714", 2026)
    assert known is not None
    assert known.year == 2023
    assert PACK.last_known_rate("50714", 2002) is None
    assert PACK.rate_file("wcb-ab", 2026) == "rates/wcb-ab-2026.csv"


def test_the_directory_is_apart_from_the_demonstration() -> None:
    listed = {entry.id: entry for entry in PACK.directory.partner}
    assert listed.keys().isdisjoint(PACK.partners)
    assert listed["acsa"].serves_secor == "yes"
    assert listed["ccsa"].serves_secor == "not_confirmed"
    assert "ask the partner" in PACK.directory.check_with


def test_one_course_builds_and_one_refreshes() -> None:
    assert PACK.courses["building"].role == "building"
    assert PACK.courses["refresher"].refreshes


@pytest.mark.parametrize(
    ("key", "day"),
    [("audit.correct.days_per_round", date(2018, 12, 31)), ("audit.records.months_full", date(2022, 1, 1))],
)
def test_what_was_said_of_cor_or_of_nobody_named_is_not_shown_as_attested(key: str, day: date) -> None:
    assert PACK.parameter(key, day).confidence == "inferred"


def test_tasks_hold_from_their_first_day_and_say_whose_rule_they_are() -> None:
    assert PACK.tasks(date(2021, 11, 30)) == ()
    now = {one.id: one for one in PACK.tasks(TODAY)}
    assert "first-aider" not in {one.id for one in PACK.tasks(date(2023, 3, 30))}
    assert (now["heights"].law, now["heights"].tickets) == ("OHS Code Part 9, section 141", ("fall-protection",))
    assert all(bool(one.law) == (one.confidence != "design") for one in now.values())
    assert set(PACK.ticket_kinds()) == {ticket for one in now.values() for ticket in one.tickets}


@pytest.mark.parametrize(
    ("industry", "first"), [("Roofing", "heights"), ("Oil and gas service", "sour-gas"), ("Soil testing", None), ("", None)]
)  # fmt: skip
def test_an_industry_suggests_what_its_firms_often_do(industry: str, first: str | None) -> None:
    found = PACK.tasks_often_done(industry, TODAY)
    assert (found[0] if found else None) == first
    assert PACK.tasks_often_done(industry, date(2020, 1, 1)) == ()
