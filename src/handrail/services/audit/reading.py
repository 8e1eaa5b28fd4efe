"""Reading audits: through the guarded loader, with everything a page needs in a fixed number of statements."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from handrail.program import Edition, Pack, Question, load_pack
from handrail.rules.audit.facts import Facts, Sheet, claim_refused, dropped_out
from handrail.rules.audit.score import Score, rows_in_force, score
from handrail.rules.permissions import Action
from handrail.rules.review.lifecycle import DECIDED
from handrail.services import access
from handrail.services.actor import Actor
from handrail.services.audit.claiming import sheet_of
from handrail.services.audit.overturned import overturned
from handrail.services.errors import Absent, WrongState
from handrail.store.facts.audit import answer_of
from handrail.store.models import Answer, AnswerEvidence, Audit, Interview, Review, ReviewedAnswer, ReviewNote

EDITABLE = ("gathering", "returned")
OPEN = ("gathering", "submitted", "returned")
# A round the reviewer is still reading is his own; the firm sees it once it is decided.


def audits_of(actor: Actor, action: Action = Action.AUDIT_READ) -> QuerySet[Audit]:
    """The audits the actor reaches, with firm and partner read along, newest first."""
    rows = access.audits(actor, action)
    return rows.select_related("employer__organisation", "partner__organisation", "assessor").order_by(
        "-gathering_started_on", "-started_at"
    )


def one_audit(actor: Actor, audit_id: UUID | str, action: Action = Action.AUDIT_READ) -> Audit:
    """One audit the actor reaches, or Absent."""
    return access.one(audits_of(actor, action), audit_id, "audit")


def require_editable(audit: Audit) -> None:
    """Refuse where the audit is with the partner or over: what was sent is not written in."""
    if audit.state not in EDITABLE:
        raise WrongState(_("This audit was sent, so its answers stand as they are."), audit.state)


def question_of(audit: Audit, question_id: str) -> Question:
    """The question of the audit's edition, or Absent."""
    found = edition_of(audit).by_id.get(question_id)
    if found is None:
        raise Absent("question")
    return found


def edition_of(audit: Audit) -> Edition:
    return load_pack(audit.pack).edition(audit.edition)


def without_control(text: str) -> str:
    """A typed text without control characters, which no database and no page has a use for; line ends and tabs stay."""
    return "".join(char for char in text if char in "\n\t" or unicodedata.category(char) not in {"Cc", "Cs"})


def writing_round(audit: Audit) -> int:
    """The round in which what is written now will be read: the first, or the one after the return."""
    return audit.round if audit.state == "gathering" else audit.round + 1


@dataclass(frozen=True, eq=False)
class Overview:
    """One audit with all its answers, the notes its reviewer wrote, and what was laid beside each answer.

    A decision that an appeal changed is none: its notes are not among `notes`, and it is not the `last_review`.
    """

    audit: Audit
    answers: Mapping[str, Answer]
    notes: Mapping[str, Sequence[ReviewNote]]
    proof_counts: Counter[str]
    last_review: Review | None

    @property
    def pack(self) -> Pack:
        return load_pack(self.audit.pack)

    @property
    def edition(self) -> Edition:
        return edition_of(self.audit)

    @cached_property
    def sheet(self) -> Sheet:
        return sheet_of(self.audit, self.answers.values())

    @cached_property
    def score(self) -> Score:
        return score(self.sheet, self.pack)

    @cached_property
    def in_force(self) -> tuple[Question, ...]:
        """The questions that take part, in the instrument's order."""
        return tuple(row[3] for row in rows_in_force(self.edition, self.sheet.facts)[0])

    @property
    def answered(self) -> int:
        return len(self.in_force) - len(self.score.unanswered)

    def open_notes(self, question_id: str) -> tuple[ReviewNote, ...]:
        """Notes that must be fixed on a question and that the reviewer has not settled yet."""
        return tuple(
            note
            for note in self.notes.get(question_id, ())
            if note.kind == ReviewNote.Kind.MUST_FIX and note.resolved_at is None
        )

    @property
    def unanswered_notes(self) -> tuple[ReviewNote, ...]:
        """Notes that must be fixed and to which the firm has said nothing yet."""
        every = (note for question in self.notes for note in self.open_notes(question))
        return tuple(note for note in every if note.answered_at is None)


