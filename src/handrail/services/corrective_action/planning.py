"""The action plan: every lost point of an accepted audit becomes a fix that next year's audit asks for."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from handrail.program import load_pack
from handrail.services import journal
from handrail.services.actor import Actor
from handrail.services.moment import Moment
from handrail.store.models import ActionLine, Audit


@transaction.atomic
def plan_from(actor: Actor, moment: Moment, audit: Audit, lost: Mapping[str, Decimal]) -> int:
    """A fix for every question that lost points (by question id, more than zero); how many. Again adds nothing."""
    edition = load_pack(audit.pack).edition(audit.edition)
    there = set(ActionLine.objects.filter(audit=audit).values_list("question", flat=True))
    rows = [
        ActionLine(
            employer_id=audit.employer_id,
            audit=audit,
            question=question.id,
            points_lost=lost[question.id],
            raised_on=moment.day,
            what=f"{question.title}: {question.good_proof}",
        )
        for question in edition.questions
        if lost.get(question.id, Decimal(0)) > 0 and question.id not in there
    ]
    ActionLine.objects.bulk_create(rows)
    if rows:
        journal.note(actor, moment, "plan.made", ("audit", audit.pk), chain=audit.employer_id, lines=len(rows))
    return len(rows)
