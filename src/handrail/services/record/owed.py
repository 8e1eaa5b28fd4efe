"""What a firm still keeps this month by its own word, and today's talks, as far as the crew may read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from handrail.program import load_pack
from handrail.rules.audit.window import record_window
from handrail.rules.permissions import Action
from handrail.rules.record.calendar import idle_on, is_worked, since_the_beginning
from handrail.rules.record.facts import Promise, RecordFact, WorkCalendar
from handrail.services import access
from handrail.services.actor import Actor
from handrail.services.employer.own import own
from handrail.services.moment import Moment
from handrail.store.facts.record import year_facts
from handrail.store.models import Employer, Record

TALK: Final = "toolbox_talk"
MOST_TALKS: Final = 10


@dataclass(frozen=True, slots=True)
class Owed:
    """A firm's day for whoever keeps its records: today's `talks`, and what its promises are measured by.

    Promises of restricted kinds are left out; `records` are for counting and are shown to nobody.
    """

    firm: Employer
    day: date
    talks: tuple[Record, ...]
    promises: tuple[Promise, ...]
    calendar: WorkCalendar
    records: tuple[RecordFact, ...]

    @property
    def idle(self) -> bool:
        """Whether the firm does not work on the day, so that nothing is asked."""
        return not is_worked(self.calendar, self.day) or idle_on(self.calendar, self.day) is not None


def owed(actor: Actor, moment: Moment) -> Owed:
    """What the actor's own firm still keeps, over the twelve months that end today; about nine statements."""
    firm = own(actor, Action.RECORD_READ)
    pack = load_pack(firm.pack)
    window = record_window(moment.day, pack, on=moment.day)
    known = year_facts(firm.pk, window)
    talks = access.records(actor, Action.RECORD_READ).filter(kind=TALK, happened_on=moment.day)
    return Owed(
        firm=firm,
        day=moment.day,
        talks=tuple(talks.order_by("received_at", "pk")[:MOST_TALKS]),
        promises=tuple(one for one in known.promises if not _restricted(one.kind, firm.pack)),
        calendar=since_the_beginning(known.calendar, firm.records_from, window),
        records=tuple(known.records),
    )


def _restricted(kind: str, pack: str) -> bool:
    found = load_pack(pack).record_kinds.get(kind)
    return found is None or found.restricted
