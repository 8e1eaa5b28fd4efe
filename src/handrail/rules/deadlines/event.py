"""What happened, and when: the events from which deadlines follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class EventKind(StrEnum):
    GATHERING_STARTED = "gathering_started"
    GATHERING_ENDED = "gathering_ended"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    RESUBMITTED = "resubmitted"
    CERTIFICATE_ISSUED = "certificate_issued"
    MAINTENANCE_SUBMITTED = "maintenance_submitted"
    MAINTENANCE_ACCEPTED = "maintenance_accepted"
    EXTENSION_REQUESTED = "extension_requested"
    TRAINED = "trained"
    REFRESHED = "refreshed"
    LETTER_ISSUED = "letter_issued"
    LETTER_REQUESTED = "letter_requested"
    CERTIFICATE_LAPSED = "certificate_lapsed"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened on one day.

    `term_months` belongs to an issued certificate, `days` to a requested extension, `person` to training.
    """

    kind: EventKind
    on: date
    term_months: int = 0
    days: int = 0
    person: str = ""


# Things of one day in the order in which they can follow from each other.
_SAME_DAY = {kind: place for place, kind in enumerate(EventKind)}


def in_order(events: tuple[Event, ...]) -> tuple[Event, ...]:
    """By day; what stands twice stands once."""
    once = dict.fromkeys(events)
    return tuple(sorted(once, key=lambda one: (one.on, _SAME_DAY[one.kind], one.person, one.days, one.term_months)))
