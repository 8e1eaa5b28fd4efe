"""The journal: a whole chain verifies, the database refuses change, and any tampering is found and named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from handrail.rules.permissions import Kind, Role
from handrail.services import journal
from handrail.services.actor import CLOCKWORK, Actor
from handrail.store.models import Event, Submission
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Actor:
    return world.member(world.organisation(Kind.EMPLOYER, "Crest"), Role.OWNER)


@pytest.fixture
def chain(owner: Actor) -> UUID:
    """Five events of one firm."""
    assert owner.organisation_id is not None
    for number in range(5):
        journal.note(
            owner, world.moment(), "audit.answer", ("answer", uuid4()), chain=owner.organisation_id, number=number
        )
    return owner.organisation_id


def broken(chain: UUID) -> list[int]:
    return [event.number for event in journal.broken_links(chain)]


@contextmanager
def triggers_off() -> Iterator[None]:
    """What somebody with the database file in his hands can do."""
    with connection.cursor() as cursor:
        rows = cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'store_event'"
        ).fetchall()
        for name, _sql in rows:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _name, sql in rows:
            cursor.execute(sql)


def test_a_whole_chain_has_no_broken_link(chain: UUID) -> None:
    assert broken(chain) == []
    events = list(Event.objects.filter(chain=chain).order_by("number"))
    assert [event.number for event in events] == [1, 2, 3, 4, 5]
    assert events[0].previous_hash == journal.GENESIS
    assert all(later.previous_hash == earlier.hash for earlier, later in pairwise(events))
    assert len({event.hash for event in events}) == 5


def test_an_event_says_who_as_what_when_and_through_which_door(owner: Actor) -> None:
    chain = uuid4()
    event = journal.note(
        owner.through("api"), world.moment(hour=23), "firm.rename", ("employer", chain), chain=chain, version=2
    )
    event.refresh_from_db()
    assert (event.user_id, event.organisation_id, event.role) == (owner.user_id, owner.organisation_id, "owner")
    assert (event.door, event.action, event.subject_kind, event.subject_id) == (
        "api", "firm.rename", "employer", str(chain),
    )  # fmt: skip
    assert (event.at, event.day, event.facts) == (world.moment(hour=23).now, world.DAY, {"version": 2})


def test_clockwork_acts_as_nobody(chain: UUID) -> None:
    event = journal.note(CLOCKWORK, world.moment(), "certificate.end", ("certificate", uuid4()), chain=chain)
    assert (event.user_id, event.role, event.door) == (None, "", "job")
    assert broken(chain) == []


def test_chains_of_two_firms_do_not_touch(chain: UUID, owner: Actor) -> None:
    other = uuid4()
    first = journal.note(owner, world.moment(), "audit.answer", ("answer", uuid4()), chain=other)
    assert (first.number, first.previous_hash) == (1, journal.GENESIS)
    assert (broken(chain), broken(other)) == ([], [])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE store_event SET action = 'x'",
        "UPDATE store_event SET facts = '{}' WHERE number = 3",
        "DELETE FROM store_event",
        "DELETE FROM store_event WHERE number = 5",
    ],
)
def test_the_database_refuses_to_change_or_remove_an_event(chain: UUID, statement: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Event.objects.filter(chain=chain).count() == 5
    assert broken(chain) == []


def test_the_orm_is_refused_too(chain: UUID) -> None:
    for harm in (
        lambda: Event.objects.filter(chain=chain).update(action="x"),
        lambda: Event.objects.filter(chain=chain).delete(),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            harm()


@pytest.mark.parametrize("table", ["store_event", "store_submission", "store_signature", "store_certificatestatus"])
def test_what_is_final_carries_both_triggers(table: str) -> None:
    with connection.cursor() as cursor:
        rows = cursor.execute(
            "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table]
        ).fetchall()
    assert sorted(sql.split("BEFORE ")[1].split()[0] for (sql,) in rows) == ["DELETE", "UPDATE"]
    assert Submission._meta.db_table == "store_submission"


def change(**fields: object) -> Callable[[UUID], object]:
    return lambda chain: Event.objects.filter(chain=chain, number=3).update(**fields)


def swap(chain: UUID) -> None:
    two, three = Event.objects.filter(chain=chain, number__in=[2, 3]).order_by("number")
    Event.objects.filter(pk=two.pk).update(number=99)
    Event.objects.filter(pk=three.pk).update(number=2)
    Event.objects.filter(pk=two.pk).update(number=3)


def rewrite(chain: UUID) -> None:
    """Change an event and make its own hash fit again: the next one still knows."""
    event = Event.objects.get(chain=chain, number=3)
    event.facts = {"number": 1000}
    event.hash = journal.digest(event.previous_hash, journal._body(event))
    Event.objects.filter(pk=event.pk).update(facts=event.facts, hash=event.hash)


TAMPERING: dict[str, tuple[Callable[[UUID], object], list[int]]] = {
    "another action": (change(action="audit.submit"), [3]),
    "another person": (change(user_id=uuid4()), [3]),
    "nobody": (change(user_id=None), [3]),
    "another organisation": (change(organisation_id=uuid4()), [3]),
    "another role": (change(role="operator"), [3]),
    "another door": (change(door="cli"), [3]),
    "another instant": (change(at=world.moment(hour=1).now), [3]),
    "another day": (change(day=world.moment().day.replace(year=2020)), [3]),
    "another subject": (change(subject_id=str(uuid4())), [3]),
    "other facts": (change(facts={"number": 2, "more": True}), [3]),
    "another hash": (change(hash="f" * 64), [3, 4]),
    "rewritten with a fitting hash": (rewrite, [4]),
    "one removed": (lambda chain: Event.objects.filter(chain=chain, number=3).delete(), [4]),
    "the first removed": (lambda chain: Event.objects.filter(chain=chain, number=1).delete(), [2]),
    "two swapped": (swap, [2, 3, 4]),
}


@pytest.mark.parametrize("name", TAMPERING)
def test_tampering_is_found_where_it_happened(chain: UUID, name: str) -> None:
    harm, found = TAMPERING[name]
    with triggers_off():
        harm(chain)
    assert broken(chain)[: len(found)] == found


def test_a_fork_is_refused(chain: UUID) -> None:
    last = Event.objects.filter(chain=chain).latest("number")
    last.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        last.save(force_insert=True)


def test_the_digest_is_injective_over_its_fields() -> None:
    """Moving a character from one field to the next gives another hash: fields are never glued together."""
    assert journal.digest("a", {"x": "bc", "y": "d"}) != journal.digest("a", {"x": "b", "y": "cd"})
    assert journal.digest("a", {"x": "b"}) != journal.digest("ab", {"x": ""})


def test_an_event_is_gone_with_the_transaction_it_tells_of(chain: UUID, owner: Actor) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        journal.note(owner, world.moment(), "audit.submit", ("audit", uuid4()), chain=chain)
        raise RuntimeError
    assert Event.objects.filter(chain=chain).count() == 5
    journal.note(owner, world.moment(), "audit.submit", ("audit", uuid4()), chain=chain)
    assert broken(chain) == []
