"""Handing files out, taking one, holding one, and taking one over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from handrail.rules.permissions import Role
from handrail.services.actor import Actor
from handrail.services.errors import Absent, Conflict, Forbidden, Invalid, Refused, WrongState
from handrail.services.review import asking, assigning, deciding, leasing, noting, opening, pointing, ties
from handrail.services.review.deciding import Decision
from handrail.services.review.pointing import Judgement
from handrail.store.models import Event, OutboxItem, Partner, Review, ReviewedAnswer, ReviewNote, User
from tests import world
from tests.services.review.files import READ, being_read, gathered, reviewer, sent

pytestmark = pytest.mark.django_db
MOMENT = world.moment(READ)
LATER = world.moment(READ, 13, 30)


@pytest.fixture
def review(partner: Partner) -> Review:
    made = sent(gathered(partner))
    world.accepted(made.audit.employer, partner)
    OutboxItem.objects.all().delete()
    return made


def assign(admin: Actor, review: Review, to: Actor | None, instructions: str = "", **fields: Any) -> Review:
    version = fields.pop("version", None) or Review.objects.get(pk=review.pk).version
    key = to.user_id if to else None
    return assigning.assign(admin, MOMENT, review.pk, to=key, instructions=instructions, version=version)


# ---- assigning --------------------------------------------------------------------------------------------------


def test_an_assigned_reviewer_is_told_and_reads_the_instructions(
    admin: Actor, actor: Actor, other: Actor, review: Review
) -> None:
    assign(admin, review, actor, " Look at 8.3 first. ")
    row = Review.objects.get(pk=review.pk)
    assert (row.assigned_to_id, row.assigned_by_id, row.instructions) == (
        actor.user_id, admin.user_id, "Look at 8.3 first.",
    )  # fmt: skip
    mail = OutboxItem.objects.get(kind="mail")
    assert (mail.payload["to"], "8.3" in mail.payload["text"]) == (actor.email, False)
    assert str(review.pk) in mail.payload["text"]
    with pytest.raises(Refused, match="was given to"):
        opening.open_round(other, MOMENT, review.pk)
    assert opening.open_round(actor, MOMENT, review.pk).state == "reading"


def test_assigning_twice_writes_once(admin: Actor, actor: Actor, review: Review) -> None:
    version = review.version
    assign(admin, review, actor, "Mind the drills.", version=version)
    assign(admin, review, actor, "Mind the drills.", version=version)
    assert OutboxItem.objects.filter(kind="mail").count() == 1
    assert Event.objects.filter(action="review.assign").count() == 1


def test_a_stale_page_keeps_what_was_typed(admin: Actor, actor: Actor, other: Actor, review: Review) -> None:
    version = review.version
    assign(admin, review, actor, "First.", version=version)
    with pytest.raises(Conflict) as error:
        assign(admin, review, other, "Second.", version=version)
    assert error.value.yours == {"instructions": "Second."}
    assert error.value.theirs["instructions"] == "First."
    assert error.value.version == version + 1
    assert Review.objects.get(pk=review.pk).assigned_to_id == actor.user_id


def test_a_round_being_read_goes_to_another_with_its_points(
    admin: Actor, actor: Actor, other: Actor, partner: Partner
) -> None:
    review = being_read(actor, partner)
    pointing.set_points(actor, MOMENT, review.pk, "1.1", Judgement("7"), version=1)
    assign(admin, review, other)
    with pytest.raises(Conflict):
        pointing.set_points(actor, MOMENT, review.pk, "1.2", Judgement("3"), version=1)
    pointing.set_points(other, MOMENT, review.pk, "1.2", Judgement("4"), version=1)
    points = dict(ReviewedAnswer.objects.filter(review=review).values_list("question", "points"))
    assert (points["1.1"], points["1.2"]) == (7, 4)


def test_it_is_taken_from_everybody_again(admin: Actor, actor: Actor, other: Actor, review: Review) -> None:
    assign(admin, review, actor)
    assign(admin, review, None)
    assert opening.open_round(other, MOMENT, review.pk).state == "reading"


def test_who_is_tied_is_not_given_the_file(admin: Actor, actor: Actor, review: Review) -> None:
    ties.say(actor, MOMENT, firm="Prairie Test Roofing Ltd.", kind="related", last_on=None)
    with pytest.raises(Refused, match="related to somebody") as error:
        assign(admin, review, actor)
    assert (error.value.code, error.value.field) == ("independent", "to")
    assert Review.objects.get(pk=review.pk).assigned_to is None


def test_who_may_read_it_comes_first_and_the_idle_before_the_busy(
    admin: Actor, actor: Actor, other: Actor, partner: Partner, review: Review
) -> None:
    third = reviewer(partner, "third@example.com")
    ties.say(actor, MOMENT, firm="Prairie Test Roofing Ltd.", kind="related", last_on=None)
    being_read(other, partner, world.employer("Another Ltd."))
    found = assigning.assignment(admin, MOMENT, review.pk).candidates
    assert [(one.user.pk, one.in_hand, one.standing.free) for one in found] == [
        (third.user_id, 0, True),
        (other.user_id, 1, True),
        (actor.user_id, 0, False),
    ]


@pytest.mark.parametrize("who", ["another partner's reviewer", "an administrator", "who left", "nobody"])
def test_only_a_reviewer_of_the_partner_is_given_a_file(admin: Actor, actor: Actor, review: Review, who: str) -> None:
    from handrail.store.models import Membership

    stranger = reviewer(world.partner("demo-anyindustry", "Another"), "stranger@example.com")
    Membership.objects.filter(user=actor.user_id).update(ended_at=MOMENT.now)
    key = {
        "another partner's reviewer": stranger.user_id,
        "an administrator": admin.user_id,
        "who left": actor.user_id,
        "nobody": "not a key",
    }[who]
    with pytest.raises(Refused, match="Choose a reviewer"):
        assigning.assign(admin, MOMENT, review.pk, to=key, instructions="", version=review.version)


def test_a_decided_round_goes_to_nobody(admin: Actor, actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    deciding.decline(actor, MOMENT, review.pk, Decision("Not this year."), version=review.version)
    with pytest.raises(WrongState):
        assign(admin, review, actor)
    with pytest.raises(WrongState):
        assigning.assignment(admin, MOMENT, review.pk)


def test_only_the_partners_administrator_assigns(actor: Actor, review: Review) -> None:
    with pytest.raises(Forbidden):
        assign(actor, review, actor)
    other = world.partner("demo-anyindustry", "Another")
    with pytest.raises(Absent):
        assign(world.member(other.organisation, Role.PARTNER_ADMIN, "b@example.com"), review, actor)


def test_too_long_instructions_are_told(admin: Actor, actor: Actor, review: Review) -> None:
    with pytest.raises(Invalid) as error:
        assign(admin, review, actor, "x" * 2_001)
    assert set(error.value.errors) == {"instructions"}


# ---- taking -----------------------------------------------------------------------------------------------------


def test_two_take_the_same_file_and_one_has_it(actor: Actor, other: Actor, review: Review) -> None:
    assigning.take(actor, MOMENT, review.pk, version=review.version)
    assigning.take(actor, MOMENT, review.pk, version=review.version)
    with pytest.raises(Refused, match="was given to"):
        assigning.take(other, MOMENT, review.pk, version=review.version)
    assert Event.objects.filter(action="review.take").count() == 1


def test_a_taken_file_is_free_again_once_put_back(actor: Actor, other: Actor, review: Review) -> None:
    taken = assigning.take(actor, MOMENT, review.pk, version=review.version)
    opening.open_round(actor, MOMENT, taken.pk)
    opening.put_back(actor, MOMENT, taken.pk)
    assert opening.open_round(other, MOMENT, taken.pk).reviewer_id == other.user_id


def test_a_given_file_stays_given_once_put_back(admin: Actor, actor: Actor, other: Actor, review: Review) -> None:
    assign(admin, review, actor)
    opening.open_round(actor, MOMENT, review.pk)
    opening.put_back(actor, MOMENT, review.pk)
    with pytest.raises(Refused):
        opening.open_round(other, MOMENT, review.pk)


# ---- holding ----------------------------------------------------------------------------------------------------


def test_two_open_at_once_and_one_is_told(actor: Actor, other: Actor, review: Review) -> None:
    opening.open_round(actor, MOMENT, review.pk)
    with pytest.raises(WrongState):
        opening.open_round(other, MOMENT, review.pk)
    row = Review.objects.get(pk=review.pk)
    held = leasing.holder(other, MOMENT, row)
    assert held is not None
    assert (held.name, held.since, held.silent) == (str(row.reviewer), MOMENT.now, False)
    assert leasing.holder(actor, MOMENT, row) is None
    assert (leasing.may_write(actor, row), leasing.may_write(other, row)) == (True, False)


def test_each_save_holds_the_file_an_hour_longer(actor: Actor, other: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    assert Review.objects.get(pk=review.pk).held_until == MOMENT.now + timedelta(minutes=60)
    silent = leasing.holder(other, LATER, Review.objects.get(pk=review.pk))
    assert silent is not None
    assert silent.silent
    pointing.set_points(actor, LATER, review.pk, "1.1", Judgement("7"), version=1)
    heard = leasing.holder(other, LATER, Review.objects.get(pk=review.pk))
    assert heard is not None
    assert not heard.silent


def test_whoever_looks_writes_nothing(actor: Actor, other: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    version = review.version
    for attempt in (
        lambda: pointing.set_points(other, MOMENT, review.pk, "1.1", Judgement("9"), version=1),
        lambda: pointing.agree_with_element(other, MOMENT, review.pk, "1"),
        lambda: noting.write_note(other, MOMENT, review.pk, "1.1", kind="must_fix", text="Attach it."),
        lambda: deciding.decline(other, MOMENT, review.pk, Decision("No."), version=version),
        lambda: opening.put_back(other, MOMENT, review.pk),
        lambda: asking.ask(other, MOMENT, review.pk, "1.1", text="The card, both sides?"),
    ):
        with pytest.raises(Conflict, match="reads this file now"):
            attempt()
    assert Review.objects.get(pk=review.pk).state == "reading"
    assert not ReviewNote.objects.exists()
    assert not ReviewedAnswer.objects.filter(review=review, points__isnull=False).exists()


def test_after_a_take_over_the_first_reader_is_told_and_keeps_what_was_typed(
    actor: Actor, other: Actor, partner: Partner
) -> None:
    review = being_read(actor, partner)
    leasing.take_over(other, LATER, review.pk, version=review.version)
    with pytest.raises(Conflict) as error:
        pointing.set_points(actor, LATER, review.pk, "1.1", Judgement("7", reason="Seen on page 2"), version=1)
    assert error.value.yours == {"points": "7", "reason": "Seen on page 2"}
    assert error.value.by == str(User.objects.get(pk=other.user_id))
    assert error.value.version == 1
    event = Event.objects.get(action="review.take_over")
    assert (event.user_id, event.facts["silent"]) == (other.user_id, True)


def test_taking_over_twice_is_once_and_from_a_stale_page_never(actor: Actor, other: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    leasing.take_over(other, MOMENT, review.pk, version=review.version)
    leasing.take_over(other, MOMENT, review.pk, version=review.version)
    with pytest.raises(WrongState, match="moved on"):
        leasing.take_over(reviewer(partner, "third@example.com"), MOMENT, review.pk, version=review.version)
    assert Event.objects.filter(action="review.take_over").count() == 1


def test_a_given_file_goes_along_when_it_is_taken_over(
    admin: Actor, actor: Actor, other: Actor, review: Review
) -> None:
    assign(admin, review, actor)
    opened = opening.open_round(actor, MOMENT, review.pk)
    leasing.take_over(other, MOMENT, review.pk, version=opened.version)
    assert Review.objects.get(pk=review.pk).assigned_to_id == other.user_id


def test_nobody_takes_over_what_nobody_reads_or_what_is_foreign(actor: Actor, partner: Partner, review: Review) -> None:
    with pytest.raises(WrongState):
        leasing.take_over(actor, MOMENT, review.pk, version=review.version)
    stranger = reviewer(world.partner("demo-anyindustry", "Another"), "stranger@example.com")
    with pytest.raises(Absent):
        leasing.take_over(stranger, MOMENT, review.pk, version=review.version)


def test_who_is_tied_takes_nothing_over(actor: Actor, other: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    world.accepted(review.audit.employer, partner)
    ties.say(other, MOMENT, firm="Prairie Test Roofing Ltd.", kind="consulted", last_on=READ)
    with pytest.raises(Forbidden, match="advised"):
        leasing.take_over(other, MOMENT, review.pk, version=review.version)
