from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.rules.certificate.number import CertificateNumber, certificate_number, parse_number
from handrail.rules.reason import BadInput

NUMBERS = st.builds(
    certificate_number,
    st.text(string.ascii_uppercase, min_size=2, max_size=2),
    st.integers(0, 99),
    st.integers(1, 999_999_999),
)


def refused(text: str) -> bool:
    try:
        parse_number(text)
    except BadInput:
        return True
    return False


@settings(deadline=None)
@given(NUMBERS)
def test_a_number_reads_back(number: CertificateNumber) -> None:
    assert parse_number(str(number)) == number


@settings(deadline=None)
@given(NUMBERS, st.data())
def test_case_spaces_and_hyphens_do_not_matter(number: CertificateNumber, data: st.DataObject) -> None:
    typed = ""
    for character in str(number).replace("-", ""):
        typed += data.draw(st.sampled_from([character, character.lower()])) + data.draw(
            st.sampled_from(["", "", " ", "-", "\u2013"])
        )
    assert parse_number(f"  {typed}\n") == number


@settings(deadline=None)
@given(NUMBERS)
def test_every_single_wrong_character_is_found(number: CertificateNumber) -> None:
    compact = str(number).replace("-", "")
    for place, right in enumerate(compact):
        for wrong in string.ascii_uppercase + string.digits:
            if wrong != right:
                assert refused(compact[:place] + wrong + compact[place + 1 :]), (compact, place, wrong)


@settings(deadline=None)
@given(NUMBERS)
def test_every_swap_of_neighbours_is_found(number: CertificateNumber) -> None:
    compact = str(number).replace("-", "")
    for place in range(len(compact) - 1):
        one, two = compact[place : place + 2]
        if one != two:
            assert refused(compact[:place] + two + one + compact[place + 2 :]), (compact, place)


@pytest.mark.parametrize(
    "text",
    ["", "HR", "HR-26-00042", "HR-26-042-K", "\u017fR-26-00042-K", "HR-２６-00042-K", "HR-26-00000-0", "x" * 9999],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    assert refused(text)


@pytest.mark.parametrize(
    ("prefix", "year", "serial"), [("H", 26, 1), ("hr", 26, 1), ("HRX", 26, 1), ("HR", -1, 1), ("HR", 26, 0)]
)
def test_a_new_number_needs_a_prefix_a_year_and_a_serial(prefix: str, year: int, serial: int) -> None:
    with pytest.raises(BadInput):
        certificate_number(prefix, year, serial)


def test_the_year_may_be_written_in_full() -> None:
    assert str(certificate_number("HR", 2026, 42)).startswith("HR-26-00042-")
