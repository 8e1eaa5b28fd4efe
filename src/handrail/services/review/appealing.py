"""A firm asks that a decision be looked at again; somebody who had no part in it answers, by the partner's clock."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db import IntegrityError, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When
from django.urls import reverse
from django.utils.translation import gettext as _

from handrail.program import load_pack
from handrail.rules.audit.lifecycle import AuditMove
from handrail.rules.permissions import Action, Role
from handrail.rules.review.appeal import appeal_window, may_hear
from handrail.services import access, journal
from handrail.services.actor import Actor
from handrail.services.audit import moving
from handrail.services.errors import Absent, Forbidden, Invalid, Refused, WrongState
from handrail.services.moment import Moment
from handrail.services.notice.hand_off import tell
from handrail.services.review import assigning, parts, reaching, receiving
from handrail.services.review.receipt import APPEALABLE, decided
from handrail.store.models import Answer, AnswerEvidence, Appeal, Audit, Review, ReviewNote
from handrail.store.models.audit import OPEN_STATES

LONGEST: Final = 5000
PAGE_SIZE: Final = 20
OUTCOMES: Final = (Appeal.State.UPHELD, Appeal.State.CHANGED)


# ---- the firm -------------------------------------------------------------------------------------------------------


@transaction.atomic
def make(actor: Actor, moment: Moment, review_id: UUID | str, text: str) -> Appeal:
    """Appeal a return or a refusal; the owner alone. One appeal a decision, within the partner's days.

    The days to correct run on meanwhile. Refused where there is nothing to appeal any more, WrongState where the file
    has moved on, Invalid where nothing is said.
    """
    access.require(actor, Action.APPEAL_MAKE)
    assert actor.user_id is not None
    review = decided(actor, review_id)
    audit = review.audit
    pack = load_pack(audit.pack)
    window = appeal_window(review.state, review.decided_on, moment.day, pack, audit.partner.program_id)
    if not window.open or window.answer_by is None:
        raise Refused(window.reasons[0].code, window.reasons[0].sentence)
    if review.round != audit.round or audit.state not in APPEALABLE:
        raise WrongState(
            _("This file has gone on since that decision, so there is nothing to appeal in it."), audit.state
        )
    if Appeal.objects.filter(review=review).exclude(state=Appeal.State.WITHDRAWN).exists():
        raise WrongState(_("You have appealed this decision already; a decision is appealed once."), audit.state)
    if problem := _wrong(text, _("Write what is wrong with the decision, and where in your file it can be seen.")):
        raise Invalid({"text": problem})
    try:
        with transaction.atomic():
            row = Appeal.objects.create(
                review=review,
                audit=audit,
                text=text.strip(),
                made_on=moment.day,
                made_by_id=actor.user_id,
                answer_by=window.answer_by,
            )
    except IntegrityError:
        raise WrongState(_("You have appealed this decision already; a decision is appealed once.")) from None
    _note(actor, moment, "appeal.make", row, answer_by=row.answer_by.isoformat())
    _tell(moment, row, "appeal_made", path=reverse("appeal", args=[row.pk]), day=row.answer_by.isoformat())
    return row


def _wrong(text: str, empty: str) -> str:
    if not text.strip():
        return empty
    if len(text.strip()) > LONGEST:
        return _("At most %(most)s characters, please; this has %(n)s.") % {"most": LONGEST, "n": len(text.strip())}
    return ""


@transaction.atomic
def take_back(actor: Actor, moment: Moment, review_id: UUID | str) -> Appeal:
    """Take back an appeal that is not answered yet."""
    access.require(actor, Action.APPEAL_MAKE)
    review = decided(actor, review_id)
    row = Appeal.objects.filter(review=review).order_by("-made_on", "-id").first()
    if row is None:
        raise Absent("appeal")
    if not Appeal.objects.filter(pk=row.pk, state=Appeal.State.MADE).update(
        state=Appeal.State.WITHDRAWN, version=F("version") + 1
    ):
        raise WrongState(_("This appeal is answered or taken back already."), row.state)
    _note(actor, moment, "appeal.withdraw", row)
    _tell(moment, row, "appeal_withdrawn")
    row.refresh_from_db()
    return row


# ---- the partner ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """One appeal on the partner's list; `days` until it is to be answered, negative where that day has passed."""

    appeal: Appeal
    days: int
    mine_to_answer: bool

    @property
    def overdue(self) -> bool:
        return self.appeal.state == Appeal.State.MADE and self.days < 0


def _reached(actor: Actor) -> QuerySet[Appeal]:
    rounds = reaching.rounds(actor, Action.APPEAL_ANSWER)
    return (
        Appeal.objects.filter(review__in=rounds.values("pk"))
        .annotate(tied=Exists(rounds.filter(Q(own_firm=True), pk=OuterRef("review"))))
        .select_related("review", "audit__employer__organisation", "audit__partner__organisation", "heard_by")
    )


@dataclass(frozen=True, slots=True)
class Open:
    """The partner's appeals that wait: those the actor may answer, those somebody else must, and those past their day."""

    mine: int
    others: int
    overdue: int


