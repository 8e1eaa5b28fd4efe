"""Keeping a record: stored once under the id it was captured with, in any order, and never written over in silence."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Any, Final, Literal, Self
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from handrail.rules.permissions import Action
from handrail.services import access, journal
from handrail.services.actor import Actor
from handrail.services.corrective_action.raising import raise_fixes
from handrail.services.errors import Refused
from handrail.services.moment import Moment
from handrail.services.record.checking import checked
from handrail.services.record.photos import file_under
from handrail.services.record.reading import is_keeper, late_days, may_change, words_now
from handrail.services.record.sent import Defect, RecordSent, Signed, body_of, digest, read_json, words_of
from handrail.store.models import Record, RecordPerson, RecordRevision

__all__ = [
    "Author", "Defect", "Kept", "Outcome", "RecordSent", "Signed", "keep", "may_change", "read_json", "sent_of", "stand",
    "stood",
]  # fmt: skip

Outcome = Literal["stored", "already", "changed", "set_aside"]


@dataclass(frozen=True, slots=True)
class Kept:
    """The record as it stands now, and what became of what was sent.

    `stored`: it is new. `already`: it is known, nothing changed. `changed`: it stands, what stood is in the history.
    `set_aside`: it came from an older version, so it waits beside the record until somebody decides.
    """

    record: Record
    outcome: Outcome


def keep(actor: Actor, moment: Moment, sent: RecordSent) -> Kept:
    """Store a record for the actor's firm; sent again it changes nothing, whatever the order and however often.

    The digest of the body tells what came before. Another body for a known id stands in its place only where it
    follows the version that stands and comes from who kept it or from somebody who may change records; a version
    that was overtaken on its way goes to its place in the history. Raises Invalid naming each field that is wrong, Refused
    where the id is known as another kind.
    """
    access.require(actor, Action.RECORD_ADD)
    employer_id = actor.organisation_id
    assert employer_id is not None  # require() saw to it
    clean = checked(actor, moment, sent)
    sha256 = digest(body_of(clean))
    try:
        with transaction.atomic():
            row = _known(employer_id, clean.id)
            return _again(actor, moment, row, clean, sha256) if row else _store(actor, moment, clean, sha256)
    except IntegrityError:
        # Sent twice at once: the other one stands, and this one is judged by it.
        with transaction.atomic():
            row = _known(employer_id, clean.id)
            if row is None:
                raise
            return _again(actor, moment, row, clean, sha256)


FIRST = 1
"""The version that a new record has: what a form for a new one made, when it was sent before."""
AHEAD: Final = 50
"""So many changes may overtake the text they follow. A number beyond that is a mistake, and counts from what stands."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a text: the name as known then, and the role they wrote it in, `phone` for one without an account."""

    name: str
    role: str

    @classmethod
    def of(cls, actor: Actor) -> Self:
        return cls(actor.name[:120], "phone" if actor.device_id is not None else str(actor.role or ""))


def first_text(actor: Actor, record_id: UUID) -> RecordSent | None:
    """What the actor kept under this id first, whether it stands or is in the history by now.

    A form for a new record that is sent again with other words was made from this text, so what it says is a change that
    follows it; `keep` judges whether it still may. None where there is none or where somebody else kept it.
    """
    access.require(actor, Action.RECORD_ADD)
    row = Record.objects.filter(pk=record_id, employer=actor.organisation_id, removed_at__isnull=True).first()
    if row is None or not is_keeper(actor, row):
        return None
    if row.version == FIRST:
        return stood(row)
    first = RecordRevision.objects.filter(record=row, version=FIRST, superseded=True).first()
    return replace(read_json(first.body), follows=FIRST) if first is not None else None


def _known(employer_id: UUID, record_id: UUID) -> Record | None:
    row = Record.objects.filter(pk=record_id).first()
    if row is not None and row.employer_id != employer_id:
        raise Refused("id_taken", _("This record's number is used up. Keep the record once more."), "id")
    return row


