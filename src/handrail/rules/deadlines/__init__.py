"""Every day that follows from what happened: gathering, corrections, certificate, extension, training and letters."""

from handrail.rules.deadlines.due import deadlines
from handrail.rules.deadlines.event import Event, EventKind
from handrail.rules.deadlines.item import DeadlineItem, State
from handrail.rules.deadlines.reading import parse_events

__all__ = ["DeadlineItem", "Event", "EventKind", "State", "deadlines", "parse_events"]
