"""A firm's own promises: set by the owner, one a kind and day, nothing promised for anybody."""

from __future__ import annotations

from datetime import date

import pytest

from handrail.services.errors import Forbidden, Invalid
from handrail.services.record import promising
from handrail.services.record.promising import Wanted
from handrail.store.models import Event, Interval
from tests import world
from tests.services.audit.stage import Stage, stage

pytestmark = pytest.mark.django_db
NOW = world.moment()


@pytest.fixture
def here() -> Stage:
    return stage()


def stands(here: Stage, day: date = world.DAY) -> dict[str, tuple[int, str]]:
    lines = promising.promises(here.owner, world.moment(day))
    return {one.kind.id: (one.promise.times, one.promise.unit) for one in lines if one.promise and one.promised}


def test_nothing_is_promised_until_the_firm_does(here: Stage) -> None:
    assert stands(here) == {}
    assert (
        promising.promise(here.owner, NOW, {"toolbox_talk": Wanted(1, "week"), "inspection": Wanted(1, "month")}) == 2
    )
    assert stands(here) == {"toolbox_talk": (1, "week"), "inspection": (1, "month")}
    assert stands(here, date(2026, 5, 31)) == {}  # what was before stays as it was


def test_sent_twice_changes_nothing(here: Stage) -> None:
    for expected in (1, 0):
        assert promising.promise(here.owner, NOW, {"toolbox_talk": Wanted(2, "week")}) == expected
    assert Interval.objects.count() == 1
    assert Event.objects.filter(action="calendar.promise").count() == 1


def test_a_promise_is_changed_from_a_day_on_and_taken_back(here: Stage) -> None:
    promising.promise(here.owner, world.moment(date(2025, 4, 1)), {"toolbox_talk": Wanted(1, "day")})
    promising.promise(here.owner, NOW, {"toolbox_talk": Wanted(3, "week")})
    assert stands(here, date(2025, 9, 1)) == {"toolbox_talk": (1, "day")}
    assert stands(here) == {"toolbox_talk": (3, "week")}
    promising.promise(here.owner, NOW, {"toolbox_talk": Wanted(0, "week")})
    assert stands(here) == {}


@pytest.mark.parametrize(
    ("kind", "wanted", "field"),
    [
        ("toolbox_talk", Wanted(15, "week"), "times-toolbox_talk"),
        ("toolbox_talk", Wanted(-1, "week"), "times-toolbox_talk"),
        ("toolbox_talk", Wanted(1, "fortnight"), "unit-toolbox_talk"),
        ("incident", Wanted(1, "year"), "times-incident"),
        ("nonsense", Wanted(1, "year"), "times-nonsense"),
    ],
)
def test_what_cannot_be_changes_nothing(here: Stage, kind: str, wanted: Wanted, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        promising.promise(here.owner, NOW, {"inspection": Wanted(1, "month"), kind: wanted})
    assert list(refused.value.errors) == [field]
    assert not Interval.objects.exists()


def test_only_the_owner_and_consultant_promise_and_only_for_their_firm(here: Stage) -> None:
    other = stage("Other Ltd.", partner=here.partner)
    promising.promise(other.owner, NOW, {"toolbox_talk": Wanted(1, "week")})
    assert stands(here) == {}
    for who in (here.crew, here.reviewer):
        with pytest.raises(Forbidden):
            promising.promise(who, NOW, {"toolbox_talk": Wanted(1, "week")})
