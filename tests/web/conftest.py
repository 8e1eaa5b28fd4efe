"""The two-sided town for the tests that walk every address: built once a module, every visit undone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.web import two_sides
from tests.web.two_sides import Town
from tests.web.visiting import Visits


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Town]:
    """Two Certifying Partners and their firms, with a canary in every text. Gone when the module ends."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield two_sides.build()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def visits(town: Town) -> Visits:
    """Browsers in which every role is signed in; what a visit writes is undone when it ends."""
    return Visits(town)
