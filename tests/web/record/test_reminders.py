"""The page of reminders: what it says of now, what comes back when it cannot be, and where it is found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from handrail.services.actor import Actor
from handrail.store.models import Employer, Interval, Reminding
from tests.web.owner.conftest import text

pytestmark = pytest.mark.django_db
Enter = Callable[[Actor], Client]
SENT = {
    "version": "0",
    "text_to": "(403) 555-0123",
    "by_mail": "weekly",
    "weekday": "3",
    "hour": "21",
    "quiet_from": "20",
    "quiet_to": "7",
}


def test_set_it_says_when_the_next_ones_come_after_the_quiet_hours(owner: Actor, enter: Enter) -> None:
    browser = enter(owner)
    assert "You get no weekly reminder" in text(browser.get("/reminders"))
    page = text(browser.post("/reminders", SENT, follow=True))
    assert "You are reminded by text and by mail" in page
    # Thursday at 21:00 is in the quiet hours, so it is Friday at their end.
    assert "Next text: Friday 5 June 2026, 07:00" in page
    assert Reminding.objects.get().text_to == "+14035550123"
    assert 'value="403 555 0123"' in page


def test_a_bad_number_comes_back_as_typed(owner: Actor, enter: Enter) -> None:
    answer = enter(owner).post("/reminders", {**SENT, "text_to": "403 55"})
    page = text(answer)
    assert answer.status_code == 422
    assert "That is no phone number here" in page
    assert 'value="403 55"' in page
    assert '<option value="3" selected>Thursday' in page
    assert not Reminding.objects.exists()


def test_a_colleague_in_between_is_shown_and_sending_again_is_a_choice(owner: Actor, enter: Enter) -> None:
    browser = enter(owner)
    browser.post("/reminders", SENT)
    answer = browser.post("/reminders", {**SENT, "text_to": "780 555 0123"})
    assert answer.status_code == 409
    assert "Somebody else saved the reminders before you" in text(answer)
    assert browser.post("/reminders", {**SENT, "text_to": "780 555 0123", "version": "1"}).status_code == 302
    assert Reminding.objects.get().text_to == "+17805550123"


def test_it_shows_what_the_text_would_say_today(owner: Actor, enter: Enter, firm: Employer) -> None:
    Interval.objects.create(employer=firm, kind="toolbox_talk", times=1, unit="week", from_day=date(2026, 1, 1))
    assert "no talk yet this week, 5 working days left. Reply is not read." in text(enter(owner).get("/reminders"))


def test_owners_find_it_and_nobody_else(owner: Actor, crew: Actor, foreigner: Actor, enter: Enter) -> None:
    for page in ("/calendar", "/settings"):
        assert 'href="/reminders"' in text(enter(owner).get(page))
        assert 'href="/reminders"' not in text(enter(crew).get(page))
    assert enter(crew).get("/reminders").status_code == 403
    enter(owner).post("/reminders", {**SENT, "text_to": "780 555 0188"})
    assert "0188" in text(enter(owner).get("/reminders"))
    assert "0188" not in text(enter(foreigner).get("/reminders"))
