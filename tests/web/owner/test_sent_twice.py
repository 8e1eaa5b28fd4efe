"""A form that adds something, sent twice (a double tap, a reload), adds it once."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from handrail.services.actor import Actor
from handrail.store.models import Employer, Event, Person, Site, Training

PERSON = {"name": "Sam Roofer", "relation": "worker", "from_day": "2026-05-01", "covered": "on"}
ADDING: list[tuple[str, type[Model], dict[str, str]]] = [
    ("person-add", Person, PERSON),
    ("site-add", Site, {"name": "Yard"}),
    ("training-record", Training, {"course": "building", "taken_on": "2026-02-11"}),
]


def once(page: str) -> str:
    found = re.search(r'name="once" value="([^"]+)"', page)
    assert found
    return found[1]


@pytest.mark.parametrize(("name", "table", "typed"), ADDING)
def test_the_same_form_sent_twice_adds_once(  # noqa: PLR0917 - fixtures
    owner: Actor, firm: Employer, enter: Callable[[Actor], Client], name: str, table: type[Model], typed: dict[str, str]
) -> None:
    browser, path = enter(owner), reverse(name)
    before = table._default_manager.count()
    form = {**typed, "person": str(Person.objects.filter(employer=firm).first().pk)}  # type: ignore[union-attr]
    form["once"] = once(browser.get(path).content.decode())
    assert browser.post(path, form).status_code == 302
    events = Event.objects.count()
    assert browser.post(path, form).status_code == 302
    assert table._default_manager.count() == before + 1
    assert Event.objects.count() == events
    form["once"] = once(browser.get(path).content.decode())
    assert browser.post(path, form).status_code == 302
    assert table._default_manager.count() == before + 2


def test_a_form_with_a_mistake_keeps_its_key(owner: Actor, enter: Callable[[Actor], Client]) -> None:
    browser, path = enter(owner), reverse("person-add")
    key = once(browser.get(path).content.decode())
    answer = browser.post(path, {**PERSON, "name": "", "once": key})
    assert answer.status_code == 422
    assert once(answer.content.decode()) == key


def test_the_key_of_another_firms_row_adds_nothing_and_tells_nothing(
    owner: Actor, foreigner: Actor, enter: Callable[[Actor], Client]
) -> None:
    theirs = Person.objects.get(employer=foreigner.organisation_id)
    answer = enter(owner).post(reverse("person-add"), {**PERSON, "once": str(theirs.pk)})
    assert answer.status_code == 409
    assert Person.objects.filter(pk=theirs.pk, name=theirs.name).exists()
    assert not Person.objects.filter(name="Sam Roofer").exists()


@pytest.mark.parametrize("key", ["", "nonsense", "9" * 50])
def test_a_key_that_is_none_is_not_minded(owner: Actor, enter: Callable[[Actor], Client], key: str) -> None:
    assert enter(owner).post(reverse("person-add"), {**PERSON, "once": key}).status_code == 302
