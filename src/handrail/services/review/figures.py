"""A partner's year in figures: sums of its own files, read in a fixed number of statements however many there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from django.db.models import Count

from handrail.program import load_pack
from handrail.rules.permissions import Action
from handrail.rules.review.forecast import Kept
from handrail.rules.review.lifecycle import DECIDED
from handrail.rules.review.quick_ask import READ_STATES
from handrail.rules.review.year_figures import Share, Took, took
from handrail.services import access
from handrail.services.actor import Actor
from handrail.services.audit.timing import after_correction
from handrail.services.errors import Absent
from handrail.services.moment import Moment
from handrail.services.registry.publishing import csv_line
from handrail.services.review.calls import reasons_of
from handrail.services.review.dues import Due, dues, over
from handrail.services.review.planning import partner_of
from handrail.services.review.promising import pairs_kept
from handrail.store.models import Application, Partner, QuickAsk, Review, ReviewNote, VerificationVisit

EXPIRING_DAYS: Final = 90
NOT_CALLED: Final = "not_called"
SENT_IN_VAIN: Final = "sent_in_vain"


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the year: files that came and files decided."""

    first: date
    received: int
    decided: int


@dataclass(frozen=True, slots=True)
class ElementNotes:
    """Notes that must be fixed on one element of the instrument, over the decided rounds of the year."""

    element: str
    title: str
    notes: int


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What the rounds of a year came to. `visits` were ordered before a decision and not called off."""

    accepted: int
    after_correction: int
    returned: int
    not_accepted: int
    withdrawn: int
    visits: int


@dataclass(frozen=True, slots=True)
class Figures:
    """One calendar year, up to the day where it still runs.

    `lapsed` is by the reason of the last call, most first. `past_the_day` are the firms that sent their renewal in time and
    had no decision when their certificate ended. `kept` is over the promised days that fell in the year. `outcomes` are what
    rounds came to in the year, visits to the site as ordered.
    """

    partner: Partner
    year: int
    years: tuple[int, ...]
    as_of: date
    first_pass: Share
    outcomes: Outcomes
    first_rounds: Took
    later_rounds: Took
    months: tuple[Month, ...]
    notes: tuple[ElementNotes, ...]
    rounds_noted: int
    expiring: int
    lapsed: tuple[tuple[str, int], ...]
    past_the_day: int
    new_firms: int
    kept: Kept
    open_asks: int

    @property
    def lapsed_in_all(self) -> int:
        return sum(number for _reason, number in self.lapsed)

    @property
    def running(self) -> bool:
        return self.year == self.as_of.year


def figures(actor: Actor, moment: Moment, year: int | None = None) -> Figures:
    """The figures of the actor's partner for one of its `years`, the running one unless said otherwise.

    Raises Absent for any other year. Fifteen statements.
    """
    access.require(actor, Action.DESK_READ)
    partner = partner_of(actor)
    found = _years(partner, moment.day)
    year = moment.day.year if year is None else year
    if year not in found:
        raise Absent("year")
    first, last = date(year, 1, 1), min(date(year, 12, 31), moment.day)
    rounds = Review.objects.filter(audit__partner=partner).exclude(state="withdrawn")
    rows = rounds.filter(state__in=DECIDED, decided_on__range=(first, last))
    told = list(
        rows.annotate(mended=after_correction()).values_list("round", "state", "received_on", "decided_on", "mended")
    )
    decided = [(number, state, received, done) for number, state, received, done, _mended in told if done is not None]
    came = rounds.filter(received_on__range=(first, last)).values_list("received_on", flat=True)
    firsts = [row for row in decided if row[0] == 1]
    owed = dues(partner, moment)
    gone, in_review = over(owed, year, moment.day)
    horizon = moment.day + timedelta(days=EXPIRING_DAYS)
    promises = rounds.filter(promised_on__range=(first, last), promised_on__lt=moment.day)
    return Figures(
        partner=partner,
        year=year,
        years=found,
        as_of=moment.day,
        first_pass=Share(sum(row[1] == "accepted" for row in firsts), len(firsts)),
        outcomes=_outcomes(
            [(state, mended) for _number, state, _received, _done, mended in told], partner, (first, last)
        ),
        first_rounds=took([(row[3] - row[2]).days for row in firsts]),
        later_rounds=took([(row[3] - row[2]).days for row in decided if row[0] > 1]),
        months=_months(year, last, list(came), [row[3] for row in decided]),
        notes=_notes(partner, first, last),
        rounds_noted=len(decided),
        expiring=sum(one.code == "recertify_by" and moment.day <= one.due <= horizon for one in owed),
        lapsed=_lapsed(partner, gone, year),
        past_the_day=len(in_review),
        new_firms=Application.objects.filter(
            partner=partner, state__in=["accepted", "ended"], decided_on__range=(first, last)
        ).count(),
        kept=pairs_kept(promises, moment.day),
        open_asks=QuickAsk.objects.filter(
            review__audit__partner=partner,
            review__state__in=READ_STATES,
            answered_at=None,
            taken_back_at=None,
            answer_by__gte=moment.now,
        ).count(),
    )


def _outcomes(told: Sequence[tuple[str, bool]], partner: Partner, span: tuple[date, date]) -> Outcomes:
    found = Counter(told)
    return Outcomes(
        accepted=found["accepted", False],
        after_correction=found["accepted", True],
        returned=found["returned", False] + found["returned", True],
        not_accepted=found["not_accepted", False] + found["not_accepted", True],
        withdrawn=Review.objects.filter(audit__partner=partner, state="withdrawn", decided_on__range=span).count(),
        visits=VerificationVisit.objects.filter(
            review__audit__partner=partner, ordered_on__range=span, called_off_on=None
        ).count(),
    )


def years(actor: Actor, moment: Moment) -> tuple[int, ...]:
    """The years with figures, the newest first: those in which files came, and the running one."""
    access.require(actor, Action.DESK_READ)
    return _years(partner_of(actor), moment.day)


def _years(partner: Partner, day: date) -> tuple[int, ...]:
    found = Review.objects.filter(audit__partner=partner).dates("received_on", "year")
    return tuple(sorted({day.year, *(one.year for one in found)}, reverse=True))


def _months(year: int, last: date, came: Sequence[date], decided: Sequence[date]) -> tuple[Month, ...]:
    received, gone = Counter(day.month for day in came), Counter(day.month for day in decided)
    return tuple(Month(date(year, month, 1), received[month], gone[month]) for month in range(1, last.month + 1))


def _notes(partner: Partner, first: date, last: date) -> tuple[ElementNotes, ...]:
    """By element of each round's own edition, counted in one statement by question."""
    rows = (
        ReviewNote.objects.filter(
            kind=ReviewNote.Kind.MUST_FIX,
            review__audit__partner=partner,
            review__state__in=DECIDED,
            review__decided_on__range=(first, last),
        )
        .values("review__audit__pack", "review__audit__edition", "question")
        .annotate(number=Count("pk"))
        .order_by()
    )
    found: Counter[tuple[str, str]] = Counter()
    for row in rows:
        edition = load_pack(row["review__audit__pack"]).edition(row["review__audit__edition"])
        element = next((one for one in edition.elements if any(q.id == row["question"] for q in one.questions)), None)
        if element is not None:
            found[(element.id, element.title)] += row["number"]
    lines = [ElementNotes(element, title, number) for (element, title), number in found.items()]
    return tuple(sorted(lines, key=lambda line: (-line.notes, len(line.element), line.element)))


