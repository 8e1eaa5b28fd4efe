"""Members of an organisation: who sees them, who removes whom, and the guard on the last one who lets people in."""

from __future__ import annotations

from uuid import uuid4

import pytest

from handrail.rules.permissions import Kind, Role
from handrail.services.account import joining, members
from handrail.services.account.acting import actor as seat_actor
from handrail.services.account.acting import seats
from handrail.services.actor import STRANGER, Actor
from handrail.services.errors import Absent, Forbidden, Invalid, Refused
from handrail.store.models import Employer, Event, Membership, Organisation, User
from tests import world

pytestmark = pytest.mark.django_db


def firm() -> tuple[Organisation, Actor]:
    made = world.organisation(Kind.EMPLOYER, "Crest Testing")
    return made, world.member(made, Role.OWNER, "owner@example.com", "Dana")


def seat_of(actor: Actor) -> Membership:
    return Membership.objects.get(user=actor.user_id, organisation=actor.organisation_id, role=actor.role)


def test_creating_a_firm_seats_its_owner_and_notes_it() -> None:
    person = world.user("new@example.com", "Nia")
    actor = Actor(user_id=person.pk, name="Nia", email=person.email)
    made = joining.create_firm(actor, world.moment(), "  Nia   Roofing ", "General contractor", world.DAY, "Shingles")
    assert (made.organisation.name, made.legal_name, made.wanted_by) == ("Nia Roofing", "", "General contractor")
    (seat,) = seats(person.pk)
    assert (seat.role, seat.kind, seat.organisation_id) == (Role.OWNER, Kind.EMPLOYER, made.pk)
    assert list(Event.objects.filter(chain=made.pk).values_list("action", flat=True)) == [
        "employer.create",
        "member.join",
    ]


def test_the_same_form_sent_twice_makes_one_firm() -> None:
    person = world.user("new@example.com")
    actor = Actor(user_id=person.pk, name="Nia", email=person.email)
    first = joining.create_firm(actor, world.moment(), "Nia Roofing")
    assert joining.create_firm(actor, world.moment(), "Nia  Roofing").pk == first.pk
    assert Employer.objects.count() == 1


@pytest.mark.parametrize("name", ["", "   ", "x" * 201])
def test_a_firm_needs_a_name_that_fits(name: str) -> None:
    person = world.user("new@example.com")
    with pytest.raises(Invalid) as refused:
        joining.create_firm(Actor(user_id=person.pk, name="", email=""), world.moment(), name)
    assert "firm_name" in refused.value.errors


def test_a_stranger_makes_no_firm() -> None:
    with pytest.raises(Forbidden):
        joining.create_firm(STRANGER, world.moment(), "Nia Roofing")


def test_a_removed_member_has_no_seat_from_then_on() -> None:
    made, owner = firm()
    crew = world.member(made, Role.CREW)
    assert crew.user_id is not None
    members.remove(owner, world.moment(), seat_of(crew).pk)
    assert seats(crew.user_id) == ()
    assert [one.email for one in members.team(owner)] == ["owner@example.com"]


def test_losing_the_chosen_seat_never_moves_a_person_into_another_one() -> None:
    first, owner = firm()
    second = world.organisation(Kind.EMPLOYER, "Other Firm")
    person = User.objects.get(pk=owner.user_id)
    Membership.objects.create(user=person, organisation=second, role=Role.CONSULTANT, since=world.moment().now)
    chosen = str(seat_of(owner).pk)
    assert seat_actor(person, seats(person.pk), chosen).organisation_id == first.pk
    Membership.objects.filter(pk=chosen).update(ended_at=world.moment().now)
    assert seat_actor(person, seats(person.pk), chosen).role is None


def test_foreign_absent_and_ended_memberships_look_the_same() -> None:
    made, owner = firm()
    other = world.organisation(Kind.EMPLOYER, "Other")
    foreign = seat_of(world.member(other, Role.CREW)).pk
    gone = seat_of(world.member(made, Role.CREW)).pk
    members.remove(owner, world.moment(), gone)
    sentences = set()
    for key in (foreign, gone, uuid4()):
        with pytest.raises(Absent) as refused:
            members.remove(owner, world.moment(), key)
        sentences.add(refused.value.sentence)
    assert len(sentences) == 1
    assert Membership.objects.get(pk=foreign).ended_at is None


@pytest.mark.parametrize("role", [Role.CREW, Role.CONSULTANT])
def test_crew_and_consultant_manage_nobody(role: Role) -> None:
    made, owner = firm()
    other = world.member(made, role)
    with pytest.raises(Forbidden):
        members.team(other)
    with pytest.raises(Forbidden):
        members.remove(other, world.moment(), seat_of(owner).pk)


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        (Kind.EMPLOYER, Role.OWNER),
        (Kind.PARTNER, Role.PARTNER_ADMIN),
        (Kind.OFFICE, Role.OFFICE),
        (Kind.WCB, Role.WCB),
        (Kind.OPERATOR, Role.OPERATOR),
    ],
)
def test_the_last_one_who_lets_people_in_stays(kind: Kind, role: Role) -> None:
    made = world.organisation(kind, "Somebody")
    last = world.member(made, role)
    for way in (members.remove, members.leave):
        with pytest.raises(Refused) as refused:
            way(last, world.moment(), seat_of(last).pk)
        assert refused.value.code == "last_keeper"
    second = world.member(made, role, "second@example.com")
    members.leave(last, world.moment(), seat_of(last).pk)
    assert seat_of(second).ended_at is None


def test_an_owner_whose_account_is_closed_does_not_count_as_the_other_owner() -> None:
    made, owner = firm()
    other = world.member(made, Role.OWNER, "second@example.com")
    User.objects.filter(pk=other.user_id).update(is_active=False)
    with pytest.raises(Refused):
        members.leave(owner, world.moment(), seat_of(owner).pk)


def test_two_owners_who_remove_each_other_at_once_leave_one() -> None:
    made, dana = firm()
    sam = world.member(made, Role.OWNER, "sam@example.com")
    dana_seat, sam_seat = seat_of(dana).pk, seat_of(sam).pk
    # Both were let in before either removal; the second one to arrive finds his own seat gone.
    members.remove(dana, world.moment(), sam_seat)
    with pytest.raises(Forbidden):
        members.remove(sam, world.moment(), dana_seat)
    assert Membership.objects.filter(organisation=made, ended_at__isnull=True).count() == 1


def test_leaving_is_noted_without_a_name() -> None:
    made, _owner = firm()
    crew = world.member(made, Role.CREW, name="Secret Name")
    members.leave(crew, world.moment(), seat_of(crew).pk)
    event = Event.objects.filter(chain=made.pk).latest("number")
    assert event.action == "member.leave"
    assert "Secret" not in str(event.facts)
