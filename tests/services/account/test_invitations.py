"""Invitations: a link by mail that works once, for one mailbox, until its day, unless taken back."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from handrail.rules.permissions import Kind, Role
from handrail.services.account import accepting, inviting, members
from handrail.services.account.accepting import Standing
from handrail.services.account.acting import seats
from handrail.services.actor import STRANGER, Actor
from handrail.services.errors import Absent, Forbidden, Invalid, Refused, WrongState
from handrail.store.models import Invitation, Membership, Organisation, OutboxItem, User
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm() -> Organisation:
    return world.organisation(Kind.EMPLOYER, "Crest Testing")


@pytest.fixture
def owner(firm: Organisation) -> Actor:
    return world.member(firm, Role.OWNER, "owner@example.com", "Dana")


def mailed() -> str:
    """The token in the newest letter."""
    text = OutboxItem.objects.filter(kind="mail").latest("id").payload["text"]
    return str(text).split("/invitation/")[1].split()[0]


def account(email: str) -> Actor:
    person = world.user(email)
    return Actor(user_id=person.pk, name=str(person), email=person.email)


def test_the_letter_names_the_firm_and_the_day_and_the_table_keeps_no_token(firm: Organisation, owner: Actor) -> None:
    row = inviting.invite(owner, world.moment(), " Sam@Example.COM ", "crew")
    letter = OutboxItem.objects.get(kind="mail").payload
    assert letter["to"] == "sam@example.com"
    assert "Crest Testing" in letter["subject"]
    assert "Monday 15 June 2026" in letter["text"]
    assert mailed() not in str(Invitation.objects.filter(pk=row.pk).values().get())
    assert row.token_sha256 == inviting.digest(mailed())


def test_joining_by_the_link_gives_the_role(firm: Organisation, owner: Actor) -> None:
    inviting.invite(owner, world.moment(), "sam@example.com", "consultant")
    sam = account("sam@example.com")
    accepting.accept(sam, world.moment(), mailed())
    assert sam.user_id is not None
    assert [(seat.organisation_id, seat.role) for seat in seats(sam.user_id)] == [(firm.pk, Role.CONSULTANT)]


def test_pressing_twice_gives_the_same_seat_once(firm: Organisation, owner: Actor) -> None:
    inviting.invite(owner, world.moment(), "sam@example.com", "crew")
    sam = account("sam@example.com")
    first = accepting.accept(sam, world.moment(), mailed())
    assert accepting.accept(sam, world.moment(), mailed()) == first
    assert Membership.objects.filter(user=sam.user_id).count() == 1


def test_a_used_link_opens_for_nobody_else(owner: Actor) -> None:
    inviting.invite(owner, world.moment(), "sam@example.com", "crew")
    accepting.accept(account("sam@example.com"), world.moment(), mailed())
    for other in (STRANGER, account("pat@example.com")):
        assert accepting.look(other, world.moment(), mailed()).standing is Standing.USED
    with pytest.raises(WrongState) as refused:
        accepting.accept(account("kim@example.com"), world.moment(), mailed())
    assert refused.value.state == "used"


def test_a_removed_member_does_not_come_back_by_the_old_link(owner: Actor) -> None:
    inviting.invite(owner, world.moment(), "sam@example.com", "crew")
    sam = account("sam@example.com")
    seat = accepting.accept(sam, world.moment(), mailed())
    members.remove(owner, world.moment(), seat)
    with pytest.raises(WrongState):
        accepting.accept(sam, world.moment(), mailed())
    assert sam.user_id is not None
    assert seats(sam.user_id) == ()


@pytest.mark.parametrize(("days", "works"), [(14, True), (15, False)])
def test_the_link_works_through_its_last_day(owner: Actor, days: int, works: bool) -> None:
    inviting.invite(owner, world.moment(), "sam@example.com", "crew")
    later = world.moment(world.DAY + timedelta(days=days), 23 if works else 0)
    sam = account("sam@example.com")
    if works:
        accepting.accept(sam, later, mailed())
    else:
        with pytest.raises(WrongState) as refused:
            accepting.accept(sam, later, mailed())
        assert refused.value.state == "expired"
        assert accepting.look(sam, later, mailed()).standing is Standing.EXPIRED


def test_a_link_taken_back_says_so(owner: Actor) -> None:
    row = inviting.invite(owner, world.moment(), "sam@example.com", "crew")
    inviting.revoke(owner, world.moment(), row.pk)
    with pytest.raises(WrongState) as refused:
        accepting.accept(account("sam@example.com"), world.moment(), mailed())
    assert refused.value.state == "revoked"
    with pytest.raises(Absent):
        inviting.revoke(owner, world.moment(), row.pk)


def test_inviting_again_takes_the_earlier_link_back(owner: Actor) -> None:
    inviting.invite(owner, world.moment(), "sam@example.com", "crew")
    earlier = mailed()
    inviting.invite(owner, world.moment(), "sam@example.com", "crew")
    assert accepting.look(STRANGER, world.moment(), earlier).standing is Standing.REVOKED
    assert accepting.look(STRANGER, world.moment(), mailed()).standing is Standing.OPEN
    assert len(inviting.waiting(owner, world.moment())) == 1


def test_another_account_cannot_use_a_forwarded_link_and_learns_no_address(owner: Actor) -> None:
    inviting.invite(owner, world.moment(), "sam@example.com", "crew")
    pat = account("pat@example.com")
    with pytest.raises(Refused) as refused:
        accepting.accept(pat, world.moment(), mailed())
    assert refused.value.code == "other_account"
    assert "sam@example.com" not in refused.value.sentence
    assert Invitation.objects.get().accepted_at is None


def test_an_address_in_another_case_is_the_same_person(owner: Actor) -> None:
    inviting.invite(owner, world.moment(), "SAM@example.com", "crew")
    accepting.accept(account("sam@example.com"), world.moment(), mailed())


def test_an_unknown_link_is_absent() -> None:
    with pytest.raises(Absent):
        accepting.look(STRANGER, world.moment(), "nothing-like-it")


def test_a_stranger_is_sent_to_sign_in_first(owner: Actor) -> None:
    inviting.invite(owner, world.moment(), "sam@example.com", "crew")
    with pytest.raises(Forbidden):
        accepting.accept(STRANGER, world.moment(), mailed())


@pytest.mark.parametrize("role", ["reviewer", "operator", "office", "nonsense", ""])
def test_a_firm_cannot_invite_to_a_role_that_is_not_its_own(owner: Actor, role: str) -> None:
    with pytest.raises(Invalid) as refused:
        inviting.invite(owner, world.moment(), "sam@example.com", role)
    assert "role" in refused.value.errors


def test_a_partner_invites_its_own_roles() -> None:
    made = world.partner().organisation
    admin = world.member(made, Role.PARTNER_ADMIN)
    assert inviting.roles(admin) == (Role.REVIEWER, Role.TRAINER, Role.PARTNER_ADMIN)
    inviting.invite(admin, world.moment(), "rev@example.com", "reviewer")


@pytest.mark.parametrize("email", ["", "sam", "sam@", "a@b\nbcc:c@d.example"])
def test_a_wrong_address_is_named(owner: Actor, email: str) -> None:
    with pytest.raises(Invalid) as refused:
        inviting.invite(owner, world.moment(), email, "crew")
    assert "email" in refused.value.errors
    assert not OutboxItem.objects.exists()


def test_who_is_in_already_is_not_invited_again(firm: Organisation, owner: Actor) -> None:
    world.member(firm, Role.CREW, "sam@example.com")
    with pytest.raises(Refused) as refused:
        inviting.invite(owner, world.moment(), "sam@example.com", "crew")
    assert refused.value.field == "email"


def test_open_invitations_have_a_limit(owner: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inviting, "OPEN_AT_ONCE", 2)
    for number in range(2):
        inviting.invite(owner, world.moment(), f"sam{number}@example.com", "crew")
    with pytest.raises(Refused) as refused:
        inviting.invite(owner, world.moment(), "sam9@example.com", "crew")
    assert refused.value.code == "too_many_open"


def test_an_owner_removed_a_moment_ago_invites_nobody(firm: Organisation, owner: Actor) -> None:
    other = world.member(firm, Role.OWNER, "second@example.com")
    members.remove(owner, world.moment(), Membership.objects.get(user=other.user_id).pk)
    with pytest.raises(Forbidden):
        inviting.invite(other, world.moment(), "friend@example.com", "owner")


def test_a_foreign_invitation_is_not_there(owner: Actor) -> None:
    row = inviting.invite(owner, world.moment(), "sam@example.com", "crew")
    stranger = world.member(world.organisation(Kind.EMPLOYER, "Other"), Role.OWNER)
    for key in (row.pk, uuid4()):
        with pytest.raises(Absent):
            inviting.revoke(stranger, world.moment(), key)
    assert inviting.waiting(stranger, world.moment()) == ()


def test_only_the_holder_of_a_working_link_learns_whether_the_address_has_an_account(owner: Actor) -> None:
    world.user("sam@example.com")
    row = inviting.invite(owner, world.moment(), "sam@example.com", "crew")
    assert accepting.look(STRANGER, world.moment(), mailed()).has_account
    inviting.revoke(owner, world.moment(), row.pk)
    assert not accepting.look(STRANGER, world.moment(), mailed()).has_account
    assert User.objects.count() == 2


def test_a_mailbox_is_not_filled_by_inviting_again_and_again(owner: Actor) -> None:
    for _ in range(inviting.LETTERS_A_DAY_TO_ONE):
        inviting.invite(owner, world.moment(), "sam@example.com", "crew")
    with pytest.raises(Refused) as refused:
        inviting.invite(owner, world.moment(), "sam@example.com", "consultant")
    assert refused.value.code == "invited_too_often"
    assert OutboxItem.objects.filter(kind="mail").count() == inviting.LETTERS_A_DAY_TO_ONE
    inviting.invite(owner, world.moment(world.DAY + timedelta(days=1), hour=13), "sam@example.com", "crew")


def test_letters_of_one_person_are_counted_over_all_his_firms(firm: Organisation, owner: Actor) -> None:
    other = world.organisation(Kind.EMPLOYER, "Second Testing")
    for number in range(inviting.LETTERS_A_DAY):
        Invitation.objects.create(
            organisation=other, email=f"a{number}@example.com", role="crew", token_sha256=f"{number:064}",
            invited_by_id=owner.user_id, invited_at=world.moment().now, expires_at=world.moment().now,
        )  # fmt: skip
    with pytest.raises(Refused) as refused:
        inviting.invite(owner, world.moment(), "sam@example.com", "crew")
    assert refused.value.code == "too_many_letters"
