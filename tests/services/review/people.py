"""The people at a partner's desk, as fixtures: a partner, its reviewers and its administrator."""

from __future__ import annotations

import pytest

from handrail.rules.permissions import Role
from handrail.services.actor import Actor
from handrail.store.models import Partner
from tests import world
from tests.services.review.files import reviewer


@pytest.fixture
def partner() -> Partner:
    return world.partner()


@pytest.fixture
def actor(partner: Partner) -> Actor:
    """The reviewer who does what is tested."""
    return reviewer(partner)


@pytest.fixture
def first(partner: Partner) -> Actor:
    """The first reader of a file that is read twice or appealed."""
    return reviewer(partner)


@pytest.fixture
def other(partner: Partner) -> Actor:
    """Another reviewer of the same partner."""
    return reviewer(partner, "other@example.com")


@pytest.fixture
def admin(partner: Partner) -> Actor:
    return world.member(partner.organisation, Role.PARTNER_ADMIN, "admin@example.com")
