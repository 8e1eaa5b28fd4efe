"""Decisions that an appeal changed: they never were ones, so neither their score nor their notes count for the firm."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from handrail.store.models import Appeal, Review, Submission


def overturned(review: str = "pk") -> Exists:
    """The condition that an appeal changed the decision of the round that `review` leads to."""
    return Exists(Appeal.objects.filter(review=OuterRef(review), state=Appeal.State.CHANGED))


def reads_anew() -> Exists:
    """The condition on rounds that an appeal laid the papers of the round before on the desk again.

    It is the very text that was sent; what the firm sends again names its own round and never is.
    """
    before = Submission.objects.filter(
        audit=OuterRef("audit"), round=OuterRef("round") - 1, sha256=OuterRef("sha256")
    )  # fmt: skip
    return Exists(Submission.objects.filter(Exists(before), audit=OuterRef("audit"), round=OuterRef("round")))


def opened_by(review: Review) -> Appeal | None:
    """The appeal because of which a round reads the file anew; None for one that the firm sent, no statement for a first."""
    if review.round == 1 or not Review.objects.filter(reads_anew(), pk=review.pk).exists():
        return None
    rows = Appeal.objects.filter(audit=review.audit_id, review__round=review.round - 1, state=Appeal.State.CHANGED)
    return rows.select_related("review").first()
