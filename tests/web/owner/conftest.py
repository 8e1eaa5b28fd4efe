"""A firm with its owner, consultant and crew, and somebody else's firm, each signed in through the browser's door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from handrail.rules.permissions import Kind, Role
from handrail.services.actor import Actor
from handrail.store.models import DemonstrationDay, Employer, User
from tests import world


@pytest.fixture
def day(db: None) -> date:
    """The stored day that pages read in place of the clock's."""
    DemonstrationDay.objects.create(pk=1, day=world.DAY)
    return world.DAY


@pytest.fixture
def firm(day: date) -> Employer:
    return world.employer()


@pytest.fixture
def owner(firm: Employer) -> Actor:
    return world.member(firm.organisation, Role.OWNER, "owner@firm.example", "Dana Owner")


@pytest.fixture
def crew(firm: Employer) -> Actor:
    return world.member(firm.organisation, Role.CREW, "crew@firm.example")


@pytest.fixture
def foreigner(day: date) -> Actor:
    """The owner of another firm."""
    other = world.employer("Other Firm Ltd.")
    return world.member(other.organisation, Role.OWNER, "owner@other.example")


@pytest.fixture
def reviewer(day: date) -> Actor:
    return world.member(world.organisation(Kind.PARTNER, "A partner"), Role.REVIEWER, "reviewer@partner.example")


@pytest.fixture
def enter() -> Callable[[Actor], Client]:
    """A browser in which this person is signed in."""

    def made(actor: Actor) -> Client:
        browser = Client()
        browser.force_login(User.objects.get(pk=actor.user_id))
        return browser

    return made


def text(response: Any) -> str:
    """The page as its reader sees it, entities undone."""
    import html

    return html.unescape(response.content.decode())
