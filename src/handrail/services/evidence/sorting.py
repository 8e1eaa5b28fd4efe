"""The shoebox: what lies in it, and saying of each piece what it is and which day it is about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Case, Count, Q, QuerySet, When
from django.utils.translation import gettext as _

from handrail.rules.permissions import Action
from handrail.services import access, journal
from handrail.services.actor import Actor
from handrail.services.errors import Refused, WrongState
from handrail.services.evidence.keeping import LABEL_LENGTH, check_kind, plain
from handrail.services.moment import Moment
from handrail.store.models import ActionLine, Evidence, QuickAskFile, Record, RecordPhoto, SystemSection

MANUAL = "policy_document"  # the record kind of a page of the manual


def shoebox(actor: Actor, *, sorted_: bool | None = None, kind: str = "") -> QuerySet[Evidence]:
    """The firm's proof, latest first, with `used` (how many questions it serves); unsorted or sorted only, if asked."""
    rows = access.evidence(actor, Action.EVIDENCE_READ).filter(removed_at__isnull=True)
    if sorted_ is not None:
        rows = rows.exclude(kind="") if sorted_ else rows.filter(kind="")
    if kind:
        rows = rows.filter(kind=kind)
    return rows.annotate(used=Count("uses")).select_related("added_by").order_by("-received_at", "-pk")


def stack_first(rows: QuerySet[Evidence]) -> QuerySet[Evidence]:
    """The same pieces with those nobody sorted yet on top, latest first in each part."""
    return rows.order_by(Case(When(kind="", then=0), default=1), "-received_at", "-pk")


def fitting_first(rows: QuerySet[Evidence], kinds: Iterable[str]) -> QuerySet[Evidence]:
    """The same pieces with those of some kinds on top, latest first in each part."""
    return rows.order_by(Case(When(kind__in=list(kinds), then=0), default=1), "-received_at", "-pk")


def counted(rows: QuerySet[Evidence]) -> tuple[int, int]:
    """How many pieces there are, and how many of them nobody sorted yet; one statement."""
    found = rows.order_by().aggregate(n=Count("pk", distinct=True), left=Count("pk", filter=Q(kind=""), distinct=True))
    return found["n"], found["left"]


def unrecorded(actor: Actor) -> int:
    """How many pieces lie in the shoebox that no record brought along; one statement."""
    brought = RecordPhoto.objects.filter(employer=actor.organisation_id).values("evidence")
    return access.evidence(actor, Action.EVIDENCE_READ).filter(removed_at__isnull=True).exclude(pk__in=brought).count()


def documents(actor: Actor) -> QuerySet[Evidence]:
    """The firm's PDFs that pages can be pointed at: what is sorted as manual first, the longest of them on top.

    One page alone needs no pointing at, unless it is all the manual there is.
    """
    rows = access.evidence(actor, Action.EVIDENCE_READ).filter(removed_at__isnull=True, pages__isnull=False)
    manual = Case(When(kind=MANUAL, then=0), default=1)
    return rows.filter(Q(pages__gt=1) | Q(kind=MANUAL)).order_by(manual, "-pages", "-received_at")


def next_unsorted(actor: Actor, *, after: Evidence) -> Evidence | None:
    """The next piece of the stack that nobody sorted yet, older ones first after this one, then from the top."""
    stack = shoebox(actor, sorted_=False).exclude(pk=after.pk)
    return stack.filter(received_at__lte=after.received_at).first() or stack.first()


def added_by_me(actor: Actor) -> QuerySet[Evidence]:
    """What the actor himself put in, latest first; crew add, and see only their own."""
    access.require(actor, Action.EVIDENCE_ADD)
    return Evidence.objects.filter(
        employer=actor.organisation_id, added_by=actor.user_id, removed_at__isnull=True
    ).order_by("-received_at", "-pk")


def piece(actor: Actor, evidence_id: UUID | str) -> Evidence:
    """One piece of the firm's own proof, or Absent."""
    return access.one(
        access.evidence(actor, Action.EVIDENCE_READ).filter(removed_at__isnull=True), evidence_id, "piece of proof"
    )


@transaction.atomic
def sort(
    actor: Actor,
    moment: Moment,
    evidence_id: UUID | str,
    *,
    kind: str,
    happened_on: date | None,
    label: str = "",
    site: str = "",
) -> Evidence:
    """Say what a piece is and which day it is about. A day still to come is refused."""
    access.require(actor, Action.AUDIT_ANSWER)
    row = piece(actor, evidence_id)
    check_kind(row.employer_id, kind)
    if happened_on is not None and happened_on > moment.day:
        raise Refused("future_day", _("That day has not come yet. Give the day it happened."), "happened_on")
    row.kind, row.happened_on = kind, happened_on
    row.label, row.site = plain(label)[:LABEL_LENGTH], plain(site)[:120]
    row.save(update_fields=["kind", "happened_on", "label", "site"])
    journal.note(actor, moment, "evidence.sort", ("evidence", row.pk), chain=row.employer_id, kind=kind)
    return row


def held_by(row: Evidence) -> str:
    """What still rests on a piece, as the sentence that says why it stays; empty where nothing does.

    A picture of a record that was taken out of the list, or that never came, is held by nothing.
    """
    if row.uses.exists():
        return _("This proof lies beside an answer. Take it off there first.")
    if SystemSection.objects.filter(evidence=row).exists():
        return _("A section of your written system stands in this file. Give the section another one first.")
    if ActionLine.objects.filter(Q(evidence=row) | Q(before=row)).exists():
        return _("This is the proof of a fix, so it stays.")
    records = RecordPhoto.objects.filter(evidence=row).values("record_id")
    if Record.objects.filter(pk__in=records, employer=row.employer_id, removed_at__isnull=True).exists():
        return _("This picture belongs to a record. Take it off the record first.")
    if QuickAskFile.objects.filter(evidence=row).exists():
        return _("Your reviewer has this as the answer to a question, so it stays.")
    return ""


@transaction.atomic
def remove(actor: Actor, moment: Moment, evidence_id: UUID | str) -> None:
    """Take a piece out of the shoebox; one that an answer, a section or a fix rests on is taken off there first."""
    access.require(actor, Action.AUDIT_ANSWER)
    row = piece(actor, evidence_id)
    if held := held_by(row):
        raise WrongState(held)
    Evidence.objects.filter(pk=row.pk).update(removed_at=moment.now)
    journal.note(actor, moment, "evidence.remove", ("evidence", row.pk), chain=row.employer_id)
