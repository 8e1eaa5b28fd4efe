"""Deciding about a record: which of two texts stands, and taking one out of the list with a reason."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from handrail.rules.permissions import Action
from handrail.services import access, journal
from handrail.services.actor import Actor
from handrail.services.errors import Absent, Invalid, WrongState
from handrail.services.evidence.keeping import plain
from handrail.services.moment import Moment
from handrail.services.record.checking import checked
from handrail.services.record.keeping import Author, stand
from handrail.services.record.photos import in_proof
from handrail.services.record.reading import row
from handrail.services.record.sent import read_json
from handrail.store.models import Record, RecordRevision

WHY = 200


@transaction.atomic
def settle(
    actor: Actor, moment: Moment, record_id: UUID | str, revision_id: UUID | str, *, version: int, take_it: bool
) -> Record:
    """Decide about a text that was set aside: it takes the place of what stands, or it does not. Both stay readable.

    Raises WrongState where it is decided already, or where the record changed since the two were shown.
    """
    record = row(actor, record_id, Action.RECORD_CHANGE)
    waiting = access.one(RecordRevision.objects.filter(record=record, superseded=False), revision_id, "text")
    if waiting.settled_at is not None:
        raise WrongState(_("Somebody decided about this text already."), "settled")
    if record.version != version:
        raise WrongState(_("The record was changed meanwhile. Look at both texts once more."), "changed")
    if take_it:
        sent = checked(actor, moment, replace(read_json(waiting.body), follows=record.version))
        try:
            wrote = Author(waiting.by_name, waiting.by_as)
            record = stand(actor, moment, record, sent, author=wrote).record
        except IntegrityError:
            raise WrongState(_("The record was changed meanwhile. Look at both texts once more."), "changed") from None
    RecordRevision.objects.filter(pk=waiting.pk).update(settled_at=moment.now)
    journal.note(
        actor, moment, "record.settle", ("record", record.pk), chain=record.employer_id, taken=take_it, sha256=waiting.sha256
    )  # fmt: skip
    return record


@transaction.atomic
def remove(actor: Actor, moment: Moment, record_id: UUID | str, *, why: str) -> None:
    """Take a record out of the list, with a reason. It is not deleted, and what was sent of it is still known.

    Raises Invalid without a reason, WrongState where proof of an audit carries it.
    """
    record = row(actor, record_id, Action.RECORD_CHANGE)
    reason = plain(why)
    if not reason:
        raise Invalid({"why": _("Say in a few words why it goes: it stays readable with your reason.")})
    if len(reason) > WHY:
        raise Invalid({"why": _("This is too long: %(most)s characters at most.") % {"most": WHY}})
    if in_proof(record):
        raise WrongState(
            _("Proof beside an answer of your audit carries this record. Take that proof off there first.")
        )
    if not Record.objects.filter(pk=record.pk, removed_at__isnull=True).update(
        removed_at=moment.now, removed_why=reason
    ):
        raise Absent("record")
    journal.note(actor, moment, "record.remove", ("record", record.pk), chain=record.employer_id, kind=record.kind)
