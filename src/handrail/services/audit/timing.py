"""The days of an audit: when gathering ends, when it is sent, when corrections are due and when they close."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from handrail.program import load_pack
from handrail.rules.days import in_words
from handrail.rules.deadlines import DeadlineItem, Event, EventKind, State, deadlines
from handrail.services.audit.overturned import overturned
from handrail.store.models import Appeal, Audit, Review, Submission


@dataclass(frozen=True, slots=True)
class Corrections:
    """While a file is with the firm: the day this round is due, the day all rounds close, and days left to that one."""

    correct_by: date | None = None
    closes_on: date | None = None
    days_left: int | None = None


def days_of(audit: Audit, day: date, *, returned_now: bool = False) -> tuple[DeadlineItem, ...]:
    """Every deadline of one audit (its `partner` read with it) as of a day, in date order; three statements.

    `returned_now`: as they would run if the file went back to the firm on that day.

    A decision that an appeal changed never was one: neither its return nor the reading anew counts in the firm's days.
    No page states a rule for this; charging the firm for a decision that did not stand would be unfair.
    """
    events = [Event(EventKind.GATHERING_STARTED, audit.gathering_started_on)]
    if audit.gathering_ended_on:
        events.append(Event(EventKind.GATHERING_ENDED, audit.gathering_ended_on))
    if audit.submitted_on:
        changed = set(
            Appeal.objects.filter(audit=audit, state=Appeal.State.CHANGED).values_list("review__round", flat=True)
        )
        for round_, on in Submission.objects.filter(audit=audit).values_list("round", "submitted_on"):
            if round_ - 1 not in changed:
                events.append(Event(EventKind.SUBMITTED if round_ == 1 else EventKind.RESUBMITTED, on))
        returned = Review.objects.filter(audit=audit, state="returned").exclude(round__in=changed)
        events += [Event(EventKind.RETURNED, on) for on in returned.values_list("decided_on", flat=True) if on]
        events += [Event(EventKind.RETURNED, day)] if returned_now else []
    found = deadlines(events, day, load_pack(audit.pack), audit.partner.program_id)
    return found if audit.submitted_on else _no_later_than_due(audit, day, found)


def _no_later_than_due(audit: Audit, day: date, found: tuple[DeadlineItem, ...]) -> tuple[DeadlineItem, ...]:
    """A yearly audit ends with its own due day, whatever days gathering and sending would still allow."""
    if audit.due_on is None or all(item.due <= audit.due_on for item in found):
        return found
    mode = load_pack(audit.pack).parameter("due.mode", on=day, partner=audit.partner.program_id)
    sentence = _("The yearly audit is due on %(day)s: send it in by then. The days to gather and send end with it.")
    due = DeadlineItem(
        code="maintenance_due",
        due=audit.due_on,
        state=State.OPEN if day <= audit.due_on else State.OVERDUE,
        sentence=sentence % {"day": in_words(audit.due_on)},
        source=mode.source,
        confidence=mode.confidence,
        rule_of=audit.partner.program_id,
    )
    return tuple(sorted([*(item for item in found if item.due <= audit.due_on), due], key=lambda item: item.due))


def corrections(audit: Audit, day: date, *, returned_now: bool = False) -> Corrections:
    """The two days that run while the file is with the firm; empty otherwise. `days_left` is negative once used up.

    `returned_now`: as they would run if the file went back to the firm on that day.
    """
    items = {item.code: item for item in days_of(audit, day, returned_now=returned_now) if item.state is not State.DONE}
    due, close = items.get("correct_by"), items.get("corrections_close")
    return Corrections(
        correct_by=due.due if due else None,
        closes_on=close.due if close else None,
        days_left=(close.due - day).days if close else None,
    )


def corrections_before(review: Review) -> int:
    """How often the file went back to the firm before this round; a return that an appeal changed counts for nothing."""
    return _returns(review.audit_id, review.round).count()


def after_correction() -> Exists:
    """The same as a condition on rounds: whether the file went back to the firm before."""
    return Exists(_returns(OuterRef("audit"), OuterRef("round")))


def _returns(audit: UUID | OuterRef, before: int | OuterRef) -> QuerySet[Review]:
    return Review.objects.filter(audit=audit, round__lt=before, state="returned").exclude(overturned())
