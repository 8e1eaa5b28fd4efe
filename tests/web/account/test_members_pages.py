"""The pages of members and invitations."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from handrail.rules.permissions import Kind, Role
from handrail.services.actor import Actor
from handrail.store.models import Invitation, Membership, Organisation, OutboxItem, User
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm() -> Organisation:
    return world.organisation(Kind.EMPLOYER, "Crest Testing")


@pytest.fixture
def owner(firm: Organisation) -> Actor:
    return world.member(firm, Role.OWNER, "owner@example.com", "Dana Owner")


@pytest.fixture
def desk(owner: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=owner.user_id))
    return client


def invite(desk: Client, email: str = "sam@example.com", role: str = "crew") -> str:
    """Invite by the page; gives the mailed path."""
    assert desk.post("/members", {"email": email, "role": role}).status_code == 302
    text = str(OutboxItem.objects.latest("id").payload["text"])
    return "/invitation/" + text.split("/invitation/")[1].split(maxsplit=1)[0]


def seat(actor: Actor) -> Membership:
    return Membership.objects.get(user=actor.user_id)


def test_the_page_lists_members_and_open_invitations(desk: Client, firm: Organisation) -> None:
    world.member(firm, Role.CREW, "crew@example.com", "Cy Crew")
    invite(desk)
    page = desk.get("/members").content.decode()
    for word in ("2 people act for Crest Testing", "Cy Crew", "Dana Owner", "sam@example.com", "15 June 2026"):
        if word != "15 June 2026":
            assert word in page


def test_the_list_takes_few_statements(desk: Client, firm: Organisation, django_assert_max_num_queries: Any) -> None:
    for number in range(12):
        world.member(firm, Role.CREW, f"crew{number}@example.com")
    with django_assert_max_num_queries(6):
        assert desk.get("/members").status_code == 200


def test_a_wrong_invitation_is_named_and_kept(desk: Client) -> None:
    response = desk.post("/members", {"email": "not-an-address", "role": "crew"})
    assert response.status_code == 422
    assert "error-summary" in response.content.decode()
    assert "not-an-address" in response.content.decode()
    again = desk.post("/members", {"email": "owner@example.com", "role": "owner"})
    assert again.status_code == 422
    assert "has that role" in again.content.decode()


def test_a_stranger_makes_an_account_by_the_link_and_is_in_without_a_second_mail(desk: Client) -> None:
    path = invite(desk)
    guest = Client()
    assert "You are invited to Crest Testing" in guest.get(path).content.decode()
    to = guest.post(f"{path}/account")["Location"]
    assert "sam@example.com" in guest.get(to).content.decode()
    mails = OutboxItem.objects.count()
    made = guest.post(to, {"name": "Sam Crew", "email": "sam@example.com", "password1": world.PASSWORD, "next": path})
    assert made["Location"] == path
    assert OutboxItem.objects.count() == mails
    assert guest.post(path)["Location"] == "/home"
    assert "Crest Testing" in guest.get("/settings").content.decode()
    assert Membership.objects.get(user__email="sam@example.com").role == "crew"


def test_another_address_typed_at_that_sign_up_is_checked_by_mail(desk: Client) -> None:
    path = invite(desk)
    guest = Client()
    to = guest.post(f"{path}/account")["Location"]
    guest.post(to, {"name": "Pat", "email": "pat@example.com", "password1": world.PASSWORD, "next": path})
    assert guest.get("/settings").status_code == 302


def test_opening_the_link_joins_nobody(desk: Client) -> None:
    path = invite(desk)
    world.user("sam@example.com")
    guest = Client()
    guest.post("/sign-in", {"email": "sam@example.com", "password": world.PASSWORD})
    for _ in range(2):
        assert guest.get(path).status_code == 200
    assert Invitation.objects.get().accepted_at is None


def test_a_known_person_is_sent_to_sign_in_and_back(desk: Client) -> None:
    path = invite(desk)
    world.user("sam@example.com")
    guest = Client()
    assert "/sign-in?next=%2Finvitation%2F" in guest.get(path).content.decode()
    assert guest.post(path)["Location"].startswith("/sign-in?next=")


def test_used_revoked_other_account_and_unknown_each_say_what_they_are(desk: Client) -> None:
    path = invite(desk)
    other = Client()
    other.force_login(world.user("pat@example.com"))
    refused = other.post(path)
    assert refused.status_code == 403
    assert "sent to another address" in refused.content.decode()
    assert "sam@example.com" not in refused.content.decode()
    sam = Client()
    sam.force_login(world.user("sam@example.com"))
    sam.post(path)
    assert "You accepted this invitation" in sam.get(path).content.decode()
    used = other.post(path)
    assert (used.status_code, "used already" in used.content.decode()) == (410, True)
    second = invite(desk, "kim@example.com")
    row = Invitation.objects.get(email="kim@example.com")
    desk.post(f"/members/invitations/{row.pk}/take-back")
    assert "taken back" in Client().get(second).content.decode()
    assert Client().get("/invitation/nothing").status_code == 404


def test_the_token_of_a_link_does_not_leave_by_the_referrer(desk: Client) -> None:
    assert Client().get(invite(desk))["Referrer-Policy"] == "same-origin"


def test_removing_asks_first_and_holds_at_once(desk: Client, firm: Organisation) -> None:
    crew = world.member(firm, Role.CREW, "crew@example.com", "Cy Crew")
    theirs = Client()
    theirs.force_login(User.objects.get(pk=crew.user_id))
    path = f"/members/{seat(crew).pk}/remove"
    assert "Remove Cy Crew from Crest Testing?" in desk.get(path).content.decode()
    assert "Crest Testing" in theirs.get("/settings").content.decode()
    assert desk.post(path)["Location"] == "/members"
    assert "Crest Testing" not in theirs.get("/settings").content.decode()
    assert desk.post(path).status_code == 404


def test_the_last_owner_stays_and_reads_why(desk: Client, owner: Actor) -> None:
    for path in (f"/members/{seat(owner).pk}/remove", f"/settings/leave/{seat(owner).pk}"):
        refused = desk.post(path)
        assert refused.status_code == 422
        assert "last owner of Crest Testing" in refused.content.decode()
    assert seat(owner).ended_at is None


def test_foreign_and_absent_members_are_not_there(desk: Client) -> None:
    foreign = world.member(world.organisation(Kind.EMPLOYER, "Other"), Role.CREW)
    for key in (seat(foreign).pk, uuid4()):
        assert desk.get(f"/members/{key}/remove").status_code == 404
        assert desk.post(f"/members/{key}/remove").status_code == 404
        assert desk.post(f"/settings/leave/{key}").status_code == 404
        assert desk.post(f"/members/invitations/{key}/take-back").status_code == 404


@pytest.mark.parametrize("role", [Role.CREW, Role.CONSULTANT])
def test_others_of_the_firm_manage_nobody(firm: Organisation, role: Role) -> None:
    actor = world.member(firm, role)
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    assert client.get("/members").status_code == 403
    assert client.post(f"/settings/leave/{seat(actor).pk}").status_code == 302
    assert seat(actor).ended_at is not None


def test_a_stranger_is_sent_to_sign_in(client: Client) -> None:
    for path in ("/members", "/settings", f"/members/{uuid4()}/remove"):
        assert client.get(path)["Location"].startswith("/sign-in?next=")


def test_ones_own_name_is_saved_and_an_empty_one_refused(desk: Client, owner: Actor) -> None:
    assert desk.post("/settings", {"name": "  Dana   Roof "}).status_code == 302
    assert User.objects.get(pk=owner.user_id).name == "Dana Roof"
    assert desk.post("/settings", {"name": " "}).status_code == 422
