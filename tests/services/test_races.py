"""Two at once: real threads on one database file, with the settings of production."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from handrail.rules.certificate.number import parse_number
from handrail.rules.permissions import Role
from handrail.services import journal
from handrail.services.actor import CLOCKWORK, Actor
from handrail.services.audit import answering
from handrail.services.audit.answering import Given, SavedAnswer
from handrail.services.certificate import cosigning, issuing
from handrail.services.errors import Conflict
from handrail.store.models import Answer, Certificate, Employer, Event, OutboxItem, Signature
from tests import world
from tests.conftest import AtOnce
from tests.services.certificate.files import SIGNED, Desk, accepted_audit, signed

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def test_four_signing_at_once_take_four_numbers(at_once: AtOnce) -> None:
    def prepare() -> tuple[Desk, list[UUID]]:
        desk = Desk.set_up()
        return desk, [accepted_audit(desk, world.employer(f"Firm {number}")).pk for number in range(16)]

    desk, audits = at_once.one(prepare)

    def signer(share: list[UUID]) -> Callable[[], list[str]]:
        return lambda: [issuing.sign(desk.office, world.moment(SIGNED), audit).number for audit in share]

    given = at_once.all([signer(audits[start::4]) for start in range(4)])
    numbers = [number for numbers in given for number in numbers]
    assert len(set(numbers)) == 16
    assert [str(parse_number(number)) for number in numbers] == numbers, "each carries its own check character"
    serials = at_once.one(lambda: sorted(Certificate.objects.values_list("serial", flat=True)))
    assert serials == list(range(1, 17)), "no number is left out"


def test_one_file_signed_by_four_at_once_is_one_certificate(at_once: AtOnce) -> None:
    def prepare() -> tuple[Desk, UUID]:
        desk = Desk.set_up()
        return desk, accepted_audit(desk).pk

    desk, audit = at_once.one(prepare)
    given = at_once.all([lambda: issuing.sign(desk.office, world.moment(SIGNED), audit) for _ in range(4)])
    assert sorted(type(one).__name__ for one in given) == ["Certificate", "WrongState", "WrongState", "WrongState"]
    assert at_once.one(lambda: (Certificate.objects.count(), Signature.objects.count())) == (1, 1)


def test_one_certificate_co_signed_twice_at_once_is_sealed_once(at_once: AtOnce) -> None:
    def prepare() -> tuple[Desk, UUID]:
        desk = Desk.set_up()
        return desk, signed(desk).pk

    desk, certificate = at_once.one(prepare)
    given = at_once.all([lambda: cosigning.cosign(desk.admin, world.moment(SIGNED, 15), certificate) for _ in range(3)])
    assert sorted(type(one).__name__ for one in given) == ["Certificate", "WrongState", "WrongState"]
    assert at_once.one(lambda: OutboxItem.objects.filter(kind="seal_certificate").count()) == 1
    assert at_once.one(Signature.objects.count) == 2


def test_two_people_answering_one_question_lose_nothing(at_once: AtOnce) -> None:
    def prepare() -> tuple[Employer, UUID, list[Actor]]:
        from tests.services.review.files import gathered

        audit = gathered(world.partner())
        people = [
            world.member(audit.employer.organisation, Role.OWNER, "owner@example.com"),
            world.member(audit.employer.organisation, Role.CONSULTANT, "consultant@example.com"),
        ]
        return audit.employer, audit.pk, people

    employer, audit, people = at_once.one(prepare)

    def writer(number: int) -> Callable[[], SavedAnswer]:
        given = Given(points=None, note=f"text of {number}")
        return lambda: answering.save(people[number], world.moment(), audit, "1.1", version=1, given=given)

    outcome = at_once.all([writer(0), writer(1)])
    (lost,) = [one for one in outcome if isinstance(one, Conflict)]
    (won,) = [one for one in outcome if isinstance(one, SavedAnswer)]
    winner = outcome.index(won)
    assert (lost.yours["note"], lost.theirs["note"]) == (f"text of {1 - winner}", f"text of {winner}")
    assert lost.version == won.version == 2
    assert at_once.one(lambda: Answer.objects.get(audit=audit, question="1.1").note) == f"text of {winner}"
    assert at_once.one(lambda: list(journal.broken_links(employer.pk))) == []


def test_eight_writers_of_one_chain_make_no_fork(at_once: AtOnce) -> None:
    chain = uuid4()

    def writer() -> int:
        for number in range(15):
            with transaction.atomic():
                journal.note(CLOCKWORK, world.moment(), "audit.answer", ("answer", number), chain=chain)
        return 15

    assert at_once.all([writer] * 8) == [15] * 8, "none is told that the database is locked"
    numbers = at_once.one(
        lambda: list(Event.objects.filter(chain=chain).order_by("number").values_list("number", flat=True))
    )
    assert numbers == list(range(1, 121))
    assert at_once.one(lambda: list(journal.broken_links(chain))) == []


def test_a_reader_is_not_held_up_by_a_writer(at_once: AtOnce) -> None:
    """Write-ahead logging: what was committed is read while somebody writes."""
    from threading import Event as Signal

    started, read = Signal(), Signal()
    chain = uuid4()

    def write() -> bool:
        with transaction.atomic():
            journal.note(CLOCKWORK, world.moment(), "x", ("x", 1), chain=chain)
            started.set()
            return read.wait(10)

    def look() -> int:
        started.wait(10)
        seen = Event.objects.filter(chain=chain).count()
        read.set()
        return seen

    assert at_once.all([write, look]) == [True, 0]
    assert at_once.one(lambda: Event.objects.filter(chain=chain).count()) == 1


def test_these_races_run_on_a_real_file_with_the_settings_of_production(at_once: AtOnce) -> None:
    def pragmas() -> list[object]:
        with connection.cursor() as cursor:
            names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            return [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in names]

    assert at_once.one(pragmas) == ["wal", 2, 1, 20_000]
