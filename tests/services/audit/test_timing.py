"""The days of an audit: a yearly audit never shows a day later than the one it is due on."""

from __future__ import annotations

from datetime import date

import pytest

from handrail.rules.deadlines import State
from handrail.services.audit.timing import days_of
from handrail.store.models import Audit
from tests import world

pytestmark = pytest.mark.django_db


def audit(due_on: date | None) -> Audit:
    return Audit.objects.create(
        employer=world.employer(),
        partner=world.partner(),
        pack="ca-ab",
        edition="ref10-2023",
        purpose="maintenance" if due_on else "certification",
        started_at=world.moment(date(2027, 5, 20)).now,
        gathering_started_on=date(2027, 5, 20),
        due_on=due_on,
    )


def test_a_yearly_audit_begun_late_is_due_on_its_own_day() -> None:
    found = {item.code: item for item in days_of(audit(date(2027, 6, 1)), date(2027, 5, 20))}
    assert set(found) == {"maintenance_due"}
    assert found["maintenance_due"].due == date(2027, 6, 1)
    assert found["maintenance_due"].state is State.OPEN


def test_past_its_day_it_is_overdue() -> None:
    (item,) = days_of(audit(date(2027, 6, 1)), date(2027, 6, 2))
    assert item.state is State.OVERDUE


def test_a_first_audit_has_only_the_days_of_the_rule() -> None:
    assert "maintenance_due" not in {item.code for item in days_of(audit(None), date(2027, 5, 20))}


def test_with_room_enough_nothing_changes() -> None:
    assert "maintenance_due" not in {item.code for item in days_of(audit(date(2027, 12, 1)), date(2027, 5, 20))}
