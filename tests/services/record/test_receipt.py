"""The receipt as it reads after one more picture: of a record that is here and the sender's to read, of no other."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from handrail.rules.permissions import Role
from handrail.services.actor import Actor
from handrail.services.errors import Forbidden
from handrail.services.record import keeping
from handrail.services.record.receipt import receipt_of
from handrail.services.record.sent import RecordSent
from handrail.store.models import Record
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def crew() -> Actor:
    return world.member(world.employer("Crest Testing Ltd.").organisation, Role.CREW)


def talk() -> RecordSent:
    return RecordSent(
        id=uuid4(), kind="toolbox_talk", happened_on=world.DAY, captured_at=world.moment().now, title="Ladders"
    )


def test_it_says_what_is_still_to_come(crew: Actor) -> None:
    body = talk()
    keeping.keep(crew, world.moment(), body)
    came = receipt_of(crew, body.id, 2)
    assert came is not None and (came.arrived, came.pending) == (0, 2)
    assert "2 pictures are still to come" in came.sentence


def test_before_its_record_and_of_another_firm_there_is_none(crew: Actor) -> None:
    body = talk()
    assert receipt_of(crew, body.id, 1) is None
    keeping.keep(crew, world.moment(), body)
    other = world.member(world.employer("Other Testing Ltd.").organisation, Role.CREW)
    assert receipt_of(other, body.id, 1) is None


def test_who_keeps_no_records_gets_none(crew: Actor) -> None:
    with pytest.raises(Forbidden):
        receipt_of(world.member(world.partner().organisation, Role.REVIEWER), uuid4(), 1)


def test_only_who_kept_it_or_may_change_any_record_changes_it(crew: Actor) -> None:
    body = talk()
    keeping.keep(crew, world.moment(), body)
    row = Record.objects.get(pk=body.id)
    organisation = row.employer.organisation
    mate = world.member(organisation, Role.CREW, "mate@example.com")
    owner = world.member(organisation, Role.OWNER, "owner@example.com")
    assert [keeping.may_change(one, row) for one in (crew, owner, mate)] == [True, True, False]
    changed = replace(body, title="Edges", follows=1)
    assert keeping.keep(mate, world.moment(), changed).outcome == "set_aside"
    assert keeping.keep(crew, world.moment(), changed).outcome == "changed"
