"""Decisions that an appeal changed: they never were ones, so neither their score nor their notes count for the firm."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Exists, OuterRef

from handrail.store.models import Appeal, Audit, Submission


def overturned(review: str = "pk") -> Exists:
    """The condition that an appeal changed the decision of the round that `review` leads to."""
    return Exists(Appeal.objects.filter(review=OuterRef(review), state=Appeal.State.CHANGED))


def read_anew(audit: Audit, appeals: Sequence[Appeal]) -> Appeal | None:
    """The appeal because of which the papers of the round before are on the desk now; None where the firm sent this round.

    `appeals` are the audit's own with their rounds; a statement only where one of them changed the round before this one.
    """
    changed = (one for one in appeals if one.state == Appeal.State.CHANGED and one.review.round == audit.round - 1)
    appeal = next(changed, None)
    if appeal is None or audit.state != "submitted":
        return None
    # Laid on the desk again it is the very text that was sent; what the firm sends again names its own round.
    rows = Submission.objects.filter(audit=audit, round__in=(audit.round, audit.round - 1))
    return appeal if len(set(rows.values_list("sha256", flat=True))) == 1 else None
