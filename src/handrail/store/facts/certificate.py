"""Certificate rows to the frozen facts that standing and term are decided on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from handrail.program import load_pack
from handrail.rules.certificate.standing import CertificateFacts, Status, StatusChange
from handrail.store.models import Certificate, CertificateStatus


def signed_on(certificate: Certificate) -> date | None:
    """The program day of the later signature; None until both exist."""
    if certificate.signed_by_both_at is None:
        return None
    return certificate.signed_by_both_at.astimezone(ZoneInfo(load_pack().program.time_zone)).date()


def status_change(row: CertificateStatus) -> StatusChange:
    return StatusChange(on=row.effective_on, status=Status(row.status), sentence=row.reason)


def certificate_facts(
    certificate: Certificate, history: Iterable[CertificateStatus], known_on: date
) -> CertificateFacts:
    """The facts of a certificate whose history is known up to `known_on` (a database knows today)."""
    return CertificateFacts(
        issued=certificate.issued_on,
        expires=certificate.expires_on,
        signed_on=signed_on(certificate),
        history=tuple(status_change(row) for row in history),
        status_known_on=known_on,
    )
