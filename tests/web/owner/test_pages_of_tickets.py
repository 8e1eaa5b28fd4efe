"""The pages of tickets, the month and the trained person who leaves, as their readers see them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from handrail.services.actor import Actor
from handrail.store.models import CourseSession, Employer, Person, SharedLink, Training
from tests import world
from tests.web.owner.conftest import text

pytestmark = pytest.mark.django_db
Enter = Callable[[Actor], Client]


def test_what_ends_first_stands_first(firm: Employer, owner: Actor, enter: Enter) -> None:
    luis = world.person(firm, "Luis")
    for title, until in (
        ("First aid", date(2026, 6, 20)),
        ("WHMIS", date(2026, 5, 20)),
        ("Forklift", date(2029, 1, 1)),
    ):
        Training.objects.create(person=luis, title=title, taken_on=date(2024, 1, 1), expires_on=until)
    page = text(enter(owner).get(reverse("tickets")))
    assert "2 tickets end soon or have ended" in page
    assert page.index("Luis: WHMIS") < page.index("Luis: First aid")
    assert "until 1 January 2029" in page and "ended 20 May 2026" in page


def test_each_person_is_a_row_with_a_line_for_each_ticket_however_many_there_are(
    firm: Employer, owner: Actor, enter: Enter
) -> None:
    luis = world.person(firm, "Luis")
    for number in range(10):
        Training.objects.create(person=luis, title=f"Ticket {number}", taken_on=date(2024, 1, 1))
    page = text(enter(owner).get(reverse("tickets")))
    assert page.count('role="columnheader"') == 2
    row = page.split(">Luis</a>")[1].split("</tr>")[0]
    assert [row.index(f"Ticket {number}<") for number in range(10)] == sorted(
        row.index(f"Ticket {n}<") for n in range(10)
    )
    assert "No ticket on record." in page.split(">Dana Owner</a>")[1].split("</tr>")[0]


def test_saying_whose_sign_in_it_is_gives_the_tickets_to_their_holder(
    firm: Employer, owner: Actor, crew: Actor, enter: Enter
) -> None:
    luis = world.person(firm, "Luis")
    Training.objects.create(person=luis, title="First aid", taken_on=date(2024, 1, 1), expires_on=date(2029, 1, 1))
    assert "No ticket of yours is on record" in text(enter(crew).get(reverse("my-tickets")))
    address = reverse("person-account", args=[luis.pk])
    assert enter(owner).post(address, {"user_id": str(crew.user_id), "version": "1"}).status_code == 302
    assert "You hold 1 ticket" in text(enter(crew).get(reverse("my-tickets")))
    stale = enter(owner).post(address, {"user_id": "", "version": "1"})
    assert stale.status_code == 409


def test_the_trained_person_who_leaves_leaves_a_plan(firm: Employer, owner: Actor, enter: Enter) -> None:
    partner = world.partner()
    world.accepted(firm, partner)
    dana = Person.objects.get(employer=firm)
    Training.objects.create(person=dana, course="building", title="Building", taken_on=date(2025, 2, 3))
    browser = enter(owner)
    assert "nobody with you is trained" not in text(browser.get(reverse("training")))
    dana.spells.update(to_day=date(2026, 6, 30))
    CourseSession.objects.create(
        partner=partner, course="building", held_on=date(2026, 6, 18), place="Red Deer", seats=9
    )
    page = text(browser.get(reverse("training")))
    assert "Dana Owner leaves: from Wednesday 1 July 2026 nobody with you is trained" in page
    assert "on Thursday 18 June 2026, Red Deer." in page
    dana.spells.update(to_day=date(2026, 5, 31))
    assert "left: since Monday 1 June 2026" in text(browser.get(reverse("training")))


def test_the_month_holds_its_days_and_no_others(firm: Employer, owner: Actor, enter: Enter) -> None:
    luis = world.person(firm, "Luis")
    Training.objects.create(person=luis, title="First aid", taken_on=date(2024, 1, 1), expires_on=date(2026, 7, 9))
    browser = enter(owner)
    assert "June 2026: nothing is due" in text(browser.get(reverse("month")))
    assert "July 2026: 1 thing is due" in text(browser.get(f"{reverse('month')}?of=2026-07"))
    for odd in ("2026-13", "x", "1999-01", "2099-01"):
        assert "June 2026" in text(browser.get(reverse("month"), {"of": odd}))


def test_the_address_of_the_calendar_is_shown_once(firm: Employer, owner: Actor, enter: Enter) -> None:
    browser = enter(owner)
    page = text(browser.post(reverse("feed-link"), {"label": "My phone"}))
    assert ".ics" in page
    assert ".ics" not in text(browser.get(reverse("feed-link")))
    assert SharedLink.objects.get().label == "My phone"


def test_both_counts_are_drawn_and_told(firm: Employer, owner: Actor, enter: Enter) -> None:
    world.person(firm, "Luis", since=date(2025, 9, 1))
    page = text(enter(owner).get(reverse("people")))
    assert '<path class="head-counting" d="M34' in page
    assert "1 September 2025" in page
