"""Where a round stands: the score of the reviewer's points, what nobody looked at yet, and what is still to fix."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.program import load_pack
from handrail.rules.audit.facts import Sheet
from handrail.rules.audit.score import Score, score
from handrail.services.review import packages
from handrail.services.review.packages import Package
from handrail.store.facts.review import reviewed_sheet
from handrail.store.models import Review, ReviewedAnswer, ReviewNote, Submission


@dataclass(frozen=True, slots=True)
class Standing:
    """One round on its reviewed points. `unread` are the questions without any."""

    score: Score
    sheet: Sheet
    unread: tuple[str, ...]
    must_fix_open: int
    package: Package


def standing_of(review: Review) -> Standing:
    """The standing of a round; three statements."""
    package = packages.read(Submission.objects.get(audit=review.audit_id, round=review.round))
    rows = list(ReviewedAnswer.objects.filter(review=review))
    must_fix = ReviewNote.objects.filter(
        review__audit=review.audit_id, kind=ReviewNote.Kind.MUST_FIX, resolved_at__isnull=True
    ).count()
    return of_rows(review, rows, package, must_fix)


def of_rows(review: Review, rows: list[ReviewedAnswer], package: Package, must_fix: int) -> Standing:
    """The same from rows that are read already."""
    pack = load_pack(review.audit.pack)
    sheet = reviewed_sheet(review.audit, rows, package.claims, pack)
    unread = tuple(row.question for row in rows if row.points is None and not row.not_applicable)
    return Standing(score(sheet, pack), sheet, unread, must_fix, package)


def decided_score(review: Review) -> Score | None:
    """The score of a decided round, element by element; None where only its total was kept (a file brought in whole)."""
    rows = list(ReviewedAnswer.objects.filter(review=review))
    if not rows:
        return None
    sent = Submission.objects.filter(audit=review.audit_id, round=review.round).first()
    claims = packages.read(sent).claims if sent else {}
    pack = load_pack(review.audit.pack)
    return score(reviewed_sheet(review.audit, rows, claims, pack), pack)
