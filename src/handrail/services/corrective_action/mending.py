"""Working through the fixes: who does it by when, and done with a few words and proof."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from handrail.rules.permissions import Action
from handrail.services import access, journal
from handrail.services.actor import Actor
from handrail.services.errors import Conflict, Invalid
from handrail.services.evidence.sorting import piece
from handrail.services.moment import Moment
from handrail.store.models import ActionLine, Audit

Fix: TypeAlias = ActionLine


@dataclass(frozen=True, slots=True)
class Plan:
    """The fixes of the last accepted audit, most points first, and how many are done."""

    audit: Audit | None
    lines: tuple[ActionLine, ...]

    @property
    def done(self) -> int:
        return sum(1 for line in self.lines if line.done_on is not None)

    @property
    def open(self) -> tuple[ActionLine, ...]:
        return tuple(line for line in self.lines if line.done_on is None)


def _lines(actor: Actor, action: Action) -> QuerySet[ActionLine]:
    return access.action_lines(actor, action).select_related("evidence", "audit__partner")


def plan_of(actor: Actor) -> Plan:
    """The plan of the firm's last audit that has one; one statement."""
    rows = list(
        _lines(actor, Action.AUDIT_READ)
        .filter(audit__isnull=False)
        .order_by("-audit__closed_on", "-audit__started_at", "-points_lost", "pk")
    )
    if not rows:
        return Plan(None, ())
    last = rows[0].audit_id
    return Plan(rows[0].audit, tuple(row for row in rows if row.audit_id == last))


def line(actor: Actor, line_id: UUID | str) -> ActionLine:
    """One fix of the actor's firm, or Absent."""
    return access.one(_lines(actor, Action.AUDIT_READ), line_id, "fix")


@transaction.atomic
def assign(
    actor: Actor, moment: Moment, line_id: UUID | str, *, version: int, who: str, due_on: date | None
) -> ActionLine:
    """Say who does it and by when."""
    row = access.one(_lines(actor, Action.AUDIT_ANSWER), line_id, "fix")
    return _write(actor, moment, row, version, "plan.assigned", who=who.strip()[:120], due_on=due_on)


@transaction.atomic
def close(
    actor: Actor,
    moment: Moment,
    line_id: UUID | str,
    *,
    version: int,
    done_on: date,
    done_note: str,
    evidence_id: UUID | str | None = None,
) -> ActionLine:
    """Mark a fix as done with what was done and, if there is some, its proof. Done once more, the words are replaced.

    Raises Invalid without words or with a day still to come, Conflict where somebody saved first.
    """
    row = access.one(_lines(actor, Action.AUDIT_ANSWER), line_id, "fix")
    errors = {}
    if not done_note.strip():
        errors["done_note"] = _("Say in a few words what was done.")
    if done_on > moment.day:
        errors["done_on"] = _("That day has not come yet. Give the day it was done.")
    if errors:
        raise Invalid(errors)
    proof = piece(actor, evidence_id) if evidence_id else row.evidence
    return _write(
        actor, moment, row, version, "plan.closed", done_on=done_on, done_note=done_note.strip(), evidence=proof
    )


def _write(actor: Actor, moment: Moment, row: ActionLine, version: int, event: str, **columns: object) -> ActionLine:
    if not ActionLine.objects.filter(pk=row.pk, version=version).update(version=F("version") + 1, **columns):
        raise Conflict(
            _("Somebody else changed this fix while you had it open."),
            yours={name: str(value) for name, value in columns.items() if isinstance(value, str | date)},
            theirs={
                name: str(getattr(row, name) or "") for name, value in columns.items() if isinstance(value, str | date)
            },
            version=row.version,
        )
    for name, value in columns.items():
        setattr(row, name, value)
    row.version = version + 1
    journal.note(actor, moment, event, ("fix", row.pk), chain=row.employer_id, question=row.question)
    return row
