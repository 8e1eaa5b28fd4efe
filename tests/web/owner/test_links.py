"""A link just made can be copied and shared, says who sees what and until when; the calendar of due days is found."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from handrail.rules.permissions import Role
from handrail.store.models import DemonstrationDay, User
from tests import world

pytestmark = pytest.mark.django_db
TYPED = {
    "label": "Big Builder",
    "holds": ["tickets", "account"],
    "ends_on": "2026-06-15",
    "once": "00000000-0000-7000-8000-00000000aaaa",
}


def browser(role: Role) -> Client:
    DemonstrationDay.objects.create(pk=1, day=world.DAY)
    actor = world.member(world.employer().organisation, role)
    found = Client()
    found.force_login(User.objects.get(pk=actor.user_id))
    return found


def test_the_link_says_who_sees_what_until_when_and_offers_to_copy_it() -> None:
    owner = browser(Role.OWNER)
    assert "handrail/link.js" not in owner.get(reverse("send")).content.decode()
    page = owner.post(reverse("send"), TYPED).content.decode()
    assert "It works until the end of Monday 15 June 2026" in page
    seen = page.partition("Who sees what")[2].partition("</ul>")[0]
    assert "tickets" in seen and "WCB account" in seen and "emergency plan" not in seen and "policy" not in seen
    assert "handrail/link.js" in page and "data-link-copy hidden" in page and "data-link-share hidden" in page
    assert "Works until the end of Monday 15 June 2026" in owner.get(reverse("send")).content.decode()


def test_the_calendar_address_says_what_stands_in_it() -> None:
    owner = browser(Role.OWNER)
    page = owner.post(reverse("feed-link"), {"label": "My phone", "once": TYPED["once"]}).content.decode()
    assert "Who was hurt and what you score never stand in it" in page and "handrail/link.js" in page


def test_the_calendar_and_the_reminders_lead_to_the_address() -> None:
    owner = browser(Role.OWNER)
    for name in ("calendar", "reminders", "month"):
        assert f'href="{reverse("feed-link")}"' in owner.get(reverse(name)).content.decode(), name


def test_crew_is_not_led_where_it_may_not_go() -> None:
    assert reverse("feed-link") not in browser(Role.CREW).get(reverse("calendar")).content.decode()