def _columns(sent: RecordSent) -> dict[str, Any]:
    return {
        "kind": sent.kind,
        "happened_on": sent.happened_on,
        "happened_at": sent.happened_at,
        "captured_at": sent.captured_at,
        "site_id": sent.site_id,
        "place": sent.place,
        "title": sent.title,
        "fields": sent.fields,
        "paper_of": sent.paper_of,
        "about_id": sent.about,
        "defects": len(sent.defects),
    }


def _next(follows: int, standing: int) -> int:
    """The version of a text that follows another, where `standing` (0 for none) is here already."""
    return max(follows, standing) + 1 if follows <= standing + AHEAD else standing + 1


def _changed(moment: Moment, author: Author) -> dict[str, Any]:
    return {"changed_at": moment.now, "changed_by_name": author.name, "changed_as": author.role}


def _store(actor: Actor, moment: Moment, sent: RecordSent, sha256: str) -> Kept:
    version = _next(sent.follows, 0)
    row = Record(
        id=sent.id,
        employer_id=actor.organisation_id,
        **_columns(sent),
        received_at=moment.now,
        kept_by_id=actor.user_id,
        kept_by_name=actor.name[:120],
        device_id=actor.device_id,
        sha256=sha256,
        body=body_of(sent),
        version=version,
        **(_changed(moment, Author.of(actor)) if version > FIRST else {}),
    )
    row.save(force_insert=True)
    _with_people(actor, moment, row, sent, {})
    file_under(row)
    _note(actor, moment, "record.add", row, late=late_days(row))
    return Kept(row, "stored")


def _with_people(actor: Actor, moment: Moment, row: Record, sent: RecordSent, given: dict[str, str]) -> None:
    """Everybody on the text and what it found; a signature that is in `given` stays given to the words it was given to."""
    now = words_now(row)
    RecordPerson.objects.bulk_create(
        RecordPerson(
            record=row,
            person_id=one.person_id,
            name=one.name,
            part=one.part,
            strokes=one.strokes,
            signed_at=one.signed_at,
            words=given.get(_key(one.strokes), now) if one.strokes else "",
        )
        for one in sent.people
    )
    if sent.defects:
        raise_fixes(actor, moment, row, sent.defects)


def _key(strokes: list[Any]) -> str:
    """A drawn signature as text: nobody draws the same one twice."""
    return json.dumps(strokes)


def _given(row: Record) -> dict[str, str]:
    """The digests of the words that each drawn signature of the record's history was given to first."""
    found: dict[str, str] = {}
    for body in row.revisions.filter(superseded=True).order_by("version", "at").values_list("body", flat=True):
        words = words_of(body["title"], body["fields"], body["happened_on"])
        for one in body["people"]:
            if one["strokes"]:
                found.setdefault(_key(one["strokes"]), words)
    return found


def _again(actor: Actor, moment: Moment, row: Record, sent: RecordSent, sha256: str) -> Kept:
    """What becomes of a body for an id that is known."""
    _same_kind(row, sent)
    if sha256 == row.sha256:
        return Kept(row, "already")
    mine = may_change(actor, row)
    if row.removed_at is None and mine and sent.follows >= row.version:
        return stand(actor, moment, row, sent)
    before = RecordRevision.objects.filter(record=row, sha256=sha256).first()
    if before is not None:
        return Kept(row, "already" if before.superseded or before.settled_at else "set_aside")
    follows = min(sent.follows, row.version + AHEAD)
    version = follows + 1
    # A version that was overtaken on its way: its place in the history is still empty.
    overtaken = mine and version < row.version and not _stood(row, version)
    RecordRevision.objects.create(
        record=row,
        version=version if overtaken else follows,
        body=body_of(sent),
        sha256=sha256,
        superseded=overtaken,
        at=moment.now,
        by_name=actor.name[:120],
        by_as=Author.of(actor).role,
    )
    if overtaken:
        _sign_again(row)
    _note(actor, moment, "record.overtaken" if overtaken else "record.set_aside", row, sha256=sha256)
    return Kept(row, "already" if overtaken else "set_aside")


