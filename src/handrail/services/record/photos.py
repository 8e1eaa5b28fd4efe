"""Photos and papers of a record: each kept once by the number its phone gave it, before its record or after it."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from handrail.rules.permissions import Action
from handrail.services import access, journal
from handrail.services.actor import Actor
from handrail.services.errors import Absent, Refused, WrongState
from handrail.services.evidence.keeping import keep as keep_file
from handrail.services.evidence.keeping import plain
from handrail.services.evidence.sorting import held_by
from handrail.services.moment import Moment
from handrail.services.record.reading import may_change
from handrail.store.models import Evidence, Record, RecordInProof, RecordPhoto, RecordPhotoBeside, RecordPhotoOff

PARTS: Final = frozenset({"", "before", "after", "paper"})
MOST: Final = 40  # photos of one record
CAPTION: Final = 160
_SHA256: Final = 64


def add(
    actor: Actor,
    moment: Moment,
    *,
    photo_id: UUID,
    record_id: UUID,
    name: str,
    data: bytes,
    caption: str = "",
    part: str = "",
    taken_on: date | None = None,
    original_sha256: str = "",
) -> RecordPhoto:
    """Keep one picture or paper of a record of the actor's firm; the same number again gives what is there.

    The file is typed by its content and redrawn without its place; `taken_on` is the day the phone read in it before it
    was made smaller, `original_sha256` the digest of what the camera wrote: both are what the phone says.
    A picture that was taken off its record stays off: its number gives a row that is not stored (`is_off`). One for a record
    that is here and not the actor's to change is set beside it until somebody decides, and gives such a row, too.
    Raises Refused with the field it concerns.
    """
    access.require(actor, Action.RECORD_ADD)
    employer_id = actor.organisation_id
    assert employer_id is not None  # require() saw to it
    if there := _known(employer_id, photo_id):
        return there
    record = _judged(employer_id, record_id, part)
    evidence = keep_file(actor, moment, name, data, label=caption)
    row = RecordPhoto(
        id=photo_id,
        employer_id=employer_id,
        record_id=record_id,
        evidence=evidence,
        caption=plain(caption)[:CAPTION],
        part=part,
        added_at=moment.now,
    )
    try:
        with transaction.atomic():
            # It may have arrived while the bytes were looked into.
            record = record or Record.objects.filter(pk=record_id, employer=employer_id).first()
            if record is not None and not may_change(actor, record):
                _set_beside(actor, moment, row)
                return row
            row.save(force_insert=True)
            if off := _off(employer_id, photo_id):  # taken off while the bytes were looked into
                transaction.set_rollback(True)
                return off
            if taken_on is not None and taken_on <= moment.day:
                Evidence.objects.filter(pk=evidence.pk, taken_on__isnull=True).update(taken_on=taken_on)
            if record is not None:
                file_under(record)
            journal.note(
                actor,
                moment,
                "record.photo",
                ("record", record_id),
                chain=employer_id,
                photo=str(photo_id),
                sha256=evidence.sha256,
                original=original_sha256.lower() if _is_digest(original_sha256) else "",
            )
    except IntegrityError:
        # Sent twice at once: the other one stands.
        there = _known(employer_id, photo_id)
        if there is None:
            raise
        return there
    return row


def _is_digest(text: str) -> bool:
    return len(text) == _SHA256 and all(char in "0123456789abcdefABCDEF" for char in text)


def _there(employer_id: UUID, photo_id: UUID) -> RecordPhoto | None:
    row = RecordPhoto.objects.select_related("evidence").filter(pk=photo_id).first()
    if row is not None and row.employer_id != employer_id:
        raise Refused("id_taken", _("This picture's number is used up. Add the picture once more."), "photo_id")
    return row


def _known(employer_id: UUID, photo_id: UUID) -> RecordPhoto | None:
    """What is here under this number: a picture on its record, one that was taken off, or one set beside."""
    if there := _there(employer_id, photo_id) or _off(employer_id, photo_id):
        return there
    beside = RecordPhotoBeside.objects.filter(pk=photo_id).first()
    if beside is None:
        return None
    if beside.employer_id != employer_id:
        raise Refused("id_taken", _("This picture's number is used up. Add the picture once more."), "photo_id")
    return RecordPhoto(id=beside.pk, employer_id=employer_id, record_id=beside.record_id)


def _set_beside(actor: Actor, moment: Moment, row: RecordPhoto) -> None:
    """Keep a picture for a record that is not the actor's to change where its owner decides, and not on the record."""
    beside = RecordPhotoBeside(
        id=row.pk,
        employer_id=row.employer_id,
        record_id=row.record_id,
        evidence=row.evidence,
        caption=row.caption,
        part=row.part,
        by_name=actor.name[:120],
        at=moment.now,
    )
    beside.save(force_insert=True)
    _note(actor, moment, "record.photo_beside", beside)


def _note(actor: Actor, moment: Moment, action: str, row: RecordPhoto | RecordPhotoBeside) -> None:
    about = {"photo": str(row.pk), "sha256": row.evidence.sha256}
    journal.note(actor, moment, action, ("record", row.record_id), chain=row.employer_id, **about)


