"""The browser's Back and Save: the same form sent with other words is a change, and nothing typed is lost or overwritten."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from handrail.services.record import photos, reading
from handrail.services.record.keeping import keep
from handrail.store.models import ActionLine, Record, RecordPhoto, RecordRevision
from tests import world
from tests.services.audit.stage import SENT, Stage, photo
from tests.services.record import sheets
from tests.web.audit.visiting import at, sign_in, staged, upload
from tests.web.record.test_pages import send, text

pytestmark = pytest.mark.django_db
NOW = world.moment(SENT)
CHECK = {"f_looked_at": "Edges and openings"}


@pytest.fixture
def here() -> Stage:
    return staged()


@pytest.fixture
def once() -> dict[str, Any]:
    return {"once": str(uuid4())}


def test_other_words_from_the_same_form_are_a_change(here: Stage, once: dict[str, Any]) -> None:
    client = sign_in(here.crew)
    send(client, title="Ladders", **once)
    page = text(client.get(send(client, title="Ladders and planks", **once).headers["Location"]))
    row = Record.objects.get()
    assert (row.title, row.version) == ("Ladders and planks", 2)
    assert "Saved as a change. What it said before is in its history." in page
    [before] = RecordRevision.objects.filter(record=row)
    assert before.superseded and before.body["title"] == "Ladders"


def test_the_very_same_twice_changes_nothing(here: Stage, once: dict[str, Any]) -> None:
    client = sign_in(here.crew)
    for _twice in range(2):
        assert send(client, "inspection", **CHECK, d_0_what="Worn strap", **once).status_code == 302
    assert Record.objects.get().version == 1
    assert ActionLine.objects.count() == 1 and not RecordRevision.objects.exists()


def test_what_was_found_first_stays_and_what_is_found_now_is_added_once(here: Stage, once: dict[str, Any]) -> None:
    client = sign_in(here.crew)
    send(client, "inspection", **CHECK, d_0_what="Worn strap", **once)
    for _twice in range(2):
        send(client, "inspection", **CHECK, d_0_what="Worn strap and hook", d_1_what="Loose rung", **once)
    assert {line.what for line in ActionLine.objects.all()} == {"Worn strap", "Worn strap and hook", "Loose rung"}
    assert Record.objects.get().defects == 3
    assert not RecordRevision.objects.filter(superseded=False).exists(), "the same change twice waits beside nothing"


def test_a_record_that_moved_on_meanwhile_is_not_overwritten(here: Stage, once: dict[str, Any]) -> None:
    owner = sign_in(here.owner)
    send(owner, title="Ladders", **once)
    row = Record.objects.get()
    keep(here.consultant, NOW, sheets.sent(row.pk, happened_on=SENT.isoformat(), title="Scaffolds", follows=1))
    answer = send(owner, title="Planks", **once)
    assert answer.headers["Location"] == at("record-settle", row.pk)
    page = text(owner.get(at("record-settle", row.pk)))
    assert "Scaffolds" in page and "Planks" in page
    row.refresh_from_db()
    assert (row.title, row.version) == ("Scaffolds", 2)


def test_the_crew_is_told_that_its_text_waits_where_the_record_moved_on(here: Stage, once: dict[str, Any]) -> None:
    client = sign_in(here.crew)
    send(client, title="Ladders", **once)
    row = Record.objects.get()
    keep(here.owner, NOW, sheets.sent(row.pk, happened_on=SENT.isoformat(), title="Scaffolds", follows=1))
    answer = send(client, title="Planks", **once)
    assert "waits beside it" in text(client.get(answer.headers["Location"]))
    assert len(reading.one(here.owner, row.pk).waiting) == 1
    # The first words once more are known, and wait beside nothing.
    send(client, title="Ladders", **once)
    assert len(reading.one(here.owner, row.pk).waiting) == 1


def test_somebody_elses_form_with_the_same_number_changes_nothing(here: Stage, once: dict[str, Any]) -> None:
    send(sign_in(here.owner), title="Ladders", **once)
    send(sign_in(here.crew), title="Planks", **once)
    assert (Record.objects.get().title, Record.objects.get().version) == ("Ladders", 1)


def test_a_picture_taken_off_stays_off_when_its_form_comes_again_and_a_change_puts_it_back(
    here: Stage, once: dict[str, Any]
) -> None:
    owner: Client = sign_in(here.owner)
    send(owner, files=upload("edge.jpg", photo()), **once)
    row, picture = Record.objects.get(), RecordPhoto.objects.get()
    photos.take_off(here.owner, NOW, row.pk, picture.pk)
    page = text(owner.get(send(owner, files=upload("edge.jpg", photo()), **once).headers["Location"]))
    assert "edge.jpg was taken off this record, so it stays off." in page
    assert not RecordPhoto.objects.exists()
    typed = {"version": str(row.version), "happened_on": SENT.isoformat(), "title": "Ladders", "f_said": "Again."}
    owner.post(at("record-change", row.pk), {**typed, "files": upload("edge.jpg", photo())})
    assert RecordPhoto.objects.get().record_id == row.pk
