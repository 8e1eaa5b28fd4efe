"""The partner co-signs: from here the certificate stands, older ones of the firm are replaced, and its document is sealed."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from handrail.rules.certificate.standing import Status
from handrail.rules.permissions import Action
from handrail.services import access, journal
from handrail.services.actor import Actor
from handrail.services.audit import moving
from handrail.services.errors import Refused, WrongState
from handrail.services.moment import Moment
from handrail.services.notice.hand_off import tell
from handrail.services.outbox import enqueue
from handrail.store.models import Certificate, CertificateStatus, Signature

PAGE_SIZE = 20


def waiting(actor: Actor, number: int = 1) -> Page[Certificate]:
    """The certificates that wait for this partner's signature, the longest waiting first."""
    rows = (
        access.certificates(actor, Action.CERTIFICATE_COSIGN)
        .filter(signed_by_both_at__isnull=True, audit__state="signed")
        .select_related("employer__organisation")
        .prefetch_related("signatures")
        .order_by("id")
    )
    return Paginator(rows, PAGE_SIZE).get_page(number)


@transaction.atomic
def cosign(actor: Actor, moment: Moment, certificate_id: UUID | str) -> Certificate:
    """Sign for the Certifying Partner. Twice has one effect (WrongState the second time)."""
    rows = access.certificates(actor, Action.CERTIFICATE_COSIGN).select_related("audit", "partner__organisation")
    certificate = access.one(rows, certificate_id, "certificate")
    if certificate.signed_by_both_at is not None:
        raise WrongState(_("Both signatures are already on this certificate."), "certified")
    first = Signature.objects.filter(certificate=certificate, side="office").first()
    if first is None:
        raise WrongState(_("The office signs first; this certificate does not carry its signature yet."), "accepted")
    if first.user_id == actor.user_id:
        raise Refused(
            "same_person", _("Two people sign a certificate. Somebody else signs for the Certifying Partner.")
        )
    moving.move(actor, moment, certificate.audit, "cosign")
    _sign(actor, moment, certificate)
    replaced = _supersede_older(actor, moment, certificate)
    enqueue(moment, "seal_certificate", {"certificate": str(certificate.pk)}, key=f"seal:{certificate.pk}")
    journal.note(
        actor,
        moment,
        Action.CERTIFICATE_COSIGN,
        ("certificate", certificate.pk),
        chain=certificate.employer_id,
        number=certificate.number,
        replaced=replaced,
    )
    tell(
        moment,
        "signed",
        certificate.employer_id,
        partner_id=certificate.partner_id,
        partner=certificate.partner.organisation.name,
        number=certificate.number,
        day=certificate.expires_on.isoformat(),
        path=f"/verify/{certificate.number}",
    )
    return certificate


def _sign(actor: Actor, moment: Moment, certificate: Certificate) -> None:
    if actor.user_id is None:
        raise Refused("nobody", _("A certificate is signed by a person."))
    try:
        with transaction.atomic():
            Signature.objects.create(
                certificate=certificate,
                side="partner",
                user_id=actor.user_id,
                name=actor.name,
                signed_at=moment.now,
                signed_on=moment.day,
            )
    except IntegrityError:
        raise WrongState(_("The Certifying Partner's signature is already on this certificate."), "certified") from None
    certificate.signed_by_both_at = moment.now
    certificate.save(update_fields=["signed_by_both_at"])


def _supersede_older(actor: Actor, moment: Moment, certificate: Certificate) -> int:
    """A firm's earlier certificates that still run are replaced from the new one's issue day."""
    older = Certificate.objects.filter(
        employer=certificate.employer_id, signed_by_both_at__isnull=False, expires_on__gte=certificate.issued_on
    ).exclude(pk=certificate.pk)
    ended = (Status.SUPERSEDED, Status.WITHDRAWN, Status.CANCELLED)
    rows = [
        CertificateStatus(
            certificate=old,
            status=Status.SUPERSEDED.value,
            effective_on=certificate.issued_on,
            reason=_("The newer certificate is %(number)s.") % {"number": certificate.number},
            recorded_at=moment.now,
            recorded_by_id=actor.user_id,
        )
        for old in older.exclude(history__status__in=ended)
    ]
    CertificateStatus.objects.bulk_create(rows)
    return len(rows)
