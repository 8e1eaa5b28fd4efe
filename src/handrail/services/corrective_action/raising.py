"""Raising fixes from what a record found: an inspection, a drill, a close call."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol
from uuid import UUID

from django.utils.translation import gettext as _

from handrail.rules.permissions import Action
from handrail.services import access, journal
from handrail.services.actor import Actor
from handrail.services.errors import Refused
from handrail.services.moment import Moment
from handrail.store.models import ActionLine, Record


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
            due_on=one.due_on,
        )
        for one in wanted.values()
        if one.id not in there
    )
    for line in made:
        journal.note(actor, moment, "fix.raised", ("fix", line.pk), chain=record.employer_id, record=str(record.pk))
    return made
