"""Rows of audits, rounds, certificates and training to the events from which deadlines follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from handrail.rules.audit.lifecycle import AuditState
from handrail.rules.deadlines import Event, EventKind
from handrail.rules.review.lifecycle import RoundState
from handrail.rules.training import Training, TrainingKind
from handrail.store.models import Audit, Certificate

MAINTENANCE = "maintenance"
# What ends a certificate before its last day, as its history tells it.
ENDING: frozenset[str] = frozenset({"withdrawn", "cancelled"})


def events_of_audit(audit: Audit) -> Iterator[Event]:
    """The events of one audit with its `submissions` and `reviews`.

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
    first = EventKind.MAINTENANCE_SUBMITTED if audit.purpose == MAINTENANCE else EventKind.SUBMITTED
    for sent in audit.submissions.all():
        if sent.round == 1:
            yield Event(first, sent.submitted_on)
        elif not closed:
            yield Event(EventKind.RESUBMITTED, sent.submitted_on)
    for review in audit.reviews.all():
        if review.decided_on is None:
            continue
        if review.state == RoundState.RETURNED and not closed:
            yield Event(EventKind.RETURNED, review.decided_on)
        elif review.state == RoundState.ACCEPTED and audit.purpose == MAINTENANCE:
            yield Event(EventKind.MAINTENANCE_ACCEPTED, review.decided_on)


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
