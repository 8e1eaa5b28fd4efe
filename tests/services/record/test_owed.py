"""What the crew is told the firm still keeps: its own word, never a restricted kind, never another firm's."""

from __future__ import annotations

from datetime import date

import pytest

from handrail.program import load_pack
from handrail.rules.permissions import Role
from handrail.services.actor import STRANGER, Actor
from handrail.services.errors import Forbidden
from handrail.services.record.keeping import keep
from handrail.services.record.owed import owed
from handrail.store.models import Employer, Interval
from tests import world
from tests.services.record.sheets import sent

pytestmark = pytest.mark.django_db
NOW = world.moment()


def promise(firm: Employer, kind: str) -> None:
    Interval.objects.create(employer=firm, kind=kind, times=1, unit="week", from_day=date(2026, 1, 1))


@pytest.fixture
def firm() -> Employer:
    return world.employer()


@pytest.fixture
def crew(firm: Employer) -> Actor:
    return world.member(firm.organisation, Role.CREW)


def test_the_crew_reads_what_was_promised_but_nothing_restricted(firm: Employer, crew: Actor) -> None:
    restricted = next(one.id for one in load_pack(firm.pack).record_kinds.values() if one.restricted)
    for kind in ("toolbox_talk", restricted):
        promise(firm, kind)
    assert [one.kind for one in owed(crew, NOW).promises] == ["toolbox_talk"]


def test_todays_talks_are_the_firms_own_and_of_today(firm: Employer, crew: Actor) -> None:
    other = world.employer("Other Ltd.")
    theirs = world.member(other.organisation, Role.OWNER)
    promise(other, "toolbox_talk")
    keep(crew, NOW, sent(title="Ladders", happened_on=NOW.day.isoformat()))
    keep(crew, NOW, sent(title="Long ago", happened_on="2026-05-01"))
    keep(theirs, NOW, sent(title="Theirs", happened_on=NOW.day.isoformat()))
    found = owed(crew, NOW)
    assert [one.title for one in found.talks] == ["Ladders"]
    assert found.promises == () and {one.title for one in found.records} == {"Ladders", "Long ago"}


def test_a_stranger_and_another_desk_read_nothing(firm: Employer) -> None:
    reviewer = world.member(world.partner().organisation, Role.REVIEWER)
    for actor in (STRANGER, reviewer):
        with pytest.raises(Forbidden):
            owed(actor, NOW)
