"""Moving an audit along its lifecycle: by the table in the rules, by compare-and-set on state and version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from handrail.rules.audit.facts import Purpose
from handrail.rules.audit.lifecycle import CLOCK, OVER, AuditMove, AuditMoveFacts, AuditState
from handrail.rules.audit.lifecycle import move as decide
from handrail.rules.audit.moves import Refusal
from handrail.services import journal
from handrail.services.actor import Actor
from handrail.services.errors import Forbidden, Refused, WrongState
from handrail.services.moment import Moment
from handrail.store.models import Audit


@transaction.atomic
def move(
    actor: Actor, moment: Moment, audit: Audit, name: str, *, columns: Mapping[str, Any] | None = None, **facts: Any
) -> Audit:
    """Make the move `name` (a value of AuditMove) and give the audit in its new state; `columns` are written with it.

    `facts` are those of AuditMoveFacts; whether it is a maintenance audit is known here. `round` counts submissions: it
    stays while the file is returned and goes up when it is sent again, so what changes meanwhile belongs to `round + 1`.
    Raises WrongState where the state does not allow the move or somebody else moved it first, Forbidden for another
    role's move, Refused where a condition of the table does not hold.
    """
    looked_at = AuditMoveFacts(maintenance=audit.purpose == Purpose.MAINTENANCE, **facts)
    before = audit.state
    target = decide(AuditState(before), AuditMove(name), actor.role or CLOCK, looked_at)
    if isinstance(target, Refusal):
        raise _refused(target, before)
    written = {"state": target.value, **(columns or {})}
    if target in OVER:
        written["closed_on"] = moment.day
    moved = Audit.objects.filter(pk=audit.pk, state=before, version=audit.version).update(
        version=audit.version + 1, **written
    )
    if not moved:
        raise WrongState(_("This audit has moved on since you opened it."), before)
    for column, value in written.items():
        setattr(audit, column, value)
    audit.version += 1
    journal.note(
        actor,
        moment,
        f"audit.{name}",
        ("audit", audit.pk),
        chain=audit.employer_id,
        before=before,
        after=target.value,
        round=audit.round,
    )
    return audit


def _refused(refusal: Refusal, state: str) -> Exception:
    if refusal.code == "wrong_state":
        return WrongState(refusal.sentence, state)
    if refusal.code == "not_yours":
        return Forbidden(refusal.sentence)
    return Refused(refusal.code, refusal.sentence)
