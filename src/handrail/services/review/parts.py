"""Who had a part in a file, and who has looked at it: neither judges it as if it were new to them.

There is one definition. Second readings and appeals both ask it, so that nobody judges what they had a hand in.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from handrail.rules.permissions import Kind
from handrail.services.actor import Actor
from handrail.services.moment import Moment
from handrail.store.models import (
    Appeal,
    CallNote,
    FileLook,
    QuickAsk,
    Review,
    ReviewedAnswer,
    ReviewNote,
    SecondRead,
    VerificationVisit,
)


def _hands() -> tuple[tuple[QuerySet[Any], str, str], ...]:
    """Each row that shows somebody's hand in a file: the rows, the way from them to the audit, and whose hand it was.

    Handing a file out without a word is none; telling its reader what to mind is one.
    """
    return (
        (Review.objects.all(), "audit", "reviewer"),
        (Review.objects.exclude(instructions=""), "audit", "assigned_by"),
        (ReviewedAnswer.objects.all(), "review__audit", "given_by"),
        (ReviewNote.objects.all(), "review__audit", "author"),
        (QuickAsk.objects.all(), "review__audit", "asked_by"),
        (CallNote.objects.all(), "review__audit", "written_by"),
        (VerificationVisit.objects.all(), "review__audit", "ordered_by"),
        (VerificationVisit.objects.all(), "review__audit", "reported_by"),
        (SecondRead.objects.all(), "review__audit", "reader"),
        (Appeal.objects.all(), "audit", "heard_by"),
    )


def people(audits: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Everybody who had a part in these audits; one statement.

    That is whoever read, pointed, noted, asked, called, visited, read a second time or answered an appeal, and whoever told
    the reader what to mind when the file was handed out.
    """
    found: dict[UUID, set[UUID]] = {key: set() for key in audits}
    if not found:
        return found
    first, *rest = [_pairs(rows.filter(**{f"{way}__in": audits}), way, who) for rows, way, who in _hands()]
    for audit, person in first.union(*rest):
        found[audit].add(person)
    return found


def _pairs(rows: QuerySet[Any], way: str, who: str) -> QuerySet[Any]:
    kept = rows.filter(**{f"{who}__isnull": False}).order_by()
    pairs: QuerySet[Any, Any] = kept.annotate(which=F(f"{way}_id"), whose=F(f"{who}_id")).values_list("which", "whose")
    return pairs


def of(actor: Actor, audit: str) -> Q:
    """The condition that the actor had a part in the audit that `audit` leads to, was given it to read, or looked at it."""
    conditions = Q(
        Exists(Review.objects.filter(audit=OuterRef(audit), assigned_to=actor.user_id))
        | Exists(FileLook.objects.filter(audit=OuterRef(audit), user=actor.user_id))
    )
    for rows, way, who in _hands():
        conditions |= Q(Exists(rows.filter(**{way: OuterRef(audit), who: actor.user_id})))
    return conditions


def looked(actor: Actor, moment: Moment, review: Review) -> None:
    """Keep that somebody of the partner looked at what a colleague reads, decided or left behind; once a file.

    Nothing for the reader's own, for a file nobody has touched, and for the firm. It is kept whatever seat they look from.
    """
    if actor.organisation_kind is not Kind.PARTNER or review.reviewer_id == actor.user_id or actor.user_id is None:
        return
    if review.reviewer_id is None and not _touched(review):
        return
    keep_look(moment, review.audit_id, actor.user_id)


def keep_look(moment: Moment, audit_id: UUID, user_id: UUID) -> None:
    """Keep that this person knows the file."""
    FileLook.objects.bulk_create([FileLook(audit_id=audit_id, user_id=user_id, at=moment.now)], ignore_conflicts=True)


def _touched(review: Review) -> bool:
    """Whether somebody gave points or wrote a note in the file before it was put back."""
    given = Q(points__isnull=False) | Q(not_applicable=True)
    noted = ReviewNote.objects.filter(review__audit=review.audit_id)
    return ReviewedAnswer.objects.filter(given, review__audit=review.audit_id).exists() or noted.exists()
