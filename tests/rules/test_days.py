"""Days: read strictly, moved by months so that a month without that day ends on its last day."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.rules.days import add_days, add_months, in_words, month_end, parse_day
from handrail.rules.money import cents, parse_amount, percent_cut
from handrail.rules.reason import BadInput

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", 48, "2032-02-29"),
        ("2025-02-11", 36, "2028-02-11"),
        ("2027-08-31", -12, "2026-08-31"),
        ("2026-12-15", 1, "2027-01-15"),
    ],
)
def test_months_by_hand(day: str, months: int, expected: str) -> None:
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(expected)


@given(DAYS, st.integers(-240, 240))
def test_a_moved_day_keeps_its_number_or_ends_the_month(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == day.day or (moved == month_end(moved) and moved.day < day.day)


@given(DAYS, DAYS, st.integers(-60, 60))
def test_moving_by_months_keeps_the_order(one: date, other: date, months: int) -> None:
    low, high = sorted((one, other))
    assert add_months(low, months) <= add_months(high, months)


def test_the_calendar_is_never_left() -> None:
    assert add_months(date(9999, 6, 1), 12) == date.max
    assert add_days(date.max, 10**30) == date.max
    assert add_months(date(1, 1, 1), -1) == date.min


@given(DAYS)
def test_a_written_day_is_read_back(day: date) -> None:
    assert parse_day(day.isoformat(), "on") == day


@pytest.mark.parametrize(
    "text",
    [
        "2026-13-01",
        "2026-02-29",
        "2026-2-1",
        "20260201",
        "2026-W01-1",
        "２０２６-01-01",
        "",
        " 2026-01-01",
        None,
        5,
        "0000-01-01",
    ],
)
def test_anything_else_is_refused_with_a_mend(text: object) -> None:
    with pytest.raises(BadInput) as refused:
        parse_day(text, "events[3].on")
    assert refused.value.where == "events[3].on"
    assert "2026-03-20" in refused.value.mend


def test_a_day_in_words() -> None:
    assert in_words(date(2026, 4, 24)) == "Friday 24 April 2026"


@pytest.mark.parametrize(
    ("exact", "cut"),
    [
        ("79.996", "79.99"),
        ("80", "80.00"),
        (Fraction(46300, 496), "93.34"),
        (Fraction(38500, 496), "77.62"),
        ("0.009", "0.00"),
    ],
)
def test_percent_is_cut(exact: str | Fraction, cut: str) -> None:
    assert str(percent_cut(Fraction(exact))) == cut


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (Fraction(66_635_988, 11_443), "5823.30"),
        (Fraction(28_886_063, 4_464), "6470.89"),
        (Fraction(37_749_925, 6_979), "5409.07"),
        (Fraction(1, 200), "0.01"),
        (Fraction(499, 100_000), "0.00"),
    ],
)
def test_money_is_rounded_half_up(amount: Fraction, shown: str) -> None:
    assert str(cents(amount)) == shown


@pytest.mark.parametrize("bad", ["-1", "1e5", "1,000", "１０", "", None, True, [], "NaN", " 5", "1.2345678"])
def test_amounts_are_plain(bad: object) -> None:
    with pytest.raises(BadInput):
        parse_amount(bad, "accounts[0].rate")
