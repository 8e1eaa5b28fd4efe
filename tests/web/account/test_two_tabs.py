"""Somebody who acts for two firms has both open: what a page was drawn for is what it writes for, or it writes nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from handrail.rules.permissions import Role
from handrail.services.actor import Actor
from handrail.store.models import DemonstrationDay, Event, Membership, Person, Site, User
from tests import world

pytestmark = pytest.mark.django_db


@dataclass
class Desk:
    client: Client
    first: Actor
    second: Membership

    def switch(self) -> None:
        self.client.post(reverse("switch"), {"organisation": str(self.second.pk)})


@pytest.fixture
def desk(client: Client) -> Desk:
    """A consultant who sits in his first firm and holds a seat in a second one."""
    DemonstrationDay.objects.create(pk=1, day=world.DAY)
    first = world.member(world.employer("First Roofing Ltd.").organisation, Role.CONSULTANT)
    assert first.user_id is not None
    person = User.objects.get(pk=first.user_id)
    other = world.employer("Second Roofing Ltd.").organisation
    seat = Membership.objects.create(
        user=person, organisation=other, role=Role.CONSULTANT, since=world.moment(hour=13).now
    )
    client.force_login(person)
    client.post(
        reverse("switch"),
        {"organisation": str(Membership.objects.get(user=person, organisation=first.organisation_id).pk)},
    )
    return Desk(client, first, seat)


def hidden(page: str) -> dict[str, str]:
    """The hidden inputs of the page's main form, as a browser sends them back."""
    main = page[page.index("<main") :]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', main)
    return dict(found)


PERSON = {"name": "Sam Roofer", "relation": "worker", "from_day": "2026-05-01", "covered": "on"}


def test_a_page_drawn_for_one_firm_writes_nothing_for_another(desk: Desk) -> None:
    kept = hidden(desk.client.get(reverse("person-add")).content.decode())
    desk.switch()
    before = Event.objects.count()
    answer = desk.client.post(reverse("person-add"), {**PERSON, **kept})
    assert answer.status_code == 409
    assert not Person.objects.filter(name="Sam Roofer").exists()
    assert Event.objects.count() == before
    said = answer.content.decode()
    assert "First Roofing Ltd." in said and "Second Roofing Ltd." in said


def test_the_same_page_still_writes_for_its_own_firm(desk: Desk) -> None:
    kept = hidden(desk.client.get(reverse("person-add")).content.decode())
    assert desk.client.post(reverse("person-add"), {**PERSON, **kept}).status_code == 302
    assert Person.objects.get(name="Sam Roofer").employer_id == desk.first.organisation_id


def test_a_script_is_told_in_its_own_way(desk: Desk) -> None:
    kept = hidden(desk.client.get(reverse("site-add")).content.decode())
    desk.switch()
    answer = desk.client.post(reverse("site-add"), {"name": "Yard", **kept}, headers={"accept": "application/json"})
    assert answer.status_code == 409
    assert "First Roofing Ltd." in answer.json()["error"]
    assert not Site.objects.exists()


def test_a_lost_seat_is_not_named_and_writes_nothing(desk: Desk) -> None:
    kept = hidden(desk.client.get(reverse("site-add")).content.decode())
    desk.switch()
    Membership.objects.filter(organisation=desk.first.organisation_id).update(ended_at=world.moment().now)
    answer = desk.client.post(reverse("site-add"), {"name": "Yard", **kept})
    assert answer.status_code == 409
    assert "First Roofing Ltd." not in answer.content.decode()
    assert not Site.objects.exists()


def test_choosing_a_seat_and_leaving_work_from_any_page(desk: Desk) -> None:
    kept = hidden(desk.client.get(reverse("site-add")).content.decode())
    desk.switch()
    back = Membership.objects.get(organisation=desk.first.organisation_id)
    answer = desk.client.post(reverse("switch"), {"organisation": str(back.pk), **kept})
    assert answer.status_code == 302
    assert desk.client.post(reverse("account_logout"), kept).status_code == 302
