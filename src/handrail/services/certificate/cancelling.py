"""The daily look at yearly audits: a due day that passed with nothing sent in ends the certificate the day after."""

from __future__ import annotations

from django.db import transaction

from handrail.rules.certificate.standing import Status
from handrail.rules.days import in_words
from handrail.rules.deadlines.event import Event
from handrail.services import journal
from handrail.services.actor import CLOCKWORK
from handrail.services.certificate.yearly import life_of, sent_in
from handrail.services.moment import Moment
from handrail.services.registry import publishing
from handrail.store.models import Certificate, CertificateStatus

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
    sent = sent_in(moment.day)
    cancelled = [row for row in rows if _cancel(moment, row, sent[row.pk])]
    if cancelled:
        publishing.publish_soon(moment)
    return len(cancelled)


def _cancel(moment: Moment, certificate: Certificate, sent: list[Event]) -> bool:
    found = life_of(certificate, sent, moment.day)
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
