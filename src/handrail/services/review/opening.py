"""Taking a round to read, and putting it back in the queue."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import F

from handrail.rules.audit.moves import Refusal
from handrail.rules.permissions import Action
from handrail.rules.review.lifecycle import RoundFacts, RoundMove, RoundState, move
from handrail.services import journal
from handrail.services.actor import Actor
from handrail.services.errors import Refused
from handrail.services.moment import Moment
from handrail.services.review import leasing
from handrail.services.review.assigning import elsewhere, leave_to_others
from handrail.services.review.reaching import moved_on, reach, refused
from handrail.store.models import Review

_ASSIGNED = ("assigned_to", "assigned_by", "assigned_at")


def open_round(actor: Actor, moment: Moment, review_id: UUID | str) -> Review:
    """Start reading a round that waits, and hold it. Two at once: one opens it, the other is told (WrongState).

    Refused where the file was given to somebody else.
    """
    return _step(actor, moment, review_id, RoundMove.OPEN)


def put_back(actor: Actor, moment: Moment, review_id: UUID | str) -> Review:
    """Put a round back in the queue; points and notes stay. What the reader took by themselves anybody may take again."""
    return _step(actor, moment, review_id, RoundMove.PUT_BACK)


@transaction.atomic
def _step(actor: Actor, moment: Moment, review_id: UUID | str, wanted: RoundMove) -> Review:
    review = reach(actor, Action.REVIEW_WRITE, review_id)
    target = move(RoundState(review.state), wanted, actor.role or "", RoundFacts())
    if isinstance(target, Refusal):
        refused(target, review.state)
    opening = wanted is RoundMove.OPEN
    if opening and review.assigned_to_id not in {None, actor.user_id}:
        raise Refused("assigned", elsewhere(review))
    if opening:
        leave_to_others(actor, review)
    if not opening:
        leasing.hold(actor, moment, review)
    given = {} if opening or review.assigned_by_id != actor.user_id else dict.fromkeys(_ASSIGNED)
    done = Review.objects.filter(pk=review.pk, state=review.state, version=review.version).update(
        state=target.value,
        version=F("version") + 1,
        reviewer_id=actor.user_id if opening else None,
        opened_at=moment.now if opening else None,
        held_until=leasing.lease(moment, review) if opening else None,
        **given,
    )
    if not done:
        raise moved_on()
    journal.note(
        actor,
        moment,
        f"review.{wanted.value}",
        ("review", review.pk),
        chain=review.audit.employer_id,
        round=review.round,
    )
    review.refresh_from_db()
    return review
