"""What the tests of the audit's pages share: a stage on its stored day, a signed-in browser, addresses, counted statements."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from handrail.services.actor import Actor
from handrail.store.models import Audit, DemonstrationDay, User
from tests.services.audit.stage import SENT, Stage, stage


def staged() -> Stage:
    """The stage on the stored day, so that no test reads the real clock."""
    DemonstrationDay.objects.create(pk=1, day=SENT)
    return stage()


def sign_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(email=actor.email))
    return client


def at(name: str, *args: object) -> str:
    return reverse(name, args=args)


def question(audit: Audit, number: str = "2.3") -> str:
    return at("audit-question", audit.pk, number)


@contextmanager
def at_most(number: int) -> Iterator[None]:
    with CaptureQueriesContext(connection) as seen:
        yield
    control = ("SAVEPOINT", "RELEASE", "BEGIN", "ROLLBACK")
    statements = [one["sql"] for one in seen.captured_queries if not one["sql"].startswith(control)]
    assert len(statements) <= number, "\n".join(statements)


def upload(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)
