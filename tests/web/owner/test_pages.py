"""Who reaches the owner's pages, and that each stands with and without anything in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from handrail.services.actor import Actor
from handrail.store.models import Employer
from tests import world

pytestmark = pytest.mark.django_db
Enter = Callable[[Actor], Client]
OWN_PAGES = [
    "owner-home", "firm", "firm-change", "account-add", "site-add", "people", "person-add", "training",
    "training-record", "partner", "system", "cycle", "money",
]  # fmt: skip


@pytest.mark.parametrize("name", OWN_PAGES)
def test_the_owner_reaches_every_page(name: str, owner: Actor, enter: Enter) -> None:
    response = enter(owner).get(reverse(name))
    assert response.status_code == 200
    assert b"<h1>" in response.content


@pytest.mark.parametrize("name", [name for name in OWN_PAGES if name != "owner-home"])
def test_a_stranger_is_sent_to_sign_in(name: str, firm: Employer) -> None:
    response = Client().get(reverse(name))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", OWN_PAGES)
def test_a_reviewer_has_no_business_here(name: str, reviewer: Actor, enter: Enter) -> None:
    assert enter(reviewer).get(reverse(name)).status_code == 403


@pytest.mark.parametrize("name", [name for name in OWN_PAGES if name not in {"owner-home", "system"}])
def test_the_crew_sees_its_own_small_home_and_the_manual_only(name: str, crew: Actor, enter: Enter) -> None:
    assert enter(crew).get(reverse(name)).status_code == 403


@pytest.mark.parametrize("name", ["owner-home", "system"])
def test_the_crew_has_a_home_and_reads_the_manual(name: str, crew: Actor, enter: Enter) -> None:
    assert enter(crew).get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", ["person", "person-rename", "person-end", "spell-add"])
def test_somebody_elses_person_looks_absent(name: str, firm: Employer, foreigner: Actor, enter: Enter) -> None:
    theirs = world.person(firm, "Robin")
    browser = enter(foreigner)
    foreign = browser.get(reverse(name, args=[theirs.pk]))
    absent = browser.get(reverse(name, args=["01890000-0000-7000-8000-000000000000"]))
    assert foreign.status_code == absent.status_code == 404


@pytest.mark.parametrize("name", ["people", "money", "cycle", "owner-home", "training", "system", "firm"])
def test_reading_a_page_takes_the_same_few_statements_however_many_people(
    name: str, firm: Employer, owner: Actor, enter: Enter, django_assert_max_num_queries: object
) -> None:
    browser = enter(owner)
    browser.get(reverse(name))
    few = _statements(browser, name)
    for number in range(12):
        world.person(firm, f"Worker {number}", "casual", covered=False)
    assert _statements(browser, name) == few


def _statements(browser: Client, name: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        assert browser.get(reverse(name)).status_code == 200
    return len(seen)