def _same_kind(row: Record, sent: RecordSent) -> None:
    """Who reads a record goes by its kind, so what it said before must not come under another one."""
    if sent.kind != row.kind:
        raise Refused("kind_fixed", _("A record keeps its kind. Keep a new record of the other kind instead."), "kind")


def _sign_again(row: Record) -> None:
    """An earlier text came after all: the signatures that stand on it already were given to its words."""
    given = _given(row)
    for one in row.people.all():
        words = given.get(_key(one.strokes), one.words)
        if one.words and words != one.words:
            RecordPerson.objects.filter(pk=one.pk).update(words=words)


def _stood(row: Record, version: int) -> bool:
    return RecordRevision.objects.filter(record=row, version=version, superseded=True).exists()


def stand(actor: Actor, moment: Moment, row: Record, sent: RecordSent, *, author: Author | None = None) -> Kept:
    """Put a body in the place of what stands, which goes to the history. The caller has judged that it may, in a transaction.

    `author` wrote it, where that is not the actor. Signatures drawn under what stood are kept as given to those words.
    """
    _same_kind(row, sent)
    _shelve(row, moment)
    body = body_of(sent)
    sha256 = digest(body)
    changed = Record.objects.filter(pk=row.pk, version=row.version).update(
        **_columns(sent), **_changed(moment, author or Author.of(actor)),
        body=body, version=_next(sent.follows, row.version), sha256=sha256,
    )  # fmt: skip
    if not changed:
        raise IntegrityError("the record changed meanwhile")
    # The same text may have been waiting beside the record: now it stands.
    waiting = RecordRevision.objects.filter(record=row, sha256=sha256, superseded=False, settled_at__isnull=True)
    waiting.update(settled_at=moment.now)
    row.people.all().delete()
    row.refresh_from_db()
    _with_people(actor, moment, row, sent, _given(row))
    raised = row.fixes.count()
    if raised != row.defects:  # what was found stays found: a change adds fixes and takes none back
        row.defects = raised
        row.save(update_fields=["defects"])
    _note(actor, moment, "record.change", row)
    return Kept(row, "changed")


def _shelve(row: Record, moment: Moment) -> None:
    """The standing body, as it was sent, into the history under who wrote it.

    A text that stood before, or was set aside once, has its one row already.
    """
    values = {"version": row.version, "superseded": True, "at": moment.now}
    wrote = {"by_name": row.changed_by_name, "by_as": row.changed_as}
    if row.changed_at is None:
        wrote = {"by_name": row.kept_by_name, "by_as": "phone" if row.device_id else ""}
    RecordRevision.objects.update_or_create(
        record=row,
        sha256=row.sha256,
        defaults={**values, "settled_at": None},
        create_defaults={**values, **wrote, "body": row.body or body_of(sent_of(row))},
    )


def stood(row: Record) -> RecordSent:
    """What was sent of a record and stands, as it was sent: with what was found as it was found."""
    return replace(read_json(row.body), follows=row.version) if row.body else sent_of(row)


def sent_of(row: Record) -> RecordSent:
    """What a stored record says now, as it could be sent: its fixes as they have become."""
    defects = tuple(Defect(line.pk, line.what, line.who, line.due_on) for line in row.fixes.order_by("pk"))
    people = tuple(
        Signed(one.person_id, one.name, one.part, one.strokes, one.signed_at.astimezone(UTC) if one.signed_at else None)
        for one in row.people.order_by("pk")
    )
    return RecordSent(
        id=row.pk,
        kind=row.kind,
        happened_on=row.happened_on,
        captured_at=row.captured_at.astimezone(UTC),
        happened_at=row.happened_at,
        site_id=row.site_id,
        place=row.place,
        title=row.title,
        fields=row.fields,
        paper_of=row.paper_of,
        about=row.about_id,
        defects=defects,
        people=people,
        follows=row.version,
    )


def _note(actor: Actor, moment: Moment, action: str, row: Record, **facts: str | int) -> None:
    journal.note(
        actor,
        moment,
        action,
        ("record", row.pk),
        chain=row.employer_id,
        **{"kind": row.kind, "version": row.version, "sha256": row.sha256, **facts},
        device=str(actor.device_id or ""),
    )
