"""The book is lent to whoever has a seat in its firm, and asked back of whoever has none any more."""

from __future__ import annotations

import pytest
from django.test import Client

from handrail.rules.permissions import Role
from handrail.services.account import devices
from handrail.services.actor import Actor
from handrail.store.models import DemonstrationDay, Employer, Membership, User
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm() -> Employer:
    DemonstrationDay.objects.create(pk=1, day=world.DAY)
    return world.employer("Crest Testing Ltd.")


def signed_in(actor: Actor) -> Client:
    browser = Client()
    browser.force_login(User.objects.get(pk=actor.user_id))
    return browser


def let_in(firm: Employer) -> Client:
    owner = world.member(firm.organisation, Role.OWNER, "owner@example.com", "Dana")
    browser = Client()
    code = devices.show_pass(owner, world.moment(), name="Truck")[1]
    browser.cookies["phone"] = devices.pair(world.moment(), code)[1]
    return browser


def of(firm: Employer) -> dict[str, str]:
    """The header of a phone that holds this firm's book."""
    return {"X-Handrail-Firm": str(firm.pk)}


def end(actor: Actor) -> None:
    assert Membership.objects.filter(user=actor.user_id).update(ended_at=world.moment().now)


def test_an_account_that_lost_its_seat_gives_the_book_back(firm: Employer) -> None:
    crew = world.member(firm.organisation, Role.CREW)
    browser = signed_in(crew)
    assert browser.get("/phone/book", headers=of(firm)).json()["firm"]["id"] == str(firm.pk)
    end(crew)
    answer = browser.get("/phone/book", headers=of(firm))
    assert (answer.status_code, answer.headers["Cache-Control"]) == (401, "no-store")
    assert (answer.json()["removed"], answer.json()["seat"]) == (True, True)
    assert "Crest" not in answer.content.decode()
    sent = browser.post(
        "/phone/records", "{}", content_type="application/json", headers={**of(firm), "X-Handrail": "phone"}
    )
    assert (sent.status_code, sent.json()["removed"]) == (401, True)


def test_whoever_moved_to_another_firm_gives_the_first_ones_book_back_before_the_second(firm: Employer) -> None:
    crew = world.member(firm.organisation, Role.CREW)
    end(crew)
    other = world.employer("Other Testing Ltd.")
    Membership.objects.create(
        user_id=crew.user_id, organisation=other.organisation, role=Role.CREW.value, since=world.moment().now
    )
    browser = signed_in(crew)
    assert browser.get("/phone/book", headers=of(firm)).json()["removed"] is True
    assert browser.get("/phone/book").json()["firm"]["id"] == str(other.pk)
    assert browser.get("/phone/book", headers=of(other)).status_code == 200


def test_whoever_has_seats_in_two_firms_gives_neither_back(firm: Employer) -> None:
    crew = world.member(firm.organisation, Role.CREW)
    other = world.employer("Other Testing Ltd.")
    Membership.objects.create(
        user_id=crew.user_id, organisation=other.organisation, role=Role.CREW.value, since=world.moment().now
    )
    for one in (firm, other):
        assert signed_in(crew).get("/phone/book", headers=of(one)).status_code == 200


def test_a_session_that_ran_out_is_neither_a_removal_nor_a_lost_seat(firm: Employer) -> None:
    """Whoever was only signed in keeps the book on the phone until they are back."""
    for headers in ({}, of(firm)):
        answer = Client().get("/phone/book", headers=headers)
        assert (answer.status_code, answer.json()["removed"], answer.json()["seat"]) == (401, False, False)


def test_a_phone_that_was_let_in_is_asked_by_its_own_secret_whoever_signs_in(firm: Employer) -> None:
    """What it was lent is its firm's; somebody of another firm who signs in on it takes nothing from it."""
    phone = let_in(firm)
    stranger = world.member(world.employer("Other Testing Ltd.").organisation, Role.OWNER)
    phone.force_login(User.objects.get(pk=stranger.user_id))
    answer = phone.get("/phone/book", headers=of(firm)).json()
    assert (answer["firm"]["id"], answer["let_in"]) == (str(firm.pk), True)


def test_the_book_of_an_account_says_that_signing_out_ends_it(firm: Employer) -> None:
    crew = world.member(firm.organisation, Role.CREW)
    assert signed_in(crew).get("/phone/book").json()["let_in"] is False
    assert b"handrail/phone/out" in signed_in(crew).get("/settings").content


@pytest.mark.parametrize("kind", ["toolbox_talk", "goals"])
def test_the_code_on_a_blank_form_opens_the_sheet_on_a_phone_that_was_let_in(firm: Employer, kind: str) -> None:
    answer = let_in(firm).get(f"/records/new/{kind}?paper=1")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/phone#/sheet/{kind}")
