"""The operator's page: what gave up, with a retry; nobody else opens it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from handrail.rules.permissions import Kind, Role
from handrail.services import outbox
from handrail.store.models import DemonstrationDay, OutboxItem, User, WorkerBeat
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator() -> Client:
    DemonstrationDay.objects.create(day=world.DAY)
    client = Client()
    actor = world.member(world.organisation(Kind.OPERATOR, "Handrail Operations"), Role.OPERATOR)
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def gave_up() -> OutboxItem:
    moment = world.moment()
    outbox.enqueue(moment, "mail", {"to": "a@example.com", "text": "a secret link"})
    row = OutboxItem.objects.get()
    OutboxItem.objects.filter(pk=row.pk).update(attempts=6, failed_at=moment.now, error="ConnectionRefused: no <mail>")
    return row


def test_what_gave_up_is_shown_without_its_content_and_tried_again(operator: Client) -> None:
    row = gave_up()
    page = operator.get("/operate").content.decode()
    assert "1 job has failed" in page
    assert "ConnectionRefused: no &lt;mail&gt;" in page
    assert "secret link" not in page
    assert operator.post(f"/operate/{row.pk}/retry")["Location"] == "/operate"
    row.refresh_from_db()
    assert (row.failed_at, row.attempts) == (None, 0)
    assert operator.post(f"/operate/{row.pk}/retry").status_code == 404
    assert "No job has failed" in operator.get("/operate").content.decode()


def test_an_unknown_or_waiting_side_effect_is_not_there(operator: Client) -> None:
    outbox.enqueue(world.moment(), "mail", {})
    for key in (uuid4(), OutboxItem.objects.get().pk):
        assert operator.post(f"/operate/{key}/retry").status_code == 404
    assert operator.get(f"/operate/{uuid4()}/retry").status_code == 405


def test_the_worker_is_said_to_live_or_not(operator: Client) -> None:
    assert "No worker is running" in operator.get("/operate").content.decode()
    WorkerBeat.objects.create(name="one", seen_at=world.moment(hour=23, minute=59).now)
    assert "No worker is running" not in operator.get("/operate").content.decode()


@pytest.mark.parametrize(
    ("kind", "role"), [(Kind.EMPLOYER, Role.OWNER), (Kind.PARTNER, Role.PARTNER_ADMIN), (Kind.OFFICE, Role.OFFICE)]
)
def test_nobody_else_operates(kind: Kind, role: Role) -> None:
    DemonstrationDay.objects.create(day=world.DAY)
    row = gave_up()
    client = Client()
    client.force_login(User.objects.get(pk=world.member(world.organisation(kind, "Other"), role).user_id))
    assert client.get("/operate").status_code == 403
    assert client.post(f"/operate/{row.pk}/retry").status_code == 403
    row.refresh_from_db()
    assert row.failed_at is not None
