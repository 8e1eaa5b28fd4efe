"""The work calendar: who may tell of it, what cannot be, and that a day is marked once."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from handrail.services.errors import Absent, Forbidden, Invalid, Refused
from handrail.services.record import calendar
from handrail.services.record.calendar import StretchFields
from handrail.services.record.keeping import keep
from handrail.store.models import DayAnswer, Event, NoWork
from tests import world
from tests.services.audit.stage import Stage, stage
from tests.services.record import sheets

pytestmark = pytest.mark.django_db
NOW = world.moment()
TODAY = world.DAY
LAYOFF = StretchFields(date(2025, 12, 12), date(2026, 3, 9), "layoff", "Snow")


@pytest.fixture
def here() -> Stage:
    return stage()


def test_a_layoff_is_told_once_however_often_it_is_sent(here: Stage) -> None:
    key = uuid4()
    first = calendar.add(here.owner, NOW, LAYOFF, key=key)
    assert calendar.add(here.owner, NOW, LAYOFF, key=key).pk == first.pk
    assert NoWork.objects.get() == first
    assert calendar.idle_on(here.crew, date(2026, 1, 5)) == first
    assert calendar.idle_on(here.crew, date(2026, 3, 10)) is None
    assert Event.objects.filter(action="calendar.change").count() == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        (StretchFields(date(2026, 3, 9), date(2026, 3, 8), "layoff"), "to_day"),
        (StretchFields(date(2024, 3, 9), date(2026, 3, 8), "layoff"), "to_day"),
        (StretchFields(date(2026, 4, 9), None, "holiday"), "reason"),
        (StretchFields(date(2026, 4, 9), None, "season", expected_back=date(2026, 4, 9)), "expected_back"),
        (StretchFields(date(2026, 3, 9), None, "season"), "from_day"),
    ],
)
def test_days_that_cannot_be_are_refused_on_their_field(here: Stage, fields: StretchFields, field: str) -> None:
    calendar.add(here.owner, NOW, LAYOFF)
    with pytest.raises(Invalid) as refused:
        calendar.add(here.owner, NOW, fields)
    assert list(refused.value.errors) == [field]
    assert NoWork.objects.count() == 1


def test_the_crew_comes_back_and_the_stretch_ends_the_day_before(here: Stage) -> None:
    row = calendar.add(here.owner, NOW, StretchFields(date(2026, 5, 1), None, "season", "", date(2026, 6, 15)))
    calendar.back(here.owner, NOW, row.pk, TODAY)
    calendar.back(here.owner, NOW, row.pk, TODAY)  # pressed twice
    row.refresh_from_db()
    assert row.to_day == TODAY - timedelta(days=1)
    with pytest.raises(Refused) as refused:
        calendar.back(here.owner, NOW, row.pk, date(2026, 4, 1))
    assert refused.value.code == "before_it_began"


def test_once_the_crew_is_back_nobody_waits_for_it(here: Stage) -> None:
    lasting = StretchFields(date(2026, 5, 20), None, "season", expected_back=date(2026, 6, 10))
    row = calendar.add(here.owner, NOW, lasting)
    calendar.back(here.owner, NOW, row.pk, TODAY)
    row.refresh_from_db()
    assert (row.to_day, row.expected_back) == (TODAY - timedelta(days=1), None)


def test_a_day_with_records_is_marked_as_any_and_by_whoever_is_sure_as_not_worked(here: Stage) -> None:
    for number in range(2):
        keep(here.crew, NOW, sheets.sent(title=f"Talk {number}"))
    assert calendar.kept_on(here.crew, TODAY) == calendar.kept_on(here.owner, TODAY) == 2
    assert calendar.kept_on(stage("Other Ltd.", partner=here.partner).owner, TODAY) == 0
    calendar.mark_no_work_today(here.crew, NOW, sure=True)
    assert not DayAnswer.objects.exists(), "the crew marks; what stands on the day the owner settles"
    assert [one.day for one in calendar.calendar_of(here.owner, NOW).doubts] == [TODAY]
    for _twice in range(2):
        calendar.mark_no_work_today(here.owner, NOW, sure=True)
    assert DayAnswer.objects.get().worked is False
    assert calendar.calendar_of(here.owner, NOW).doubts == ()
    assert Event.objects.filter(action="calendar.answer").count() == 1


def test_a_rained_out_day_is_marked_by_anybody_on_the_crew_once(here: Stage) -> None:
    first = calendar.mark_no_work_today(here.crew, NOW)
    assert (first.from_day, first.to_day, first.reason) == (TODAY, TODAY, "weather")
    assert calendar.mark_no_work_today(here.owner, NOW, TODAY).pk == first.pk
    late = calendar.mark_no_work_today(here.crew, NOW, TODAY - timedelta(days=3))
    assert late.from_day == TODAY - timedelta(days=3)
    for far in (TODAY + timedelta(days=1), TODAY - timedelta(days=15)):
        with pytest.raises(Refused):
            calendar.mark_no_work_today(here.crew, NOW, far)
    assert NoWork.objects.count() == 2


def test_a_day_inside_a_layoff_is_not_marked_twice(here: Stage) -> None:
    row = calendar.add(here.owner, NOW, StretchFields(date(2026, 5, 25), None, "layoff"))
    assert calendar.mark_no_work_today(here.crew, NOW).pk == row.pk


def test_rain_inside_the_season_does_not_stand_in_the_way_of_a_layoff(here: Stage) -> None:
    calendar.mark_no_work_today(here.crew, NOW)
    calendar.add(here.owner, NOW, StretchFields(TODAY - timedelta(days=1), None, "layoff"))
    assert NoWork.objects.count() == 2


def test_the_last_word_on_a_doubtful_day_stands(here: Stage) -> None:
    for worked in (True, True, False):
        calendar.answer_day(here.owner, NOW, date(2026, 1, 12), worked=worked)
    row = DayAnswer.objects.get()
    assert row.worked is False
    assert Event.objects.filter(action="calendar.answer").count() == 2


def test_who_may_not_and_whose_it_is_not(here: Stage) -> None:
    row = calendar.add(here.owner, NOW, LAYOFF)
    other = stage("Other Ltd.", partner=here.partner)
    for act in (
        lambda who: calendar.change(who, NOW, row.pk, LAYOFF),
        lambda who: calendar.remove(who, NOW, row.pk),
        lambda who: calendar.back(who, NOW, row.pk, TODAY),
    ):
        with pytest.raises(Absent):
            act(other.owner)
        for who in (here.crew, here.reviewer):
            with pytest.raises(Forbidden):
                act(who)
    with pytest.raises(Forbidden):
        calendar.add(here.crew, NOW, LAYOFF)
    with pytest.raises(Forbidden):
        calendar.answer_day(here.crew, NOW, TODAY, worked=True)
    with pytest.raises(Forbidden):
        calendar.mark_no_work_today(here.reviewer, NOW)
    assert list(calendar.stretches(other.owner)) == []


def test_changed_and_taken_off(here: Stage) -> None:
    row = calendar.add(here.owner, NOW, LAYOFF)
    longer = StretchFields(LAYOFF.from_day, date(2026, 4, 14), "season", "Back in April\n", date(2026, 4, 15))
    changed = calendar.change(here.consultant, NOW, row.pk, longer)
    assert (changed.to_day, changed.reason, changed.note, changed.expected_back) == (
        date(2026, 4, 14), "season", "Back in April", None,
    )  # fmt: skip
    calendar.remove(here.owner, NOW, row.pk)
    with pytest.raises(Absent):
        calendar.remove(here.owner, NOW, row.pk)
