"""The pages of who needs which ticket, as their readers see them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from handrail.services.actor import Actor
from handrail.services.training.tasks import add_task, set_tasks
from handrail.store.models import Employer, FirmTask, Person, PersonTask, TicketMeaning, Training
from tests import world
from tests.web.owner.conftest import text

pytestmark = pytest.mark.django_db
Enter = Callable[[Actor], Client]
PAGES = ["ticket-needs", "ticket-needs-sheet", "ticket-needs-csv", "own-tasks", "ticket-cards"]


@pytest.fixture
def luis(firm: Employer) -> Person:
    return world.person(firm, "Luis")


def ticket(person: Person, title: str, until: date | None = None) -> None:
    Training.objects.create(person=person, title=title, taken_on=date(2024, 1, 1), expires_on=until)


def does(owner: Actor, person: Person, *tasks: str) -> None:
    person.refresh_from_db()
    set_tasks(owner, world.moment(), person.pk, version=person.version, tasks=tasks)


def test_the_heading_says_what_is_missing_and_what_ends(owner: Actor, luis: Person, enter: Enter) -> None:
    browser = enter(owner)
    page = text(browser.get(reverse("ticket-needs")))
    assert "No ticket is asked for until you say who does what" in page
    assert "Nobody has said yet what these people do" in page
    does(owner, luis, "heights", "forklift", "first-aider", "hazardous-products")
    ticket(luis, "Fall protection", world.DAY + timedelta(days=80))
    ticket(luis, "First aid", world.DAY - timedelta(days=1))
    page = text(browser.get(reverse("ticket-needs")))
    assert "2 tickets are missing, 1 has ended, 1 ends by 30 August 2026" in page
    assert "ends 20 August 2026" in page and "ended 31 May 2026" in page and "missing" in page
    assert "OHS Code Part 9, section 141" in page
    Training.objects.all().delete()
    for title in ("Fall protection", "First aid", "WHMIS", "Forklift"):
        ticket(luis, title)
    assert "All 4 tickets your work needs are held" in text(browser.get(reverse("ticket-needs")))


def test_what_is_no_law_is_never_shown_as_one(owner: Actor, luis: Person, enter: Enter) -> None:
    mine = add_task(owner, world.moment(), words="Climbs towers", ticket="Tower rescue")
    does(owner, luis, "driving", str(mine.pk))
    for name in ("ticket-needs", "ticket-needs-sheet"):
        page = text(enter(owner).get(reverse(name)))
        assert "Drives for work: our own list, not the law" in page
        assert "Climbs towers: your firm's own task." in page
        assert "OHS Code" not in page


def test_ticking_what_a_person_does(owner: Actor, luis: Person, enter: Enter) -> None:
    browser, address = enter(owner), reverse("person-tasks", args=[luis.pk])
    page = text(browser.get(address))
    assert "Nothing is ticked until you tick it" in page and " checked" not in page
    assert text(browser.get(f"{address}?often=1")).count(" checked") == 3
    assert not PersonTask.objects.exists()
    sent = browser.post(address, {"tasks": ["heights", "forklift"], "version": "1"})
    assert (sent.status_code, sent["Location"]) == (302, reverse("ticket-needs"))
    assert text(browser.get(address)).count(" checked") == 2
    stale = browser.post(address, {"tasks": ["driving"], "version": "1"})
    assert stale.status_code == 409
    assert "Works where a fall needs stopping, Drives a forklift" in text(stale)
    assert 'value="driving" id="task-driving" checked' in text(stale)
    wrong = browser.post(address, {"tasks": ["driving", "flying"], "version": "2"})
    assert (wrong.status_code, "Tick them again" in text(wrong)) == (422, True)
    assert 'value="driving" id="task-driving" checked' in text(wrong)
    assert set(PersonTask.objects.values_list("task", flat=True)) == {"heights", "forklift"}


def test_who_left_is_asked_nothing_and_falls_out(owner: Actor, luis: Person, enter: Enter) -> None:
    does(owner, luis, "heights")
    luis.spells.update(to_day=world.DAY - timedelta(days=1))
    browser = enter(owner)
    assert browser.get(reverse("person-tasks", args=[luis.pk])).status_code == 409
    assert "Luis" not in text(browser.get(reverse("ticket-needs")))


def test_a_task_of_ones_own_is_added_once_and_taken_off(owner: Actor, enter: Enter) -> None:
    browser, key = enter(owner), str(uuid4())
    for _twice in range(2):
        assert (
            browser.post(reverse("own-tasks"), {"words": "Climbs", "ticket": "Tower", "once": key}).status_code == 302
        )
    row = FirmTask.objects.get()
    again = browser.post(reverse("own-tasks"), {"words": "climbs", "ticket": "Kept words", "once": str(uuid4())})
    assert again.status_code == 422
    assert "stands in the list already" in text(again) and "Kept words" in text(again)
    empty = browser.post(reverse("own-tasks"), {"words": "", "ticket": "x", "once": str(uuid4())})
    assert empty.status_code == 422
    assert browser.post(reverse("own-task-end", args=[row.pk])).status_code == 302
    assert not FirmTask.objects.exists()
    assert browser.post(reverse("own-task-end", args=[row.pk])).status_code == 404


def test_a_card_with_an_odd_title_waits_for_the_owners_word(owner: Actor, luis: Person, enter: Enter) -> None:
    does(owner, luis, "heights")
    ticket(luis, "Roof rescue & tie-off")
    browser = enter(owner)
    assert "1 card may be one of the missing tickets" in text(browser.get(reverse("ticket-needs")))
    page = text(browser.get(reverse("ticket-cards")))
    assert "1 card waits for your word" in page and "“Roof rescue & tie-off” counts as" in page
    assert (
        browser.post(reverse("ticket-cards"), {"title": "No such card", "kinds": ["fall-protection"]}).status_code
        == 422
    )
    assert (
        browser.post(reverse("ticket-cards"), {"title": "Roof rescue & tie-off", "kinds": ["flying"]}).status_code
        == 422
    )
    assert not TicketMeaning.objects.exists()
    sent = browser.post(reverse("ticket-cards"), {"title": "Roof rescue & tie-off", "kinds": ["fall-protection"]})
    assert (sent.status_code, sent["Location"]) == (302, reverse("ticket-needs"))
    page = text(browser.get(reverse("ticket-needs")))
    assert "The 1 ticket your work needs is held" in page and "may be one of" not in page
    page = text(browser.get(reverse("ticket-cards")))
    assert "No card waits for your word" in page and "Fall protection, by your word" in page
    assert "counts as" in text(browser.get(reverse("ticket-cards"), {"title": "Roof rescue & tie-off"}))


def test_the_file_is_a_csv_with_its_day(owner: Actor, luis: Person, enter: Enter) -> None:
    does(owner, luis, "heights")
    got = enter(owner).get(reverse("ticket-needs-csv"))
    assert got["Content-Disposition"] == 'attachment; filename="tickets-needed-2026-06-01.csv"'
    assert "Luis,,Works where a fall needs stopping,Fall protection,missing,,,,2026-06-01\r\n" in text(got)


def test_home_says_it_once_and_only_while_something_is_missing(owner: Actor, luis: Person, enter: Enter) -> None:
    browser = enter(owner)
    assert "ticket is missing" not in text(browser.get(reverse("owner-home")))
    does(owner, luis, "heights")
    assert text(browser.get(reverse("owner-home"))).count("1 ticket is missing") == 1
    ticket(luis, "Fall protection")
    assert "ticket is missing" not in text(browser.get(reverse("owner-home")))


def test_my_tickets_say_what_my_work_asks_for(owner: Actor, crew: Actor, luis: Person, enter: Enter) -> None:
    Person.objects.filter(pk=luis.pk).update(user=crew.user_id)
    does(owner, luis, "heights")
    page = text(enter(crew).get(reverse("my-tickets")))
    assert "1 more is asked for your work" in page and "Works where a fall needs stopping" in page
    ticket(luis, "Fall protection")
    assert "asked for your work" not in text(enter(crew).get(reverse("my-tickets")))


def test_links_lead_there(owner: Actor, luis: Person, enter: Enter) -> None:
    browser, there = enter(owner), reverse("ticket-needs")
    for address in (reverse("tickets"), reverse("people"), reverse("section", args=["training"])):
        assert f'href="{there}"' in text(browser.get(address))
    assert reverse("person-tasks", args=[luis.pk]) in text(browser.get(reverse("person", args=[luis.pk])))


@pytest.mark.parametrize("name", [*PAGES, "owner-home"])
def test_a_page_takes_the_same_statements_however_many_people(
    name: str, firm: Employer, owner: Actor, luis: Person, enter: Enter
) -> None:
    browser = enter(owner)
    does(owner, luis, "heights")
    ticket(luis, "Odd card")
    browser.get(reverse(name))
    few = _statements(browser, name)
    for number in range(8):
        person = world.person(firm, f"Worker {number}", "casual", covered=False)
        does(owner, person, "heights", "forklift")
        ticket(person, f"Odd {number}")
    assert _statements(browser, name) == few


def _statements(browser: Client, name: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(reverse(name)).status_code == 200
    return len(seen)


@pytest.mark.parametrize("name", PAGES)
def test_crew_and_strangers_do_not_see_it(name: str, firm: Employer, crew: Actor, enter: Enter) -> None:
    assert enter(crew).get(reverse(name)).status_code == 403
    assert Client().get(reverse(name)).status_code == 302
