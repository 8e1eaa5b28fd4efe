"""One-time codes: required of partner, office, WCB and operator outside a demonstration, offered to everybody."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from allauth.mfa.app_settings import TOTP_PERIOD
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from handrail.rules.permissions import Kind, Role
from handrail.store.models import DemonstrationDay, OutboxItem, User
from tests import world

pytestmark = pytest.mark.django_db

DESKS = [
    (Kind.PARTNER, Role.REVIEWER),
    (Kind.PARTNER, Role.PARTNER_ADMIN),
    (Kind.OFFICE, Role.OFFICE),
    (Kind.WCB, Role.WCB),
    (Kind.OPERATOR, Role.OPERATOR),
]
OTHERS = [(Kind.EMPLOYER, Role.OWNER), (Kind.EMPLOYER, Role.CREW), (Kind.PARTNER, Role.TRAINER)]


@pytest.fixture(autouse=True)
def forget_used_codes() -> None:
    cache.clear()


def person(kind: Kind, role: Role) -> User:
    actor = world.member(world.organisation(kind, "Somebody"), role, "dana@example.com")
    return User.objects.get(pk=actor.user_id)


def sign_in(client: Client) -> Any:
    return client.post("/sign-in", {"email": "dana@example.com", "password": world.PASSWORD})


NOON = 1_780_336_800  # a moment at which a new code has just begun


@pytest.fixture(autouse=True)
def authenticators_show_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: float(NOON))


def code_of(secret: str, steps_ago: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, NOON // TOTP_PERIOD - steps_ago))


@pytest.mark.parametrize(("kind", "role"), DESKS)
def test_a_desk_stays_shut_until_codes_are_on(client: Client, kind: Kind, role: Role) -> None:
    client.force_login(person(kind, role))
    for path in ("/home", "/settings", "/members"):
        assert client.get(path)["Location"] == reverse("mfa_activate_totp")
    assert client.post("/members", {"email": "x@example.com", "role": role.value}).status_code == 302
    assert client.get("/home", headers={"accept": "application/json"}).status_code == 401
    assert not OutboxItem.objects.exists()


@pytest.mark.parametrize(("kind", "role"), DESKS)
def test_a_demonstration_requires_none(client: Client, kind: Kind, role: Role) -> None:
    DemonstrationDay.objects.create(day=world.DAY)
    client.force_login(person(kind, role))
    assert client.get("/settings").status_code == 200


@pytest.mark.parametrize(("kind", "role"), OTHERS)
def test_others_are_offered_codes_and_not_held_up(client: Client, kind: Kind, role: Role) -> None:
    client.force_login(person(kind, role))
    page = client.get("/settings").content.decode()
    assert reverse("mfa_index") in page


def test_turning_codes_on_opens_the_desk_at_once(client: Client) -> None:
    person(Kind.OPERATOR, Role.OPERATOR)
    assert sign_in(client)["Location"] == "/home"
    asked = client.get(reverse("mfa_activate_totp"))
    assert asked["Location"].startswith(reverse("account_reauthenticate")), "the password is asked once more"
    client.post(asked["Location"], {"password": world.PASSWORD})
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    found = re.search(r'<code class="words">([A-Z2-7]+)</code>', page)
    assert found
    wrong = client.post(reverse("mfa_activate_totp"), {"code": "000000"}).content.decode()
    assert "This code is wrong" in wrong
    done = client.post(reverse("mfa_activate_totp"), {"code": code_of(found[1])})
    assert done["Location"] == reverse("mfa_view_recovery_codes")
    assert "10 recovery codes are left" in client.get(done["Location"]).content.decode()
    assert client.get("/operate").status_code == 200


def with_codes(kind: Kind, role: Role) -> tuple[User, str]:
    made = person(kind, role)
    secret = generate_totp_secret()
    TOTP.activate(made, secret)
    return made, secret


def test_signing_in_with_codes_on_takes_both_steps(client: Client) -> None:
    _made, secret = with_codes(Kind.OPERATOR, Role.OPERATOR)
    assert sign_in(client)["Location"] == reverse("mfa_authenticate")
    assert client.get("/operate").status_code == 302, "the password alone opens nothing"
    code = code_of(secret)
    assert client.post(reverse("mfa_authenticate"), {"code": code})["Location"] == "/home"
    assert client.get("/operate").status_code == 200
    thief = Client()
    sign_in(thief)
    assert "wrong or used up" in thief.post(reverse("mfa_authenticate"), {"code": code}).content.decode()


@pytest.mark.parametrize(("steps_ago", "taken"), [(2, False), (1, True), (0, True), (-1, True), (-2, False)])
def test_a_code_that_changed_while_it_was_typed_is_taken(client: Client, steps_ago: int, taken: bool) -> None:
    _made, secret = with_codes(Kind.OPERATOR, Role.OPERATOR)
    sign_in(client)
    answer = client.post(reverse("mfa_authenticate"), {"code": code_of(secret, steps_ago)})
    assert (answer.status_code == 302) is taken
    assert (client.get("/operate").status_code == 200) is taken


def test_a_session_from_before_takes_the_second_step_too(client: Client) -> None:
    made, secret = with_codes(Kind.OPERATOR, Role.OPERATOR)
    client.force_login(made)
    there = client.get("/operate?page=2")["Location"]
    assert there == f"{reverse('mfa_reauthenticate')}?next=%2Foperate%3Fpage%3D2"
    assert client.post(there, {"code": code_of(secret)})["Location"] == "/operate?page=2"
    assert client.get("/operate").status_code == 200


def test_a_new_password_does_not_go_round_the_second_step(client: Client) -> None:
    with_codes(Kind.OPERATOR, Role.OPERATOR)
    client.post("/reset", {"email": "dana@example.com"})
    text = str(OutboxItem.objects.latest("id").payload["text"])
    found = re.search(r"/reset/\S+", text)
    assert found
    form = client.get(found[0], follow=True)
    new = "another-long-password"
    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    assert client.get("/operate").status_code == 302
    signed = client.post("/sign-in", {"email": "dana@example.com", "password": new})
    assert signed["Location"] == reverse("mfa_authenticate")


def test_turning_codes_off_shuts_the_desk_at_the_next_sign_in(client: Client) -> None:
    made, secret = with_codes(Kind.OPERATOR, Role.OPERATOR)
    sign_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    Authenticator.objects.filter(user=made).delete()
    again = Client()
    sign_in(again)
    assert again.get("/operate")["Location"] == reverse("mfa_activate_totp")
