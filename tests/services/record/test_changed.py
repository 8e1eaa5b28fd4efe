"""Records that were changed: who wrote what stands, what was sent, and which words a signature was given to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest

from handrail.rules.permissions import Role
from handrail.services.corrective_action import mending
from handrail.services.record import reading, settling
from handrail.services.record.keeping import first_text, keep, sent_of, stood
from handrail.services.record.sent import RecordSent, digest
from handrail.store.models import Record, RecordRevision
from tests import world
from tests.services.audit.stage import Stage, stage
from tests.services.record.sheets import sent
from tests.services.record.test_keeping import phone

pytestmark = pytest.mark.django_db
NOW = world.moment()
LATER = world.moment(date(2026, 6, 9), 8, 10)
STROKES = [[[100, 100], [200, 300]], [[400, 400], [500, 500]]]
OTHERS = [[[7, 8], [9, 10]]]


@pytest.fixture
def here() -> Stage:
    return stage()


def signed(record_id: UUID | None = None, **changed: object) -> RecordSent:
    return sent(record_id, people=[{"name": "Ana", "part": "signed", "strokes": STROKES}], **changed)


def labelled(row: Record) -> list[str]:
    row.refresh_from_db()
    return [one.name for one in row.people.order_by("name") if reading.signed_before(row, one)]


def said(row: Record) -> str:
    row.refresh_from_db()
    return reading.changed_words(row, row.people.all())


# ---- who, and when ---------------------------------------------------------------------------------------------------


def test_a_record_nobody_changed_says_nothing_of_a_change(here: Stage) -> None:
    row = keep(here.crew, NOW, signed()).record
    assert (row.changed_at, row.changed_by_name, row.changed_as) == (None, "", "")
    assert (said(row), labelled(row)) == ("", [])


def test_who_changed_what_stands_and_when_is_kept_and_said(here: Stage) -> None:
    first = signed()
    row = keep(here.crew, NOW, first).record
    keep(here.owner, LATER, replace(first, title="Falls", follows=1))
    row.refresh_from_db()
    assert (row.kept_by_name, row.changed_by_name, row.changed_as) == (here.crew.name, here.owner.name, "owner")
    assert row.changed_at == LATER.now
    who = f"{here.owner.name} (owner)"
    assert said(row) == f"Changed on Tuesday 9 June 2026, 08:10 by {who}, after it was signed."
    assert here.owner.name not in reading.changed_words(row, row.people.all(), named=False)


def test_a_phone_that_changes_its_own_record_is_said_as_a_phone(here: Stage) -> None:
    mine = phone(here)
    row = keep(mine, NOW, sent()).record
    keep(mine, LATER, sent(row.pk, title="Falls", follows=1))
    row.refresh_from_db()
    assert (row.changed_as, "(crew, by phone)" in said(row)) == ("phone", True)
    assert "signed" not in said(row)
    assert (row.revisions.get().by_name, row.revisions.get().by_as) == (mine.name, "phone")


def test_a_phone_let_in_again_changes_what_its_person_kept_before(here: Stage) -> None:
    before = phone(here)
    again = replace(phone(here, "New phone"), earlier_devices=frozenset({before.device_id}))
    row = keep(before, NOW, sent()).record
    assert keep(again, NOW, sent(row.pk, title="Falls", follows=1)).outcome == "changed"
    stranger = phone(here, "Third phone")
    assert keep(stranger, NOW, sent(row.pk, title="Mine", follows=2)).outcome == "set_aside"
    theirs = keep(here.crew, NOW, sent()).record
    assert keep(again, NOW, sent(theirs.pk, title="Mine", follows=1)).outcome == "set_aside"


def test_the_history_names_the_author_of_each_text(here: Stage) -> None:
    row = keep(here.crew, NOW, sent()).record
    keep(here.owner, NOW, sent(row.pk, title="Falls", follows=1))
    keep(here.crew, NOW, sent(row.pk, title="Weather", follows=2))
    wrote = [(one.body["title"], one.by_name, one.by_as) for one in row.revisions.order_by("version")]
    assert wrote == [("Ladders", here.crew.name, ""), ("Falls", here.owner.name, "owner")]
    row.refresh_from_db()
    assert row.changed_by_name == here.crew.name


def test_a_text_that_the_owner_lets_stand_is_still_its_authors(here: Stage) -> None:
    other = world.member(here.employer.organisation, Role.CREW, "second@example.com", "Sam Second")
    row = keep(here.crew, NOW, sent()).record
    keep(other, NOW, sent(row.pk, title="Falls", follows=1))
    waiting = row.revisions.get()
    settling.settle(here.owner, LATER, row.pk, waiting.pk, version=1, take_it=True)
    row.refresh_from_db()
    assert (row.title, row.changed_by_name, row.changed_as) == ("Falls", "Sam Second", "crew")


# ---- signatures ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change", [{"title": "Falls"}, {"fields": {"said": "Otherwise."}}, {"happened_on": "2026-05-29"}]
)
def test_a_signature_is_given_to_the_words_before_a_change_and_is_kept(here: Stage, change: dict[str, object]) -> None:
    row = keep(here.crew, NOW, signed()).record
    keep(here.owner, LATER, signed(row.pk, follows=1, **change))
    assert labelled(row) == ["Ana"]
    assert row.people.get().strokes == STROKES, "kept, and said whose words it stands under"


def test_a_change_of_the_place_leaves_the_signed_words_as_they_are(here: Stage) -> None:
    row = keep(here.crew, NOW, signed()).record
    keep(here.owner, LATER, signed(row.pk, follows=1, place="12 Elm Street"))
    assert labelled(row) == []
    assert said(row).endswith("(owner).")


def test_who_signs_the_new_words_is_not_called_earlier(here: Stage) -> None:
    row = keep(here.crew, NOW, signed()).record
    people = [
        {"name": "Ana", "part": "signed", "strokes": STROKES}, {"name": "Bo", "part": "signed", "strokes": OTHERS},
        {"name": "Cy", "part": "present"},
    ]  # fmt: skip
    keep(here.crew, LATER, sent(row.pk, title="Falls", follows=1, people=people))
    assert labelled(row) == ["Ana"]
    keep(here.owner, LATER, sent(row.pk, title="Weather", follows=2, people=people))
    assert labelled(row) == ["Ana", "Bo"]
    keep(here.owner, LATER, sent(row.pk, title="Ladders", follows=3, people=people))
    assert labelled(row) == ["Bo"], "what Ana signed says again what she signed"


def test_a_signature_that_was_left_out_once_comes_back_as_given_to_its_own_words(here: Stage) -> None:
    row = keep(here.crew, NOW, signed()).record
    keep(here.owner, LATER, sent(row.pk, follows=1, title="Falls"))
    keep(here.owner, LATER, signed(row.pk, follows=2, title="Weather"))
    assert labelled(row) == ["Ana"]


def test_a_change_that_overtakes_what_was_signed_is_labelled_once_that_comes(here: Stage) -> None:
    first = signed()
    row = keep(here.crew, NOW, replace(first, title="Falls", follows=1)).record
    assert (row.version, labelled(row), said(row)[:7]) == (2, [], "Changed")
    keep(here.crew, LATER, first)
    assert labelled(row) == ["Ana"]
    assert row.title == "Falls"


# ---- what stood is what was sent ---------------------------------------------------------------------------------------


def test_the_history_holds_what_was_sent_whatever_became_of_its_fixes(here: Stage) -> None:
    row = keep(here.crew, NOW, sent(defects=[{"id": str(uuid4()), "what": "Ladder foot worn"}])).record
    line = row.fixes.get()
    mending.assign(here.owner, NOW, line.pk, version=line.version, who="Bo", due_on=date(2026, 6, 20))
    keep(here.owner, NOW, replace(sent_of(Record.objects.get()), title="Falls"))
    before = row.revisions.get()
    assert digest(before.body) == before.sha256
    assert before.body["defects"][0]["who"] == ""
    row.refresh_from_db()
    assert digest(row.body) == row.sha256


def test_a_form_sent_again_after_its_fix_was_given_to_somebody_changes_nothing(here: Stage) -> None:
    body = sent(defects=[{"id": str(uuid4()), "what": "Ladder foot worn"}])
    row = keep(here.crew, NOW, body).record
    line = row.fixes.get()
    mending.assign(here.owner, NOW, line.pk, version=line.version, who="Bo", due_on=date(2026, 6, 20))
    first = first_text(here.crew, row.pk)
    assert first is not None and first == stood(Record.objects.get())
    assert keep(here.crew, NOW, first).outcome == "already"
    assert not RecordRevision.objects.exists()


# ---- versions that make no sense -----------------------------------------------------------------------------------


def test_a_new_record_that_follows_thousands_starts_as_the_first_and_can_be_changed(here: Stage) -> None:
    row = keep(here.crew, NOW, sent(follows=99_999)).record
    assert (row.version, row.changed_at) == (1, None)
    kept = keep(here.crew, NOW, sent(row.pk, title="Falls", follows=99_999))
    assert (kept.outcome, kept.record.version) == ("changed", 2)
    other = world.member(here.employer.organisation, Role.CREW, "second@example.com")
    assert keep(other, NOW, sent(row.pk, title="Weather", follows=99_999)).outcome == "set_aside"
    assert keep(here.crew, NOW, sent(row.pk, title="Ice", follows=2)).record.version == 3
