"""Working through the fixes, of the last audit and of records: who does it by when, and done with a few words and proof."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from handrail.rules.days import in_words
from handrail.rules.permissions import Action
from handrail.services import access, journal
from handrail.services.actor import Actor
from handrail.services.errors import Conflict, Invalid
from handrail.services.evidence.sorting import piece
from handrail.services.moment import Moment
from handrail.store.models import ActionLine, Audit, Employer, Evidence, Record, RecordPhoto

Fix: TypeAlias = ActionLine
SHOWN_DAYS = 365
"""How long a fix of a record stays in the list after it is done; it stands in its record for good."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The fixes of the last accepted audit, most points first, then those of records, and how many are done."""

    audit: Audit | None
    lines: tuple[ActionLine, ...]

    @property
    def done(self) -> int:
        return sum(1 for line in self.lines if line.done_on is not None)

    @property
    def open(self) -> tuple[ActionLine, ...]:
        return tuple(line for line in self.lines if line.done_on is None)


@dataclass(frozen=True, slots=True)
class Ageing:
    """How many fixes are open, and for how many days the oldest is."""

    open: int
    oldest: int


def raised_on(row: ActionLine) -> date | None:
    """The day it was found: of a record's fix the record's day, of an audit's the day the audit closed."""
    return row.raised_on or (row.audit.closed_on if row.audit else None)


def age(row: ActionLine, day: date) -> int:
    """Days a fix has been open on a day, or took until it was done; none before its own first day."""
    began = raised_on(row)
    return max(((row.done_on or day) - began).days, 0) if began else 0


def ageing(lines: Iterable[ActionLine], day: date) -> Ageing:
    """The open ones among these."""
    ages = [age(row, day) for row in lines if row.done_on is None]
    return Ageing(len(ages), max(ages, default=0))


def standing(rows: QuerySet[ActionLine]) -> QuerySet[ActionLine]:
    """These fixes without those of a record that was taken out: what it found was found by another, or not at all."""
    return rows.filter(Q(record__isnull=True) | Q(record__removed_at__isnull=True))


def _lines(actor: Actor, action: Action) -> QuerySet[ActionLine]:
    rows = access.action_lines(actor, action).select_related("evidence", "before", "audit__partner", "record")
    rows = standing(rows)
    if access.may(actor, Action.RECORD_READ_RESTRICTED):
        return rows
    # Of a record that an actor may not read, the fix stays out of sight, too.
    return rows.filter(Q(record__isnull=True) | Q(record__in=access.records(actor, Action.RECORD_READ)))


def plan_of(actor: Actor, day: date | None = None) -> Plan:
    """The plan of the firm's last audit that has one, and the fixes of its records; one statement.

    With a day those of records that were done more than a year before it are left out.
    """
    rows = _lines(actor, Action.AUDIT_READ)
    if day is not None:
        rows = rows.filter(
            Q(audit__isnull=False) | Q(done_on__isnull=True) | Q(done_on__gte=day - timedelta(days=SHOWN_DAYS))
        )
    return _plan(rows)


def open_of(firm: Employer) -> tuple[ActionLine, ...]:
    """What the same plan of a firm has open, for what goes out to nobody in particular; one statement."""
    rows = standing(ActionLine.objects.filter(employer=firm)).select_related("record", "audit")
    return _plan(rows).open


def _plan(rows: QuerySet[ActionLine]) -> Plan:
    found = list(
        rows.order_by(
            F("audit__closed_on").desc(nulls_last=True), F("audit__started_at").desc(nulls_last=True),
            "-points_lost", "raised_on", "pk",
        )
    )  # fmt: skip
    last = next((row for row in found if row.audit_id is not None), None)
    audit = last.audit if last else None
    return Plan(audit, tuple(row for row in found if row.audit_id is None or (audit and row.audit_id == audit.pk)))


def line(actor: Actor, line_id: UUID | str) -> ActionLine:
    """One fix of the actor's firm, or Absent."""
    return access.one(_lines(actor, Action.AUDIT_READ), line_id, "fix")


@transaction.atomic
def assign(
    actor: Actor, moment: Moment, line_id: UUID | str, *, version: int, who: str, due_on: date | None
) -> ActionLine:
    """Say who does it and by when. Raises Invalid (field `due_on`) for a day before it was found."""
    row = access.one(_lines(actor, Action.AUDIT_ANSWER), line_id, "fix")
    began = raised_on(row)
    if due_on is not None and began is not None and due_on < began and due_on != row.due_on:
        raise Invalid({"due_on": _("That is before the day it was found, %(day)s.") % {"day": in_words(began)}})
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
    done_by: str = "",
    evidence_id: UUID | str | None = None,
) -> ActionLine:
    """Mark a fix as done: what was done, by whom (else by the actor) and, if there is some, a photo of it after.

    Done once more, the words are replaced.

    Raises Invalid without words or with a day still to come, Conflict where somebody saved first.
    """
    row = access.one(_lines(actor, Action.AUDIT_ANSWER), line_id, "fix")
    errors = {}
    if not done_note.strip():
        errors["done_note"] = _("Say in a few words what was done.")
    began = row.record.happened_on if row.record else None
    if began and done_on < began:
        errors["done_on"] = _("That is before it was found, on %(day)s.") % {"day": in_words(began)}
    if done_on > moment.day:
        errors["done_on"] = _("That day has not come yet. Give the day it was done.")
    if errors:
        raise Invalid(errors)
    proof = piece(actor, evidence_id) if evidence_id else row.evidence
    who = " ".join(done_by.split())[:120] or actor.name[:120]
    return _write(
        actor, moment, row, version, "plan.closed",
        done_on=done_on, done_note=done_note.strip(), evidence=proof, done_by=who,
    )  # fmt: skip


@transaction.atomic
def show_before(
    actor: Actor, moment: Moment, line_id: UUID | str, *, version: int, evidence_id: UUID | str
) -> ActionLine:
    """Say which piece shows how it was before."""
    row = access.one(_lines(actor, Action.AUDIT_ANSWER), line_id, "fix")
    return _write(actor, moment, row, version, "plan.before", before=piece(actor, evidence_id))


@dataclass(frozen=True, slots=True)
class Pictures:
    """What a fix looked like when it was found and when it was done; the first are those of its record, if none was given."""

    before: tuple[Evidence, ...]
    after: Evidence | None


def pictures(row: ActionLine) -> Pictures:
    """The photos of a fix that the caller may see. At most one statement."""
    if row.before is not None:
        return Pictures((row.before,), row.evidence)
    if row.record_id is None:
        return Pictures((), row.evidence)
    photos = RecordPhoto.objects.filter(
        record_id=row.record_id, employer=row.employer_id, evidence__removed_at__isnull=True
    ).exclude(part="after")
    return Pictures(
        tuple(one.evidence for one in photos.select_related("evidence").order_by("added_at", "pk")[:6]), row.evidence
    )


def of_record(actor: Actor, record: Record) -> tuple[ActionLine, ...]:
    """What became of the things a record found, for the record's own page; the caller may read the record."""
    rows = ActionLine.objects.filter(record=record, employer=actor.organisation_id).select_related("evidence", "before")
    return tuple(rows.order_by("raised_on", "pk"))


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
