"""How far two readers of the same file agree, told of a partner's whole team: no firm and nobody is named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from handrail.program import load_pack
from handrail.rules.audit.parameters import whole_number
from handrail.rules.permissions import Action
from handrail.rules.review.agreement import (
    FEWEST_FILES,
    Agreement,
    Drift,
    Interval,
    QuestionAgreement,
    agreement,
    by_question,
    drift,
    wilson,
)
from handrail.services import access
from handrail.services.actor import Actor
from handrail.services.moment import Moment
from handrail.services.registry.publishing import csv_line
from handrail.services.review.comparing import readings
from handrail.services.review.settling import OVER
from handrail.store.models import Partner, SecondRead

CSV_COLUMNS = ("what", "which", "files", "judged", "the same", "share", "low", "high")


@dataclass(frozen=True, slots=True)
class Line:
    """One question of the instrument over all files read twice."""

    id: str
    title: str
    figures: QuestionAgreement


@dataclass(frozen=True, slots=True)
class Span:
    """A quarter of the year by its first day: how often both judged the same, with the interval of that share."""

    start: date
    same: int
    judged: int
    between: Interval

    @property
    def share(self) -> float:
        return self.same / self.judged


@dataclass(frozen=True, slots=True)
class Team:
    """Agreement of a partner's readers. `few` where too few files are read twice for figures over files."""

    overall: Agreement
    lines: tuple[Line, ...]
    drift: Drift
    spans: tuple[Span, ...]
    percent: int
    waiting: int
    reading: int

    @property
    def few(self) -> bool:
        return self.overall.files < FEWEST_FILES


def team(actor: Actor, moment: Moment) -> Team:
    """The agreement of the actor's partner as of now; five statements however many files were read twice."""
    access.require(actor, Action.DESK_READ)
    partner = Partner.objects.get(pk=actor.organisation_id)
    rows = SecondRead.objects.filter(review__audit__partner=partner)
    states = Counter(rows.values_list("state", flat=True))
    files = readings(list(rows.filter(state__in=OVER).select_related("review__audit").order_by("done_at", "id")))
    titles: dict[str, str] = {}
    for edition in load_pack().editions.values():
        titles |= {one.id: one.title for one in edition.questions}
    moved = drift(files)
    return Team(
        agreement(files),
        tuple(Line(one.question, titles.get(one.question, ""), one) for one in by_question(files)),
        moved,
        tuple(Span(start, same, judged, wilson(same, judged)) for start, same, judged in moved.spans),
        whole_number(load_pack(), "review.second_read_percent", moment.day, partner.program_id),
        states["drawn"],
        states["reading"],
    )


def csv_of(actor: Actor, moment: Moment) -> Iterator[str]:
    """The same figures as CSV, one line at a time; shares run from 0 to 1, empty where too few files stand behind one."""
    found = team(actor, moment)
    whole = found.overall
    files = whole.files
    counts = (whole.judged, whole.same)
    yield csv_line(CSV_COLUMNS)
    yield csv_line(("share of judgements that are the same", "", files, *counts, _figure(whole.share), "", ""))
    yield csv_line(("kappa", "", files, *counts, *_with(whole.kappa, whole.kappa_between, found.few)))
    yield csv_line(("leaning of the second reading", "", files, *counts, *_with(whole.leaning, whole.leaning_between, found.few)))  # fmt: skip
    for line in found.lines:
        one = line.figures
        share = one.same / one.judged
        yield csv_line(("question", line.id, "", one.judged, one.same, *_with(share, one.between, False)))
    for span in found.spans:
        yield csv_line(
            ("quarter", str(span.start), "", span.judged, span.same, *_with(span.share, span.between, False))
        )


def _with(value: float | None, between: Interval | None, hidden: bool) -> tuple[Decimal | None, ...]:
    if hidden:
        return None, None, None
    ends = (between.low, between.high) if between else (None, None)
    return _figure(value), _figure(ends[0]), _figure(ends[1])


def _figure(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(f"{value:z.3f}")
