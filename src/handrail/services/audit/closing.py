"""The daily look at returned audits: once the days for corrections are used up, the audit closes."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse

from handrail.rules.audit.lifecycle import AuditMove
from handrail.services.actor import CLOCKWORK
from handrail.services.audit.moving import move
from handrail.services.audit.timing import corrections
from handrail.services.errors import WrongState
from handrail.services.moment import Moment
from handrail.services.notice.hand_off import tell
from handrail.store.models import Audit


def close_used_up(moment: Moment) -> int:
    """Close every returned audit that the firm has held for longer than all rounds allow; how many. Again changes nothing."""
    rows = Audit.objects.filter(state="returned").select_related("partner__organisation", "employer__organisation")
    return sum(_close(moment, audit) for audit in rows.order_by("pk"))


@transaction.atomic
def _close(moment: Moment, audit: Audit) -> bool:
    left = corrections(audit, moment.day).days_left
    if left is None or left >= 0:
        return False
    try:
        move(CLOCKWORK, moment, audit, AuditMove.CLOSE, days_left=left)
    except WrongState:  # moved on since the list was read: the others are still looked at
        return False
    tell(
        moment,
        "closed",
        audit.employer_id,
        partner_id=audit.partner_id,
        partner=audit.partner.organisation.name,
        path=reverse("audit-home"),
    )
    return True
