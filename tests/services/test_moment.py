"""Alberta's days and hours: the old changes of the clock, and none since November 2026."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from handrail.services import moment
from handrail.store.models import DemonstrationDay


def local(instant: datetime) -> str:
    return instant.astimezone(moment.zone()).isoformat()


def test_the_clock_did_not_change_on_the_first_of_november_2026() -> None:
    before, after = (datetime(2026, 11, 1, hour, 30, tzinfo=UTC) for hour in (7, 8))
    assert (local(before), local(after)) == ("2026-11-01T01:30:00-06:00", "2026-11-01T02:30:00-06:00")
    for month in range(1, 13):
        assert datetime(2027, month, 15, tzinfo=moment.zone()).utcoffset() == timedelta(hours=-6)


def test_half_past_one_came_twice_in_2025_and_once_in_2026() -> None:
    def instants(day: date) -> set[datetime]:
        told = datetime(day.year, day.month, day.day, 1, 30, tzinfo=moment.zone())
        return {told.replace(fold=fold).astimezone(UTC) for fold in (0, 1)}

    assert instants(date(2025, 11, 2)) == {
        datetime(2025, 11, 2, 7, 30, tzinfo=UTC),
        datetime(2025, 11, 2, 8, 30, tzinfo=UTC),
    }
    assert instants(date(2026, 11, 1)) == {datetime(2026, 11, 1, 7, 30, tzinfo=UTC)}


def test_the_hour_that_was_left_out_in_march_2026() -> None:
    gap = datetime(2026, 3, 8, 2, 30, tzinfo=moment.zone()).astimezone(UTC)
    assert local(gap) == "2026-03-08T03:30:00-06:00"


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2027, 1, 1, 5, 59, 59, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2027, 1, 1, 6, 0, 0, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2026, 1, 1, 6, 59, 59, tzinfo=UTC), date(2025, 12, 31)),  # winter time, for the last time
        (datetime(2026, 1, 1, 7, 0, 0, tzinfo=UTC), date(2026, 1, 1)),
        (datetime(2028, 2, 29, 5, 59, 59, tzinfo=UTC), date(2028, 2, 28)),
        (datetime(2028, 3, 1, 5, 59, 59, tzinfo=UTC), date(2028, 2, 29)),
    ],
)
def test_the_day_ends_at_albertas_midnight(instant: datetime, day: date) -> None:
    assert moment.at(instant).day == day


@pytest.mark.parametrize("elsewhere", ["America/Vancouver", "America/Regina", "America/St_Johns", "Asia/Tokyo"])
def test_the_day_is_albertas_wherever_the_phone_is(elsewhere: str) -> None:
    last = datetime(2027, 1, 1, 5, 59, 59, tzinfo=UTC).astimezone(ZoneInfo(elsewhere))
    assert moment.at(last) == moment.at(last.astimezone(UTC))
    assert moment.at(last).day == date(2026, 12, 31)


def test_a_moment_made_of_a_day_falls_on_that_day() -> None:
    for day in (date(2025, 11, 2), date(2026, 3, 8), date(2026, 11, 1), date(2026, 12, 31), date(2028, 2, 29)):
        for hour in (0, 12, 23):
            assert moment.at(moment.on(day, hour, 59).now).day == day


@pytest.mark.django_db
def test_without_a_demonstration_doors_read_the_real_day() -> None:
    now = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)
    assert moment.present(now) == moment.Moment(now=now, day=date(2026, 12, 31), demonstration=False)


@pytest.mark.django_db
def test_in_a_demonstration_they_read_its_own_day_at_the_real_time_of_day() -> None:
    DemonstrationDay.objects.create(day=date(2026, 6, 1))
    shown = moment.present(datetime(2031, 2, 3, 20, 15, tzinfo=UTC))
    assert (shown.day, shown.demonstration) == (date(2026, 6, 1), True)
    assert local(shown.now) == "2026-06-01T14:15:00-06:00"
