"""Rows of a firm to where it stands on the brochure's five steps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from handrail.rules.audit.lifecycle import AuditState
from handrail.rules.deadlines import DeadlineItem, State
from handrail.rules.journey import AuditPoint, JourneyFacts
from handrail.rules.training import PersonTraining
from handrail.store.facts.deadlines import ENDING, MAINTENANCE
from handrail.store.models import Application, Audit, Certificate, Employer

_POINTS: dict[str, AuditPoint] = {
    AuditState.SUBMITTED: AuditPoint.SUBMITTED,
    AuditState.RETURNED: AuditPoint.RETURNED,
    AuditState.ACCEPTED: AuditPoint.ACCEPTED,
    AuditState.SIGNED: AuditPoint.ACCEPTED,
    AuditState.NOT_ACCEPTED: AuditPoint.NOT_ACCEPTED,
}
_OF_AUDIT = frozenset({"gathering_end_by", "submit_by", "correct_by", "corrections_close"})


def point_of(audit: Audit | None) -> AuditPoint:
    """How far an audit has come; a withdrawn, closed or finished one is none."""
    if audit is None:
        return AuditPoint.NONE
    if audit.state == AuditState.GATHERING:
        return AuditPoint.GATHERED if audit.gathering_ended_on else AuditPoint.GATHERING
    return _POINTS.get(audit.state, AuditPoint.NONE)


def last_day(certificate: Certificate, items: Iterable[DeadlineItem]) -> date:
    """The last day on which a certificate (with its `history`) is or was valid, a missed yearly audit included."""
    ends = [change.effective_on for change in certificate.history.all() if change.status in ENDING]
    ends += [item.due for item in items if item.code == "cancelled_on" and item.certificate == certificate.issued_on]
    return min([certificate.expires_on, *(end - timedelta(days=1) for end in ends)])


def journey_facts(
    employer: Employer,
    *,
    application: Application | None,
    partner_name: str,
    trained: Sequence[PersonTraining],
    sections: tuple[int, int],
    audit: Audit | None,
    certificate: Certificate | None,
    items: tuple[DeadlineItem, ...],
) -> JourneyFacts:
    """Where the firm stands.

    `audit` is its newest, `certificate` its newest signed one, `sections` signed and all, `trained` those on staff.
    """
    accepted = application is not None and application.state == Application.State.ACCEPTED
    carrier = max(trained, key=lambda one: one.refresher_due, default=None)
    audit_due = min((i.due for i in items if i.code in _OF_AUDIT and i.state is not State.DONE), default=None)
    waiting = [i.due for i in items if i.code in {"maintenance_due", "recertify_by"} and i.state is not State.DONE]
    submitted = audit is not None and audit.purpose == MAINTENANCE and audit.state == AuditState.SUBMITTED
    return JourneyFacts(
        partner_name=partner_name,
        applied_on=application.applied_on if application else None,
        accepted_on=application.decided_on if application and accepted else None,
        trained_name=carrier.name if carrier else "",
        trained_until=carrier.refresher_due if carrier else None,
        sections_signed=sections[0],
        sections_all=sections[1],
        records_from=employer.records_from,
        audit=point_of(audit),
        audit_due=audit_due,
        certificate_number=certificate.number if certificate else "",
        certified_until=last_day(certificate, items) if certificate else None,
        yearly_due=min(waiting, default=None),
        yearly_submitted=submitted,
    )
