"""Each role's first page, the organisation switcher, and what a lost seat does to the next request."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from handrail.rules.permissions import ROLES_OF, Kind, Role
from handrail.store.models import DemonstrationDay, Membership, Organisation, User
from handrail.web.account.seating import HOMES
from handrail.web.middleware.acting import CHOSEN
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demonstration() -> Iterator[None]:
    """These tests are about seats: codes are offered and not required."""
    DemonstrationDay.objects.create(day=world.DAY)
    yield


def seated(role: Role, kind: Kind, client: Client) -> tuple[User, Membership]:
    actor = world.member(world.organisation(kind, f"The {kind.value}"), role)
    person = User.objects.get(pk=actor.user_id)
    client.force_login(person)
    return person, Membership.objects.get(user=person)


@pytest.mark.parametrize(("kind", "role"), [(kind, role) for kind in Kind for role in sorted(ROLES_OF[kind])])
def test_home_is_each_roles_own_page(client: Client, kind: Kind, role: Role) -> None:
    seated(role, kind, client)
    assert client.get("/home")["Location"] == reverse(HOMES[role])


def test_home_of_a_stranger_and_of_somebody_with_no_seat(client: Client) -> None:
    assert client.get("/home")["Location"] == f"{reverse('account_login')}?next=%2Fhome"
    client.force_login(world.user("new@example.com"))
    assert client.get("/home")["Location"] == reverse("start")


def test_switching_takes_the_other_seat_and_a_new_session_key(client: Client) -> None:
    person, _first = seated(Role.CONSULTANT, Kind.EMPLOYER, client)
    other = world.organisation(Kind.EMPLOYER, "Second Firm")
    seat = Membership.objects.create(user=person, organisation=other, role=Role.CONSULTANT, since=world.moment().now)
    before = client.session.session_key
    assert client.post("/switch", {"organisation": str(seat.pk)})["Location"] == "/home"
    assert client.session.session_key != before
    assert client.session[CHOSEN] == str(seat.pk)
    assert "Second Firm" in client.get("/settings").content.decode()


@pytest.mark.parametrize("whose", ["foreign", "ended", "absent", "nonsense"])
def test_a_seat_that_is_not_yours_is_not_there(client: Client, whose: str) -> None:
    person, _own = seated(Role.OWNER, Kind.EMPLOYER, client)
    foreign = Membership.objects.get(user=world.member(world.organisation(Kind.OFFICE, "Office"), Role.OFFICE).user_id)
    ended = Membership.objects.create(
        user=person,
        organisation=Organisation.objects.get(name="Office"),
        role=Role.OFFICE,
        since=world.moment().now,
        ended_at=world.moment().now,
    )
    key = {"foreign": foreign.pk, "ended": ended.pk, "absent": uuid4(), "nonsense": "x' or 1=1"}[whose]
    assert client.post("/switch", {"organisation": str(key)}).status_code == 404
    assert client.session.get(CHOSEN) is None


def test_switching_is_a_post(client: Client) -> None:
    seated(Role.OWNER, Kind.EMPLOYER, client)
    assert client.get("/switch").status_code == 405


def test_removal_holds_at_the_next_request(client: Client) -> None:
    _person, seat = seated(Role.OWNER, Kind.EMPLOYER, client)
    assert client.get("/members").status_code == 200
    Membership.objects.filter(pk=seat.pk).update(ended_at=world.moment().now)
    assert client.get("/members").status_code == 403


def test_who_loses_the_seat_he_signed_in_to_chooses_anew(client: Client) -> None:
    actor = world.member(world.organisation(Kind.EMPLOYER, "First Firm"), Role.OWNER, "dana@example.com")
    other = world.organisation(Kind.EMPLOYER, "Second Firm")
    Membership.objects.create(user_id=actor.user_id, organisation=other, role=Role.OWNER, since=world.moment().now)
    client.post("/sign-in", {"email": "dana@example.com", "password": world.PASSWORD})
    Membership.objects.filter(user=actor.user_id).exclude(organisation=other).update(ended_at=world.moment().now)
    assert client.get("/members").status_code == 403
    page = client.get("/home")
    assert page.status_code == 200
    assert "For whom do you act?" in page.content.decode()
    assert "Second Firm" in page.content.decode()


def test_a_closed_account_is_out_at_the_next_request(client: Client) -> None:
    person, _seat = seated(Role.OWNER, Kind.EMPLOYER, client)
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get("/members").status_code == 302
