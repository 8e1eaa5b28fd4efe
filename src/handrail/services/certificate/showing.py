"""One certificate for those it concerns: what it says, its life so far, and its document as it was sealed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from handrail.integrations.files import file_store
from handrail.rules.certificate.standing import StandingOnDay
from handrail.rules.permissions import Action
from handrail.services import access
from handrail.services.actor import Actor
from handrail.services.certificate import standing
from handrail.services.errors import Absent
from handrail.services.moment import Moment
from handrail.store.models import Certificate, CertificateDocument, CertificateStatus, Signature


@dataclass(frozen=True, slots=True)
class CertificateView:
    """A certificate, its standing today, who signed, what changed since, and whether its document is sealed already."""

    certificate: Certificate
    standing: StandingOnDay
    signatures: tuple[Signature, ...]
    history: tuple[CertificateStatus, ...]
    document: CertificateDocument | None


@dataclass(frozen=True, slots=True)
class SealedFile:
    path: Path
    name: str
    size: int


def show(
    actor: Actor, moment: Moment, certificate_id: UUID | str, action: Action = Action.CERTIFICATE_READ
) -> CertificateView:
    """A certificate the actor may see (or do this action to), or Absent."""
    certificate = _reached(actor, certificate_id, action)
    return CertificateView(
        certificate,
        standing.of(certificate, moment.day),
        tuple(Signature.objects.filter(certificate=certificate).order_by("signed_at", "id")),
        tuple(CertificateStatus.objects.filter(certificate=certificate).order_by("effective_on", "recorded_at")),
        CertificateDocument.objects.filter(certificate=certificate).first(),
    )


def document(actor: Actor, certificate_id: UUID | str) -> SealedFile:
    """The sealed bytes as they were made; Absent while they are being made."""
    certificate = _reached(actor, certificate_id)
    row = CertificateDocument.objects.filter(certificate=certificate).first()
    path = file_store().path(row.stored) if row else None
    if row is None or path is None or not path.is_file():
        raise Absent("document")
    return SealedFile(path, f"{certificate.number}.pdf", row.size)


def _reached(actor: Actor, certificate_id: UUID | str, action: Action = Action.CERTIFICATE_READ) -> Certificate:
    rows = access.certificates(actor, action).select_related("employer__organisation", "partner__organisation", "audit")
    return access.one(rows, certificate_id, "certificate")
