from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from handrail.rules.audit.routes import ASSUMED, InTime, RouteKind, Starting, routes
from handrail.rules.certificate.term import certificate_term
from tests.rules.audit.instruments import ca_ab

TODAY = date(2026, 6, 1)
TRAINED = date(2026, 5, 1)


def test_a_firm_that_starts_today() -> None:
    letter, one, three = routes(Starting(TODAY, wanted=date(2026, 10, 1)), ca_ab())
    assert [route.kind for route in (letter, one, three)] == list(RouteKind)
    # The course takes up to two days and nobody is booked; records begin after it.
    assert letter.ready_on == date(2026, 6, 3)
    assert one.ready_on == date(2026, 9, 3)
    assert three.ready_on == date(2027, 6, 3)
    assert (one.earliest, one.likely) == (date(2026, 9, 17), date(2026, 10, 1))
    assert (letter.in_time, one.in_time, three.in_time) == (InTime.YES, InTime.YES, InTime.NO)
    assert "training_first" in [reason.code for reason in letter.reasons]
    assert all(route.confidence == "inferred" for route in (letter, one, three))


def test_a_known_course_day_begins_the_chain() -> None:
    letter, one, _ = routes(Starting(TODAY, next_course=date(2026, 6, 24)), ca_ab())
    assert (letter.ready_on, one.ready_on) == (date(2026, 6, 24), date(2026, 9, 24))
    assumed = [reason.code for reason in one.reasons if reason.code in ASSUMED]
    assert assumed == ["training_first", "records_first"]


def test_records_do_not_begin_before_a_booked_course() -> None:
    _, one, _ = routes(Starting(TODAY, trained_on=date(2026, 7, 1)), ca_ab())
    assert one.ready_on == date(2026, 10, 1)


def test_between_a_quick_and_a_slow_review_it_is_tight() -> None:
    _, one, _ = routes(Starting(TODAY, wanted=date(2026, 9, 20), trained_on=TRAINED), ca_ab())
    assert one.in_time is InTime.TIGHT


def test_a_year_of_own_records_goes_straight_for_three_years() -> None:
    letter, one, three = routes(Starting(TODAY, records_from=date(2025, 5, 1), trained_on=TRAINED), ca_ab())
    assert (letter.possible, letter.reasons[0].code) == (False, "records_enough")
    assert (one.possible, one.reasons[0].code) == (False, "full_term_at_once")
    assert (three.ready_on, three.holds_until, three.in_time) == (TODAY, date(2029, 6, 1), None)


def test_a_new_letter_waits_a_year() -> None:
    letter, *_ = routes(Starting(TODAY, trained_on=TRAINED, last_ended=date(2026, 3, 31)), ca_ab())
    assert (letter.ready_on, letter.earliest) == (date(2027, 3, 31), date(2027, 4, 14))


def test_the_letter_holds_from_the_day_it_is_given() -> None:
    letter, *_ = routes(
        Starting(date(2025, 3, 19), trained_on=date(2025, 2, 11), records_from=date(2025, 3, 3)), ca_ab()
    )
    assert (letter.earliest, letter.holds_until) == (date(2025, 4, 2), date(2025, 9, 29))


@given(st.dates(date(2025, 1, 1), TODAY), st.dates(date(2026, 1, 1), date(2027, 1, 1)))
def test_the_days_are_honest(records_from: date, trained_on: date) -> None:
    _, one, three = routes(Starting(TODAY, records_from=records_from, trained_on=trained_on), ca_ab())
    assert three.ready_on is not None and three.ready_on >= max(TODAY, trained_on)
    assert certificate_term(records_from, three.ready_on, ca_ab(), on=TODAY).months == 36
    if three.ready_on > max(TODAY, trained_on):
        assert certificate_term(records_from, three.ready_on - timedelta(days=1), ca_ab(), on=TODAY).months != 36
    if one.ready_on is not None:
        assert certificate_term(records_from, one.ready_on, ca_ab(), on=TODAY).months == 12
