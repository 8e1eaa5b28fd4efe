"""Undoing the start of an audit that holds nothing yet, as if it had never been started; the journal remembers it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from handrail.rules.permissions import Action
from handrail.services import access, journal
from handrail.services.actor import Actor
from handrail.services.audit.reading import Overview, one_audit
from handrail.services.errors import WrongState
from handrail.services.moment import Moment
from handrail.store.models import Answer, AnswerEvidence, Audit, Event, Interview

START_UNDONE = "audit.start_undone"
UNTOUCHED = 1
"""The version of an audit, and of an answer, in which nobody wrote anything since the start."""


def is_untouched(seen: Overview) -> bool:
    """Whether nothing was answered, laid beside an answer or told of the audit since it was started; no statement."""
    audit = seen.audit
    fresh = audit.state == "gathering" and audit.round == 1 and audit.version == UNTOUCHED
    return fresh and not seen.proof_counts and all(row.version == UNTOUCHED for row in seen.answers.values())


def _is_empty(audit: Audit) -> bool:
    return not (
        Answer.objects.filter(audit=audit).exclude(version=UNTOUCHED).exists()
        or AnswerEvidence.objects.filter(answer__audit=audit).exists()
        or Interview.objects.filter(audit=audit).exists()
    )


@transaction.atomic
def undo_start(actor: Actor, moment: Moment, audit_id: UUID | str) -> None:
    """Take the start back: the audit and its empty answers are gone, records, fixes and the shoebox stay as they are.

    Raises Absent where the audit is not the actor's or was undone already, WrongState once anything stands in it.
    """
    audit = one_audit(actor, audit_id, Action.AUDIT_ANSWER)
    # Moving the version first holds the row, so that whoever writes in the audit meanwhile waits and then finds it gone.
    held = Audit.objects.filter(pk=audit.pk, state="gathering", round=1, version=UNTOUCHED).update(
        version=F("version") + 1
    )
    if not held or not _is_empty(audit):
        raise WrongState(
            _(
                "Something stands in this audit already, so its start stays. You can still take the audit back as it is."
            ),
            audit.state,
        )
    number = Answer.objects.filter(audit=audit).count()
    gone, _rows = Answer.objects.filter(audit=audit, version=UNTOUCHED).delete()
    if gone != number:
        raise WrongState(_("Somebody answered a question just now, so the start stays."), audit.state)
    journal.note(
        actor, moment, START_UNDONE, ("audit", audit.pk), chain=audit.employer_id,
        purpose=audit.purpose, began=audit.gathering_started_on.isoformat(),
    )  # fmt: skip
    Audit.objects.filter(pk=audit.pk).delete()


def was_undone(actor: Actor, audit_id: UUID | str) -> bool:
    """Whether this was an audit of the actor's own firm whose start was undone; False for anybody else's. One statement."""
    if not access.may(actor, Action.AUDIT_READ) or actor.organisation_id is None:
        return False
    rows = Event.objects.filter(subject_kind="audit", subject_id=str(audit_id), action=START_UNDONE)
    return rows.filter(chain=actor.organisation_id).exists()
