"""Two who write down a call to the same firm at once: both are kept, in order, and one pressed twice is one."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from handrail.rules.permissions import Role
from handrail.services.actor import Actor
from handrail.services.moment import Moment
from handrail.services.review import calls
from handrail.store.models import Event
from tests import world
from tests.conftest import AtOnce
from tests.services.review.test_calls_and_figures import MOMENT, certified

LATER = Moment(MOMENT.now + timedelta(seconds=1), MOMENT.day)


def prepare() -> tuple[UUID, list[Actor]]:
    partner = world.partner()
    both = [world.member(partner.organisation, Role.REVIEWER, f"{name}@example.com") for name in ("one", "other")]
    return certified(partner, date(2025, 11, 2)).pk, both


def test_two_persons_calls_are_both_kept_and_the_later_is_the_reason(at_once: AtOnce) -> None:
    firm, (one, other) = at_once.one(prepare)
    given = at_once.all(
        [
            lambda: calls.record_call(one, LATER, firm, outcome="closing"),
            lambda: calls.record_call(other, MOMENT, firm, outcome="no_answer"),
        ]
    )
    assert [type(row).__name__ for row in given] == ["StartCall", "StartCall"]
    kept = at_once.one(lambda: [(row.outcome, row.called_by_id) for row in calls.calls_of(one, firm)])
    assert kept == [("closing", one.user_id), ("no_answer", other.user_id)], "the newest first"
    line = at_once.one(lambda: calls.call_list(one, LATER).lines[0])
    assert line.last is not None
    assert line.last.outcome == "closing"


def test_one_call_pressed_twice_at_once_is_one(at_once: AtOnce) -> None:
    firm, (one, _other) = at_once.one(prepare)
    given = at_once.all([lambda: calls.record_call(one, MOMENT, firm, outcome="cost", words="Too dear.")] * 2)
    assert given[0] == given[1]
    assert at_once.one(lambda: (len(calls.calls_of(one, firm)), Event.objects.filter(action="desk.call").count())) == (
        1,
        1,
    )
