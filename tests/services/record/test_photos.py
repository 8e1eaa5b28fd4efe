"""Pictures of records: once each, before or after their record, safe, and never across firms."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest

from handrail.rules.permissions import Role
from handrail.services.errors import Absent, Forbidden, Refused, WrongState
from handrail.services.evidence import sorting
from handrail.services.record import photos, reading, settling
from handrail.services.record.keeping import keep
from handrail.store.models import AnswerEvidence, Event, Evidence, RecordInProof, RecordPhoto
from tests import world
from tests.conftest import AtOnce
from tests.services.audit.stage import Stage, photo, stage
from tests.services.evidence.test_keeping import jpeg
from tests.services.record.sheets import sent
from tests.services.record.test_keeping import phone

pytestmark = pytest.mark.django_db
NOW = world.moment()
DIGEST = "ab" * 32


@pytest.fixture
def here() -> Stage:
    return stage()


def add(
    here: Stage, record_id: UUID, photo_id: UUID | None = None, data: bytes | None = None, **more: object
) -> RecordPhoto:
    return photos.add(
        here.crew,
        NOW,
        photo_id=photo_id or uuid4(),
        record_id=record_id,
        name="IMG_1.JPG",
        data=data or photo(),
        **more,
    )  # type: ignore[arg-type]


def test_a_picture_before_its_record_is_sorted_once_the_record_comes(here: Stage) -> None:
    body = sent(place="12 Elm Street")
    row = add(here, body.id, caption="The ladder")
    assert row.evidence.kind == ""
    keep(here.crew, NOW, body)
    piece = Evidence.objects.get(pk=row.evidence_id)
    assert (piece.kind, piece.happened_on, piece.site) == ("toolbox_talk", date(2026, 6, 1), "12 Elm Street")
    assert [one.pk for one in reading.one(here.owner, body.id).photos] == [row.pk]


def test_a_picture_after_its_record_is_sorted_at_once(here: Stage) -> None:
    body = sent()
    keep(here.crew, NOW, body)
    assert Evidence.objects.get(pk=add(here, body.id).evidence_id).kind == "toolbox_talk"


def test_the_same_number_again_is_once(here: Stage) -> None:
    body, number = sent(), uuid4()
    first = add(here, body.id, number)
    events = Event.objects.count()
    assert add(here, body.id, number, photo("red")).pk == first.pk
    assert (RecordPhoto.objects.count(), Evidence.objects.count(), Event.objects.count()) == (1, 1, events)


def test_one_file_on_two_records_is_stored_once(here: Stage) -> None:
    one, two = add(here, uuid4()), add(here, uuid4())
    assert one.evidence_id == two.evidence_id
    assert one.pk != two.pk


def test_the_phones_own_word_on_day_and_digest_is_kept(here: Stage) -> None:
    row = add(here, uuid4(), taken_on=date(2026, 5, 30), original_sha256=DIGEST.upper(), data=jpeg(gps=True))
    assert Evidence.objects.get(pk=row.evidence_id).taken_on == date(2026, 5, 30)
    assert Event.objects.get(action="record.photo").facts["original"] == DIGEST


def test_the_photos_own_day_is_not_written_over(here: Stage) -> None:
    row = add(here, uuid4(), taken_on=date(2026, 5, 30), data=jpeg(taken="2026:03:10 07:12:00"))
    assert Evidence.objects.get(pk=row.evidence_id).taken_on == date(2026, 3, 10)


def test_a_phone_without_a_camera_roll_says_nonsense_and_nothing_breaks(here: Stage) -> None:
    row = add(here, uuid4(), taken_on=date(2031, 1, 1), original_sha256="<script>")
    assert Evidence.objects.get(pk=row.evidence_id).taken_on is None
    assert Event.objects.get(action="record.photo").facts["original"] == ""


def test_what_is_no_picture_is_refused_and_leaves_nothing(here: Stage) -> None:
    for data in (b"", b"GIF89a<script>", b"MZ\x90"):
        with pytest.raises(Refused):
            photos.add(here.crew, NOW, photo_id=uuid4(), record_id=uuid4(), name="a.jpg", data=data)
    with pytest.raises(Refused):
        add(here, uuid4(), part="middle")
    assert (RecordPhoto.objects.count(), Evidence.objects.count()) == (0, 0)


def test_a_record_holds_so_many_pictures_and_no_more(here: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "MOST", 2)
    record = uuid4()
    for colour in ("red", "green"):
        add(here, record, data=photo(colour))
    with pytest.raises(Refused):
        add(here, record, data=photo("blue"))
    add(here, uuid4(), data=photo("blue"))
    assert photos.number(here.crew, record) == 2


def test_a_picture_sent_with_another_firms_record_stays_with_its_own_firm(here: Stage) -> None:
    other = stage("Other Roofing Ltd.", partner=here.partner)
    theirs = keep(other.crew, NOW, sent()).record
    row = add(here, theirs.pk)
    assert row.employer_id == here.employer.pk
    assert row.evidence.kind == ""
    assert reading.one(other.owner, theirs.pk).photos == ()
    taken = photos.add(other.crew, NOW, photo_id=uuid4(), record_id=theirs.pk, name="a.jpg", data=photo("red"))
    with pytest.raises(Refused):
        add(here, uuid4(), taken.pk)
    assert Evidence.objects.get(pk=taken.evidence_id).employer_id == other.employer.pk


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.OFFICE, None])
def test_who_keeps_no_records_adds_no_pictures(here: Stage, role: Role | None) -> None:
    with pytest.raises(Forbidden):
        photos.add(
            replace(here.reviewer, role=role), NOW, photo_id=uuid4(), record_id=uuid4(), name="a.jpg", data=photo()
        )


def test_a_wrong_picture_goes_off_its_record_and_out_of_the_shoebox(here: Stage) -> None:
    body = sent()
    keep(here.crew, NOW, body)
    wrong, good = add(here, body.id, data=photo("red")), add(here, body.id, data=photo("blue"))
    with pytest.raises(Forbidden):
        photos.take_off(here.crew, NOW, body.id, wrong.pk)
    other = stage("Other Roofing Ltd.", partner=here.partner)
    for actor, record, picture in ((other.owner, body.id, wrong.pk), (here.owner, body.id, uuid4())):
        with pytest.raises(Absent):
            photos.take_off(actor, NOW, record, picture)
    photos.take_off(here.owner, NOW, body.id, wrong.pk)
    assert [one.pk for one in reading.one(here.owner, body.id).photos] == [good.pk]
    assert Evidence.objects.get(pk=wrong.evidence_id).removed_at == NOW.now
    assert Event.objects.get(action="record.photo_off").facts["photo"] == str(wrong.pk)
    with pytest.raises(Absent):
        photos.take_off(here.owner, NOW, body.id, wrong.pk)


def test_a_picture_taken_off_does_not_come_back_when_its_phone_sends_it_again(here: Stage) -> None:
    body = sent()
    keep(here.crew, NOW, body)
    wrong = add(here, body.id)
    number = wrong.pk
    photos.take_off(here.owner, NOW, body.id, number)
    again = add(here, body.id, number)
    assert (again.pk, again.record_id) == (number, body.id), "the phone is told that it is known"
    assert not RecordPhoto.objects.exists()
    assert photos.number(here.crew, body.id) == 0
    assert Evidence.objects.filter(removed_at__isnull=True).count() == 0
    assert photos.is_off(here.crew, number) and not photos.is_off(here.crew, uuid4())
    other = stage("Other Roofing Ltd.", partner=here.partner)
    assert not photos.is_off(other.crew, number)
    assert add(here, body.id).pk != number, "the same picture under its own new number is another one"


# ---- for a record that somebody else kept ---------------------------------------------------------------------------


def test_a_picture_for_a_record_of_somebody_else_waits_beside_it(here: Stage) -> None:
    record, number = keep(here.owner, NOW, sent()).record, uuid4()
    for _again in range(2):
        row = add(here, record.pk, number)
        assert (row.pk, row.record_id) == (number, record.pk), "the phone is told that it arrived"
    seen = reading.one(here.owner, record.pk)
    assert (seen.photos, [(one.pk, one.by_name) for one in seen.beside]) == ((), [(number, here.crew.name)])
    assert seen.beside[0].evidence.kind == "", "it is not filed under the record"
    assert reading.one(here.crew, record.pk).beside == (), "who does not decide does not see it"
    assert Event.objects.filter(action="record.photo_beside").count() == 1
    assert photos.waits_beside(here.crew, number) and photos.number(here.crew, record.pk) == 1
    other = stage("Other Roofing Ltd.", partner=here.partner)
    assert not photos.waits_beside(other.crew, number)
    with pytest.raises(Refused):
        photos.add(other.crew, NOW, photo_id=number, record_id=uuid4(), name="a.jpg", data=photo())


def test_the_owner_puts_it_on_the_record_once(here: Stage) -> None:
    record = keep(here.owner, NOW, sent()).record
    number = add(here, record.pk, caption="The ladder", part="before").pk
    with pytest.raises(Forbidden):
        photos.decide(here.crew, NOW, record.pk, number, take=True)
    other = stage("Other Roofing Ltd.", partner=here.partner)
    for actor, photo_id in ((other.owner, number), (here.owner, uuid4())):
        with pytest.raises(Absent):
            photos.decide(actor, NOW, record.pk, photo_id, take=True)
    photos.decide(here.owner, NOW, record.pk, number, take=True)
    seen = reading.one(here.owner, record.pk)
    assert ([(one.pk, one.caption, one.part) for one in seen.photos], seen.beside) == (
        [(number, "The ladder", "before")],
        (),
    )
    assert seen.photos[0].evidence.kind == "toolbox_talk"
    for take in (True, False):
        with pytest.raises(Absent):
            photos.decide(here.owner, NOW, record.pk, number, take=take)


def test_a_picture_left_off_stays_off_and_in_the_shoebox(here: Stage) -> None:
    record = keep(here.owner, NOW, sent()).record
    row = add(here, record.pk)
    photos.decide(here.owner, NOW, record.pk, row.pk, take=False)
    assert add(here, record.pk, row.pk).pk == row.pk
    seen = reading.one(here.owner, record.pk)
    assert (seen.photos, seen.beside, photos.number(here.crew, record.pk)) == ((), (), 0)
    assert Evidence.objects.get().removed_at is None


def test_whose_phone_was_let_in_again_adds_to_its_own_record(here: Stage) -> None:
    before = phone(here)
    again = replace(phone(here, "New phone"), earlier_devices=frozenset({before.device_id}))
    record = keep(before, NOW, sent()).record
    for actor in (before, again, here.owner, phone(here, "Third phone")):
        photos.add(actor, NOW, photo_id=uuid4(), record_id=record.pk, name="a.jpg", data=photo())
    seen = reading.one(here.owner, record.pk)
    assert (len(seen.photos), len(seen.beside)) == (3, 1)


def test_pictures_beside_count_towards_the_most_that_a_record_holds(
    here: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photos, "MOST", 2)
    record = keep(here.owner, NOW, sent()).record
    for colour in ("red", "green"):
        add(here, record.pk, data=photo(colour))
    with pytest.raises(Refused):
        add(here, record.pk, data=photo("blue"))


@pytest.mark.slow
def test_a_picture_decided_about_by_two_at_once_is_decided_once(at_once: AtOnce) -> None:
    here = at_once.one(stage)
    record = at_once.one(lambda: keep(here.owner, NOW, sent()).record.pk)
    number = at_once.one(lambda: add(here, record).pk)

    def decided(take: bool) -> str:
        try:
            photos.decide(here.owner, NOW, record, number, take=take)
        except Absent:
            return "absent"
        return "decided"

    assert sorted(at_once.all([lambda: decided(True), lambda: decided(False)])) == ["absent", "decided"]


def test_a_picture_that_something_else_rests_on_goes_off_the_record_only(here: Stage) -> None:
    one, two = sent(), sent()
    for body in (one, two):
        keep(here.crew, NOW, body)
    first, second = add(here, one.id), add(here, two.id)
    photos.take_off(here.owner, NOW, one.id, first.pk)
    assert reading.one(here.owner, one.id).photos == ()
    assert [one.pk for one in reading.one(here.owner, two.id).photos] == [second.pk]


def test_a_picture_of_a_record_that_proof_carries_stays(here: Stage) -> None:
    body, audit = sent(), here.audit()
    record = keep(here.crew, NOW, body).record
    row, proof = add(here, body.id, data=photo("red")), add(here, uuid4(), data=photo("blue")).evidence
    RecordInProof.objects.create(evidence=proof, record=record)
    laid = AnswerEvidence.objects.create(answer=audit.answers.all()[0], evidence=proof, added_at=NOW.now)
    with pytest.raises(WrongState):
        photos.take_off(here.owner, NOW, body.id, row.pk)
    laid.delete()
    photos.take_off(here.owner, NOW, body.id, row.pk)


def test_only_a_standing_record_holds_its_picture_in_the_shoebox(here: Stage) -> None:
    body = sent()
    record = keep(here.crew, NOW, body).record
    row = add(here, body.id)
    with pytest.raises(WrongState):
        sorting.remove(here.owner, NOW, row.evidence_id)
    settling.remove(here.owner, NOW, record.pk, why="Kept twice")
    sorting.remove(here.owner, NOW, row.evidence_id)
    assert Evidence.objects.get(pk=row.evidence_id).removed_at == NOW.now


@pytest.mark.slow
def test_one_picture_sent_by_three_at_once_is_one(at_once: AtOnce) -> None:
    here = at_once.one(stage)
    number, record = uuid4(), uuid4()
    given = at_once.all([lambda: add(here, record, number).pk for _ in range(3)])
    assert given == [number] * 3
    assert at_once.one(lambda: (RecordPhoto.objects.count(), Evidence.objects.count())) == (1, 1)
