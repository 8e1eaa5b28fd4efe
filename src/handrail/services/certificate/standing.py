"""What certificates are worth on a day, for whoever asks: pages, premium, reminders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from handrail.rules.certificate.standing import StandingOnDay, standing_on
from handrail.store.facts.certificate import certificate_facts
from handrail.store.models import Certificate, CertificateStatus


def histories(certificates: Iterable[Certificate]) -> dict[UUID, list[CertificateStatus]]:
    """What happened to each certificate, in order, by its key; one statement however many they are."""
    keys = [row.pk for row in certificates]
    history: dict[UUID, list[CertificateStatus]] = defaultdict(list)
    if keys:
        changes = CertificateStatus.objects.filter(certificate__in=keys).order_by("effective_on", "recorded_at", "id")
        for change in changes:
            history[change.certificate_id].append(change)
    return history


def standings(certificates: Iterable[Certificate], day: date) -> dict[UUID, StandingOnDay]:
    """The standing of each certificate on a day, by its key; one statement however many they are."""
    rows = list(certificates)
    history = histories(rows)
    return {row.pk: standing_on(certificate_facts(row, history[row.pk], day), day) for row in rows}


def of(certificate: Certificate, day: date) -> StandingOnDay:
    """The standing of one certificate on a day."""
    return standings([certificate], day)[certificate.pk]


def current(employer_id: UUID, day: date) -> tuple[Certificate, StandingOnDay] | None:
    """The certificate that speaks for a firm on a day: the valid one, else the one issued last; None if it has none.

    Only certificates that carry both signatures and are issued by then are looked at.
    """
    rows = list(
        Certificate.objects.filter(employer=employer_id, signed_by_both_at__isnull=False, issued_on__lte=day).order_by(
            "-issued_on", "-signed_by_both_at"
        )
    )
    if not rows:
        return None
    found = standings(rows, day)
    speaking = next((row for row in rows if found[row.pk].is_valid), rows[0])
    return speaking, found[speaking.pk]
