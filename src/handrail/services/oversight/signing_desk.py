"""The office's desk: accepted files that wait for its signature, with the result in summary. No proof, no notes."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, QuerySet, Subquery

from handrail.rules.audit.score import Score
from handrail.rules.permissions import Action
from handrail.services import access
from handrail.services.actor import Actor
from handrail.services.certificate import issuing
from handrail.services.certificate.issuing import Draft
from handrail.services.moment import Moment
from handrail.services.oversight.holding import running
from handrail.services.review.scoring import decided_score
from handrail.store.models import Audit, EmployerHold, Review

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class FileToSign:
    """What the office looks at before it signs: the result by element, and what the certificate would say."""

    audit: Audit
    review: Review
    score: Score | None
    draft: Draft
    hold: EmployerHold | None


def waiting(actor: Actor, number: int = 1) -> Page[Audit]:
    """Accepted certification files, the one accepted first on top; `percent` and `decided_on` of the accepted round."""
    rounds = Review.objects.filter(audit=OuterRef("pk"), state="accepted").order_by("-round")
    rows: QuerySet[Audit] = (
        access.audits(actor, Action.CERTIFICATE_SIGN)
        .filter(state="accepted")
        .select_related("employer__organisation", "partner__organisation")
        .annotate(percent=Subquery(rounds.values("percent")[:1]), decided_on=Subquery(rounds.values("decided_on")[:1]))
        .order_by("decided_on", "id")
    )
    return Paginator(rows, PAGE_SIZE).get_page(number)


def look(actor: Actor, moment: Moment, audit_id: UUID | str) -> FileToSign:
    """One file to sign."""
    audit, review, draft = issuing.to_sign(actor, audit_id)
    review.audit = audit
    return FileToSign(audit, review, decided_score(review), draft, running(audit.employer_id, moment))
