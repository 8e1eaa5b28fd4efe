"""The firm's files that a section of the manual may point at."""

from __future__ import annotations

from handrail.rules.permissions import Action
from handrail.services import access
from handrail.services.actor import Actor
from handrail.store.models import Evidence

SHOWN = 100


def choosable(actor: Actor) -> list[Evidence]:
    """The newest documents of the actor's firm: PDFs and office files first, photos after them."""
    rows = access.evidence(actor, Action.EVIDENCE_READ).filter(removed_at__isnull=True)
    papers = list(rows.exclude(media_type__startswith="image/").order_by("-received_at")[:SHOWN])
    photos = list(rows.filter(media_type__startswith="image/").order_by("-received_at")[: SHOWN - len(papers)])
    return papers + photos
