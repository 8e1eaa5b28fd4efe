"""The office suspends, reinstates or withdraws a certificate, from a day on and with its reason.

The firm and its partner read the reason; a stranger reads only what kind of change it is, and from which day.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from handrail.rules.certificate.standing import Standing, Status
from handrail.rules.permissions import Action
from handrail.services import access, journal
from handrail.services.actor import Actor
from handrail.services.certificate import standing
from handrail.services.errors import Invalid, WrongState
from handrail.services.moment import Moment
from handrail.services.registry import publishing
from handrail.store.models import Certificate, CertificateStatus

CHANGES = (Status.SUSPENDED, Status.REINSTATED, Status.WITHDRAWN)
# Which standing a change may follow: what has ended stays ended.
_FOLLOWS = {
    Status.SUSPENDED: frozenset({Standing.VALID}),
    Status.REINSTATED: frozenset({Standing.SUSPENDED}),
    Status.WITHDRAWN: frozenset({Standing.VALID, Standing.SUSPENDED, Standing.NOT_YET_VALID}),
}


def possible(now: Standing) -> tuple[Status, ...]:
    """The changes that may follow a standing."""
    return tuple(change for change in CHANGES if now in _FOLLOWS[change])


@transaction.atomic
def change(
    actor: Actor, moment: Moment, certificate_id: UUID | str, *, status: str, effective_on: date, reason: str
) -> CertificateStatus:
    """Add a change of status. It never reaches back: what was answered yesterday stays true."""
    rows = access.certificates(actor, Action.OVERSIGHT_HOLD).select_for_update(of=("self",))
    certificate: Certificate = access.one(rows, certificate_id, "certificate")
    _check(moment, status, effective_on, reason)
    wanted = Status(status)
    now = standing.of(certificate, effective_on)
    if wanted not in possible(now.standing):
        raise WrongState(
            _("On that day the certificate is %(standing)s; this change cannot follow.")
            % {"standing": now.standing.value.replace("_", " ")},
            now.standing.value,
        )
    row = CertificateStatus.objects.create(
        certificate=certificate,
        status=wanted.value,
        effective_on=effective_on,
        reason=reason.strip(),
        recorded_at=moment.now,
        recorded_by_id=actor.user_id,
    )
    journal.note(
        actor,
        moment,
        "certificate.status",
        ("certificate", certificate.pk),
        chain=certificate.employer_id,
        status=wanted.value,
        effective_on=effective_on.isoformat(),
    )
    publishing.publish_soon(moment)
    return row


def _check(moment: Moment, status: str, effective_on: date, reason: str) -> None:
    errors = {}
    if status not in {change.value for change in CHANGES}:
        errors["status"] = _("Choose suspend, reinstate or withdraw.")
    if effective_on < moment.day:
        errors["effective_on"] = _("Choose today or a later day: what anyone was told before stays true.")
    if not reason.strip():
        errors["reason"] = _("Give the reason in a sentence; the firm and its partner read it.")
    if errors:
        raise Invalid(errors)
