"""Who had a part in a file, and who has looked at it: neither judges it as if it were new to them.

There is one definition. Second readings and appeals both ask it, so that nobody judges what they had a hand in.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet

from handrail.rules.permissions import Role
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

# Each row that shows somebody's hand in a file: the table, the way from it to the audit, and whose hand it was.
_HANDS: Final[tuple[tuple[type[Model], str, str], ...]] = (
    (Review, "audit", "reviewer"),
    (ReviewedAnswer, "review__audit", "given_by"),
    (ReviewNote, "review__audit", "author"),
    (QuickAsk, "review__audit", "asked_by"),
    (CallNote, "review__audit", "written_by"),
    (VerificationVisit, "review__audit", "ordered_by"),
    (VerificationVisit, "review__audit", "reported_by"),
    (SecondRead, "review__audit", "reader"),
    (Appeal, "audit", "heard_by"),
)


def people(audits: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Everybody who had a part in these audits; one statement.

    That is whoever read, pointed, noted, asked, called, visited, read a second time or answered an appeal, and whoever told
    the reader what to mind when the file was handed out. Handing it out without a word is none.
    """
    found: dict[UUID, set[UUID]] = {key: set() for key in audits}
    if not found:
        return found
    first, *rest = [_rows(table.objects.filter(**{f"{way}__in": audits}), way, who) for table, way, who in _HANDS]  # type: ignore[attr-defined]
    told = Review.objects.filter(audit__in=audits).exclude(instructions="")
    for audit, person in first.union(*rest, _rows(told, "audit", "assigned_by")):
        found[audit].add(person)
    return found


def _rows(rows: QuerySet[Any], way: str, who: str) -> QuerySet[Any]:
    kept = rows.filter(**{f"{who}__isnull": False}).order_by()
    pairs: QuerySet[Any, Any] = kept.annotate(which=F(f"{way}_id"), whose=F(f"{who}_id")).values_list("which", "whose")
    return pairs


def of(actor: Actor, audit: str) -> Q:
    """The condition that the actor had a part in the audit that `audit` leads to, was given it to read, or looked at it."""
    conditions = Q(
        Exists(Review.objects.filter(audit=OuterRef(audit), assigned_to=actor.user_id))
        | Exists(FileLook.objects.filter(audit=OuterRef(audit), user=actor.user_id))
    )
    for table, way, who in _HANDS:
        conditions |= Q(Exists(table.objects.filter(**{way: OuterRef(audit), who: actor.user_id})))  # type: ignore[attr-defined]
    return conditions


def looked(actor: Actor, moment: Moment, review: Review) -> None:
    """Keep that a reviewer looked at what a colleague reads or decided; once a file, and nothing for the reader's own."""
    if actor.role is not Role.REVIEWER or review.reviewer_id is None or review.reviewer_id == actor.user_id:
        return
    assert actor.user_id is not None
    FileLook.objects.bulk_create(
        [FileLook(audit_id=review.audit_id, user_id=actor.user_id, at=moment.now)], ignore_conflicts=True
    )
