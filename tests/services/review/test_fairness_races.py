"""Two at once: one second reader, one agreement, one answer to an appeal, one appeal."""

from __future__ import annotations

from uuid import UUID

import pytest

from handrail.rules.permissions import Role
from handrail.services.actor import Actor
from handrail.services.review import appealing, second, settling
from handrail.services.review.settling import Proposal, mark_of
from handrail.store.models import Appeal, Audit, Review, SecondAnswer, SecondRead, Submission
from tests import world
from tests.conftest import AtOnce
from tests.services.review.files import reviewer
from tests.services.review.twice import LATER, decided, drawn, read_twice

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
NOW = world.moment(LATER)


def kinds(given: list[object]) -> list[str]:
    return sorted(type(one).__name__ for one in given)


def test_two_begin_a_second_reading_and_one_has_it(at_once: AtOnce) -> None:
    def prepare() -> tuple[UUID, list[Actor]]:
        partner = world.partner()
        row = drawn(decided(reviewer(partner), partner))
        return row.pk, [reviewer(partner, f"{name}@example.com") for name in ("other", "third")]

    row, readers = at_once.one(prepare)
    given = at_once.all([lambda actor=actor: second.open_second(actor, NOW, row) for actor in readers])
    assert kinds(given) == ["SecondRead", "WrongState"]

    def left() -> tuple[int, int]:
        found = SecondRead.objects.get()
        return SecondAnswer.objects.count(), found.review.answers.count()

    answers, questions = at_once.one(left)
    assert answers == questions


def test_both_propose_at_once_and_the_later_reads_the_earlier(at_once: AtOnce) -> None:
    def prepare() -> tuple[UUID, list[Actor]]:
        partner = world.partner()
        both = [reviewer(partner), reviewer(partner, "other@example.com")]
        return read_twice(both[0], both[1], partner, {"8.3": 2}).pk, both

    row, both = at_once.one(prepare)
    words = "What is dated counts."
    given = at_once.all(
        [lambda actor=actor: settling.propose(actor, NOW, row, "8.3", Proposal("4", words=words)) for actor in both]
    )
    assert kinds(given) == ["Conflict", "Settlement"]
    made = next(one for one in given if type(one).__name__ == "Settlement")
    other = next(actor for actor in both if actor.user_id != made.proposed_by_id)
    agreed = at_once.all([lambda: settling.agree(other, NOW, row, "8.3", seen=mark_of(made)) for _ in range(2)])
    assert kinds(agreed) == ["Settlement", "WrongState"]


def test_an_appeal_is_made_and_answered_once(at_once: AtOnce) -> None:
    def prepare() -> tuple[Review, Actor, list[Actor]]:
        partner = world.partner()
        review = decided(reviewer(partner), partner, {"8.3": 2})
        owner = world.member(review.audit.employer.organisation, Role.OWNER)
        return review, owner, [reviewer(partner, f"{name}@example.com") for name in ("third", "fourth")]

    review, owner, hearing = at_once.one(prepare)
    made = at_once.all([lambda: appealing.make(owner, NOW, review.pk, "It is on page 4.") for _ in range(2)])
    assert kinds(made) == ["Appeal", "WrongState"]
    key = next(one.pk for one in made if isinstance(one, Appeal))
    answered = at_once.all(
        [lambda actor=actor: appealing.answer(actor, NOW, key, "changed", "It is.", version=1) for actor in hearing]
    )
    assert kinds(answered) == ["Appeal", "WrongState"]

    def left() -> tuple[str, int, int]:
        audit = Audit.objects.get(pk=review.audit_id)
        return audit.state, audit.round, Submission.objects.filter(audit=audit).count()

    assert at_once.one(left) == ("submitted", 2, 2)
