"""What the doctor finds in the journal: whole chains, as many as a bound lets it read."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.db import connection

from handrail.services import journal
from handrail.services.actor import CLOCKWORK
from handrail.services.installation import health
from handrail.store.models import Event
from tests import world

pytestmark = pytest.mark.django_db
TABLE = Event._meta.db_table


def chain(events: int) -> UUID:
    key = uuid4()
    for number in range(events):
        journal.note(CLOCKWORK, world.moment(), "test.event", ("thing", number), chain=key, number=number)
    return key


def tamper(key: UUID, number: int) -> None:
    """As somebody with the database file would: past the triggers that keep the journal append-only."""
    with connection.cursor() as cursor:
        guards = cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [TABLE]
        ).fetchall()
        for (name,) in guards:
            cursor.execute(f'DROP TRIGGER "{name}"')
        cursor.execute(f"UPDATE {TABLE} SET action = 'other' WHERE chain = %s AND number = %s", [key.hex, number])
        assert cursor.rowcount == 1


def test_whole_chains_hold() -> None:
    chain(3), chain(2)
    found = health.journal_chains()
    assert (found.good, found.sentence) == (True, "2 chains of the journal hold.")


def test_a_changed_event_is_found() -> None:
    chain(2)
    key = chain(3)
    tamper(key, 2)
    found = health.journal_chains()
    assert not found.good
    assert f"1 of 2 chains of the journal are broken, the first at event 2 of {key}" in found.sentence
    assert "backup" in found.mend


def test_no_more_is_read_than_the_bound() -> None:
    chain(3), chain(4)
    found = health.journal_chains(most=5)
    assert (found.good, "1 more were not looked at" in found.sentence) == (True, True)
