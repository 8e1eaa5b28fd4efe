"""Raising fixes from what a record found, an inspection, a drill, a close call, or from what a picture shows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final, Protocol
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from handrail.rules.permissions import Action
from handrail.services import access, journal
from handrail.services.actor import Actor
from handrail.services.employer.once import create_once
from handrail.services.errors import Invalid, Refused
from handrail.services.evidence.keeping import plain
from handrail.services.evidence.sorting import piece
from handrail.services.moment import Moment
from handrail.store.models import ActionLine, Record, RecordPhoto

WHAT: Final = 400
"""Letters of what a picture shows, at most."""


class Found(Protocol):
    """One thing to put right; its id becomes the fix's."""

    @property
    def id(self) -> UUID: ...
    @property
    def what(self) -> str: ...
    @property
    def who(self) -> str: ...
    @property
    def due_on(self) -> date | None: ...


def raise_fixes(actor: Actor, moment: Moment, record: Record, defects: Iterable[Found]) -> list[ActionLine]:
    """One fix for each thing found, raised on the record's day; those that stand already stay as they are.

    A due day before that day is left out, for the record is never lost to it: the fix waits for a day of its own.

    Call it inside the transaction that keeps the record. Raises Refused (field `defects`) where an id is not this record's.
    """
    access.require(actor, Action.RECORD_ADD)
    wanted = {one.id: one for one in defects}
    there = dict(ActionLine.objects.filter(pk__in=wanted).values_list("pk", "record_id"))
    if any(owner != record.pk for owner in there.values()):
        raise Refused(
            "id_taken", _("One of the things found has a number that is used up. Add it once more."), "defects"
        )
    made = ActionLine.objects.bulk_create(
        ActionLine(
            id=one.id,
            employer_id=record.employer_id,
            record=record,
            raised_on=record.happened_on,
            what=one.what,
            who=one.who,
            due_on=one.due_on if one.due_on is not None and one.due_on >= record.happened_on else None,
        )
        for one in wanted.values()
        if one.id not in there
    )
    for line in made:
        journal.note(actor, moment, "fix.raised", ("fix", line.pk), chain=record.employer_id, record=str(record.pk))
    return made


@transaction.atomic
def raise_from_picture(
    actor: Actor, moment: Moment, evidence_id: UUID | str, *, what: str, key: UUID | None = None
) -> ActionLine:
    """A fix of what a picture shows, with the picture as how it was before; the picture stays where it is.

    It is the fix of the record that the picture belongs to, if it belongs to one. The same `key` raises it once. Raises
    Absent for a piece that is foreign or gone, Invalid (field `what`) without words.
    """
    access.require(actor, Action.AUDIT_ANSWER)
    shown, said = piece(actor, evidence_id), plain(" ".join(what.split()))
    if not said:
        raise Invalid({"what": _("Say in a few words what it shows that has to be put right.")})
    if len(said) > WHAT:
        raise Invalid({"what": _("Say it in at most %(most)s letters; the picture shows the rest.") % {"most": WHAT}})
    record = _record_of(actor, shown.pk)
    columns = {"record": record, "before": shown, "raised_on": moment.day, "what": said}
    line, new = create_once(ActionLine, key, {"employer_id": shown.employer_id}, columns)
    if new:
        if record is not None:
            Record.objects.filter(pk=record.pk).update(defects=record.fixes.count())
        about = {"record": str(record.pk)} if record else {}
        journal.note(
            actor, moment, "fix.raised", ("fix", line.pk), chain=line.employer_id, picture=str(shown.pk), **about
        )
    return line


def _record_of(actor: Actor, evidence_id: UUID) -> Record | None:
    """The record that a picture belongs to and the actor may read, the earliest first."""
    of = RecordPhoto.objects.filter(evidence=evidence_id, employer=actor.organisation_id).values("record_id")
    return access.records(actor, Action.RECORD_READ).filter(pk__in=of).order_by("happened_on", "pk").first()
