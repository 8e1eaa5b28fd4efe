"""Rows of audits, rounds, certificates and training to the events from which deadlines follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Exists, OuterRef, QuerySet

from handrail.rules.audit.lifecycle import AuditState
from handrail.rules.deadlines import Event, EventKind
from handrail.rules.review.lifecycle import RoundState
from handrail.rules.training import Training, TrainingKind
from handrail.store.models import Appeal, Audit, Certificate, Review

MAINTENANCE = "maintenance"
# What ends a certificate before its last day, as its history tells it.
ENDING: frozenset[str] = frozenset({"withdrawn", "cancelled"})


def rounds() -> QuerySet[Review]:
    """The rounds of an audit in order, each with whether an appeal changed its decision (`overturned`)."""
    changed = Appeal.objects.filter(review=OuterRef("pk"), state=Appeal.State.CHANGED)
    return Review.objects.annotate(overturned=Exists(changed)).order_by("round")


def events_of_audit(audit: Audit) -> Iterator[Event]:
    """The events of one audit with its `submissions` and its `reviews` read by `rounds`.

    A decision that an appeal changed never was one: neither its return nor the reading anew is an event of the firm.
    A withdrawn audit never happened. Of one closed for its used-up days only the submission counts: nothing more is
    owed on it.
    """
    if audit.state == AuditState.WITHDRAWN:
        return
    closed = audit.state == AuditState.CLOSED
    if not closed:
        yield Event(EventKind.GATHERING_STARTED, audit.gathering_started_on)
        if audit.gathering_ended_on:
            yield Event(EventKind.GATHERING_ENDED, audit.gathering_ended_on)
    overturned = frozenset(one.round for one in audit.reviews.all() if getattr(one, "overturned", False))
    yield from _submissions(audit, closed, overturned)
    yield from _decisions(audit, closed, overturned)


def _submissions(audit: Audit, closed: bool, overturned: frozenset[int]) -> Iterator[Event]:
    """Each sending of the file; an audit taken over from elsewhere has only its day."""
    first = EventKind.MAINTENANCE_SUBMITTED if audit.purpose == MAINTENANCE else EventKind.SUBMITTED
    sent = {one.round: one.submitted_on for one in audit.submissions.all()}
    if not sent and audit.submitted_on is not None:
        sent = {1: audit.submitted_on}
    for number, day in sorted(sent.items()):
        if number == 1:
            yield Event(first, day)
        elif not closed and number - 1 not in overturned:
            yield Event(EventKind.RESUBMITTED, day)


def _decisions(audit: Audit, closed: bool, overturned: frozenset[int]) -> Iterator[Event]:
    """What the partner decided in each round; a kept certificate's audit without rounds was accepted on its last day."""
    accepted = None
    for review in audit.reviews.all():
        if review.round in overturned:
            continue
        if review.state == RoundState.RETURNED and review.decided_on is not None and not closed:
            yield Event(EventKind.RETURNED, review.decided_on)
        elif review.state == RoundState.ACCEPTED:
            accepted = review.decided_on
    if audit.state == AuditState.MAINTAINED and (day := accepted or audit.closed_on or audit.submitted_on):
        yield Event(EventKind.MAINTENANCE_ACCEPTED, day)


def events_of_certificate(certificate: Certificate) -> Iterator[Event]:
    """The events of one certificate with its `history`; none before both signatures stand on it."""
    if certificate.signed_by_both_at is None:
        return
    yield Event(EventKind.CERTIFICATE_ISSUED, certificate.issued_on, term_months=certificate.term_months)
    for change in certificate.history.all():
        if change.status in ENDING:
            yield Event(EventKind.CERTIFICATE_LAPSED, change.effective_on)


def events_of_training(trainings: Iterable[Training], on_staff: frozenset[str]) -> Iterator[Event]:
    """The trainings of people who are with the firm: nobody owes a refresher for somebody who has left."""
    for one in trainings:
        if one.person in on_staff:
            kind = EventKind.TRAINED if one.kind is TrainingKind.TRAINED else EventKind.REFRESHED
            yield Event(kind, one.on, person=one.name)


def events_of(
    audits: Iterable[Audit],
    certificates: Iterable[Certificate],
    trainings: Iterable[Training] = (),
    on_staff: frozenset[str] = frozenset(),
) -> tuple[Event, ...]:
    """All events of one firm."""
    return (
        *(event for audit in audits for event in events_of_audit(audit)),
        *(event for certificate in certificates for event in events_of_certificate(certificate)),
        *events_of_training(trainings, on_staff),
    )
