"""The daily look at yearly audits: a due day that passed with nothing sent in ends the certificate the day after."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from django.db import transaction

from handrail.program import load_pack
from handrail.rules.certificate.standing import Status
from handrail.rules.days import in_words
from handrail.rules.deadlines.certificate import certificates
from handrail.rules.deadlines.event import Event, EventKind, in_order
from handrail.rules.deadlines.item import Rulebook
from handrail.services import journal
from handrail.services.actor import CLOCKWORK
from handrail.services.moment import Moment
from handrail.services.registry import publishing
from handrail.store.models import Certificate, CertificateStatus, Submission

_ENDED = (Status.SUPERSEDED.value, Status.WITHDRAWN.value, Status.CANCELLED.value)


@transaction.atomic
def cancel_overdue(moment: Moment) -> int:
    """Cancel every certificate whose yearly audit was missed by `moment.day`; gives how many. Again changes nothing."""
    rows = list(
        Certificate.objects.filter(
            signed_by_both_at__isnull=False, issued_on__lt=moment.day, expires_on__gte=moment.day
        )
        .exclude(history__status__in=_ENDED)
        .select_related("partner", "audit")
    )
    sent = _sent_in(moment)
    cancelled = [row for row in rows if _cancel(moment, row, sent[row.pk])]
    if cancelled:
        publishing.publish_soon(moment)
    return len(cancelled)


def _sent_in(moment: Moment) -> dict[UUID, list[Event]]:
    """The first submissions of yearly audits, by the certificate they keep up; a withdrawn one does not count."""
    found: dict[UUID, list[Event]] = defaultdict(list)
    rows = (
        Submission.objects.filter(round=1, audit__maintains__isnull=False, submitted_on__lte=moment.day)
        .exclude(audit__state="withdrawn")
        .values_list("audit__maintains", "submitted_on")
    )
    for certificate_id, day in rows:
        found[certificate_id].append(Event(EventKind.MAINTENANCE_SUBMITTED, day))
    return found


def _cancel(moment: Moment, certificate: Certificate, sent: list[Event]) -> bool:
    book = Rulebook(load_pack(certificate.audit.pack), certificate.partner.program_id, moment.day)
    issued = Event(EventKind.CERTIFICATE_ISSUED, certificate.issued_on, term_months=certificate.term_months)
    (found,) = certificates(in_order((issued, *sent)), book)
    if found.cancelled_on is None or found.missed is None:
        return False
    CertificateStatus.objects.create(
        certificate=certificate,
        status=Status.CANCELLED.value,
        effective_on=found.cancelled_on,
        reason=f"No yearly audit was sent in by {in_words(found.missed.due)}.",
        recorded_at=moment.now,
    )
    journal.note(
        CLOCKWORK,
        moment,
        "certificate.status",
        ("certificate", certificate.pk),
        chain=certificate.employer_id,
        status=Status.CANCELLED.value,
        effective_on=found.cancelled_on.isoformat(),
    )
    return True
