"""Signing up, in and out; passwords by mail; nothing gives away who has an account."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from handrail.store.models import OutboxItem, User
from tests import world

pytestmark = pytest.mark.django_db


def letter() -> dict[str, Any]:
    return dict(OutboxItem.objects.filter(kind="mail").latest("id").payload)


def link(text: str) -> str:
    """The path of the first link of a letter."""
    return "/" + text.split(f"{settings.BASE_URL}/", 1)[1].split(maxsplit=1)[0]


def sign_in(client: Client, email: str = "dana@example.com", password: str = world.PASSWORD, **more: str) -> Any:
    return client.post("/sign-in", {"email": email, "password": password, **more})


def sign_up(client: Client, **changes: str) -> Any:
    facts = {"name": "Nia Roofer", "email": "nia@example.com", "password1": world.PASSWORD, **changes}
    return client.post("/sign-up", facts)


def test_signing_in_needs_only_the_promised_fields(client: Client) -> None:
    world.user("dana@example.com")
    response = sign_in(client)
    assert (response.status_code, response["Location"]) == (302, "/home")


def test_another_case_of_the_address_is_the_same_account(client: Client) -> None:
    world.user("dana@example.com")
    assert sign_in(client, " Dana@Example.COM ")["Location"] == "/home"


@pytest.mark.parametrize("email", ["dana@example.com", "nobody@example.com"])
def test_a_wrong_password_and_an_unknown_address_say_the_same_and_keep_what_was_typed(
    client: Client, email: str
) -> None:
    world.user("dana@example.com")
    page = sign_in(client, email, "not-this-one-at-all").content.decode()
    assert "E-mail and password do not belong together" in page
    assert f'value="{email}"' in page
    assert "not-this-one" not in page


@pytest.mark.parametrize(
    "next_", ["//evil.example/x", "https://evil.example/", "///evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_a_hostile_next_leads_home(client: Client, next_: str) -> None:
    world.user("dana@example.com")
    assert sign_in(client, next=next_)["Location"] == "/home"


def test_an_own_next_is_followed(client: Client) -> None:
    world.user("dana@example.com")
    assert sign_in(client, next="/settings")["Location"] == "/settings"


@pytest.mark.parametrize("next_", ["//evil.example/x", "https://evil.example/"])
def test_signing_out_leads_nowhere_else_either(client: Client, next_: str) -> None:
    client.force_login(world.user("dana@example.com"))
    response = client.post("/sign-out", {"next": next_})
    assert response["Location"] == reverse("front")
    assert client.get("/settings").status_code == 302


def test_signing_out_takes_a_press(client: Client) -> None:
    client.force_login(world.user("dana@example.com"))
    assert client.get("/sign-out").status_code == 200
    assert client.get("/settings").status_code == 200


def test_a_new_account_waits_for_its_mail_and_goes_on_by_the_link(client: Client) -> None:
    response = sign_up(client, next="/settings")
    assert response["Location"] == reverse("account_email_verification_sent")
    made = User.objects.get(email="nia@example.com")
    assert (made.name, made.joined_at is not None) == ("Nia Roofer", True)
    assert sign_in(client, "nia@example.com")["Location"] == reverse("account_email_verification_sent")
    path = link(letter()["text"])
    assert client.get(path).status_code == 200
    assert client.get("/settings").status_code == 302, "opening the link alone confirms nothing"
    assert client.post(path).status_code == 302
    assert client.get("/settings").status_code == 200


def test_the_link_in_a_letter_names_this_installation_whatever_host_was_asked(client: Client) -> None:
    client.post(
        "/sign-up",
        {"name": "Nia", "email": "nia@example.com", "password1": world.PASSWORD},
        headers={"host": "evil.example"},
    )
    assert "evil.example" not in letter()["text"]
    assert settings.BASE_URL in letter()["text"]


def test_signing_up_with_a_known_address_looks_the_same_and_tells_its_owner(client: Client) -> None:
    world.user("nia@example.com")
    known = sign_up(client)
    assert letter()["to"] == "nia@example.com"
    assert "one already" in letter()["text"]
    fresh = sign_up(Client(), email="other@example.com")
    assert (known.status_code, known["Location"]) == (fresh.status_code, fresh["Location"])
    assert User.objects.filter(email="nia@example.com").count() == 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Fill this in"),
        ("email", "not-an-address", "valid email"),
        ("password1", "short", "at least 10"),
        ("password1", "password123", "too common"),
    ],
)
def test_a_wrong_line_of_the_sign_up_is_named_and_the_rest_is_kept(
    client: Client, field: str, value: str, said: str
) -> None:
    response = sign_up(client, **{field: value})
    page = response.content.decode()
    assert said in page
    assert "error-summary" in page
    if field != "email":
        assert "nia@example.com" in page
    assert not User.objects.exists()


def test_asking_for_a_new_password_reveals_no_account(client: Client) -> None:
    world.user("dana@example.com")
    known = client.post("/reset", {"email": "dana@example.com"}, follow=True)
    unknown = client.post("/reset", {"email": "nobody@example.com"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain == [(reverse("account_reset_password_done"), 302)]
    strip = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"|"X-CSRFToken": "[^"]+"')
    assert strip.sub("", known.content.decode()) == strip.sub("", unknown.content.decode())


def test_a_new_password_by_mail_works_once_and_ends_other_sessions(client: Client) -> None:
    world.user("dana@example.com")
    elsewhere = Client()
    sign_in(elsewhere)
    assert elsewhere.get("/settings").status_code == 200
    client.post("/reset", {"email": "Dana@example.com"})
    path = link(letter()["text"])
    form = client.get(path, follow=True)
    new = "another-long-password"
    response = client.post(form.request["PATH_INFO"], {"password1": new, "password2": new}, follow=True)
    assert "Your new password is saved" in response.content.decode()
    assert elsewhere.get("/settings").status_code == 302
    assert "no longer works" in Client().get(path, follow=True).content.decode()
    assert sign_in(Client(), password=new)["Location"] == "/home"
    assert "Your password has been reset" in letter()["text"], "the owner is told that it changed"


def test_a_broken_link_says_so(client: Client) -> None:
    response = client.get("/reset/abc-def-123")
    assert "no longer works" in response.content.decode()
    assert "no longer works" in client.get("/sign-up/confirm/nonsense").content.decode()


def test_changing_the_password_asks_for_the_old_one(client: Client) -> None:
    client.force_login(world.user("dana@example.com"))
    new = {"password1": "another-long-password", "password2": "another-long-password"}
    refused = client.post("/settings/password", {"oldpassword": "wrong-wrong-wrong", **new})
    assert "not your password now" in refused.content.decode()
    assert client.post("/settings/password", {"oldpassword": world.PASSWORD, **new})["Location"] == "/settings"
    assert sign_in(Client(), password="another-long-password")["Location"] == "/home"


def test_guessing_is_slowed_down_for_one_account_and_not_for_another(client: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {}
    cache.clear()
    world.user("dana@example.com")
    world.user("sam@example.com")
    for _ in range(6):
        page = sign_in(client, password="not-this-one-at-all").content.decode()
    assert "Too many tries" in page
    assert "Too many tries" in sign_in(client).content.decode(), "even the right password waits"
    assert sign_in(Client(REMOTE_ADDR="10.0.0.9"), "sam@example.com")["Location"] == "/home"
    cache.clear()


def test_limits_are_on_unless_a_test_turns_them_off() -> None:
    import importlib.util
    from pathlib import Path

    spec = importlib.util.find_spec("handrail.config.settings")
    assert spec and spec.origin
    text = Path(spec.origin).read_text()
    assert "ACCOUNT_RATE_LIMITS" not in text
    assert "DatabaseCache" in text


def test_forms_are_refused_without_their_token() -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/sign-in", {"email": "a@example.com", "password": "x"}).status_code == 403
    assert client.post("/switch", {"organisation": "x"}).status_code == 403
