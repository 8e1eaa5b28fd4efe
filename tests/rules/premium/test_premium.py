"""A year's premium and refund at the promised interface: worked examples reckoned by hand."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.program import load_pack, pack_folder
from handrail.rules.premium import Premium, parse_premium, premium
from handrail.rules.reason import BadInput

PACK = load_pack("ca-ab")
KEPT = {"first_achieved": "2020-03-01", "valid_through": "2026-03-01", "maintained": True}
FIRST = {"first_achieved": "2023-03-01", "valid_through": "2026-03-01", "maintained": True}


def year(*accounts: dict[str, Any], certificate: Any = KEPT, **more: Any) -> Premium:
    facts = {
        "year": 2023,
        "accounts": list(accounts),
        "certificate": certificate,
        "registered": True,
        "charged": False,
        "under_review": False,
    }
    return premium(parse_premium(facts | more), PACK)


def account(earnings: str, rate: str | None = None, code: str = "50714", **more: Any) -> dict[str, Any]:
    given = {"account": "DEMO-1", "industry_code": code, "insurable_earnings": earnings} | more
    return given | ({"rate": rate} if rate else {})


def refunds(answer: Premium) -> tuple[str, str, str]:
    return str(answer.industry_premium), str(answer.refund_low), str(answer.refund_high)


@pytest.mark.parametrize(
    ("earnings", "covered", "rate", "certificate", "expected"),
    [
        ("0", "40000", "1.00", KEPT, ("400.00", "20.00", "80.00")),
        ("4000", "0", "2.00", KEPT, ("80.00", "4.00", "16.00")),
        ("210000", "90000", "1.50", FIRST, ("4500.00", "450.00", "900.00")),
        ("210000", "90000", "1.50", KEPT, ("4500.00", "225.00", "900.00")),
    ],
)
def test_wcbs_own_examples(
    earnings: str, covered: str, rate: str, certificate: Any, expected: tuple[str, str, str]
) -> None:
    assert refunds(year(account(earnings, rate, personal_coverage=covered), certificate=certificate)) == expected


def test_the_least_premium_makes_the_base_unclear_and_shows_both() -> None:
    answer = year(account("4000", "2.00"))
    (one,) = answer.accounts
    assert str(one.premium) == "200.00"
    (unclear,) = [reason for reason in answer.reasons if reason.code == "base_unclear"]
    for figure in ("80.00", "200.00", "4.00", "10.00"):
        assert figure in unclear.sentence


@pytest.mark.parametrize(
    ("costs", "expected", "percent", "refund"),
    [
        ("8100", "9000", "10.00", "775.00"),
        ("8550", "9000", "5.00", "387.50"),
        ("9900", "9000", "5.00", "387.50"),
        ("6000", "9000", "20.00", "1550.00"),
        ("0", "9000", "20.00", "1550.00"),
        ("100", "0", "5.00", "387.50"),
    ],
)
def test_improvement_against_the_kept_certificate(costs: str, expected: str, percent: str, refund: str) -> None:
    answer = year(account("310000", "2.50"), experience={"costs": costs, "expected": expected})
    assert (str(answer.percent_low), str(answer.refund_low)) == (percent, refund)
    assert str(answer.percent_high) == "20.00"


@pytest.mark.parametrize(
    ("code", "in_year", "first", "kept"), [("87503", 2026, "570.00", "285.00"), ("50714", 2023, "2820.00", "1410.00")]
)
def test_two_firms_of_ten(code: str, in_year: int, first: str, kept: str) -> None:
    ten = {"account": "DEMO-1", "industry_code": code, "workers": ["60000"] * 10}
    begun = {"first_achieved": f"{in_year}-02-01", "valid_through": f"{in_year + 3}-02-01", "maintained": True}
    later = begun | {"first_achieved": "2019-02-01"}
    assert str(year(ten, certificate=begun, year=in_year).refund_low) == first
    assert str(year(ten, certificate=later, year=in_year).refund_low) == kept


def test_each_workers_earnings_are_capped_and_coverage_is_added() -> None:
    answer = year(
        {"account": "A", "industry_code": "50714", "workers": ["126000", "50000"], "personal_coverage": "60000"}
    )
    assert str(answer.accounts[0].earnings_counted) == "212100.00"
    assert refunds(answer)[0] == "9968.70"


@pytest.mark.parametrize(
    ("more", "gate"),
    [
        ({}, "open"),
        ({"charged": True, "certificate": None}, "held"),
        ({"under_review": True}, "held"),
        ({"certificate": None}, "closed"),
        ({"certificate": KEPT | {"valid_through": "2023-12-30"}}, "closed"),
        ({"certificate": KEPT | {"valid_through": "2023-12-31"}}, "open"),
        ({"certificate": KEPT | {"maintained": False}, "registered": None}, "closed"),
        ({"certificate": KEPT | {"first_achieved": "2024-01-01"}}, "closed"),
        ({"registered": False}, "closed"),
        ({"registered": None}, "unknown"),
        ({"certificate": KEPT | {"maintained": None}}, "unknown"),
        ({"certificate": {"first_achieved": "2020-03-01", "maintained": True}}, "unknown"),
        ({"charged": None}, "unknown"),
    ],
)
def test_the_gate(more: dict[str, Any], gate: str) -> None:
    answer = year(account("600000"), **more)
    assert answer.gate.value == gate
    percents = (str(answer.percent_low), str(answer.percent_high), *refunds(answer)[1:])
    if gate in {"held", "closed"}:
        assert set(percents) == {"0.00"}
    else:
        assert percents == ("5.00", "20.00", "1410.00", "5640.00")
    if gate == "unknown":
        assert any(reason.sentence.startswith("If the gate is open") for reason in answer.reasons)


def test_before_july_2011_nothing_was_held() -> None:
    old = {"first_achieved": "2008-03-01", "valid_through": "2012-03-01", "maintained": True}
    assert year(account("1000", "1.00"), certificate=old, charged=True, year=2010).gate.value == "open"
    assert year(account("1000", "1.00"), certificate=old, charged=True, year=2011).gate.value == "held"


def test_wcbs_statement_overrides() -> None:
    answer = year(account("600000"), statement={"percent": "12.345", "on": "2024-05-01"})
    assert (str(answer.percent_low), str(answer.percent_high)) == ("12.34", "12.34")
    assert refunds(answer) == ("28200.00", "3481.29", "3481.29")
    answer = year(account("600000"), statement={"refund": "2115.00"})
    assert (str(answer.percent_low), str(answer.refund_high)) == ("7.50", "2115.00")


def test_leadership_is_taken_as_given_and_capped() -> None:
    assert str(year(account("600000"), leadership_percent="12").percent_low) == "12.00"
    assert str(year(account("600000"), leadership_percent="33").percent_low) == "20.00"
    settled = year(account("600000"), leadership_percent="12", experience={"costs": "1", "expected": "1"})
    assert str(settled.percent_high) == "12.00"


def test_a_typed_rate_is_the_owners_notice() -> None:
    (one,) = year(account("600000", "4.11")).accounts
    assert (str(one.rate), one.rate_source) == ("4.11", "own notice")


def test_a_missing_rate_names_the_file_and_never_guesses() -> None:
    with pytest.raises(BadInput) as refused:
        year(account("600000"), year=2024)
    assert "4.70 of 2023" in refused.value.what
    assert "rates/wcb-ab-2024.csv" in refused.value.mend


def test_a_missing_maximum_names_the_file() -> None:
    with pytest.raises(BadInput) as refused:
        year({"account": "A", "industry_code": "50714", "workers": ["1"], "rate": "1"}, year=2031)
    assert "parameters/wcb.toml" in refused.value.mend


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"year": "2023"}, "year"),
        ({"year": True}, "year"),
        ({"accounts": []}, "accounts"),
        ({"accounts": [{"account": "A", "industry_code": "1"}]}, "accounts[0]"),
        ({"accounts": [account("1", workers=["1"])]}, "accounts[0]"),
        ({"accounts": [account("-1")]}, "accounts[0].insurable_earnings"),
        ({"accounts": [{"industry_code": "1", "workers": []}]}, "accounts[0].account"),
        ({"certificate": {"first_achieved": "2023-13-01"}}, "certificate.first_achieved"),
        ({"certificate": KEPT | {"valid_through": "2019-01-01"}}, "certificate.valid_through"),
        ({"registered": "yes"}, "registered"),
        ({"experience": {"costs": "1"}}, "experience.expected"),
        ({"statement": {}}, "statement"),
    ],
)
def test_bad_facts_are_named(change: dict[str, Any], where: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_premium({"year": 2023, "accounts": [account("1")]} | change)
    assert refused.value.where == where
    assert refused.value.mend


MONEY = st.integers(0, 10**8).map(lambda cents: str(Decimal(cents) / 100))


@settings(max_examples=80, deadline=None)
@given(st.lists(MONEY, max_size=5), MONEY, MONEY, MONEY, MONEY)
def test_the_range_is_a_range(workers: list[str], covered: str, costs: str, expected: str, leadership: str) -> None:
    given_account = {"account": "A", "industry_code": "50714", "workers": workers, "personal_coverage": covered}
    answer = year(given_account, experience={"costs": costs, "expected": expected}, leadership_percent=leadership)
    assert Decimal(5) <= answer.percent_low <= answer.percent_high <= Decimal(20)
    assert answer.refund_low <= answer.refund_high <= answer.industry_premium * Decimal("0.2") + Decimal("0.01")
    assert [one.chosen for one in answer.measures].count(True) == 1


def test_measures_that_would_add_up_are_refused_and_not_taken_for_the_best(tmp_path: Path) -> None:
    own = Path(shutil.copytree(pack_folder("ca-ab"), tmp_path / "own"))
    sheet = own / "parameters" / "incentive.toml"
    sheet.write_text(sheet.read_text().replace('value = "best"', 'value = "sum"'))
    with pytest.raises(BadInput, match=r'incentive\.combine is "sum"'):
        premium(parse_premium({"year": 2023, "accounts": [account("600000")]}), load_pack(own))
