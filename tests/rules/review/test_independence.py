"""Who may review whom, and the random share that is read twice."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from handrail.rules.review.drawing import is_drawn
from handrail.rules.review.independence import TieFact, independence, waiver_refused

DAY = date(2026, 6, 1)


def test_nobody_without_a_tie_is_kept_away() -> None:
    found = independence([], DAY, 12)
    assert (found.free, found.free_on, found.reasons) == (True, None, ())


def test_who_trained_a_firm_may_review_it_the_day_after_twelve_months() -> None:
    tie = TieFact("trained", date(2025, 6, 1))
    on_the_last_day = independence([tie], DAY, 12)
    assert (on_the_last_day.free, on_the_last_day.free_on) == (False, date(2026, 6, 2))
    assert on_the_last_day.reasons[0].sentence == (
        "This reviewer trained people of this firm (last on Sunday 1 June 2025, so not before Tuesday 2 June 2026)."
    )
    assert independence([tie], date(2026, 6, 2), 12).free


def test_a_tie_that_still_holds_has_no_day() -> None:
    found = independence([TieFact("employed", None), TieFact("trained", date(2026, 1, 1))], DAY, 12)
    assert (found.free, found.free_on) == (False, None)


def test_the_longest_tie_decides() -> None:
    found = independence([TieFact("consulted", date(2026, 3, 31)), TieFact("trained", date(2025, 9, 1))], DAY, 12)
    assert found.free_on == date(2027, 4, 1)


def test_being_related_ends_with_the_tie_and_has_no_months() -> None:
    assert independence([TieFact("related", date(2026, 5, 31))], DAY, 12).free
    assert not independence([TieFact("related", DAY)], DAY, 12).free


def test_a_waived_tie_is_told_and_stands_no_longer_in_the_way() -> None:
    found = independence([TieFact("consulted", date(2026, 3, 31), waived=True)], DAY, 12)
    assert (found.free, found.waived) == (True, True)
    assert found.reasons[0].sentence.endswith("Two people have let this pass.")
    assert not independence([TieFact("consulted", None, waived=True), TieFact("employed", None)], DAY, 12).free


def test_one_of_the_firms_own_people_is_never_let_pass() -> None:
    assert not independence([TieFact("employed", date(2026, 1, 1), waived=True, one_of_them=True)], DAY, 12).free


def test_a_waiver_takes_two_and_never_the_reviewers_own_word() -> None:
    def why(asked: str, agrees: str) -> str:
        refused = waiver_refused(reviewer="reviewer", asked_by=asked, agrees=agrees)
        return refused.code if refused else ""

    assert why("reviewer", "admin") == ""
    assert why("admin", "other admin") == ""
    assert why("admin", "admin") == "two_people"
    assert why("reviewer", "reviewer") == "two_people"
    assert why("admin", "reviewer") == "not_the_reviewer"


def test_about_one_file_in_twenty_is_drawn() -> None:
    drawn = sum(is_drawn(f"file {number}", 5, b"secret") for number in range(20_000))
    assert 900 < drawn < 1_100


def test_without_the_secret_nobody_knows_which() -> None:
    one = {number for number in range(2_000) if is_drawn(f"file {number}", 5, b"one")}
    other = {number for number in range(2_000) if is_drawn(f"file {number}", 5, b"other")}
    assert len(one & other) < len(one) / 2


@given(st.text(), st.binary(), st.integers(0, 100), st.integers(0, 100))
def test_a_higher_share_draws_all_that_a_lower_one_does(file: str, secret: bytes, low: int, high: int) -> None:
    if is_drawn(file, min(low, high), secret):
        assert is_drawn(file, max(low, high), secret)
    assert not is_drawn(file, 0, secret)
    assert is_drawn(file, 100, secret)
