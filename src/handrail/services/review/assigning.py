"""Handing files out: to which reviewer, with what to mind, and taking one that nobody was given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from handrail.rules.permissions import Action, Role
from handrail.rules.reason import Reason
from handrail.rules.review.independence import Independence
from handrail.services import journal
from handrail.services.actor import Actor
from handrail.services.audit.overturned import opened_by
from handrail.services.errors import Conflict, Invalid, Refused, WrongState
from handrail.services.moment import Moment
from handrail.services.notice.hand_off import tell
from handrail.services.review import independence
from handrail.services.review.reaching import moved_on, reach
from handrail.store.models import Membership, Review, SecondRead, User

OPEN_STATES: Final = ("waiting", "reading")
LONGEST: Final = 2_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reviewer of the partner: what they have in hand, and whether they may read this firm."""

    user: User
    in_hand: int
    standing: Independence


@dataclass(frozen=True, slots=True)
class Assignment:
    """A round to hand out, and to whom it may go; those with the least in hand first, those who may not read it last."""

    review: Review
    candidates: tuple[Candidate, ...]


def assignment(actor: Actor, moment: Moment, review_id: UUID | str) -> Assignment:
    """What is to know before a file is handed out; seven statements."""
    review = reach(actor, Action.REVIEW_ASSIGN, review_id)
    _still_open(review)
    return Assignment(review, _candidates(review))


def _candidates(review: Review) -> tuple[Candidate, ...]:
    partner = review.audit.partner_id
    seats = Membership.objects.filter(
        organisation=partner, role=Role.REVIEWER.value, ended_at__isnull=True, user__is_active=True
    )
    users = list(User.objects.filter(pk__in=seats.values("user")))
    found = independence.ties(partner, [one.pk for one in users])
    whose = Q(reviewer__in=users, state="reading") | Q(assigned_to__in=users, state="waiting")
    rows = Review.objects.filter(whose, audit__partner=partner).values_list("state", "reviewer", "assigned_to")
    busy = [reader if state == "reading" else assigned for state, reader, assigned in rows]
    blind = SecondRead.objects.filter(review__audit=review.audit_id, state="reading").values_list("reader", flat=True)
    standing = {
        one.pk: independence.standing((tie for tie in found if tie.reviewer == one.pk), review) for one in users
    }
    standing |= {key: _reads_afresh() for key in set(blind) & set(standing)}
    # Where nobody else is there, the one who decided reads it again all the same: a firm that was right does not wait for ever.
    decided = _overturned(review)
    if decided in standing and any(one.free for key, one in standing.items() if key != decided):
        standing[decided] = _decided_it()
    made = [Candidate(one, busy.count(one.pk), standing[one.pk]) for one in users]
    return tuple(sorted(made, key=lambda one: (not one.standing.free, one.in_hand, str(one.user))))


def _reads_afresh() -> Independence:
    """Whoever reads the same file a second time would see the first reading in the round to hand out."""
    sentence = _("They read this file a second time, without the first reader's points, and have not finished.")
    return Independence(False, None, False, (Reason("reads_afresh", sentence),))


def _overturned(review: Review) -> UUID | None:
    """Who made the decision that an appeal changed, where this round reads the file anew."""
    appeal = opened_by(review)
    return appeal.review.reviewer_id if appeal else None


def _decided_it() -> Independence:
    """Who made the decision that did not stand leaves the reading anew to somebody else."""
    sentence = _("They made the decision that an appeal changed, so somebody else reads it anew.")
    return Independence(False, None, False, (Reason("decided_before", sentence),))


def leave_to_others(actor: Actor, review: Review) -> None:
    """Refused for whoever made the decision that an appeal changed, while somebody else can read it anew."""
    if actor.user_id is None or _overturned(review) != actor.user_id:
        return
    mine = next((one.standing for one in _candidates(review) if one.user.pk == actor.user_id), None)
    if mine is not None and not mine.free:
        raise Refused("decided_before", _("Your decision was changed by an appeal. Somebody else reads it anew."))


def _still_open(review: Review) -> None:
    if review.state not in OPEN_STATES:
        raise WrongState(_("This round is over, so there is nobody to hand it to."), review.state)


