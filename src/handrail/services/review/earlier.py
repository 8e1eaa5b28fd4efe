"""An earlier day on which sending is heard sooner, for a firm whose due day lies in its partner's busy time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from handrail.program import load_pack
from handrail.rules.audit.facts import Purpose
from handrail.rules.deadlines.early import Early, sent_early
from handrail.rules.review.arriving import Slot, sooner
from handrail.services.employer.cycle import Cycle
from handrail.services.moment import Moment
from handrail.services.review.promising import desk_of, percent_of
from handrail.store.models import Audit, Certificate, Partner


@dataclass(frozen=True, slots=True)
class Earlier:
    """`early` is heard sooner than `late`, the due day; `cycle` says what that does to the months."""

    early: Slot
    late: Slot
    percent: int
    cycle: Early


def earlier(audit: Audit, moment: Moment) -> Earlier | None:
    """The earlier day for an audit (its `partner` read with it) that is not sent yet; None where there is none."""
    if audit.state != "gathering":
        return None
    due = audit.due_on
    if due is None:
        ends = Certificate.objects.filter(employer=audit.employer_id, signed_by_both_at__isnull=False)
        due = ends.order_by("-issued_on").values_list("expires_on", flat=True).first()
    return earlier_for(audit.partner, audit.purpose, due, moment) if due else None


def earlier_of(found: Cycle, moment: Moment) -> Earlier | None:
    """The earlier day for a firm's next due day, whether its audit is begun or not; None where it is sent, or no day gains."""
    audit, due, partner = found.audit, found.next_yearly, found.partner
    if audit is not None and audit.state == "gathering":
        return earlier(audit, moment)
    if due is None or partner is None or (audit is not None and audit.state in {"submitted", "returned"}):
        return None
    purpose = Purpose.MAINTENANCE if due.code == "maintenance_due" else Purpose.CERTIFICATION
    return earlier_for(partner, purpose, due.due, moment)


def earlier_for(partner: Partner, purpose: str, due: date, moment: Moment) -> Earlier | None:
    """The same for any due day ahead; three statements."""
    if due <= moment.day:
        return None
    percent = percent_of(partner, moment.day)
    found = sooner(desk_of(partner.pk, moment.day).files, moment.day, due, percent=percent)
    if found is None:
        return None
    early, late = found
    return Earlier(early, late, percent, sent_early(purpose, early.day, due, load_pack(), partner.program_id))