def _lapsed(partner: Partner, gone: tuple[Due, ...], year: int) -> tuple[tuple[str, int], ...]:
    """How many due days of the year nothing met, by what the last call about each came to, or by that it was sent in vain."""
    reasons = reasons_of(partner, year)
    found = Counter(SENT_IN_VAIN if one.renewal else reasons.get(one.key, NOT_CALLED) for one in gone)
    return tuple(sorted(found.items(), key=lambda one: (-one[1], one[0])))


def figures_csv(found: Figures, words: dict[str, str]) -> Iterator[str]:
    """The same as lines of a file: what, of what, number, unit; `words` are the reasons in the reader's language."""
    yield csv_line(("figure", "part", "value", "unit", "year", "as_of"))
    tail = (found.year, found.as_of.isoformat())

    def line(figure: str, part: str, value: int | Decimal | None, unit: str) -> str:
        return csv_line((figure, part, value, unit, *tail))

    yield line("first_pass", "accepted in round 1", found.first_pass.part, "files")
    yield line("first_pass", "first rounds decided", found.first_pass.of, "files")
    yield line("first_pass", "rate", found.first_pass.percent, "percent")
    for name in ("accepted", "after_correction", "returned", "not_accepted", "withdrawn"):
        yield line("outcomes", name.replace("_", " "), getattr(found.outcomes, name), "rounds")
    yield line("outcomes", "visits", found.outcomes.visits, "visits")
    for name, took_ in (("first_rounds", found.first_rounds), ("later_rounds", found.later_rounds)):
        yield line(name, "decided", took_.files, "files")
        yield line(name, "median", took_.median, "days")
        yield line(name, "90th percentile", took_.ninetieth, "days")
    for month in found.months:
        yield line("received", month.first.strftime("%Y-%m"), month.received, "files")
        yield line("decided", month.first.strftime("%Y-%m"), month.decided, "files")
    for one in found.notes:
        yield line("notes_to_fix", f"{one.element} {one.title}", one.notes, "notes")
    if found.running:  # as on the page: a year that is over has none of these
        yield line("expiring", f"within {EXPIRING_DAYS} days", found.expiring, "certificates")
    for reason, number in found.lapsed:
        yield line("lapsed", words.get(reason, reason), number, "firms")
    yield line("in_review_past_the_day", "", found.past_the_day, "firms")
    yield line("new_firms", "applications accepted in the year", found.new_firms, "firms")
    yield line("promises", "fell in the year and are over", found.kept.promised, "promises")
    yield line("promises", "of these kept", found.kept.kept, "promises")
    if found.running:
        yield line("quick_asks", "open", found.open_asks, "asks")