@transaction.atomic
def assign(
    actor: Actor, moment: Moment, review_id: UUID | str, *, to: UUID | str | None, instructions: str, version: int
) -> Review:
    """Hand a round that waits or is being read to a reviewer of the own partner, with what to mind; `to` None: to nobody.

    A round being read by somebody else moves to them, with its points and notes. Refused for who is not independent;
    WrongState for a decided round; Conflict, carrying both texts, where somebody handed it out meanwhile. Asked twice
    with the same, it is done once.
    """
    review = reach(actor, Action.REVIEW_ASSIGN, review_id)
    _still_open(review)
    text = instructions.strip()
    if len(text) > LONGEST:
        raise Invalid({"instructions": _("Use at most %(most)s characters.") % {"most": LONGEST}})
    reader = _chosen(review, to) if to else None
    key = reader.pk if reader else None
    if (review.assigned_to_id, review.instructions) == (key, text):
        return review
    columns: dict[str, object] = {
        "assigned_to_id": key,
        "assigned_by_id": actor.user_id if reader else None,
        "assigned_at": moment.now if reader else None,
        "instructions": text,
    }
    if review.state == "reading" and reader and review.reviewer_id != reader.pk:
        columns |= {"reviewer_id": reader.pk, "opened_at": moment.now, "held_until": None}
    _set(review, version, columns, instructions)
    _noted(actor, moment, review, "review.assign" if reader else "review.unassign", key)
    if reader:
        _tell(moment, review, reader)
    return review


def _chosen(review: Review, to: UUID | str) -> User:
    chosen = next((one for one in _candidates(review) if str(one.user.pk) == str(to)), None)
    if chosen is None:
        raise Refused("reviewer", _("Choose a reviewer of your organisation."), "to")
    if not chosen.standing.free:
        said = " ".join(reason.sentence for reason in chosen.standing.reasons)
        raise Refused(
            "independent", _("%(who)s may not read this file. %(why)s") % {"who": chosen.user, "why": said}, "to"
        )
    return chosen.user


def _set(review: Review, version: int, columns: dict[str, object], instructions: str) -> None:
    rows = Review.objects.filter(pk=review.pk, state=review.state, version=version)
    if not rows.update(version=F("version") + 1, **columns):
        now = Review.objects.select_related("assigned_to").get(pk=review.pk)
        _still_open(now)
        raise Conflict(
            _("Somebody handed this file out while you were writing."),
            yours={"instructions": instructions},
            theirs={"to": str(now.assigned_to or _("nobody")), "instructions": now.instructions},
            version=now.version,
        )
    review.refresh_from_db(fields=[*(name.removesuffix("_id") for name in columns), "version"])


def _noted(actor: Actor, moment: Moment, review: Review, what: str, to: UUID | None) -> None:
    journal.note(
        actor,
        moment,
        what,
        ("review", review.pk),
        chain=review.audit.employer_id,
        round=review.round,
        to=str(to or ""),
    )


def _tell(moment: Moment, review: Review, reader: User) -> None:
    path = reverse("review", args=[review.pk])
    tell(moment, "assigned", review.audit.employer_id, email=reader.email, path=path)


@transaction.atomic
def take(actor: Actor, moment: Moment, review_id: UUID | str, *, version: int) -> Review:
    """Take a waiting file that nobody was given. Two at once: one has it, the other is told (WrongState)."""
    review = reach(actor, Action.REVIEW_WRITE, review_id)
    if review.assigned_to_id == actor.user_id:
        return review
    if review.state != "waiting":
        raise WrongState(_("Somebody reads this round already."), review.state)
    leave_to_others(actor, review)
    if review.assigned_to_id is not None:
        raise Refused("assigned", elsewhere(review))
    done = Review.objects.filter(pk=review.pk, state="waiting", assigned_to=None, version=version).update(
        assigned_to=actor.user_id, assigned_by=actor.user_id, assigned_at=moment.now, version=F("version") + 1
    )
    if not done:
        raise moved_on()
    _noted(actor, moment, review, "review.take", actor.user_id)
    review.refresh_from_db()
    return review


def elsewhere(review: Review) -> str:
    """Why somebody else does not begin a file that was handed out."""
    return _("This file was given to %(who)s. Your administrator can give it to you.") % {"who": review.assigned_to}
