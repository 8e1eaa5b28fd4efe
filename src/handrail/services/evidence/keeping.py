"""Keeping proof: what is sent is looked into, photos are written anew, and each file is stored once a firm."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from handrail.integrations import documents, pictures
from handrail.integrations.files import file_store
from handrail.program import load_pack
from handrail.rules.permissions import Action
from handrail.services import access, journal
from handrail.services.actor import Actor
from handrail.services.errors import Refused
from handrail.services.moment import Moment
from handrail.store.models import Employer, Evidence

NAME_LENGTH, LABEL_LENGTH = 200, 200
_JOINERS = "\u200c\u200d"  # scripts of India and Persia, and families of emoji, are written with them


@dataclass(frozen=True, slots=True)
class _Looked:
    """What a file turned out to be: the bytes to store and what is known of them."""

    data: bytes
    media_type: str
    pages: int | None
    taken_on: date | None
    blur: float | None = None


def keep(
    actor: Actor,
    moment: Moment,
    name: str,
    data: bytes,
    *,
    label: str = "",
    kind: str = "",
    happened_on: date | None = None,
    site: str = "",
) -> Evidence:
    """Store one file for the actor's firm and give its row; the same file sent again gives the stored row.

    Raises Refused (field `files`) naming the file, what is wrong with it and what to do.
    """
    access.require(actor, Action.EVIDENCE_ADD)
    employer_id = actor.organisation_id
    assert employer_id is not None  # require() saw to it
    shown = clean_name(name)
    sent = hashlib.sha256(data).hexdigest()
    if stored := _stored(employer_id, sent):
        return stored
    if kind:
        check_kind(employer_id, kind)
    looked = _look(shown, data)
    # The bytes go first: a row never points at a file that is not there yet.
    file = file_store().put(looked.data, suffix=documents.SUFFIX[looked.media_type])
    row = Evidence(
        employer_id=employer_id,
        name=shown,
        label=plain(label)[:LABEL_LENGTH],
        kind=kind,
        happened_on=happened_on,
        taken_on=looked.taken_on,
        site=plain(site)[:120],
        media_type=looked.media_type,
        size=file.size,
        pages=looked.pages,
        blur=looked.blur,
        stored=file.key,
        sha256=file.sha256,
        original_sha256=sent,
        received_at=moment.now,
        added_by_id=actor.user_id,
    )
    return _insert(actor, moment, row)


def clean_name(name: str) -> str:
    """The last part of a file name without control characters, cut to what is kept; never empty."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    found = plain(last).strip(".")
    if len(found) > NAME_LENGTH:
        suffix = PurePosixPath(found).suffix[:12]
        found = found[: NAME_LENGTH - len(suffix)] + suffix
    return found or _("file without a name")


def plain(text: str) -> str:
    """One line of text without control characters and without marks that turn the writing around; joiners stay."""
    return "".join(char for char in text if char in _JOINERS or unicodedata.category(char)[0] != "C").strip()


def check_kind(employer_id: UUID, kind: str) -> None:
    """Refuse a record kind that the firm's program does not know."""
    pack = load_pack(Employer.objects.only("pack").get(pk=employer_id).pack)
    if kind not in pack.record_kinds:
        raise Refused("kind_unknown", _("Choose one of the kinds of paper in the list."), "kind")


def _stored(employer_id: UUID, sent: str) -> Evidence | None:
    return Evidence.objects.filter(employer=employer_id, original_sha256=sent, removed_at__isnull=True).first()


def _look(name: str, data: bytes) -> _Looked:
    most = int(settings.UPLOAD_MAX_BYTES)
    if not data:
        raise Refused("empty", _("%(name)s is empty. Choose the file once more.") % {"name": name}, "files")
    if len(data) > most:
        sentence = _("%(name)s is larger than %(most)s MB. Send a smaller copy, or only the pages that matter.")
        raise Refused("too_large", sentence % {"name": name, "most": most // 1024 // 1024}, "files")
    try:
        document = documents.inspect(data)
        if document is not None:
            return _Looked(data, document.media_type, document.pages, None)
        picture = pictures.redraw(data)
    except (documents.BadDocument, pictures.BadPicture) as problem:
        raise Refused(problem.code, f"{name}: {problem.sentence}", "files") from None
    return _Looked(picture.data, documents.JPEG, None, picture.taken_on, picture.blur)


def _insert(actor: Actor, moment: Moment, row: Evidence) -> Evidence:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            journal.note(
                actor,
                moment,
                Action.EVIDENCE_ADD.value,
                ("evidence", row.pk),
                chain=row.employer_id,
                sha256=row.sha256,
                size=row.size,
                media_type=row.media_type,
            )
    except IntegrityError:
        # Sent twice at once: the other one stands.
        stored = _stored(row.employer_id, row.original_sha256)
        if stored is None:
            raise
        return stored
    return row
