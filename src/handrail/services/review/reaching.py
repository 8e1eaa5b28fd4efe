"""The way to a review round: of the actor's own partner only, and never of a firm the reviewer is tied to."""

from __future__ import annotations

from typing import Final, NoReturn
from uuid import UUID

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from handrail.rules.audit.moves import Refusal
from handrail.rules.permissions import Action
from handrail.services import access
from handrail.services.actor import Actor
from handrail.services.errors import Forbidden, Refused, ServiceError, Tied, WrongState
from handrail.services.review import independence
from handrail.store.models import Review, SecondRead

_JUDGING: Final = frozenset({Action.APPEAL_ANSWER})


def rounds(actor: Actor, action: Action, *, blind: bool = True) -> QuerySet[Review]:
    """The rounds of the actor's partner; `own_firm` says whether a tie of the actor's to the firm keeps them from it.

    `blind`: without the files that the actor is reading a second time, so that nothing of the first reading is seen.
    Building it costs one statement, for the actor's ties.
    """
    rows = access.reviews(actor, action)
    second = SecondRead.objects.filter(review__audit=OuterRef("audit"), reader=actor.user_id, state="reading")
    tied = independence.conflicted(independence.of_actor(actor, judging=action in _JUDGING))
    own = Case(When(tied, then=True), default=False, output_field=BooleanField()) if tied else Value(False)
    return (
        rows.filter(~Exists(second) if blind else Q())
        .select_related("audit__employer__organisation", "audit__partner__organisation", "audit__maintains")
        .annotate(own_firm=own)
    )


def reach(actor: Actor, action: Action, review_id: UUID | str) -> Review:
    """One round, or Absent; Forbidden, with the tie that keeps them away, to whoever is not independent of the firm."""
    review = access.one(rounds(actor, action), review_id, "review")
    if getattr(review, "own_firm", False):
        ties = independence.of_actor(actor, judging=action in _JUDGING)
        raise Tied(independence.sentence(ties, review))
    return review


def reading(actor: Actor, action: Action, review_id: UUID | str) -> Review:
    """A round that is being read now, to write in; WrongState where it is not."""
    review = reach(actor, action, review_id)
    if review.state != "reading":
        raise WrongState(_wrong_state(review), review.state)
    return review


def moved_on() -> WrongState:
    return WrongState(_("This review has moved on since you opened it. Open it again to see where it stands."))


def refused(refusal: Refusal, state: str) -> NoReturn:
    """Raise what a refusal of the lifecycle means at a service."""
    error: ServiceError
    if refusal.code == "wrong_state":
        error = WrongState(refusal.sentence, state)
    elif refusal.code in {"not_yours", "independent"}:
        error = Forbidden(refusal.sentence)
    else:
        error = Refused(refusal.code, refusal.sentence)
    raise error


def _wrong_state(review: Review) -> str:
    if review.state == "waiting":
        return _("Nobody is reading this round yet. Start reading it first.")
    return _("This round is over; its points and notes stand as they are.")
