"""A stranger who sends a form is asked to sign in and then lands on a page, not on an address that only takes forms."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

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
