"""One count of the fixes for every page: open until somebody says it is done, with what the records show beside it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from handrail.services.corrective_action.mending import close
from handrail.services.corrective_action.planning import plan_from
from handrail.services.corrective_action.standing import Standing, standing_of
from handrail.services.errors import Forbidden
from handrail.store.models import ActionLine, Audit, Record
from tests import world
from tests.services.audit.stage import Stage, stage

pytestmark = pytest.mark.django_db
NOW = world.moment(date(2026, 6, 1))
FOUND = date(2026, 5, 12)


@pytest.fixture
def here() -> Stage:
    return stage()


def planned(here: Stage, *questions: str) -> Audit:
    """An accepted audit of which these questions lost a point each."""
    audit = here.audit()
    Audit.objects.filter(pk=audit.pk).update(
        state="certified", submitted_on=date(2026, 4, 7), closed_on=FOUND, gathering_ended_on=date(2026, 3, 20)
    )
    plan_from(here.reviewer, world.moment(FOUND), audit, dict.fromkeys(questions, Decimal(1)))
    return audit


def kept(here: Stage, kind: str, day: date = date(2026, 5, 27)) -> Record:
    now = world.moment(day).now
    return Record.objects.create(
        employer=here.employer, kind=kind, happened_on=day, captured_at=now, received_at=now, kept_by_name="Dana",
        sha256="0" * 64,
    )  # fmt: skip


def states(found: Standing) -> dict[str, str]:
    return {one.line.question: one.state for one in found.lines}


def test_open_until_somebody_says_so_even_where_the_records_cover_it(here: Stage) -> None:
    planned(here, "1.7", "10.1", "1.1")
    assert states(standing_of(here.owner, NOW)) == {"1.7": "open", "10.1": "open", "1.1": "open"}
    kept(here, "statistics")
    found = standing_of(here.owner, NOW)
    assert states(found)["10.1"] == "shown"
    assert (found.number, found.done, found.ageing.open, found.ageing.oldest, found.shown) == (3, 0, 3, 20, 1)


def test_done_stays_done_and_says_where_no_record_shows_it(here: Stage) -> None:
    planned(here, "1.7", "10.1")
    kept(here, "statistics")
    for line in ActionLine.objects.all():
        close(here.owner, NOW, line.pk, version=1, done_on=NOW.day, done_note="One page, signed.")
    found = standing_of(here.owner, NOW)
    assert states(found) == {"1.7": "unshown", "10.1": "done"}
    assert (found.done, found.ageing.open, found.shown) == (2, 0, 0)
    assert [one.age for one in found.lines] == [20, 20]


def test_what_a_record_found_is_counted_with_them_and_another_firm_is_not(here: Stage) -> None:
    other = stage("Other Ltd.", partner=here.partner)
    for side in (here, other):
        record = kept(side, "inspection", date(2026, 5, 27))
        ActionLine.objects.create(
            employer=side.employer, record=record, raised_on=record.happened_on, what="Worn strap"
        )
    planned(here, "1.7")
    found = standing_of(here.owner, NOW)
    assert (found.number, found.ageing.open, found.ageing.oldest) == (2, 2, 20)
    assert standing_of(other.owner, NOW).number == 1


def test_the_crew_is_refused(here: Stage) -> None:
    with pytest.raises(Forbidden):
        standing_of(here.crew, NOW)
