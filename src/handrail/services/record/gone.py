"""Days that a phone probably took with it: it was put out or fell silent, and what waited on it never arrived.

A phone sends what it holds whenever it is in contact. So what was kept up to its last contact is here, and what was kept
after it, if anything was, is on the phone only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Max

from handrail.rules.audit.window import Window
from handrail.rules.days import ONE_DAY
from handrail.rules.permissions import Action
from handrail.rules.record.calendar import worked_days
from handrail.services import access
from handrail.services.account.devices import Phone
from handrail.services.actor import Actor
from handrail.services.moment import Moment, zone
from handrail.services.record.calendar import calendar_of
from handrail.store.models import Record

SILENT_FROM: Final = timedelta(days=3)
"""How long a phone that is still in may be without signal before anybody asks after its days."""
ASKED_FOR: Final = timedelta(days=31)
"""How long after a phone was put out, and how far back, its days are asked after: later nobody can write them honestly."""
_MONTHS: Final = 3  # of the calendar; they hold twice ASKED_FOR and the present month


@dataclass(frozen=True, slots=True)
class Gone:
    """The worked days after a phone's last contact (`since`, the program's day) that hold no record of it, in order."""

    phone: Phone
    since: date
    days: tuple[date, ...]


def probably_gone(actor: Actor, moment: Moment, phones: tuple[Phone, ...]) -> tuple[Gone, ...]:
    """Of these phones of the actor's own firm those with days that are probably lost.

    A phone that never sent a record is not asked after: nothing says that anybody kept anything on it. A day is no longer
    lost once a record of it arrived on a later day or after the phone was put out, from whomever: it was written anew, or
    came from the same phone let in again. Two statements, and six more only where a phone is asked after.
    """
    access.require(actor, Action.DEVICE_MANAGE)
    mine = access.records(actor, Action.RECORD_READ)
    sent = dict(
        mine.filter(device__in=[one.id for one in phones]).values_list("device").annotate(Max("received_at")).order_by()
    )
    asked = [(one, span) for one in phones if one.id in sent and (span := _span(one, sent[one.id], moment)) is not None]
    if not asked:
        return ()
    calendar = calendar_of(actor, moment, months=_MONTHS).calendar
    first = min(span.from_ for _one, span in asked)
    rows = mine.filter(happened_on__range=(first, moment.day))
    found = []
    for one, span in asked:
        here = {row.happened_on for row in rows if _fills(one, row)}
        days = [day for day in worked_days(calendar, span) if day not in here]
        if days:
            found.append(Gone(one, _day(_contact(one, sent[one.id])), tuple(days)))
    return tuple(found)


def _fills(phone: Phone, row: Record) -> bool:
    """Whether a record says that the day it is of is not lost with this phone."""
    put_out = phone.removed_at is not None and row.received_at > phone.removed_at
    return row.device_id == phone.id or put_out or _arrived(row) > row.happened_on


def _contact(phone: Phone, sent_at: datetime) -> datetime:
    return max(sent_at, phone.seen_at or sent_at)


def _span(phone: Phone, sent_at: datetime, moment: Moment) -> Window | None:
    """From the day after the last contact to the day the phone was put out, or to yesterday; None where nothing is asked."""
    contact = _contact(phone, sent_at)
    if phone.removed_at is None:
        if moment.now - contact < SILENT_FROM:
            return None
        last = moment.day - ONE_DAY
    else:
        if moment.now - phone.removed_at > ASKED_FOR:
            return None
        last = _day(phone.removed_at)
    first = max(_day(contact) + ONE_DAY, last - ASKED_FOR + ONE_DAY)
    return Window(first, last) if first <= last else None


def _day(instant: datetime) -> date:
    return instant.astimezone(zone()).date()


def _arrived(row: Record) -> date:
    return _day(row.received_at)
