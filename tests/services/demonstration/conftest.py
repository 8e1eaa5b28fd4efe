"""The demonstration with few firms, loaded once a file and taken back after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from handrail.services.demonstration import loading


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[str]]:
    """What loading said; everything it wrote is taken back after the file."""
    said: list[str] = []
    with django_db_blocker.unblock(), transaction.atomic():
        loading.load(say=said.append, employers=40)
        yield said
        transaction.set_rollback(True)
