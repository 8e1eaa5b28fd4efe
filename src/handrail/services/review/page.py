"""Everything the review page shows of one question, and of the round around it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from handrail.program import Edition, Element, Question, load_pack
from handrail.rules.audit.facts import claim_refused
from handrail.rules.audit.score import Score
from handrail.rules.permissions import Action
from handrail.services.actor import Actor
from handrail.services.errors import Absent
from handrail.services.review import packages
from handrail.services.review.packages import Claim, Package, ProofSent
from handrail.services.review.reaching import reach
from handrail.services.review.scoring import Standing, of_rows
from handrail.store.facts.audit import facts_of
from handrail.store.models import Review, ReviewedAnswer, ReviewNote, Submission


@dataclass(frozen=True, slots=True)
class RailPost:
    """One question on the rail. `state` is a state of the look's marks."""

    question: str
    title: str
    state: str
    changed: bool
    must_fix: int


@dataclass(frozen=True, slots=True)
class RailElement:
    element: Element
    posts: tuple[RailPost, ...]
    unread: int


@dataclass(frozen=True, slots=True)
class QuestionReview:
    """One question: the claim now and before, the reviewer's points now and before, the notes, and the proof."""

    question: Question
    claim: Claim
    before: Claim | None
    row: ReviewedAnswer
    row_before: ReviewedAnswer | None
    notes: tuple[ReviewNote, ...]
    changed: bool
    late: tuple[ProofSent, ...]
    may_be_not_applicable: bool
    after_window: str

    @property
    def read(self) -> bool:
        return self.row.points is not None or self.row.not_applicable

    @property
    def new_proofs(self) -> tuple[ProofSent, ...]:
        """What lies beside the answer now and did not, with these pages, in the round before; empty in the first."""
        if self.before is None:
            return ()
        return tuple(proof for proof in self.claim.proofs if proof not in self.before.proofs)

    @property
    def open_notes(self) -> tuple[ReviewNote, ...]:
        return tuple(note for note in self.notes if note.kind == "must_fix" and note.resolved_at is None)


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """The round, the rail, and (where one is asked for) one question with its neighbours.

    `order` is every question in force, `way` those the rail and the neighbours lead through: all of them, or in a later
    round what changed, has an open note or has no points yet. `sent_on` is the day the round was sent.
    """

    review: Review
    edition: Edition
    package: Package
    standing: Standing
    rail: tuple[RailElement, ...]
    order: tuple[str, ...]
    changed: frozenset[str]
    shown: QuestionReview | None
    previous: str | None
    next: str | None
    next_open_note: str | None
    next_unread: str | None
    next_changed: str | None
    way: tuple[str, ...]
    sent_on: date

    @property
    def later(self) -> bool:
        """Whether the firm sent it before, so that only what changed is looked at first."""
        return self.review.round > 1

    @property
    def score(self) -> Score:
        return self.standing.score

    @property
    def after_element(self) -> str | None:
        """The first question of the next element."""
        at = self.shown.question.element if self.shown else ""
        elements = [one.element.id for one in self.rail]
        later = self.rail[elements.index(at) + 1 :] if at in elements else ()
        return next((one.posts[0].question for one in later if one.posts), None)

    @property
    def writable(self) -> bool:
        return self.review.state == "reading"


@dataclass(frozen=True, slots=True)
class _Rows:
    now: Mapping[str, ReviewedAnswer]
    before: Mapping[str, ReviewedAnswer]
    notes: Mapping[str, list[ReviewNote]]


def page(actor: Actor, review_id: UUID | str, question_id: str | None = None, *, everything: bool = True) -> ReviewPage:
    """The review page of one question, or of the whole round; four statements. Absent for a question not in force.

    Without `everything` a later round leads only through what changed, has an open note or has no points yet.
    """
    review = reach(actor, Action.REVIEW_READ, review_id)
    edition = load_pack(review.audit.pack).edition(review.audit.edition)
    new, old, sent_on = _packages(review)
    rows = _rows(review)
    differing = packages.changed(new, old) if old else frozenset()
    order = tuple(one.id for one in edition.questions if one.id in rows.now)
    must_fix = sum(1 for notes in rows.notes.values() for note in notes if _is_open(note))
    standing = of_rows(review, list(rows.now.values()), new, must_fix)
    if question_id is not None and question_id not in rows.now:
        raise Absent("question")
    shown = _shown(review, edition.question(question_id), (new, old), rows, differing) if question_id else None
    open_on = {question for question, notes in rows.notes.items() if any(_is_open(note) for note in notes)}
    wanted = set(order) if everything or old is None else open_on | differing | set(standing.unread)
    way = tuple(question for question in order if question in wanted)
    around = _Around(order, way, question_id)
    return ReviewPage(
        review,
        edition,
        new,
        standing,
        _rail(edition, rows, differing, standing, wanted | {question_id or ""}),
        order,
        differing,
        shown,
        around.previous,
        around.next,
        around.following(open_on),
        around.following(standing.unread),
        around.following(differing),
        way,
        sent_on,
    )


