"""A stranger who sends a form is asked to sign in and then lands on a page, not on an address that only takes forms."""

from __future__ import annotations

import html
import re
from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from handrail.rules.permissions import Kind, Role
from handrail.store.models import DemonstrationDay, User
from tests import world

pytestmark = pytest.mark.django_db


def test_a_page_is_come_back_to_after_signing_in(client: Client) -> None:
    answer = client.get(reverse("people"))
    assert answer["Location"] == f"{reverse('account_login')}?next=%2Fpeople"


def test_a_form_leads_back_to_the_page_it_stood_on(client: Client) -> None:
    path = reverse("training-remove", args=[uuid4()])
    answer = client.post(path, headers={"referer": f"http://testserver{reverse('training')}?page=2"})
    assert answer["Location"] == f"{reverse('account_login')}?next=%2Ftraining%3Fpage%3D2"


@pytest.mark.parametrize("referer", ["", "https://evil.example/training", "//evil.example", "nonsense"])
def test_a_foreign_page_is_no_place_to_come_back_to(client: Client, referer: str) -> None:
    path = reverse("training-remove", args=[uuid4()])
    headers = {"referer": referer} if referer else {}
    assert client.post(path, headers=headers)["Location"] == f"{reverse('account_login')}?next=%2Fhome"


def test_a_page_for_another_role_says_for_whom_it_is(client: Client) -> None:
    DemonstrationDay.objects.create(day=date(2026, 6, 1))  # a demonstration asks for no second step
    wcb = world.member(world.organisation(Kind.WCB, "Insurer"), Role.WCB)
    client.force_login(User.objects.get(pk=str(wcb.user_id)))
    answer = client.get(reverse("people"))
    text = answer.content.decode()
    assert answer.status_code == 403
    assert "safety code" not in text
    assert "send it once more" not in text
    desk = client.get(reverse("review-queue"))
    assert desk.status_code == 403
    said = html.unescape(desk.content.decode())
    assert "This page is only for the partner's reviewers and the partner's administrator" in said
    assert "You are signed in for Insurer as WCB." in said and "ask the owner" not in said


@pytest.mark.parametrize(("name", "who"), [
    ("phones", "the owner"), ("people", "the owner and the consultant who helps the owner"),
])  # fmt: skip
def test_the_crew_reads_in_plain_words_whose_page_it_is(client: Client, name: str, who: str) -> None:
    DemonstrationDay.objects.create(day=date(2026, 6, 1))
    firm = world.employer()
    crew = world.member(firm.organisation, Role.CREW)
    client.force_login(User.objects.get(pk=str(crew.user_id)))
    page = html.unescape(client.get(reverse(name)).content.decode())
    assert f"This page is only for {who}" in page and "ask the owner." in page
    assert "role" not in re.sub(r"<[^>]+>", " ", page)
    assert (
        f"This is for {who} to do" in html.unescape(client.post(reverse("phone-add")).content.decode())
        or name != "phones"
    )


def test_a_form_without_its_code_gets_our_own_page() -> None:
    strict = Client(enforce_csrf_checks=True)
    page = strict.post(reverse("account_login"), {"login": "a@b.example", "password": "x"})
    assert page.status_code == 403
    assert "Load the page again" in page.content.decode()
    assert "CSRF verification" not in page.content.decode()
    script = strict.post(reverse("account_login"), headers={"accept": "application/json"})
    assert (script.status_code, set(script.json())) == (403, {"error", "errors"})
