"""Who holds an opened file: one reviewer reads it, others are told, may look, and may take it over knowingly.

The lease runs from the opening and again from every save. It keeps nobody out: it only says how long a reader has been
silent, so that whoever takes over knows whether they interrupt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from handrail.program import load_pack
from handrail.rules.audit.parameters import whole_number
from handrail.rules.permissions import Action, Role
from handrail.services import journal
from handrail.services.actor import Actor
from handrail.services.errors import Conflict
from handrail.services.moment import Moment
from handrail.services.review.assigning import leave_to_others
from handrail.services.review.reaching import moved_on, reading
from handrail.store.models import Review


@dataclass(frozen=True, slots=True)
class Holder:
    """The colleague who reads a round. `silent`: nothing was heard of them since the lease ran out."""

    name: str
    since: datetime | None
    silent: bool


def lease(moment: Moment, review: Review) -> datetime:
    """Until when a file opened or saved now is held."""
    partner = review.audit.partner.program_id
    return moment.now + timedelta(minutes=whole_number(load_pack(), "review.lease_minutes", moment.day, partner))


def holder(actor: Actor, moment: Moment, review: Review) -> Holder | None:
    """Who else reads this round now; None where nobody does, or the actor."""
    if review.state != "reading" or review.reviewer is None or review.reviewer_id == actor.user_id:
        return None
    return Holder(
        str(review.reviewer), review.opened_at, silent=review.held_until is None or review.held_until < moment.now
    )


def may_write(actor: Actor, review: Review) -> bool:
    """Whether this round is the actor's to give points and notes in."""
    return actor.role is Role.REVIEWER and review.state == "reading" and review.reviewer_id in {None, actor.user_id}


def hold(
    actor: Actor,
    moment: Moment,
    review: Review,
    *,
    yours: Mapping[str, str] | None = None,
    theirs: Mapping[str, str] | None = None,
    version: int = 0,
) -> None:
    """Hold a round that is being read a while longer; before anything is written in it.

    Conflict, carrying what was typed and who reads it, where a colleague has taken the round over.
    """
    if review.state != "reading":
        return
    mine = Q(reviewer=actor.user_id) | Q(reviewer__isnull=True)
    held = Review.objects.filter(mine, pk=review.pk, state="reading")
    if held.update(reviewer=actor.user_id, held_until=lease(moment, review)):
        return
    who = str(review.reviewer) if review.reviewer_id != actor.user_id and review.reviewer else _("A colleague")
    raise Conflict(
        _("%(who)s reads this file now, so nothing of yours was saved. What you typed is kept below.") % {"who": who},
        yours=dict(yours or {}),
        theirs=dict(theirs or {}),
        version=version,
        by=who,
    )


@transaction.atomic
def take_over(actor: Actor, moment: Moment, review_id: UUID | str, *, version: int) -> Review:
    """Go on reading a round in place of the colleague who reads it; points and notes stay.

    Asked twice it is done once. WrongState where somebody moved it meanwhile. The colleague is told at their next save.
    """
    review = reading(actor, Action.REVIEW_WRITE, review_id)
    if review.reviewer_id == actor.user_id:
        return review
    leave_to_others(actor, review)
    # A file handed to the colleague goes along; one handed to somebody else stays theirs.
    along = {"assigned_to": actor.user_id} if review.assigned_to_id == review.reviewer_id else {}
    done = Review.objects.filter(pk=review.pk, state="reading", version=version).update(
        reviewer=actor.user_id,
        opened_at=moment.now,
        held_until=lease(moment, review),
        version=F("version") + 1,
        **along,
    )
    if not done:
        raise moved_on()
    journal.note(
        actor,
        moment,
        "review.take_over",
        ("review", review.pk),
        chain=review.audit.employer_id,
        round=review.round,
        silent=review.held_until is None or review.held_until < moment.now,
    )
    review.refresh_from_db()
    return review
