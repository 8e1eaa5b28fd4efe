"""Records that come again: once each, in any order, and nothing written over in silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest

from handrail.rules.permissions import Role
from handrail.services import journal
from handrail.services.actor import Actor
from handrail.services.record.keeping import Kept, keep, sent_of
from handrail.services.record.sent import body_of, digest
from handrail.store.models import ActionLine, Event, Record, RecordPerson, RecordRevision
from tests import world
from tests.conftest import AtOnce
from tests.services.audit.stage import Stage, stage
from tests.services.record.sheets import sent
from tests.services.record.test_keeping import here, phone

pytestmark = pytest.mark.django_db
NOW = world.moment()
__all__ = ["here"]
STROKES = [[[100, 100], [200, 300]], [[400, 400], [500, 500]]]


# ---- once, in any order, never in silence ---------------------------------------------------------------------------


def test_sent_again_changes_nothing(here: Stage) -> None:
    fix = [{"id": str(uuid4()), "what": "Ladder foot worn"}]
    body = sent(people=[{"name": "Somebody", "part": "present"}], defects=fix)
    first = keep(here.crew, NOW, body)
    events = Event.objects.count()
    again = keep(here.crew, world.moment(date(2026, 6, 9)), body)
    assert (first.outcome, again.outcome, again.record.pk) == ("stored", "already", first.record.pk)
    assert again.record.received_at == NOW.now
    counts = (Record.objects.count(), RecordPerson.objects.count(), ActionLine.objects.count(), Event.objects.count())
    assert counts == (1, 1, 1, events)


def changed(actor: Actor, record_id: UUID, title: str, follows: int) -> Kept:
    return keep(actor, NOW, sent(record_id, title=title, follows=follows))


def test_a_change_of_what_stands_keeps_what_stood(here: Stage) -> None:
    row = keep(here.crew, NOW, sent(people=[{"name": "A", "part": "signed", "strokes": STROKES}])).record
    stood = row.sha256
    kept = changed(here.owner, row.pk, "Falls", 1)
    assert (kept.outcome, kept.record.version, kept.record.title) == ("changed", 2, "Falls")
    before = row.revisions.get()
    assert (before.version, before.superseded, before.sha256, before.by_name) == (1, True, stood, here.crew.name)
    assert before.body["title"] == "Ladders"
    assert before.body["people"][0]["strokes"] == STROKES
    assert digest(before.body) == stood, "what is in the history is what was sent"
    assert keep(here.owner, NOW, sent_of(kept.record)).outcome == "already"


def test_the_first_text_sent_late_again_does_not_come_back(here: Stage) -> None:
    first = sent()
    keep(here.crew, NOW, first)
    changed(here.owner, first.id, "Falls", 1)
    assert keep(here.crew, NOW, first).outcome == "already"
    assert Record.objects.get().title == "Falls"


@pytest.mark.parametrize("follows", [0, 1])
def test_another_text_from_somebody_else_is_set_aside(here: Stage, follows: int) -> None:
    other = world.member(here.employer.organisation, Role.CREW, "second@example.com")
    row = keep(here.crew, NOW, sent()).record
    for _again in range(2):
        assert changed(other, row.pk, "Not mine", follows).outcome == "set_aside"
    row.refresh_from_db()
    waiting = row.revisions.get()
    assert (row.title, row.version, waiting.superseded, waiting.body["title"]) == ("Ladders", 1, False, "Not mine")


def test_a_change_from_an_older_version_is_set_aside_even_from_the_owner(here: Stage) -> None:
    row = keep(here.crew, NOW, sent()).record
    changed(here.owner, row.pk, "Falls", 1)
    assert changed(here.owner, row.pk, "Weather", 1).outcome == "set_aside"
    assert changed(here.owner, row.pk, "Weather", 2).outcome == "changed", "seen and sent once more, it stands"
    row.refresh_from_db()
    assert row.title == "Weather"
    assert not row.revisions.filter(superseded=False, settled_at__isnull=True).exists()


def test_a_phone_changes_its_own_records_and_no_other_phones(here: Stage) -> None:
    mine, other = phone(here), phone(here, "Second phone")
    row = keep(mine, NOW, sent()).record
    assert (row.kept_by_id, row.device_id) == (None, mine.device_id)
    assert changed(other, row.pk, "Theirs", 1).outcome == "set_aside"
    assert changed(mine, row.pk, "Ours", 1).outcome == "changed"


def test_versions_that_overtook_each_other_end_as_if_they_came_in_order(here: Stage) -> None:
    first, titles = sent(), ("Ladders", "Falls", "Weather")
    for follows in (2, 0, 1):
        keep(here.crew, NOW, replace(first, title=titles[follows], follows=follows))
    row = Record.objects.get()
    stood = [(one.version, one.body["title"]) for one in row.revisions.order_by("version")]
    assert (row.title, row.version, stood) == ("Weather", 3, [(1, "Ladders"), (2, "Falls")])
    assert not row.revisions.filter(superseded=False).exists()


def test_text_put_back_to_what_it_was_stands_again(here: Stage) -> None:
    first = sent()
    keep(here.crew, NOW, first)
    changed(here.owner, first.id, "Falls", 1)
    assert keep(here.owner, NOW, replace(first, follows=2)).outcome == "changed"
    assert changed(here.owner, first.id, "Weather", 3).outcome == "changed"
    row = Record.objects.get()
    assert (row.title, row.version) == ("Weather", 4)
    assert {one.body["title"] for one in row.revisions.all()} == {"Ladders", "Falls"}


def test_a_change_takes_no_fix_back(here: Stage) -> None:
    fix = {"id": str(uuid4()), "what": "Ladder foot worn"}
    row = keep(here.crew, NOW, sent(defects=[fix])).record
    kept = changed(here.owner, row.pk, "Falls", 1)
    assert (kept.record.defects, ActionLine.objects.filter(record=row).count()) == (1, 1)


def test_what_is_kept_stands_in_a_whole_chain(here: Stage) -> None:
    row = keep(here.crew, NOW, sent(defects=[{"id": str(uuid4()), "what": "Worn"}])).record
    changed(here.owner, row.pk, "Falls", 1)
    assert [one.action for one in Event.objects.filter(chain=here.employer.pk).order_by("number")][-3:] == [
        "fix.raised", "record.add", "record.change",
    ]  # fmt: skip
    assert not list(journal.broken_links(here.employer.pk))


def test_the_body_of_a_stored_record_is_what_was_sent(here: Stage) -> None:
    body = sent(happened_at="06:50", people=[{"name": "B", "part": "signed", "strokes": [[1, 2, 3, 4]]}])
    row = keep(here.crew, NOW, body).record
    assert digest(body_of(sent_of(Record.objects.get(pk=row.pk)))) == row.sha256


@pytest.mark.slow
def test_one_record_sent_by_four_at_once_is_one_record(at_once: AtOnce) -> None:
    here = at_once.one(stage)
    body = sent(defects=[{"id": str(uuid4()), "what": "Worn"}], people=[{"name": "A", "part": "present"}])
    given = at_once.all([lambda: keep(here.crew, NOW, body).outcome for _ in range(4)])
    assert sorted(given) == ["already", "already", "already", "stored"]
    assert at_once.one(lambda: (Record.objects.count(), ActionLine.objects.count(), RecordPerson.objects.count())) == (
        1,
        1,
        1,
    )


@pytest.mark.slow
def test_four_changes_at_once_lose_no_text(at_once: AtOnce) -> None:
    here = at_once.one(stage)
    first = sent()
    at_once.one(lambda: keep(here.crew, NOW, first))
    given = at_once.all(
        [lambda n=n: changed(here.owner, first.id, f"Text {n}", 1).outcome for n in range(4)]  # type: ignore[misc]
    )
    assert sorted(given) == ["changed", "set_aside", "set_aside", "set_aside"]

    def texts() -> set[str]:
        return {Record.objects.get().title, *(one.body["title"] for one in RecordRevision.objects.all())}

    assert at_once.one(texts) == {"Ladders", *(f"Text {n}" for n in range(4))}