def overview(audit: Audit) -> Overview:
    """Everything of an audit on one page; four statements however large it is."""
    answers = {row.question: row for row in Answer.objects.filter(audit=audit)}
    notes: dict[str, list[ReviewNote]] = defaultdict(list)
    review = None
    if audit.round > 1 or audit.state != "gathering":
        stood = Review.objects.filter(audit=audit, state__in=DECIDED).exclude(overturned())
        reviews = list(stood.order_by("round"))
        review = reviews[-1] if reviews else None
        for note in ReviewNote.objects.filter(review__in=reviews).order_by("written_at", "pk") if reviews else ():
            notes[note.question].append(note)
    counts = Counter(
        AnswerEvidence.objects.filter(answer__audit=audit).values_list("answer__question", flat=True).iterator()
    )
    return Overview(audit, answers, notes, counts, review)


SCORED = ("question", "points", "not_applicable", "carried")


@dataclass(frozen=True, eq=False)
class QuestionView:
    """One question's page: the answer, its proof, the reviewer's notes and points, who was asked, and its neighbours.

    `notes` of a decision that an appeal changed are `overturned`; points of it are not shown.
    """

    audit: Audit
    question: Question
    answer: Answer
    proofs: Sequence[AnswerEvidence]
    notes: Sequence[ReviewNote]
    reviewed: ReviewedAnswer | None
    talks: Sequence[Interview]
    before: str | None
    after: str | None
    score: Score
    facts: Facts

    @property
    def given(self) -> bool:
        return answer_of(self.answer) is not None

    @property
    def may_drop(self) -> bool:
        """Whether the rule allows to say that it does not apply; a claim made before stays in sight, to be taken back."""
        return claim_refused(self.question, self.facts) is None or bool(self.answer.not_applicable)

    @property
    def takes_part(self) -> bool:
        return not dropped_out(self.question, self.facts)


def question_view(actor: Actor, audit_id: UUID | str, question_id: str) -> QuestionView:
    """One question of an audit the actor reaches, with everything its page shows; eight statements at most."""
    audit = one_audit(actor, audit_id)
    question = question_of(audit, question_id)
    answer = Answer.objects.filter(audit=audit, question=question_id).first()
    if answer is None:
        raise Absent("question")
    # The live score needs little of the other answers, so no whole rows are made of them.
    rows: list[Any] = list(Answer.objects.filter(audit=audit).values_list(*SCORED, named=True))
    sheet = sheet_of(audit, rows)
    order = [row[0] for row in rows_in_force(sheet.edition, sheet.facts)[0]]
    place = order.index(question_id) if question_id in order else -1
    proofs = AnswerEvidence.objects.filter(answer=answer).select_related("evidence").order_by("added_at", "pk")
    notes: list[ReviewNote] = []
    reviewed = None
    if audit.round > 1 or audit.state != "gathering":
        rounds = {"review__audit": audit, "review__state__in": DECIDED, "question": question_id}
        written = ReviewNote.objects.filter(**rounds).annotate(overturned=overturned("review"))
        notes = list(written.select_related("review").order_by("written_at", "pk"))
        given = ReviewedAnswer.objects.filter(**rounds).exclude(overturned("review"))
        reviewed = given.select_related("review").order_by("-review__round").first()
    talks: list[Interview] = []
    if question.scale == "share":
        talks = list(Interview.objects.filter(audit=audit, question=question_id).select_related("person"))
    return QuestionView(
        audit,
        question,
        answer,
        list(proofs),
        notes,
        reviewed,
        talks,
        order[place - 1] if place > 0 else None,
        order[place + 1] if 0 <= place < len(order) - 1 else None,
        score(sheet, load_pack(audit.pack)),
        sheet.facts,
    )
