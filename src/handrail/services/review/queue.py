"""The partner's queue: how long each file waits against the partner's own target, what stands out, and who has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
    Window,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, NullIf

from handrail.program import load_pack
from handrail.rules.audit.facts import Purpose
from handrail.rules.audit.gates import gates_for
from handrail.rules.audit.parameters import whole_number
from handrail.rules.days import add_days
from handrail.rules.permissions import Action
from handrail.rules.reason import Reason
from handrail.rules.review.second_look import Marks, Waiting, by_risk, second_look
from handrail.services.actor import Actor
from handrail.services.audit.overturned import reads_anew
from handrail.services.moment import Moment
from handrail.services.review.reaching import rounds
from handrail.services.review.second import kept_back
from handrail.store.models import Audit, Review, ReviewNote, VerificationVisit

PAGE_SIZE: Final = 20
Pile = Literal["here", "firm", "decided"]
PILES: Final[tuple[Pile, ...]] = ("here", "firm", "decided")
Order = Literal["clock", "risk"]
ORDERS: Final[tuple[Order, ...]] = ("clock", "risk")
Whose = Literal["all", "mine", "nobody"]
WHOSE: Final[tuple[Whose, ...]] = ("all", "mine", "nobody")
Clock = Literal["in_time", "due", "late", "waiting", "over"]
_LIVE: Final = Q(audit__round=F("round"))
_OVER: Final = ("accepted", "signed", "certified", "maintained", "not_accepted", "withdrawn", "closed")
_IN: Final[Mapping[Pile, Q]] = {
    "here": _LIVE & Q(audit__state="submitted"),
    "firm": _LIVE & Q(audit__state="returned", state="returned"),
    "decided": _LIVE & Q(audit__state__in=_OVER),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to see of the queue. `find` is part of a firm's name."""

    pile: Pile = "here"
    number: int = 1
    order: Order = "clock"
    whose: Whose = "all"
    find: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One file in the queue. `days` it waits here (or is left to the firm), `by` the day of the target or the answer.

    `own_firm`: a tie of the one who looks keeps them from it. `may_take`: it is theirs, or nobody's and theirs to take.
    `reasons` say what stands out, where the file waits here; `visit_by` the last day of a visit to the site that is ordered.
    """

    review: UUID
    firm: str
    purpose: str
    round: int
    state: str
    audit_state: str
    clock: Clock
    days: int
    by: date | None
    promised_on: date | None
    own_firm: bool
    open_notes: int
    reader: str
    reader_since: datetime | None
    assigned: str
    mine: bool
    instructed: bool
    facts: Waiting
    visit_by: date | None = None
    reasons: tuple[Reason, ...] = ()

    @property
    def nobodys(self) -> bool:
        return not self.reader and not self.assigned

    @property
    def may_take(self) -> bool:
        return not self.own_firm and (self.mine or self.nobodys)


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of the queue; `counts` are the files of the pile by whose they are, before that choice narrows it.

    Of all of them `open_to` whoever looks may take or has taken, and `kept_from` them are those of firms they are tied to.
    `elsewhere`: where a name was looked for and none is shown, the piles that hold files of that name.
    What they read a second time, without the first reader's points, is not in the queue at all until they are done.
    """

    page: Page[Any]
    lines: tuple[Line, ...]
    low: int
    high: int
    counts: dict[Whose, int]
    open_to: int = 0
    kept_from: int = 0
    elsewhere: tuple[Pile, ...] = ()


def queue(actor: Actor, moment: Moment, pile: Pile = "here", number: int = 1, asked: Asked | None = None) -> Queue:
    """A page of the queue: files here, files with the firm for corrections, or files decided.

    Two statements however many files there are: the actor's ties, and the files. Those that wait here are all read, as
    plain values, so that they can be put in the order of what stands out; decided ones, which only grow, by the page.
    Where a firm is looked for, the same statement brings one file of each other pile that holds some of that name.
    """
    asked = asked or Asked(pile, number)
    rows = rounds(actor, Action.REVIEW_QUEUE)
    text = asked.find.strip()
    if text:
        rows = rows.filter(
            Q(audit__employer__legal_name__icontains=text)
            | Q(audit__employer__trade_name__icontains=text)
            | Q(audit__employer__organisation__name__icontains=text)
        )
    rows = _pile(rows, asked.pile, elsewhere=bool(text))
    if asked.pile == "decided":
        return _decided(rows, actor, moment, asked.number)
    told = list(_values(actor, rows))
    found = [row for row in told if _pile_of(row) == asked.pile]
    marks = _marks(found, moment.day)
    every = [_line(row, actor, moment.day, marks) for row in found]
    lines = [line for line in every if _is(line, asked.whose)]
    if asked.order == "risk" and asked.pile == "here":
        lines.sort(key=lambda line: by_risk(line.facts, line.reasons, marks.high))
    page = Paginator(lines, PAGE_SIZE).get_page(asked.number)
    counts = {whose: sum(_is(line, whose) for line in every) for whose in WHOSE}
    open_to, kept_from = sum(line.may_take for line in every), sum(line.own_firm for line in every)
    elsewhere = _elsewhere(told) if text and not lines else ()
    return Queue(page, tuple(page.object_list), marks.low, marks.high, counts, open_to, kept_from, elsewhere)


