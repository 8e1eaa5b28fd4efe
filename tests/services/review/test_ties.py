"""Who is independent of a firm: what is said, what the product finds, and letting a tie pass, which takes two."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from handrail.rules.permissions import Role
from handrail.services.actor import Actor
from handrail.services.errors import Absent, Forbidden, Invalid, Refused, WrongState
from handrail.services.journal import broken_links
from handrail.services.review import assigning, opening, queue, reaching, ties
from handrail.store.models import Event, Membership, Partner, Person, Review, ReviewerTie, Training, User
from tests import world
from tests.services.review.files import READ, gathered, reviewer, sent

pytestmark = pytest.mark.django_db
MOMENT = world.moment(READ)
RECEIVED = date(2026, 4, 7)


@pytest.fixture
def review(partner: Partner) -> Review:
    made = sent(gathered(partner))
    world.accepted(made.audit.employer, partner)
    return made


def say(actor: Actor, **fields: Any) -> ReviewerTie:
    given = {"firm": "Prairie Test Roofing Ltd.", "kind": "consulted", "last_on": None, **fields}
    return ties.say(actor, MOMENT, **given)


def opens(actor: Actor, review: Review) -> bool:
    try:
        opening.open_round(actor, MOMENT, review.pk)
    except Forbidden:
        return False
    return True


def test_a_said_tie_keeps_a_reviewer_from_the_file_everywhere(actor: Actor, review: Review) -> None:
    say(actor)
    assert not opens(actor, review)
    assert [line.own_firm for line in queue.queue(actor, MOMENT).lines] == [True]
    assert not opens_second(actor, review)


def opens_second(actor: Actor, review: Review) -> bool:
    from handrail.rules.permissions import Action

    return reaching.rounds(actor, Action.REVIEW_SECOND, blind=False).filter(own_firm=False, pk=review.pk).exists()


@pytest.mark.parametrize("begun", [False, True])
def test_a_file_in_the_hands_of_who_says_a_tie_goes_back_to_the_queue(
    actor: Actor, partner: Partner, review: Review, begun: bool
) -> None:
    assigning.take(actor, MOMENT, review.pk, version=review.version)
    if begun:
        opening.open_round(actor, MOMENT, review.pk)
    say(actor, last_on=date(2024, 1, 1))
    review.refresh_from_db()
    assert review.assigned_to_id == actor.user_id, "a tie that is over keeps nobody away"
    say(actor)
    review.refresh_from_db()
    assert (review.state, review.reviewer, review.assigned_to) == ("waiting", None, None)
    assert opens(reviewer(partner, "colleague@example.com"), review)


def test_a_colleague_reads_it(actor: Actor, partner: Partner, review: Review) -> None:
    say(actor)
    assert opens(reviewer(partner, "colleague@example.com"), review)


@pytest.mark.parametrize(("last_on", "free"), [(date(2025, 4, 7), False), (date(2025, 4, 6), True)])
def test_a_tie_stands_twelve_months_by_the_day_the_file_came(
    actor: Actor, review: Review, last_on: date, free: bool
) -> None:
    assert review.received_on == RECEIVED
    say(actor, last_on=last_on)
    assert opens(actor, review) is free


@pytest.mark.parametrize(("taken", "free"), [(date(2025, 4, 7), False), (date(2025, 4, 6), True)])
def test_who_confirmed_the_firms_training_is_found(actor: Actor, review: Review, taken: date, free: bool) -> None:
    person = review.audit.employer.people.first()
    assert person is not None
    Training.objects.create(
        person=person, course="building", title="Building", taken_on=taken, confirmed_by_id=actor.user_id,
        confirmed_on=taken,
    )  # fmt: skip
    assert opens(actor, review) is free


@pytest.mark.parametrize(("ended", "free"), [(date(2025, 4, 7), False), (date(2025, 4, 6), True)])
def test_who_advised_the_firm_is_found(actor: Actor, review: Review, ended: date, free: bool) -> None:
    Membership.objects.create(
        user_id=actor.user_id, organisation=review.audit.employer.organisation, role="consultant",
        since=world.moment(date(2024, 1, 1)).now, ended_at=world.moment(ended).now,
    )  # fmt: skip
    assert opens(actor, review) is free


def test_who_left_the_firms_people_long_ago_is_free(actor: Actor, review: Review) -> None:
    person = world.person(review.audit.employer, "Once here", to=date(2025, 3, 1))
    Person.objects.filter(pk=person.pk).update(user=actor.user_id)
    assert opens(actor, review)


def test_an_administrator_hands_out_a_firm_whose_training_they_confirmed(admin: Actor, review: Review) -> None:
    from handrail.rules.permissions import Action

    person = review.audit.employer.people.first()
    assert person is not None
    Training.objects.create(
        person=person, title="Building", taken_on=READ, confirmed_by_id=admin.user_id, confirmed_on=READ
    )
    assert reaching.reach(admin, Action.REVIEW_READ, review.pk).pk == review.pk


def test_a_waiver_takes_two(actor: Actor, admin: Actor, review: Review) -> None:
    waiver = ties.ask(actor, MOMENT, say(actor).pk, reason="Advised them on one form only, and nobody else is here.")
    assert not opens(actor, review)
    with pytest.raises(Forbidden):
        ties.agree(actor, MOMENT, waiver.pk)
    ties.agree(admin, MOMENT, waiver.pk)
    assert opens(actor, review)
    with pytest.raises(WrongState):
        ties.agree(admin, MOMENT, waiver.pk)
    assert admin.organisation_id is not None
    kinds = set(Event.objects.filter(chain=admin.organisation_id).values_list("action", flat=True))
    assert {"tie.say", "tie.ask_waiver", "tie.waive"} <= kinds
    assert not list(broken_links(admin.organisation_id))


def test_who_asks_does_not_agree(actor: Actor, admin: Actor, review: Review) -> None:
    waiver = ties.ask(admin, MOMENT, say(actor).pk, reason="Nobody else is here.")
    with pytest.raises(Refused, match="Somebody else must agree"):
        ties.agree(admin, MOMENT, waiver.pk)
    assert not opens(actor, review)


def test_a_reviewer_with_an_administrators_seat_does_not_agree_for_themselves(
    actor: Actor, admin: Actor, partner: Partner, review: Review
) -> None:
    user = User.objects.get(pk=actor.user_id)
    Membership.objects.create(user=user, organisation=partner.organisation, role="partner_admin", since=MOMENT.now)
    seat = world.seated(user, partner.organisation, Role.PARTNER_ADMIN)
    waiver = ties.ask(admin, MOMENT, say(actor).pk, reason="Nobody else is here.")
    with pytest.raises(Refused, match="of their own"):
        ties.agree(seat, MOMENT, waiver.pk)


def test_one_refuses_and_takes_an_agreed_waiver_back(actor: Actor, admin: Actor, review: Review) -> None:
    waiver = ties.ask(actor, MOMENT, say(actor).pk, reason="One form only.")
    ties.agree(admin, MOMENT, waiver.pk)
    ties.refuse(admin, MOMENT, waiver.pk)
    assert not opens(actor, review)
    with pytest.raises(Absent):
        ties.refuse(admin, MOMENT, waiver.pk)


def test_asking_twice_asks_once(actor: Actor, review: Review) -> None:
    tie = say(actor)
    assert say(actor).pk == tie.pk
    ties.ask(actor, MOMENT, tie.pk, reason="One form only.")
    with pytest.raises(WrongState):
        ties.ask(actor, MOMENT, tie.pk, reason="Again.")


def test_one_of_the_firms_own_people_is_never_let_pass(actor: Actor, admin: Actor, review: Review) -> None:
    tie = say(actor, kind="employed")
    waiver = ties.ask(actor, MOMENT, tie.pk, reason="Long ago.")
    ties.agree(admin, MOMENT, waiver.pk)
    Person.objects.create(employer=review.audit.employer, name="Also here", user_id=actor.user_id)
    assert not opens(actor, review)
    ties.refuse(admin, MOMENT, waiver.pk)
    with pytest.raises(Refused, match="never let pass"):
        ties.ask(actor, MOMENT, tie.pk, reason="Long ago.")


def test_a_waiver_covers_what_the_product_found_up_to_the_day_that_was_said(
    actor: Actor, admin: Actor, review: Review
) -> None:
    person = review.audit.employer.people.first()
    assert person is not None
    tie = say(actor, kind="trained", last_on=date(2026, 1, 15))
    ties.agree(admin, MOMENT, ties.ask(actor, MOMENT, tie.pk, reason="A first-aid refresher.").pk)
    course = {"person": person, "title": "Building", "confirmed_by_id": actor.user_id, "confirmed_on": READ}
    Training.objects.create(taken_on=date(2026, 1, 15), **course)
    assert [line.own_firm for line in queue.queue(actor, MOMENT).lines] == [False]
    Training.objects.create(taken_on=date(2026, 1, 16), **course)
    assert not opens(actor, review)


def test_nobody_takes_back_a_tie_alone(actor: Actor, admin: Actor, partner: Partner, review: Review) -> None:
    mine = say(actor)
    asked = ties.ask(admin, MOMENT, mine.pk, reason="It was the other Prairie firm.", mistake=True)
    for alone in (actor, admin):
        with pytest.raises((Forbidden, Refused)):
            ties.agree(alone, MOMENT, asked.pk)
    assert not opens(actor, review), "asking alone changes nothing"
    ties.agree(world.member(partner.organisation, Role.PARTNER_ADMIN, "two@example.com"), MOMENT, asked.pk)
    assert opens(actor, review)
    assert ties.page(admin, MOMENT).lines == ()


def test_the_reviewers_own_mistake_takes_an_administrator_too(actor: Actor, admin: Actor, review: Review) -> None:
    asked = ties.ask(actor, MOMENT, say(actor).pk, reason="I mixed up two firms.", mistake=True)
    with pytest.raises(WrongState):
        ties.ask(admin, MOMENT, asked.tie_id, reason="Let it pass.")
    ties.agree(admin, MOMENT, asked.pk)
    assert opens(actor, review)
    with pytest.raises(Absent):
        ties.agree(admin, MOMENT, asked.pk)


def test_a_mistake_agreed_to_is_no_waiver_of_what_the_product_found(actor: Actor, admin: Actor, review: Review) -> None:
    Person.objects.create(employer=review.audit.employer, name="Me", user_id=actor.user_id)
    asked = ties.ask(actor, MOMENT, say(actor, kind="employed").pk, reason="Said twice.", mistake=True)
    ties.agree(admin, MOMENT, asked.pk)
    assert not opens(actor, review)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"firm": "Nobody Inc."}, "firm"),
        ({"firm": "  "}, "firm"),
        ({"kind": "liked"}, "kind"),
        ({"last_on": date(2026, 4, 25)}, "last_on"),
        ({"last_on": date(1949, 12, 31)}, "last_on"),
        ({"words": "x" * 401}, "words"),
    ],
)
def test_bad_input_is_told_by_field(actor: Actor, review: Review, fields: dict[str, Any], wrong: str) -> None:
    with pytest.raises(Invalid) as error:
        say(actor, **fields)
    assert set(error.value.errors) == {wrong}


def test_a_name_that_fits_several_firms_is_asked_again(actor: Actor, partner: Partner, review: Review) -> None:
    world.accepted(world.employer("Prairie Other Ltd."), partner)
    with pytest.raises(Invalid, match="More than one firm"):
        say(actor, firm="prairie")
    assert say(actor, firm="prairie test").employer == review.audit.employer


def test_another_partners_ties_are_absent_and_its_firms_unknown(actor: Actor, review: Review) -> None:
    other = world.partner("demo-anyindustry", "Another partner")
    stranger = world.member(other.organisation, Role.PARTNER_ADMIN, "stranger@example.com")
    tie = say(actor)
    for attempt in (
        lambda: ties.ask(stranger, MOMENT, tie.pk, reason="Mine.", mistake=True),
        lambda: ties.ask(stranger, MOMENT, tie.pk, reason="Mine."),
        lambda: ties.agree(stranger, MOMENT, ties.ask(actor, MOMENT, tie.pk, reason="One form.").pk),
    ):
        with pytest.raises(Absent):
            attempt()
    with pytest.raises(Invalid):
        say(stranger, reviewer=str(actor.user_id))


def test_a_colleague_does_not_see_my_ties(actor: Actor, admin: Actor, partner: Partner, review: Review) -> None:
    say(actor, words="Their safety manual.")
    colleague = reviewer(partner, "colleague@example.com")
    assert ties.page(colleague, MOMENT).lines == ()
    assert [line.words for line in ties.page(actor, MOMENT).lines] == ["Their safety manual."]
    assert [line.reviewer for line in ties.page(admin, MOMENT).lines] == [str(User.objects.get(pk=actor.user_id))]


def test_the_owner_has_no_ties_page(review: Review) -> None:
    owner = world.member(review.audit.employer.organisation, Role.OWNER, "o@example.com")
    with pytest.raises(Forbidden):
        ties.page(owner, MOMENT)