def waits_beside(actor: Actor, photo_id: UUID) -> bool:
    """Whether the picture with this number waits beside a record of the actor's firm until somebody decides."""
    access.require(actor, Action.RECORD_ADD)
    return RecordPhotoBeside.objects.filter(pk=photo_id, employer=actor.organisation_id).exists()


@transaction.atomic
def decide(actor: Actor, moment: Moment, record_id: UUID | str, photo_id: UUID | str, *, take: bool) -> None:
    """Put a picture that was set beside a record on it, or leave it off for good; the file stays in the shoebox.

    Raises Absent where the record or the picture is not the actor's, or somebody decided already.
    """
    record = access.one(access.records(actor, Action.RECORD_CHANGE), record_id, "record")
    row = access.one(RecordPhotoBeside.objects.filter(record=record).select_related("evidence"), photo_id, "picture")
    number = row.pk
    if not RecordPhotoBeside.objects.filter(pk=number).delete()[0] or (take and row.evidence.removed_at is not None):
        raise Absent("picture")
    if take:
        shown = RecordPhoto(
            id=number,
            employer_id=row.employer_id,
            record_id=record.pk,
            evidence=row.evidence,
            caption=row.caption,
            part=row.part,
            added_at=moment.now,
        )
        shown.save(force_insert=True)
        file_under(record)
    else:
        RecordPhotoOff.objects.create(id=number, employer_id=row.employer_id, record_id=record.pk, at=moment.now)
    _note(actor, moment, "record.photo_taken" if take else "record.photo_refused", row)


def _off(employer_id: UUID, photo_id: UUID) -> RecordPhoto | None:
    """A row, not stored, for the number of a picture that was taken off."""
    off = RecordPhotoOff.objects.filter(pk=photo_id, employer=employer_id).first()
    return RecordPhoto(id=off.pk, employer_id=employer_id, record_id=off.record_id) if off is not None else None


def is_off(actor: Actor, photo_id: UUID) -> bool:
    """Whether the actor's firm took the picture with this number off its record."""
    access.require(actor, Action.RECORD_ADD)
    return RecordPhotoOff.objects.filter(pk=photo_id, employer=actor.organisation_id).exists()


def _judged(employer_id: UUID, record_id: UUID, part: str) -> Record | None:
    """The record, if it is here already. One of another firm has no say: the picture waits with its own firm."""
    if part not in PARTS:
        raise Refused("part_unknown", _("Say of the picture: before, after or paper."), "part")
    if _count(employer_id, record_id) >= MOST:
        sentence = _("A record holds at most %(most)s pictures. Put the others into the shoebox.")
        raise Refused("too_many", sentence % {"most": MOST}, "files")
    return Record.objects.select_related("site").filter(pk=record_id, employer=employer_id).first()


def number(actor: Actor, record_id: UUID) -> int:
    """How many pictures wait for this record, lie with it or beside it at the actor's firm."""
    access.require(actor, Action.RECORD_ADD)
    assert actor.organisation_id is not None  # require() saw to it
    return _count(actor.organisation_id, record_id)


def _count(employer_id: UUID, record_id: UUID) -> int:
    return sum(
        rows.objects.filter(employer=employer_id, record_id=record_id).count()
        for rows in (RecordPhoto, RecordPhotoBeside)
    )


def file_under(record: Record) -> None:
    """Say of the record's pictures that nobody sorted yet what they are: the record's kind, its day, its place."""
    pieces = RecordPhoto.objects.filter(employer=record.employer_id, record_id=record.pk).values("evidence")
    Evidence.objects.filter(pk__in=pieces, employer=record.employer_id, kind="").update(
        kind=record.kind, happened_on=record.happened_on, site=(record.site.name if record.site else record.place)[:120]
    )


@transaction.atomic
def take_off(actor: Actor, moment: Moment, record_id: UUID | str, photo_id: UUID | str) -> None:
    """Take a wrong or private picture off a record, and out of the shoebox where nothing else rests on it.

    Raises Absent where the record or the picture is not the actor's, WrongState where proof of an audit carries the record.
    """
    record = access.one(access.records(actor, Action.RECORD_CHANGE), record_id, "record")
    mine = RecordPhoto.objects.filter(employer=record.employer_id, record_id=record.pk).select_related("evidence")
    row = access.one(mine, photo_id, "picture")
    if in_proof(record):
        raise WrongState(
            _("Proof beside an answer of your audit carries this record. Take that proof off there first.")
        )
    number, piece = row.pk, row.evidence
    row.delete()
    RecordPhotoOff.objects.create(id=number, employer_id=record.employer_id, record_id=record.pk, at=moment.now)
    if not held_by(piece):
        Evidence.objects.filter(pk=piece.pk).update(removed_at=moment.now)
    journal.note(
        actor,
        moment,
        "record.photo_off",
        ("record", record.pk),
        chain=record.employer_id,
        photo=str(number),
        sha256=piece.sha256,
    )


def in_proof(record: Record) -> bool:
    """Whether a piece of proof that lies beside an answer carries the record."""
    return RecordInProof.objects.filter(
        record=record, evidence__removed_at__isnull=True, evidence__uses__isnull=False
    ).exists()
