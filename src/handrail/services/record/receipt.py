"""The receipt of a record that was sent: when it arrived by our clock, and which of its pictures are still on their way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handrail.rules.days import in_words
from handrail.rules.permissions import Action
from handrail.services import access
from handrail.services.actor import Actor
from handrail.services.moment import zone
from handrail.services.record import photos
from handrail.services.record.reading import late_days
from handrail.store.models import Record


@dataclass(frozen=True, slots=True)
class Receipt:
    """`received_at` is an instant; `arrived` pictures are here, `pending` were announced and are not; `late` days lie between."""

    received_at: datetime
    arrived: int
    pending: int
    late: int

    @property
    def sentence(self) -> str:
        """What came and what is still expected, with the day and time in the program's own zone."""
        local = self.received_at.astimezone(zone())
        said = [_("Received %(day)s, %(time)s.") % {"day": in_words(local.date()), "time": f"{local:%H:%M}"}]
        if self.arrived:
            said.append(
                ngettext("%(n)s picture is here.", "%(n)s pictures are here.", self.arrived) % {"n": self.arrived}
            )
        if self.pending:
            still = ngettext("%(n)s picture is still to come.", "%(n)s pictures are still to come.", self.pending)
            said.append(still % {"n": self.pending})
        return " ".join(said)


def receipt(actor: Actor, record: Record, announced: Any = None) -> Receipt:
    """The receipt of a record the actor just sent; `announced` is how many pictures the phone says belong to it, if it does.

    What cannot be read as a number announces nothing. The record counts from its own arrival, not from its pictures'.
    """
    number = announced if isinstance(announced, int) and not isinstance(announced, bool) else 0
    arrived = photos.number(actor, record.pk)
    return Receipt(record.received_at, arrived, min(max(number - arrived, 0), photos.MOST), late_days(record))


def receipt_of(actor: Actor, record_id: UUID, announced: int) -> Receipt | None:
    """The receipt as it reads after one more picture came; None where the record is not here yet, or not the actor's to read."""
    record = access.records(actor, Action.RECORD_READ).filter(pk=record_id).first()
    return receipt(actor, record, announced) if record is not None else None
