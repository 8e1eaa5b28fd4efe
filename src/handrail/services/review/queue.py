"""The partner's queue with its clocks: how long each file waits against the partner's own target, and who holds it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q, QuerySet

from handrail.program import load_pack
from handrail.rules.days import add_days
from handrail.rules.permissions import Action
from handrail.services.actor import Actor
from handrail.services.moment import Moment
from handrail.services.review.reaching import rounds
from handrail.store.models import Review, ReviewNote

PAGE_SIZE: Final = 20
Pile = Literal["here", "firm", "decided"]
PILES: Final[tuple[Pile, ...]] = ("here", "firm", "decided")
Clock = Literal["in_time", "due", "late", "waiting", "over"]
_LIVE: Final = Q(audit__round=F("round"))


@dataclass(frozen=True, slots=True)
class Line:
    """One file in the queue. `days` it waits here (or is left to the firm), `by` the day of the target or the answer."""

    review: Review
    clock: Clock
    days: int
    by: date | None
    own_firm: bool
    open_notes: int


@dataclass(frozen=True, slots=True)
class Queue:
    page: Page[Review]
    lines: tuple[Line, ...]
    low: int
    high: int


def queue(actor: Actor, moment: Moment, pile: Pile = "here", number: int = 1) -> Queue:
    """A page of the queue: files here, files with the firm for corrections, or files decided; two statements."""
    notes = Count(
        "audit__reviews__notes",
        filter=Q(audit__reviews__notes__kind=ReviewNote.Kind.MUST_FIX, audit__reviews__notes__resolved_at__isnull=True),
        distinct=True,
    )
    rows = _pile(rounds(actor, Action.REVIEW_QUEUE), pile).select_related("reviewer")
    page = Paginator(rows, PAGE_SIZE).get_page(number)
    page.object_list = list(page.object_list.annotate(open_notes=notes))  # type: ignore[attr-defined]
    pack = load_pack()
    partner = page.object_list[0].audit.partner.program_id if page.object_list else None
    low, high = (int(str(pack.value(f"review.target_days_{end}", moment.day, partner))) for end in ("low", "high"))
    return Queue(page, tuple(_line(row, moment.day, low, high) for row in page.object_list), low, high)


def _pile(rows: QuerySet[Review], pile: Pile) -> QuerySet[Review]:
    match pile:
        case "firm":
            return rows.filter(_LIVE, audit__state="returned", state="returned").order_by("correct_by", "id")
        case "decided":
            over = ("accepted", "signed", "certified", "maintained", "not_accepted", "withdrawn", "closed")
            return rows.filter(_LIVE, audit__state__in=over).order_by("-decided_at", "id")
        case _:
            return rows.filter(_LIVE, audit__state="submitted").order_by("received_on", "id")


def _line(review: Review, day: date, low: int, high: int) -> Line:
    own = bool(getattr(review, "own_firm", False))
    notes = int(getattr(review, "open_notes", 0))
    if review.audit.state == "submitted":
        waited = (day - review.received_on).days
        clock: Clock = "late" if waited > high else "due" if waited > low else "in_time"
        return Line(review, clock, waited, add_days(review.received_on, high), own, notes)
    if review.audit.state == "returned":
        left = (review.correct_by - day).days if review.correct_by else 0
        return Line(review, "waiting" if left >= 0 else "late", left, review.correct_by, own, notes)
    return Line(review, "over", 0, review.decided_on, own, notes)
