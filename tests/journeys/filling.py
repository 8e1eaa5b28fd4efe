"""Answering what is left of an audit through the services, once the pages have shown that it can be done by hand."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from handrail.program import Question
from handrail.services.account import acting
from handrail.services.actor import Actor
from handrail.services.audit.answering import Given, save
from handrail.services.audit.proving import attach
from handrail.services.audit.reading import one_audit, overview
from handrail.store.models import Evidence, User
from tests.journeys.town import Town


def actor_of(email: str) -> Actor:
    """The person of this address in his first seat."""
    user = User.objects.get(email=email)
    return acting.actor(user, acting.seats(user.pk), None)


def answer_the_rest(town: Town, email: str, audit: str, note: str = "Done weekly by Nora; kept in the truck.") -> int:
    """Answer in full, with a note and a piece of proof, every question that has no answer yet; gives how many."""
    actor = actor_of(email)
    seen = overview(one_audit(actor, UUID(audit)))
    piece = Evidence.objects.filter(employer=actor.organisation_id, removed_at__isnull=True).order_by("id").last()
    assert piece is not None
    left = [question for question in seen.in_force if not seen.answers[question.id].note]
    for question in left:
        row = seen.answers[question.id]
        save(actor, town.moment, audit, question.id, version=row.version, given=_full(question, note))
        if not seen.proof_counts[question.id]:
            attach(actor, town.moment, audit, question.id, piece.pk)
    return len(left)


def _full(question: Question, note: str) -> Given:
    if question.scale == "criteria" and question.criteria:
        return Given(criteria=tuple(range(1, len(question.criteria) + 1)), note=note)
    return Given(points=Decimal(question.points), note=note)
