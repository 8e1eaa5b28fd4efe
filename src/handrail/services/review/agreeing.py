"""How far two readers of the same file agree, told of a partner's whole team: no firm and nobody is named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from handrail.program import load_pack
from handrail.rules.audit.parameters import whole_number
from handrail.rules.permissions import Action, Role
from handrail.rules.review.agreement import (
    Agreement,
    Drift,
    Interval,
    QuestionAgreement,
    agreement,
    by_question,
    drift,
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
class Team:
    """Agreement of a partner's readers. No figure stands on fewer than `fewest` files but the bare share of them all.

    `few` where that leaves no figures over files; `left_out` are the questions too few files judge twice. `waiting` and
    `reading` are told to administrators alone (0 to reviewers): a count that rises with a decision tells its reader that the
    file was drawn.
    """

    overall: Agreement
    lines: tuple[Line, ...]
    left_out: int
    drift: Drift
    fewest: int
    percent: int
    waiting: int
    reading: int

    @property
    def few(self) -> bool:
        return self.overall.files < self.fewest


def team(actor: Actor, moment: Moment) -> Team:
    """The agreement of the actor's partner as of now; at most five statements however many files were read twice."""
    access.require(actor, Action.DESK_READ)
    partner = Partner.objects.get(pk=actor.organisation_id)
    fewest = whole_number(load_pack(), "review.agreement_fewest", moment.day, partner.program_id)
    rows = SecondRead.objects.filter(review__audit__partner=partner)
    states = Counter(rows.values_list("state", flat=True)) if actor.role is Role.PARTNER_ADMIN else Counter[str]()
    files = readings(list(rows.filter(state__in=OVER).select_related("review__audit").order_by("done_at", "id")))
    titles: dict[str, str] = {}
    for edition in load_pack().editions.values():
        titles |= {one.id: one.title for one in edition.questions}
    questions = by_question(files, fewest)
    return Team(
        overall=agreement(files, fewest),
        lines=tuple(Line(one.question, titles.get(one.question, ""), one) for one in questions.told),
        left_out=questions.left_out,
        drift=drift(files, fewest),
        fewest=fewest,
        percent=whole_number(load_pack(), "review.second_read_percent", moment.day, partner.program_id),
        waiting=states["drawn"],
        reading=states["reading"],
    )


def csv_of(actor: Actor, moment: Moment) -> Iterator[str]:
    """The same figures as CSV, one line at a time; shares run from 0 to 1, empty where too few files stand behind one."""
    found = team(actor, moment)
    whole = found.overall
    files = whole.files
    counts = (whole.judged, whole.same)
    yield csv_line(CSV_COLUMNS)
    yield csv_line(
        ("share of judgements that are the same", "", files, *counts, *_with(whole.share, whole.share_between))
    )
    kappa, leaning = (None, None) if found.few else (whole.kappa, whole.leaning)
    yield csv_line(("kappa", "", files, *counts, *_with(kappa, whole.kappa_between)))
    yield csv_line(("leaning of the second reading", "", files, *counts, *_with(leaning, whole.leaning_between)))
    for line in found.lines:
        one = line.figures
        yield csv_line(("question", line.id, one.judged, one.judged, one.same, *_with(one.same / one.judged, one.between)))  # fmt: skip
    for span in found.drift.quarters:
        yield csv_line(("quarter", str(span.start), span.files, span.judged, span.same, *_with(span.share, span.between)))  # fmt: skip


def _with(value: float | None, between: Interval | None) -> tuple[Decimal | None, ...]:
    ends = (between.low, between.high) if between else (None, None)
    return _figure(value), _figure(ends[0]), _figure(ends[1])


def _figure(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(f"{value:z.3f}")
