"""Verification visits: ordered with a reason, reported or called off, and nothing is decided while one is open."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from handrail.rules.permissions import Role
from handrail.services.actor import Actor
from handrail.services.errors import Absent, Conflict, Forbidden, Invalid, WrongState
from handrail.services.review import deciding, leasing, opening, receipt, report, second, visiting
from handrail.services.review.deciding import Decision
from handrail.services.review.whereabouts import whereabouts
from handrail.store.models import Event, OutboxItem, Partner, Review, VerificationVisit
from tests import world
from tests.conftest import AtOnce
from tests.services.review.files import READ, gathered, reviewer, sent
from tests.services.review.twice import decided, drawn

pytestmark = pytest.mark.django_db
NOW = world.moment(READ)
LATER = world.moment(READ + timedelta(days=5))
WHY = "The scaffold in photo 6 has no top rail."


@pytest.fixture
def review(actor: Actor, partner: Partner) -> Review:
    return opening.open_round(actor, NOW, sent(gathered(partner)).pk)


def declined(actor: Actor, review: Review) -> Review:
    version = Review.objects.values_list("version", flat=True).get(pk=review.pk)
    return deciding.decline(actor, LATER, review.pk, Decision("No rail was there."), version=version)


def test_the_firm_is_told_and_nothing_is_decided_until_it_is_reported(actor: Actor, review: Review) -> None:
    row = visiting.order(actor, NOW, review.pk, reason=WHY)
    assert (row.ordered_on, row.visit_by) == (READ, READ + timedelta(days=21))
    found = whereabouts(review.audit, NOW)
    assert found is not None and found.visit == row
    with pytest.raises(Exception, match="report what was seen"):
        declined(actor, review)
    visiting.report(actor, LATER, review.pk, visited_on=LATER.day, seen="The rail is up.")
    found = whereabouts(review.audit, LATER)
    assert found is not None and found.visit is None
    assert declined(actor, review).state == "not_accepted"
    actions = Event.objects.filter(chain=review.audit.employer_id, action__startswith="review.visit")
    assert [one.action for one in actions.order_by("id")] == ["review.visit", "review.visit_reported"]


def test_the_owner_gets_a_letter_of_the_order_and_of_its_end(actor: Actor, review: Review) -> None:
    world.member(review.audit.employer.organisation, Role.OWNER, "owner@example.com")
    OutboxItem.objects.all().delete()
    visiting.order(actor, NOW, review.pk, reason=WHY)
    visiting.call_off(actor, NOW, review.pk)
    said = [one.payload["subject"] for one in OutboxItem.objects.filter(kind="mail").order_by("id")]
    assert ["wants to see your site" in said[0], "after all" in said[1]] == [True, True]


def test_called_off_another_may_be_ordered(actor: Actor, review: Review) -> None:
    visiting.order(actor, NOW, review.pk, reason=WHY)
    with pytest.raises(Exception, match="ordered"):
        visiting.order(actor, NOW, review.pk, reason=WHY)
    visiting.call_off(actor, NOW, review.pk)
    assert visiting.visits_of(review) == ()
    assert visiting.order(actor, NOW, review.pk, reason=WHY).visited_on is None


def test_the_receipt_and_the_report_say_what_was_seen(actor: Actor, review: Review) -> None:
    visiting.order(actor, NOW, review.pk, reason=WHY)
    visiting.report(actor, LATER, review.pk, visited_on=LATER.day, seen="The rail is up.")
    declined(actor, review)
    found = receipt.given(actor, LATER, review.pk)
    assert [one.seen for one in found.visits] == ["The rail is up."]
    assert "visited" in {one.code for one in found.receipt.said}
    assert [one.seen for one in report.report(actor, review.pk).visits] == ["The rail is up."]
    assert report.report_pdf(actor, review.pk)[0].startswith(b"%PDF")


@pytest.mark.parametrize(
    ("on", "seen", "wrong"),
    [
        (READ - timedelta(days=1), "Seen.", {"visited_on"}),
        (READ + timedelta(days=6), "Seen.", {"visited_on"}),
        (None, " ", {"visited_on", "seen"}),
        (READ, "x" * 5001, {"seen"}),
    ],
)
def test_bad_input_is_told_by_field(actor: Actor, review: Review, on: date | None, seen: str, wrong: set[str]) -> None:
    with pytest.raises(Invalid) as empty:
        visiting.order(actor, NOW, review.pk, reason="  ")
    assert set(empty.value.errors) == {"reason"}
    visiting.order(actor, NOW, review.pk, reason=WHY)
    with pytest.raises(Invalid) as error:
        visiting.report(actor, LATER, review.pk, visited_on=on, seen=seen)
    assert set(error.value.errors) == wrong
    assert VerificationVisit.objects.get().visited_on is None


def test_who_may_not(actor: Actor, partner: Partner, review: Review) -> None:
    stranger = reviewer(world.partner("demo-anyindustry", "Other partner"))
    with pytest.raises(Absent):
        visiting.order(stranger, NOW, review.pk, reason=WHY)
    for role in (Role.PARTNER_ADMIN, Role.OWNER):
        organisation = partner.organisation if role is Role.PARTNER_ADMIN else review.audit.employer.organisation
        with pytest.raises((Forbidden, Absent)):
            visiting.order(world.member(organisation, role, f"{role}@example.com"), NOW, review.pk, reason=WHY)
    with pytest.raises(Conflict) as held:
        visiting.order(reviewer(partner, "colleague@example.com"), NOW, review.pk, reason=WHY)
    assert held.value.yours == {"reason": WHY}


def test_over_or_never_ordered_it_is_the_wrong_state(actor: Actor, review: Review) -> None:
    for attempt in (
        lambda: visiting.call_off(actor, NOW, review.pk),
        lambda: visiting.report(actor, NOW, review.pk, visited_on=READ, seen="Seen."),
    ):
        with pytest.raises(WrongState):
            attempt()
    declined(actor, review)
    with pytest.raises(WrongState):
        visiting.order(actor, NOW, review.pk, reason=WHY)


def test_whoever_took_the_file_over_reports_it(actor: Actor, partner: Partner, review: Review) -> None:
    visiting.order(actor, NOW, review.pk, reason=WHY)
    colleague = reviewer(partner, "colleague@example.com")
    version = Review.objects.values_list("version", flat=True).get(pk=review.pk)
    leasing.take_over(colleague, LATER, review.pk, version=version)
    row = visiting.report(colleague, LATER, review.pk, visited_on=LATER.day, seen="The rail is up.")
    assert row.reported_by_id == colleague.user_id


def test_whoever_ordered_one_does_not_read_the_file_afresh(actor: Actor, partner: Partner) -> None:
    other = reviewer(partner, "other@example.com")
    row = drawn(decided(actor, partner))
    assert second.waiting(other, NOW).to_read == (row,)
    VerificationVisit.objects.create(
        review=row.review, reason=WHY, ordered_on=READ, ordered_by_id=other.user_id, visit_by=READ
    )
    assert second.waiting(other, NOW).to_read == ()


@pytest.mark.slow
def test_two_order_at_once_and_one_stands(at_once: AtOnce) -> None:
    def prepare() -> tuple[UUID, Actor]:
        partner = world.partner()
        actor = reviewer(partner)
        return opening.open_round(actor, NOW, sent(gathered(partner)).pk).pk, actor

    key, actor = at_once.one(prepare)
    given = at_once.all([lambda: visiting.order(actor, NOW, key, reason=WHY) for _ in range(2)])
    assert sorted(type(one).__name__ for one in given)[1:] == ["VerificationVisit"]
    assert at_once.one(VerificationVisit.objects.count) == 1
