"""Sending an audit in, and sending it again: the package is frozen, the round opens, and nothing half happens."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from handrail.program import load_pack
from handrail.rules.audit.lifecycle import AuditMove
from handrail.rules.permissions import Action
from handrail.services import journal
from handrail.services.actor import Actor
from handrail.services.audit.checking import Checked, check
from handrail.services.audit.moving import move
from handrail.services.audit.packaging import package_of, sealed
from handrail.services.audit.reading import one_audit, writing_round
from handrail.services.audit.timing import corrections
from handrail.services.errors import Absent, Invalid, WrongState
from handrail.services.moment import Moment
from handrail.services.notice.hand_off import tell
from handrail.services.review.receiving import receive
from handrail.store.models import Audit, Submission


@transaction.atomic
def submit(
    actor: Actor, moment: Moment, audit_id: UUID | str, *, ethics: bool, declaration: bool, version: int | None = None
) -> Submission:
    """Send the audit to its partner, the first time or again after a return; gives the receipt.

    `ethics`: whoever assessed signs the code of ethics with each submission; `declaration`: the owner declares that it
    is true. Raises Invalid where one is not signed, Refused while a gap blocks or the days are used up, WrongState
    where it was sent already (so that sending twice is once).
    """
    audit = one_audit(actor, audit_id, Action.AUDIT_SUBMIT)
    if version is not None and version != audit.version:
        raise WrongState(_("This audit has moved on since you opened it."), audit.state)
    again = audit.state == "returned"
    checked = check(audit, moment, signed=True)
    if audit.state in {"gathering", "returned"}:
        _require_signed(audit, ethics, declaration)
    columns = {
        "facts": dict(checked.facts),
        "cover": dict(checked.setting.cover),
        "round": writing_round(audit),
        "declared_by_id": actor.user_id,
        "declared_at": moment.now,
    }
    if not again:
        columns["submitted_on"] = moment.day
    move(
        actor,
        moment,
        audit,
        AuditMove.RESUBMIT if again else AuditMove.SUBMIT,
        columns=columns,
        declared=declaration,
        blocking_gaps=len(checked.blocking),
        days_left=corrections(audit, moment.day).days_left if again else None,
    )
    receipt = _freeze(actor, moment, audit, checked)
    receive(actor, moment, audit)
    tell(
        moment,
        "submitted",
        audit.employer_id,
        partner_id=audit.partner_id,
        partner=audit.partner.organisation.name,
        round=audit.round,
        receipt=receipt.sha256[:16],
        path=reverse("audit-receipt", args=[audit.pk, audit.round]),
    )
    return receipt


def _require_signed(audit: Audit, ethics: bool, declaration: bool) -> None:
    partner = audit.partner.program_id
    wanted = load_pack(audit.pack).value("ethics.each_submission", audit.gathering_started_on, partner)
    errors = {}
    if wanted is True and not ethics:
        errors["ethics"] = _("Whoever assessed signs the code of ethics with each audit that is sent.")
    if not declaration:
        errors["declaration"] = _("The owner declares that what is sent is true. Tick it when you have read it.")
    if errors:
        raise Invalid(errors)


def _freeze(actor: Actor, moment: Moment, audit: Audit, checked: Checked) -> Submission:
    last = Submission.objects.filter(audit=audit).order_by("-round").only("sha256").first()
    package = package_of(checked, moment, previous_sha256=last.sha256 if last else "")
    package["declaration"] = {
        "declared_by": actor.name,
        "declared_at": moment.now.isoformat(),
        "ethics_signed_for": checked.setting.assessor.name,
    }
    text, digest = sealed(package)
    submission = Submission.objects.create(
        audit=audit,
        round=audit.round,
        submitted_at=moment.now,
        submitted_on=moment.day,
        submitted_by_id=actor.user_id,
        package=text,
        sha256=digest,
    )
    # In the chain, too: a package put in its place later would not match.
    journal.note(
        actor, moment, "audit.freeze", ("submission", submission.pk), chain=audit.employer_id, round=audit.round, sha256=digest
    )  # fmt: skip
    return submission


def receipt(actor: Actor, audit_id: UUID | str, round_: int) -> Submission:
    """The frozen submission of one round of an audit the actor reaches, or Absent."""
    audit = one_audit(actor, audit_id)
    found = (
        Submission.objects.filter(audit=audit, round=round_)
        .select_related("submitted_by", "audit__partner__organisation", "audit__employer__organisation")
        .first()
    )
    if found is None:
        raise Absent("receipt")
    return found


def receipts(audit: Audit) -> list[Submission]:
    """What the firm sent, without the packages, oldest first. A round read anew holds what was sent before: no receipt."""
    rows = list(Submission.objects.filter(audit=audit).defer("package").order_by("round"))
    return [
        row for before, row in zip([None, *rows], rows, strict=False) if before is None or before.sha256 != row.sha256
    ]
