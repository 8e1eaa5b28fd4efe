"""Quick asks, the reviewer's side: one small request beside a question, before anything is formally returned.

An ask uses no round and changes neither claim nor points; its answer stands beside the frozen package, never in it.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from handrail.program import load_pack
from handrail.rules.audit.parameters import whole_number
from handrail.rules.permissions import Action
from handrail.rules.review.quick_ask import AskFacts, State, cut_short, left, standing
from handrail.services import journal
from handrail.services.account.inviting import digest
from handrail.services.actor import Actor
from handrail.services.errors import Absent, Forbidden, Invalid, Refused, WrongState
from handrail.services.moment import Moment
from handrail.services.notice.hand_off import tell
from handrail.services.review import leasing
from handrail.services.review.packages import ProofSent
from handrail.services.review.reaching import reading
from handrail.store.models import QuickAsk, Review

LONGEST: Final = 400


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many quick asks a round may have (0: the partner wants none), how many were sent, and for how many hours each is open."""

    most: int
    sent: int
    hours: int

    @property
    def left(self) -> int:
        return left(self.most, self.sent)


@dataclass(frozen=True, slots=True)
class AskSeen:
    """A quick ask as its reviewer sees it, with what came back."""

    row: QuickAsk
    state: State
    files: tuple[ProofSent, ...]

    @property
    def cut_short(self) -> bool:
        """Whether the decision came while it still had time."""
        return cut_short(facts_of(self.row))


def facts_of(row: QuickAsk) -> AskFacts:
    """The facts of an ask whose round is read with it."""
    return AskFacts(row.answer_by, row.answered_at, row.taken_back_at, row.review.state, row.review.decided_at)


def allowance(review: Review, moment: Moment, sent: int) -> Allowance:
    """What the partner of a round allows on the day; nothing is read."""
    pack, partner = load_pack(review.audit.pack), review.audit.partner.program_id
    most = whole_number(pack, "review.quick_asks_max", moment.day, partner)
    return Allowance(most, sent, whole_number(pack, "review.quick_ask_hours", moment.day, partner))


def asks_of(review: Review, now: datetime) -> Mapping[str, tuple[AskSeen, ...]]:
    """The asks of a round by question, oldest first, each with what came back; one statement."""
    # A line for each file, and one for an ask without any.
    rows = QuickAsk.objects.filter(review=review).select_related("asked_by").order_by("asked_at", "id", "files__id")
    files: dict[UUID, list[ProofSent]] = defaultdict(list)
    asked: dict[UUID, QuickAsk] = {}
    given = rows.annotate(
        file=F("files__evidence"),
        file_name=F("files__evidence__name"),
        file_type=F("files__evidence__media_type"),
        file_digest=F("files__evidence__sha256"),
    )
    for line in given:
        asked.setdefault(line.pk, line)
        if line.file is not None:
            files[line.pk].append(
                ProofSent(str(line.file), line.file_name, line.file_type, None, None, None, line.file_digest, None)
            )
    found: dict[str, list[AskSeen]] = defaultdict(list)
    for row in asked.values():
        row.review = review
        found[row.question].append(AskSeen(row, standing(facts_of(row), now), tuple(files[row.pk])))
    return {question: tuple(asks) for question, asks in found.items()}


@transaction.atomic
def ask(actor: Actor, moment: Moment, review_id: UUID | str, question_id: str, *, text: str) -> QuickAsk:
    """Ask the firm one small thing on a question of a round that is being read; the firm gets a link by mail.

    The same words on the same question while they are open ask once. Invalid for the words, Refused where the round has
    no ask left or the partner wants none, WrongState where nobody reads the round.
    """
    review = reading(actor, Action.REVIEW_WRITE, review_id)
    if question_id not in load_pack(review.audit.pack).edition(review.audit.edition).by_id:
        raise Absent("question")
    if actor.user_id is None:
        raise Forbidden(_("A quick ask is sent by a person."))
    words = " ".join(text.split())
    leasing.hold(actor, moment, review, yours={"ask": words})
    Review.objects.select_for_update().get(pk=review.pk)  # so that two at once do not both take the last one
    rows = list(QuickAsk.objects.filter(review=review))
    for row in rows:
        row.review = review
        if row.question == question_id and row.text == words and standing(facts_of(row), moment.now) == "open":
            return row
    allowed = allowance(review, moment, len(rows))
    _check(words, allowed)
    token = secrets.token_urlsafe(24)
    row = QuickAsk.objects.create(
        review=review,
        question=question_id,
        text=words,
        token_sha256=digest(token),
        asked_by_id=actor.user_id,
        asked_at=moment.now,
        answer_by=moment.now + timedelta(hours=allowed.hours),
    )
    _note(actor, moment, "review.ask", row)
    _tell(moment, review, row, token)
    return row


def _check(words: str, allowed: Allowance) -> None:
    if allowed.most == 0:
        raise Refused("asks_off", _("Your organisation sends no quick asks. Write a note instead."), "ask")
    if not words:
        raise Invalid({"ask": _("Write the one thing you need, such as: both sides of the first-aid card.")})
    if len(words) > LONGEST:
        raise Invalid({"ask": _("Use at most %(most)s characters.") % {"most": LONGEST}})
    if not allowed.left:
        sentence = _("All %(most)s quick asks of this round are sent. Write a note that must be fixed instead.")
        raise Refused("asks_used_up", sentence % {"most": allowed.most}, "ask")


@transaction.atomic
def take_back(actor: Actor, moment: Moment, review_id: UUID | str, ask_id: UUID | str) -> QuickAsk:
    """Take an ask back before it is answered; its link takes no answer any more. Twice has one effect."""
    review = reading(actor, Action.REVIEW_WRITE, review_id)
    leasing.hold(actor, moment, review)
    row = QuickAsk.objects.filter(pk=ask_id, review=review).first()
    if row is None:
        raise Absent("quick ask")
    if row.taken_back_at is not None:
        return row
    taken = QuickAsk.objects.filter(pk=row.pk, answered_at=None, taken_back_at=None)
    if not taken.update(taken_back_at=moment.now, version=F("version") + 1):
        raise WrongState(_("The firm has answered this meanwhile; the answer stands beside the question."), "answered")
    row.taken_back_at, row.review = moment.now, review
    _note(actor, moment, "review.ask_back", row)
    return row


def until(row: QuickAsk) -> str:
    """Until when an ask takes an answer, as "Friday 24 April 2026, 14:02"."""
    ends = localtime(row.answer_by)
    return f"{date_format(ends, 'l j F Y')}, {ends:%H:%M}"


def _note(actor: Actor, moment: Moment, action: str, row: QuickAsk) -> None:
    journal.note(
        actor,
        moment,
        action,
        ("quick_ask", row.pk),
        chain=row.review.audit.employer_id,
        question=row.question,
        round=row.review.round,
    )


def _tell(moment: Moment, review: Review, row: QuickAsk, token: str) -> None:
    tell(
        moment,
        "quick_ask",
        review.audit.employer_id,
        partner_id=review.audit.partner_id,
        partner=review.audit.partner.organisation.name,
        text=row.text,
        until=until(row),
        path=reverse("quick-ask", args=[token]),
    )