def _elsewhere(rows: Sequence[Mapping[str, Any]]) -> tuple[Pile, ...]:
    holding = {_pile_of(row) for row in rows}
    return tuple(pile for pile in PILES if pile in holding)


def _pile_of(row: Mapping[str, Any]) -> Pile:
    return "here" if row["audit_state"] == "submitted" else "firm" if row["audit_state"] == "returned" else "decided"


def _is(line: Line, whose: Whose) -> bool:
    match whose:
        case "mine":
            return line.mine
        case "nobody":
            return line.nobodys and line.may_take
        case _:
            return True


def _decided(rows: QuerySet[Review], actor: Actor, moment: Moment, number: int) -> Queue:
    """A page of the decided files in one statement; a page behind the last asks for the last in two more."""
    number = max(number, 1)
    counted = _values(actor, rows.annotate(every=Window(Count("pk", filter=_IN["decided"]))))
    found = list(counted[(number - 1) * PAGE_SIZE : number * PAGE_SIZE])
    if not found and number > 1:
        number = max(-(-rows.filter(_IN["decided"]).count() // PAGE_SIZE), 1)
        found = list(counted[(number - 1) * PAGE_SIZE : number * PAGE_SIZE])
    every = found[0]["every"] if found else 0
    elsewhere = () if every else _elsewhere(found)
    found = [row for row in found if _pile_of(row) == "decided"]
    marks = _marks(found, moment.day)
    page = Paginator(range(every), PAGE_SIZE).get_page(number)
    lines = tuple(_line(row, actor, moment.day, marks) for row in found)
    return Queue(page, lines, marks.low, marks.high, {"all": every, "mine": 0, "nobody": 0}, elsewhere=elsewhere)


@dataclass(frozen=True, slots=True)
class _Marks:
    low: int
    high: int
    by_purpose: dict[str, Marks]


def _marks(rows: Sequence[Mapping[str, Any]], day: date) -> _Marks:
    """The partner's own values of the day, or the program's where the queue is empty."""
    pack, partner = load_pack(), rows[0]["program"] if rows else None
    low, high, near, points, many = (
        whole_number(pack, f"review.{key}", day, partner)
        for key in ("target_days_low", "target_days_high", "near_promise_days", "near_mark_points", "many_notes")
    )
    by_purpose = {
        purpose.value: Marks(high, near, gates_for(pack, purpose, day, partner).overall, points, many)
        for purpose in Purpose
    }
    return _Marks(low, high, by_purpose)


def _pile(rows: QuerySet[Review], pile: Pile, *, elsewhere: bool) -> QuerySet[Review]:
    """The rounds of a pile in its order; `elsewhere`: and one of each other pile, which come last where a page is cut."""
    wanted = _IN[pile]
    for other in PILES if elsewhere else ():
        wanted |= Q(pk=Subquery(rows.filter(_IN[other]).order_by().values("pk")[:1]))
    rows = rows.filter(wanted)
    match pile:
        case "firm":
            return rows.order_by("correct_by", "id")
        case "decided":
            first = [Case(When(_IN[pile], then=0), default=1)] if elsewhere else []
            return rows.order_by(*first, "-decided_at", "id")
        case _:
            return rows.order_by("received_on", "id")


def _values(actor: Actor, rows: QuerySet[Review]) -> QuerySet[Review, dict[str, Any]]:
    """What a line says, as plain values: five thousand of them are read without a row object each.

    Of a file whose first round the actor may yet read blind, nothing that its first reader gave is among them.
    """
    notes = ReviewNote.objects.filter(review__audit=OuterRef("audit"), kind="must_fix", resolved_at__isnull=True)
    before = Review.objects.filter(audit=OuterRef("audit"), round=OuterRef("round") - 1)
    earlier = Audit.objects.filter(employer=OuterRef("audit__employer"), state__in=_OVER).exclude(pk=OuterRef("audit"))
    legal = NullIf(KeyTextTransform("legal_name", "audit__cover", output_field=TextField()), Value(""))
    firm = [NullIf(f"audit__employer__{name}", Value("")) for name in ("trade_name", "legal_name")]
    again = Q(round__gt=1)
    visits = VerificationVisit.objects.filter(review=OuterRef("pk"), visited_on=None, called_off_on=None)
    told = again & ~kept_back(actor, "audit")
    open_ = Coalesce(Subquery(notes.order_by().values("review__audit").annotate(n=Count("pk")).values("n")), 0)
    found: QuerySet[Review, dict[str, Any]] = rows.annotate(
        firm=Coalesce(legal, *firm, "audit__employer__organisation__name", output_field=TextField()),
        purpose=F("audit__purpose"),
        audit_state=F("audit__state"),
        program=F("audit__partner__program_id"),
        notes_open=Case(When(Q(round=1) | told, then=open_), default=0),
        percent_before=Case(When(told, then=Subquery(before.values("percent")[:1]))),
        had_one=Exists(earlier),
        read_anew=Case(When(again, then=reads_anew()), default=False),
        visit_by=Subquery(visits.values("visit_by")[:1]),
        reader=Coalesce(NullIf("reviewer__name", Value("")), "reviewer__email", output_field=TextField()),
        assigned=Coalesce(NullIf("assigned_to__name", Value("")), "assigned_to__email", output_field=TextField()),
        instructed=Case(When(instructions="", then=False), default=True),
    ).values(
        *("pk", "round", "state", "received_on", "promised_on", "correct_by", "decided_on", "opened_at", "own_firm"),
        "stands_out",
        *(
            "firm",
            "purpose",
            "audit_state",
            "program",
            "notes_open",
            "percent_before",
            "had_one",
            "read_anew",
            "visit_by",
        ),
        *("reader", "assigned", "instructed", "reviewer_id", "assigned_to_id"),
        *(["every"] if "every" in rows.query.annotations else []),
    )
    return found


def _line(row: Mapping[str, Any], actor: Actor, day: date, marks: _Marks) -> Line:
    here = row["audit_state"] == "submitted"
    facts = Waiting(
        row["received_on"],
        round=row["round"],
        promised_on=row["promised_on"],
        first_audit=not row["had_one"],
        # A database without decimals of its own hands back a few places too many.
        percent_before=None if row["percent_before"] is None else round(row["percent_before"], 2),
        notes_open=row["notes_open"],
        found={code: tuple(questions) for code, questions in row["stands_out"].items()},
        read_anew=bool(row["read_anew"]),
    )
    clock, days, by = _clock(row, day, marks)
    return Line(
        review=row["pk"],
        firm=row["firm"],
        purpose=row["purpose"],
        round=row["round"],
        state=row["state"],
        audit_state=row["audit_state"],
        clock=clock,
        days=days,
        by=by,
        promised_on=row["promised_on"],
        own_firm=bool(row["own_firm"]),
        open_notes=row["notes_open"],
        reader=row["reader"] or "",
        reader_since=row["opened_at"] if row["state"] == "reading" else None,
        assigned=row["assigned"] or "",
        mine=actor.user_id in {row["reviewer_id"], row["assigned_to_id"]},
        instructed=bool(row["instructed"]),
        facts=facts,
        visit_by=row["visit_by"],
        reasons=second_look(facts, day, marks.by_purpose[row["purpose"]]) if here else (),
    )


def _clock(row: Mapping[str, Any], day: date, marks: _Marks) -> tuple[Clock, int, date | None]:
    if row["audit_state"] == "submitted":
        waited = (day - row["received_on"]).days
        clock: Clock = "late" if waited > marks.high else "due" if waited > marks.low else "in_time"
        return clock, waited, add_days(row["received_on"], marks.high)
    if row["audit_state"] == "returned":
        left = (row["correct_by"] - day).days if row["correct_by"] else 0
        return "waiting" if left >= 0 else "late", left, row["correct_by"]
    return "over", 0, row["decided_on"]