@dataclass(frozen=True, slots=True)
class _Around:
    """The neighbours of a question in the instrument's order; looking on from the last begins again at the first."""

    order: tuple[str, ...]
    way: tuple[str, ...]
    at: str | None

    @property
    def place(self) -> int:
        return self.order.index(self.at) if self.at in self.order else -1

    @property
    def previous(self) -> str | None:
        return next((one for one in reversed(self.order[: max(self.place, 0)]) if one in self.way), None)

    @property
    def next(self) -> str | None:
        return next((one for one in self.order[self.place + 1 :] if one in self.way), None)

    def following(self, wanted: frozenset[str] | set[str] | tuple[str, ...]) -> str | None:
        turned = (*self.order[self.place + 1 :], *self.order[: max(self.place, 0)])
        return next((question for question in turned if question in wanted), None)


def _packages(review: Review) -> tuple[Package, Package | None, date]:
    """What was sent in this round and in the one before, and when this one was."""
    rows = Submission.objects.filter(audit=review.audit_id, round__in=(review.round, review.round - 1))
    sent = {row.round: row for row in rows}
    now, before = sent[review.round], sent.get(review.round - 1)
    return packages.read(now), packages.read(before) if before else None, now.submitted_on


def _rows(review: Review) -> _Rows:
    """Reviewed points of this and the last round, and every note on the audit up to this round."""
    now: dict[str, ReviewedAnswer] = {}
    before: dict[str, ReviewedAnswer] = {}
    reviewed = ReviewedAnswer.objects.filter(
        review__audit=review.audit_id, review__round__in=(review.round, review.round - 1)
    ).select_related("review")
    for row in reviewed:
        (now if row.review.round == review.round else before)[row.question] = row
    notes: dict[str, list[ReviewNote]] = defaultdict(list)
    written = ReviewNote.objects.filter(review__audit=review.audit_id, review__round__lte=review.round)
    for note in written.select_related("review", "author").order_by("written_at", "id"):
        notes[note.question].append(note)
    return _Rows(now, before, notes)


def _is_open(note: ReviewNote) -> bool:
    return note.kind == "must_fix" and note.resolved_at is None


def _shown(
    review: Review,
    question: Question,
    sent: tuple[Package, Package | None],
    rows: _Rows,
    differing: frozenset[str],
) -> QuestionReview:
    new, old = sent
    claim = new.claims[question.id]
    end: date | None = new.gathering_to
    rule = load_pack(review.audit.pack).value(
        "proof.after_window", review.audit.gathering_started_on, review.audit.partner.program_id
    )
    return QuestionReview(
        question,
        claim,
        old.claims.get(question.id) if old and question.id in differing else None,
        rows.now[question.id],
        rows.before.get(question.id),
        tuple(rows.notes.get(question.id, ())),
        question.id in differing,
        claim.proofs_after(end) if end else (),
        claim_refused(question, facts_of(review.audit.facts)) is None,
        str(rule),
    )


def _rail(
    edition: Edition, rows: _Rows, differing: frozenset[str], standing: Standing, wanted: set[str]
) -> tuple[RailElement, ...]:
    unread = frozenset(standing.unread)
    elements = []
    for element in edition.elements:
        posts = tuple(
            RailPost(
                one.id,
                one.title,
                _state(rows, one.id, unread),
                one.id in differing,
                sum(_is_open(note) for note in rows.notes.get(one.id, ())),
            )
            for one in element.questions
            if one.id in rows.now and one.id in wanted
        )
        elements.append(RailElement(element, posts, sum(post.question in unread for post in posts)))
    return tuple(elements)


def _state(rows: _Rows, question: str, unread: frozenset[str]) -> str:
    """The mark of a question: an open note that must be fixed, not looked at yet, not applicable, or done."""
    if any(_is_open(note) for note in rows.notes.get(question, ())):
        return "bad"
    if question in unread:
        return "ahead"
    return "none" if rows.now[question].not_applicable else "done"
