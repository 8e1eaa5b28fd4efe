"""The answer to "who wants this, and by when": the routes to a letter or a certificate, with their earliest honest days."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from handrail.rules.audit.parameters import whole_number
from handrail.rules.audit.window import whole_months
from handrail.rules.days import add_days, add_months, in_words
from handrail.rules.reason import Reason

if TYPE_CHECKING:
    from handrail.program import Confidence, Pack


class RouteKind(StrEnum):
    TEMPORARY_LETTER = "temporary_letter"
    ONE_YEAR = "one_year"
    THREE_YEAR = "three_year"


class InTime(StrEnum):
    """Whether a route meets the wanted day: even with a slow review, only with a quick one, or not."""

    YES = "yes"
    TIGHT = "tight"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Route:
    """One way. `ready_on`: the first day the firm can have done its part; `earliest` and `likely` add a quick and a slow review.

    A route that is not `possible` carries no days, and its first reason says why.
    """

    kind: RouteKind
    possible: bool
    ready_on: date | None
    earliest: date | None
    likely: date | None
    in_time: InTime | None
    holds_until: date | None
    confidence: Confidence
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Starting:
    """Where a firm stands.

    `trained_on` may be a booked day; `next_course` is the last day of the next course with room, where one is known and
    nobody is booked yet. `last_ended` is the end of the firm's last letter or certificate.
    """

    today: date
    wanted: date | None = None
    records_from: date | None = None
    trained_on: date | None = None
    next_course: date | None = None
    last_ended: date | None = None


ASSUMED = frozenset({"training_first", "records_first", "written_program"})
"""Codes of the reasons that say what the days count on: they belong beside the days."""


def routes(starting: Starting, pack: Pack, partner: str | None = None) -> tuple[Route, ...]:
    """The temporary letter, the one-year and the three-year certificate, in that order, each with its days and reasons."""
    three = _certificate(RouteKind.THREE_YEAR, starting, pack, partner)
    one = _certificate(RouteKind.ONE_YEAR, starting, pack, partner)
    if one.ready_on == three.ready_on:
        sentence = "Your records already reach back far enough for three years, so there is no need for one."
        one = _closed(
            RouteKind.ONE_YEAR, Reason("full_term_at_once", sentence, three.reasons[0].source), three.confidence
        )
    return _letter(starting, pack, partner), one, three


def _training(starting: Starting, pack: Pack) -> tuple[date, list[Reason]]:
    """The first day a trained person is there, and what that rests on: a known course day, else the longest form of it."""
    if starting.trained_on is not None:
        return max(starting.today, starting.trained_on), []
    if starting.next_course is not None:
        ends = max(starting.today, starting.next_course)
        sentence = (
            f"The course comes first. The next one known here ends on {in_words(ends)}; take it, or all days move."
        )
        return ends, [Reason("training_first", sentence)]
    longest = max((one for one in pack.courses.values() if one.role == "building"), key=lambda one: one.days)
    ends = add_days(starting.today, math.ceil(longest.days))
    sentence = (
        "The course comes first, and no course day is known. These days count on one that begins tomorrow and ends on "
        f"{in_words(ends)}; they move with the day you can really book."
    )
    return ends, [Reason("training_first", sentence, longest.source)]


def _certificate(kind: RouteKind, starting: Starting, pack: Pack, partner: str | None) -> Route:
    today = starting.today
    full = kind is RouteKind.THREE_YEAR
    needed = pack.parameter(f"audit.records.months_{'full' if full else 'short'}", on=today, partner=partner)
    months = whole_number(pack, needed.key, today, partner)
    length = whole_number(pack, f"certificate.term.{'full' if full else 'short'}_months", today, partner)
    trained, reasons = _training(starting, pack)
    # Without a written system in use there is nothing to keep records of, and who is trained writes it.
    begun = starting.records_from or trained
    enough = add_months(begun, months)
    ready = max(trained, enough)
    if starting.records_from:
        sentence = f"Records since {in_words(begun)} reach {months} months on {in_words(enough)}."
        reasons.insert(0, Reason("records", sentence, needed.source))
    else:
        sentence = (
            f"Then the written system, and records of using it. Begun on {in_words(begun)}, they reach {months} months "
            f"on {in_words(enough)}; proof is gathered then, not before."
        )
        reasons.append(Reason("records_first", sentence, needed.source))
    # Dated on the last day of gathering, so the term runs from there and not from the day it is in hand.
    return _open(kind, starting, ready, until=add_months(ready, length), reasons=reasons, pack=pack, partner=partner)


def _letter(starting: Starting, pack: Pack, partner: str | None) -> Route:
    today, kind = starting.today, RouteKind.TEMPORARY_LETTER
    under = pack.parameter("letter.records_under_months", on=today, partner=partner)
    months = whole_number(pack, under.key, today, partner)
    ready, reasons = _training(starting, pack)
    if starting.last_ended is not None:
        wait = pack.parameter("letter.wait_months", on=today, partner=partner)
        ready = max(ready, add_months(starting.last_ended, whole_number(pack, wait.key, today, partner)))
        sentence = (
            f"A new letter comes {wait.value} months after the last letter or certificate ended, on {in_words(ready)}."
        )
        reasons.append(Reason("letter_wait", sentence, wait.source))
    if starting.records_from is not None and whole_months(starting.records_from, ready) >= months:
        sentence = f"The letter is for firms with less than {months} months of records; yours reach further, so go for the certificate."
        return _closed(kind, Reason("records_enough", sentence, under.source), under.confidence)
    days = pack.parameter("letter.days", on=today, partner=partner)
    sentence = (
        f"It asks for a written system and no records yet, and holds {days.value} days. This counts on the system being "
        f"written by {in_words(ready)}."
    )
    reasons.append(Reason("written_program", sentence, days.source))
    route = _open(kind, starting, ready, until=ready, reasons=reasons, pack=pack, partner=partner)
    if route.earliest is None:
        return route
    return replace(route, holds_until=add_days(route.earliest, whole_number(pack, days.key, today, partner)))


def _open(
    kind: RouteKind,
    starting: Starting,
    ready: date,
    *,
    until: date,
    reasons: list[Reason],
    pack: Pack,
    partner: str | None,
) -> Route:
    quick = pack.parameter("review.target_days_low", on=starting.today, partner=partner)
    slow = pack.parameter("review.target_days_high", on=starting.today, partner=partner)
    earliest = add_days(ready, whole_number(pack, quick.key, starting.today, partner))
    likely = add_days(ready, whole_number(pack, slow.key, starting.today, partner))
    sentence = f"A review takes {quick.value} to {slow.value} days where partners say so; signatures and corrections come on top."
    told = (*reasons, Reason("review_time", sentence, f"{quick.source} {slow.source}"))
    in_time = None
    if starting.wanted is not None:
        in_time = (
            InTime.YES if likely <= starting.wanted else InTime.TIGHT if earliest <= starting.wanted else InTime.NO
        )
    return Route(kind, True, ready, earliest, likely, in_time, until, "inferred", told)


def _closed(kind: RouteKind, reason: Reason, confidence: Confidence) -> Route:
    return Route(kind, False, None, None, None, None, None, confidence, (reason,))
