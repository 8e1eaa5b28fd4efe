"""Taking an audit back: the partner stops reviewing, and everything written stays with the firm."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import F

from handrail.rules.audit.lifecycle import AuditMove
from handrail.rules.permissions import Action
from handrail.services.actor import Actor
from handrail.services.audit.moving import move
from handrail.services.audit.reading import one_audit
from handrail.services.moment import Moment
from handrail.services.notice.hand_off import tell
from handrail.store.models import Appeal, Audit, Review, VerificationVisit


@transaction.atomic
def withdraw(actor: Actor, moment: Moment, audit_id: UUID | str) -> Audit:
    """Withdraw the audit, with its open appeal and ordered visit; WrongState where it was decided or withdrawn already."""
    audit = one_audit(actor, audit_id, Action.AUDIT_WITHDRAW)
    sent = audit.submitted_on is not None
    move(actor, moment, audit, AuditMove.WITHDRAW)
    if sent:
        Review.objects.filter(audit=audit, state__in=("waiting", "reading")).update(
            state="withdrawn", decided_at=moment.now, decided_on=moment.day
        )
        # Nothing is left to answer, and nobody comes to see the site of a file that was taken back.
        Appeal.objects.filter(audit=audit, state=Appeal.State.MADE).update(
            state=Appeal.State.WITHDRAWN, version=F("version") + 1
        )
        VerificationVisit.objects.filter(review__audit=audit, visited_on=None, called_off_on=None).update(
            called_off_on=moment.day
        )
        tell(
            moment,
            "withdrawn",
            audit.employer_id,
            partner_id=audit.partner_id,
            partner=audit.partner.organisation.name,
        )
    return audit
