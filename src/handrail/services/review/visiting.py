"""Verification visits: the reader of a round orders one with its reason, somebody goes, and what was seen is reported.

No page states a rule for them beyond their names, so the visit is an outcome of its own that decides nothing: while one is
ordered the round is not decided, and it costs the firm neither a round nor a day to correct.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from handrail.program import load_pack
from handrail.rules.audit.moves import Refusal
from handrail.rules.audit.parameters import whole_number
from handrail.rules.permissions import Action
from handrail.rules.review.lifecycle import RoundFacts, RoundMove, RoundState, move
from handrail.services import journal
from handrail.services.actor import Actor
from handrail.services.errors import Forbidden, Invalid, WrongState
from handrail.services.moment import Moment
from handrail.services.notice.hand_off import tell
from handrail.services.review import leasing
from handrail.services.review.reaching import reading, refused
from handrail.store.models import Review, VerificationVisit

LONGEST: Final = 5_000


def visits_of(review: Review) -> tuple[VerificationVisit, ...]:
    """The visits of a round that were not called off, the first ordered first; one statement."""
    rows = VerificationVisit.objects.filter(review=review, called_off_on=None).select_related("reported_by")
    return tuple(rows.order_by("ordered_on", "id"))


def open_visit(visits: tuple[VerificationVisit, ...]) -> VerificationVisit | None:
    """The visit that is ordered and not reported yet."""
    return next((one for one in visits if one.visited_on is None), None)


@transaction.atomic
def order(actor: Actor, moment: Moment, review_id: UUID | str, *, reason: str) -> VerificationVisit:
    """Order a visit to the firm's site, with what is to be seen and why; the owner is told at once.

    Invalid without a reason; WrongState where one is ordered already or the round is over; Conflict where a colleague has
    taken the round over.
    """
    review = reading(actor, Action.REVIEW_DECIDE, review_id)
    leasing.hold(actor, moment, review, yours={"reason": reason})
    text = _text(reason, "reason", _("Write what is to be seen at the site and why; the firm reads it."))
    facts = RoundFacts(reason_given=True, visit_open=open_visit(visits_of(review)) is not None)
    outcome = move(RoundState(review.state), RoundMove.VISIT, actor.role or "", facts)
    if isinstance(outcome, Refusal):
        refused(outcome, review.state)
    days = whole_number(load_pack(), "review.visit_days", moment.day, review.audit.partner.program_id)
    try:
        with transaction.atomic():
            row = VerificationVisit.objects.create(
                review=review,
                reason=text,
                ordered_on=moment.day,
                ordered_by_id=_person(actor),
                visit_by=moment.day + timedelta(days=days),
            )
    except IntegrityError:
        raise WrongState(_("A visit is ordered already."), review.state) from None
    _note(actor, moment, "review.visit", row, by=row.visit_by.isoformat())
    _tell(moment, row, "visit_ordered", day=row.visit_by.isoformat())
    return row


@transaction.atomic
def report(
    actor: Actor, moment: Moment, review_id: UUID | str, *, visited_on: date | None, seen: str
) -> VerificationVisit:
    """Report a visit: the day, and what was seen, which the firm reads with the decision. Then the round can be decided.

    Invalid names each field; WrongState where no visit is open.
    """
    review, row = _opened(actor, review_id)
    leasing.hold(
        actor, moment, review, yours={"seen": seen, "visited_on": visited_on.isoformat() if visited_on else ""}
    )
    errors: dict[str, str] = {}
    if visited_on is None or not row.ordered_on <= visited_on <= moment.day:
        errors["visited_on"] = _("Give the day of the visit, from the day it was ordered to today.")
    try:
        text = _text(seen, "seen", _("Write what was seen; the firm reads it with the decision."))
    except Invalid as error:
        raise Invalid(errors | error.errors) from None
    if errors:
        raise Invalid(errors)
    _close(row, visited_on=visited_on, seen=text, reported_by_id=_person(actor))
    _note(actor, moment, "review.visit_reported", row)
    return row


@transaction.atomic
def call_off(actor: Actor, moment: Moment, review_id: UUID | str) -> VerificationVisit:
    """Call an ordered visit off; the owner is told."""
    review, row = _opened(actor, review_id)
    leasing.hold(actor, moment, review)
    _close(row, called_off_on=moment.day)
    _note(actor, moment, "review.visit_off", row)
    _tell(moment, row, "visit_off")
    return row


def _opened(actor: Actor, review_id: UUID | str) -> tuple[Review, VerificationVisit]:
    review = reading(actor, Action.REVIEW_DECIDE, review_id)
    row = open_visit(visits_of(review))
    if row is None:
        raise WrongState(_("No visit is open on this file: it was reported or called off."), review.state)
    return review, row


def _close(row: VerificationVisit, **columns: object) -> None:
    if not VerificationVisit.objects.filter(pk=row.pk, visited_on=None, called_off_on=None).update(**columns):
        raise WrongState(_("This visit was reported or called off on another page."))
    row.refresh_from_db()


def _text(text: str, field: str, empty: str) -> str:
    said = text.strip()
    if not said:
        raise Invalid({field: empty})
    if len(said) > LONGEST:
        raise Invalid({field: _("Use at most %(most)s characters.") % {"most": LONGEST}})
    return said


def _person(actor: Actor) -> UUID:
    if actor.user_id is None:
        raise Forbidden(_("Only a person does this."))
    return actor.user_id


def _note(actor: Actor, moment: Moment, what: str, row: VerificationVisit, **facts: str) -> None:
    review = row.review
    chain = review.audit.employer_id
    journal.note(actor, moment, what, ("review", review.pk), chain=chain, round=review.round, **facts)


def _tell(moment: Moment, row: VerificationVisit, kind: str, **facts: Any) -> None:
    audit = row.review.audit
    tell(
        moment,
        kind,
        audit.employer_id,
        partner_id=audit.partner_id,
        partner=audit.partner.organisation.name,
        path=reverse("audit-overview", args=[audit.pk]),
        **facts,
    )