def open_appeals(actor: Actor, moment: Moment) -> Open:
    """How many wait, over all pages of the list; three statements."""
    rows = list(_reached(actor).filter(state=Appeal.State.MADE))
    had = parts.people([one.audit_id for one in rows])
    mine = sum(_may(actor, one, had[one.audit_id]) for one in rows)
    return Open(mine, len(rows) - mine, sum(one.answer_by < moment.day for one in rows))


def appeals(actor: Actor, moment: Moment, number: int = 1) -> tuple[Page[Appeal], tuple[Line, ...]]:
    """The partner's appeals, those to answer first and by their clocks, then the answered ones; six statements."""
    waits = Appeal.State.MADE
    by_clock = Case(When(state=waits, then="answer_by"))
    rows = _reached(actor).order_by(Case(When(state=waits, then=0), default=1), by_clock, "-answered_on", "-id")
    page = Paginator(rows, PAGE_SIZE).get_page(number)
    shown: list[Appeal] = list(page.object_list)
    had = parts.people([one.audit_id for one in shown])
    return page, tuple(
        Line(one, (one.answer_by - moment.day).days, _may(actor, one, had[one.audit_id])) for one in shown
    )  # fmt: skip


def _may(actor: Actor, row: Appeal, had_part: Collection[UUID]) -> bool:
    tied = getattr(row, "tied", False)
    return row.state == Appeal.State.MADE and not tied and may_hear(actor.user_id, had_part)


def appeal(actor: Actor, moment: Moment, appeal_id: UUID | str) -> Line:
    """One appeal with its clock, and whether the actor may answer it."""
    row = access.one(_reached(actor), appeal_id, "appeal")
    reaching.reach(actor, Action.APPEAL_ANSWER, row.review_id)
    return Line(row, (row.answer_by - moment.day).days, _may(actor, row, parts.people([row.audit_id])[row.audit_id]))


@transaction.atomic
def answer(actor: Actor, moment: Moment, appeal_id: UUID | str, outcome: str, words: str, *, version: int) -> Appeal:
    """Answer an appeal: the decision stands, or the file is read anew in a round of its own. Reasons always.

    Forbidden to whoever had a part in the decision. `changed` where the firm has sent the file again meanwhile moves
    nothing: it is on the desk already.
    """
    line = appeal(actor, moment, appeal_id)
    row = line.appeal
    if row.state != Appeal.State.MADE:
        raise WrongState(_("This appeal is answered or taken back already."), row.state)
    if not line.mine_to_answer:
        raise Forbidden(_("You had a part in this file, so somebody else of your organisation answers."))
    errors = {}
    if outcome not in OUTCOMES:
        errors["outcome"] = _("Choose whether the decision stands or the file is read anew.")
    if problem := _wrong(words, _("Write the reasons; the firm reads them.")):
        errors["words"] = problem
    if errors:
        raise Invalid(errors)
    done = Appeal.objects.filter(pk=row.pk, state=Appeal.State.MADE, version=version).update(
        state=outcome,
        heard_by_id=actor.user_id,
        answer=words.strip(),
        answered_on=moment.day,
        version=F("version") + 1,
    )
    if not done:
        raise WrongState(_("This appeal has moved on since you opened it. Open it again."), row.state)
    if outcome == Appeal.State.CHANGED and row.audit.state in APPEALABLE:
        _read_anew(actor, moment, row.audit)
    _note(actor, moment, "appeal.answer", row, outcome=outcome, late=max(0, -line.days))
    _tell(moment, row, f"appeal_{outcome}", path=reverse("decision", args=[row.review_id]))
    row.refresh_from_db()
    return row


def _read_anew(actor: Actor, moment: Moment, audit: Audit) -> Review:
    """The file as it was sent goes back to the desk; what the firm has written since belongs to the round after."""
    unsent = audit.round + 1
    Answer.objects.filter(audit=audit, changed_in_round=unsent).update(changed_in_round=unsent + 1)
    AnswerEvidence.objects.filter(answer__audit=audit, added_in_round=unsent).update(added_in_round=unsent + 1)
    another = Audit.objects.filter(employer=audit.employer_id, state__in=OPEN_STATES).exclude(pk=audit.pk).exists()
    columns = {"round": unsent, "closed_on": None}
    moving.move(
        actor, moment, audit, AuditMove.REREAD, columns=columns, appeal_changed=True, another_open=another
    )  # fmt: skip
    # What the decision that did not stand asked for is asked no more; whoever reads it anew writes notes of their own.
    ReviewNote.objects.filter(review__audit=audit, resolved_at=None).update(resolved_at=moment.now)
    review = receiving.receive_anew(actor, moment, audit)
    if actor.role is Role.REVIEWER:
        review = assigning.take(actor, moment, review.pk, version=review.version)
    return review


def _note(actor: Actor, moment: Moment, action: str, row: Appeal, **facts: str | int) -> None:
    journal.note(
        actor, moment, action, ("appeal", row.pk), chain=row.audit.employer_id, round=row.review.round, **facts
    )


def _tell(moment: Moment, row: Appeal, kind: str, **facts: Any) -> None:
    audit = row.audit
    tell(moment, kind, audit.employer_id, partner_id=audit.partner_id, partner=audit.partner.organisation.name, **facts)
