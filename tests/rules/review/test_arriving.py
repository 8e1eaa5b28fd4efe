"""What comes to a desk by season, how long it then takes, and where sending earlier is heard sooner."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from handrail.program import load_pack
from handrail.rules.audit.facts import Purpose
from handrail.rules.deadlines.early import sent_early
from handrail.rules.review.arriving import expected, nearest_rank, slot, sooner
from handrail.rules.review.year_figures import Share, took

DAY = date(2026, 9, 7)
DUE = date(2026, 12, 11)


def years(winter: int = 40, summer: int = 12) -> list[tuple[date, date | None]]:
    """Two years of three files a week that take so many days in winter and so many else."""
    days = [DAY - timedelta(days=ago) for ago in range(740, 0, -1)]
    return [
        (day, day + timedelta(days=winter if day.month in (11, 12, 1) else summer))
        for day in days
        if day.weekday() in (0, 2, 4)
    ]


def test_coming_weeks_are_like_the_weeks_around_them_in_the_years_before() -> None:
    received = [came for came, _ in years()]
    assert expected(received, [DAY, DAY + timedelta(weeks=4)], DAY) == (3, 3)
    assert expected(received, [DAY], DAY + timedelta(days=4))[0] == 1, "three days of this week are still ahead"
    assert expected(received[-100:], [DAY], DAY) == (None,), "the past does not reach back a year"
    assert expected([], [DAY], DAY) == (None,)


def test_sending_before_the_busy_time_is_heard_sooner() -> None:
    found = sooner(years(), DAY, DUE, percent=90)
    assert found is not None
    early, late = found
    assert (early.days, late.days) == (12, 40)
    # The latest Friday whose season of last year was still the calm one.
    assert early.day.weekday() == 4
    assert DAY < early.day < DUE
    assert slot(years(), early.day + timedelta(days=7), DAY, percent=90).days > 12  # type: ignore[union-attr]


def test_no_earlier_day_is_offered_where_it_gains_nothing() -> None:
    assert sooner(years(winter=12), DAY, DUE, percent=90) is None
    assert sooner(years(), DAY, DAY + timedelta(days=14), percent=90) is None, "the due day is of today's season"
    assert sooner(years()[-5:], DAY, DUE, percent=90) is None, "too thin a past tells nothing"


def test_a_yearly_audit_sent_early_keeps_its_later_days_and_a_new_certificate_does_not() -> None:
    pack = load_pack()
    kept = sent_early(Purpose.MAINTENANCE, DAY, DUE, pack, "demo-construction")
    assert (kept.keeps, kept.confidence) == (
        True,
        pack.parameter("due.mode", on=DAY, partner="demo-construction").confidence,
    )
    new = sent_early(Purpose.CERTIFICATION, DAY, DUE, pack, "demo-construction")
    assert new.days_lost == (DUE - DAY).days
    assert "dated on the last day of gathering" in new.reason.sentence


def test_nearest_rank_is_a_value_that_was_seen() -> None:
    assert nearest_rank([15, 20, 35, 40, 50], 30) == 20, "the published example: rank 2 of 5"
    assert nearest_rank([15, 20, 35, 40, 50], 50) == 35
    assert nearest_rank([15, 20, 35, 40, 50], 100) == 50
    assert nearest_rank([7], 90) == 7


def test_shares_are_cut_and_nothing_of_nothing_is_none() -> None:
    assert Share(2, 3).percent == Decimal("66.66")
    assert Share(0, 0).percent is None
    assert took([]).median is None
    assert (took([9, 1, 5]).median, took(list(range(1, 11))).ninetieth) == (5, 9)
