from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.rules.certificate.term import CertificateDays, certificate_days, certificate_term
from tests.rules.audit.instruments import ca_ab

ON = date(2026, 3, 9)


@pytest.mark.parametrize(
    ("records_from", "months"),
    [
        (date(2025, 3, 3), 36),
        (date(2025, 3, 20), 36),
        (date(2025, 3, 21), 12),
        (date(2025, 12, 20), 12),
        (date(2025, 12, 21), None),
        (date(2026, 3, 20), None),
    ],
)
def test_months_of_records_give_the_term(records_from: date, months: int | None) -> None:
    assert certificate_term(records_from, date(2026, 3, 20), ca_ab(), on=ON).months == months


def test_too_few_records_name_the_day_it_will_be_possible() -> None:
    term = certificate_term(date(2025, 3, 3), date(2025, 5, 1), ca_ab(), on=ON)
    assert (term.months, term.possible_on, term.full_on) == (None, date(2025, 6, 3), date(2026, 3, 3))
    assert "Tuesday 3 June 2025" in term.reasons[0].sentence


@given(st.dates(date(2024, 1, 1), date(2026, 6, 30)))
def test_the_named_day_is_the_first_that_works(records_from: date) -> None:
    for day, months in ((certificate_term(records_from, records_from, ca_ab(), on=ON).possible_on, 12),):
        assert certificate_term(records_from, day, ca_ab(), on=ON).months == months
        assert certificate_term(records_from, day - timedelta(days=1), ca_ab(), on=ON).months is None


def test_no_active_site_gives_six_months_and_says_it_is_inferred() -> None:
    term = certificate_term(date(2025, 3, 3), date(2026, 3, 20), ca_ab(), on=ON, active_site=False)
    assert (term.months, term.confidence, term.reasons[-1].code) == (6, "inferred", "no_active_site")
    assert certificate_term(date(2026, 3, 3), date(2026, 3, 20), ca_ab(), on=ON, active_site=False).months is None


def test_the_rules_of_the_day_decide() -> None:
    half_year = certificate_term(date(2021, 1, 4), date(2021, 7, 4), ca_ab(), on=date(2021, 6, 25))
    assert half_year.months == 36


@pytest.mark.parametrize(
    ("end", "months", "expires"),
    [
        (date(2026, 3, 20), 36, date(2029, 3, 20)),
        (date(2024, 2, 29), 36, date(2027, 2, 28)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
    ],
)
def test_the_days_on_the_certificate(end: date, months: int, expires: date) -> None:
    assert certificate_days(end, date(2026, 5, 12), months, ca_ab(), on=ON) == CertificateDays(end, expires)
