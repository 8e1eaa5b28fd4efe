"""What kept records prove of each question: how many are needed, how many there are, month by month, and what is missing.

A recipe's `minimum` counts per window, quarter, worker, place of work or hire. How it is to be spread is prose in the
editions, so any spread means the same here: a quarter of the minimum in each quarter that was worked (three of twelve),
and fewer than four in quarters of their own. Time without a worked day needs nothing, nor does a quarter that was mostly
idle. Fixes are counted where a record that found something says it is closed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from handrail.rules.audit.facts import Facts, claim_refused, dropped_out
from handrail.rules.audit.window import Window
from handrail.rules.days import month_name
from handrail.rules.reason import Reason
from handrail.rules.record.calendar import mostly_idle, promised, worked
from handrail.rules.record.facts import Crew, NoWorkReason, Promise, RecordFact, WorkCalendar
from handrail.rules.record.ledger import CAUSES, FIX, Entry, Ledger, ledger

if TYPE_CHECKING:
    from handrail.program import Edition, Question, RecordKind

State = Literal["covered", "thin", "missing", "not_applicable", "idle", "paper"]
Unit = Literal["record", "worker", "hire", "site", "quarter"]
Mark = Literal["full", "half", "hollow", "hatched", "dash", "ahead"]


@dataclass(frozen=True, slots=True)
class MonthMark:
    """One month of a question's strip.

    `month` is the first day of the month it is sorted by, `from_` and `to` the days it stands for. `records` count,
    `wanted` would be enough in it (0: this month asks for none of its own). `wants`: worked, over or running, empty, and
    the question still needs one here. `reason` says why a hatched month is idle, wholly or for its larger part.
    """

    month: date
    from_: date
    to: date
    mark: Mark
    records: int = 0
    wanted: int = 0
    worked_days: int = 0
    wants: bool = False
    reason: NoWorkReason | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The month it is, without its year; both months where days of the one before are counted with it."""
        own = month_name(self.month)
        return (own,) if self.from_.month == self.month.month else (month_name(self.from_), own)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the records prove of one question.

    `needed` and `found` count what the recipe counts (`unit`): records, or workers, hires or places that have theirs.
    `record_ids` are the records that count, oldest first; tickets of the list of people count without one. `missing` says what is not there, one sentence each.
    `lacking` are the keys of workers or hires without. `partial`: papers or photos that are not records belong to the
    proof too. `on_course`: nothing that could have been there by now is lacking.
    `state` is `paper` where no record can prove it, and `idle` where no day of the window was worked.
    """

    question: str
    state: State
    needed: int
    found: int
    unit: Unit = "record"
    months: tuple[MonthMark, ...] = ()
    record_ids: tuple[str, ...] = ()
    missing: tuple[Reason, ...] = ()
    lacking: tuple[str, ...] = ()
    partial: bool = False
    on_course: bool = False


@dataclass(frozen=True, slots=True)
class Readiness:
    """How much of what records can prove is proven: points covered of points asked, and the sentence that says so."""

    covered: int
    asked: int
    percent: int | None
    questions_covered: int
    questions_asked: int
    sentence: str
    note: str


def evaluate(
    questions: Iterable[Question],
    records: Sequence[RecordFact],
    window: Window,
    calendar: WorkCalendar,
    crew: Crew,
    *,
    facts: Facts,
    as_of: date,
    kinds: Mapping[str, RecordKind],
    promises: Sequence[Promise] = (),
) -> dict[str, Coverage]:
    """The coverage of each question that records may prove, by id, in the questions' order, as of a day.

    Left out are questions of other kinds than R for which no record is kept. `kinds` are the pack's record kinds.
    """
    book = ledger(records, worked(calendar, window))
    year = _Year(book, crew, as_of, kinds, promises)
    found = {}
    for question in questions:
        kept = [kind for kind in question.proof.record_kinds if kind == FIX or kinds[kind].kept]
        if kept or question.kind == "R":
            found[question.id] = _coverage(question, kept, year, facts)
    return found


def known_facts(stored: Mapping[str, Any], records: Iterable[RecordFact], window: Window) -> Facts:
    """The firm's facts; whether incidents, faults or drill gaps happened is read from the records where nobody said."""
    inside = [record for record in records if window.holds(record.day)]
    seen = {
        "deficiencies_found": any(record.defects for record in inside),
        "drill_gaps_found": any(record.defects for record in inside if record.kind in CAUSES["drill_gaps_found"]),
        "incidents_in_window": any(record.kind in CAUSES["incidents_in_window"] for record in inside),
    }
    known = {item.name for item in fields(Facts)}
    return Facts(**{**seen, **{name: value for name, value in stored.items() if name in known}})


def readiness(coverages: Mapping[str, Coverage], edition: Edition) -> Readiness:
    """The points of the questions that are covered, of all that records can prove and that apply.

    Questions whose proof wants a paper or photo beside the record, and those of policies, talks and the walk, are not
    counted: the note says so.
    """
    asked = covered = many = done = 0
    for question in edition.questions:
        coverage = coverages.get(question.id)
        if coverage is None or coverage.partial or coverage.state in {"paper", "not_applicable", "idle"}:
            continue
        asked += int(question.points)
        many += 1
        if coverage.state == "covered":
            covered += int(question.points)
            done += 1
    percent = covered * 100 // asked if asked else None
    rest = int(edition.available) - asked
    return Readiness(
        covered=covered,
        asked=asked,
        percent=percent,
        questions_covered=done,
        questions_asked=many,
        sentence="Nothing to count yet" if percent is None else f"Ready for {percent} of 100",
        note=(
            f"This counts what your records prove: {covered} of {asked} points, {done} of the {many} questions that records alone can prove. "
            f"The other {rest} points come from your manual, talks with the crew, photos of the job, "
            "or do not apply to you. It counts kinds and days: what a record says, you look at yourself."
        ),
    )


# ---- one question ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Year:
    """What all questions of one evaluation share."""

    book: Ledger
    crew: Crew
    as_of: date
    kinds: Mapping[str, RecordKind]
    promises: Sequence[Promise]

    def word(self, kind: str) -> str:
        """What the owner calls a kind of record, inside a sentence."""
        text = self.kinds[kind].owner_words
        return text[0].lower() + text[1:]


@dataclass(frozen=True, slots=True)
class _Count:
    """What a recipe's way of counting found. `month_share` would be enough in a month; `short` are quarters that lack."""

    unit: Unit
    needed: int
    found: int
    enough: bool
    on_course: bool
    month_share: int = 0
    short: frozenset[int] = frozenset()
    lacking: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()


def _coverage(question: Question, kept: list[str], year: _Year, facts: Facts) -> Coverage:
    needed_facts = question.may_be_not_applicable_when_false
    if dropped_out(question, facts) or claim_refused(question, facts) is None:
        return Coverage(question.id, "not_applicable", 0, 0, months=_flat(year, "dash"))
    if not kept:
        return Coverage(question.id, "paper", question.proof.minimum, 0)
    if not year.book.worked.days:
        return Coverage(question.id, "idle", 0, 0, months=_flat(year, "hatched"))
    entries = year.book.entries(kept, needed_facts)
    if question.proof.per != "worker":
        # A ticket of the list of people says who may do what; which single one another question means, nobody knows.
        entries = [entry for entry in entries if entry.record.source == "record"]
    months = year.book.by_month(entries)
    count = _counted(question, entries, months, year)
    if not count.needed:
        nothing: State = "paper" if count.unit == "hire" else "idle"
        return Coverage(question.id, nothing, 0, 0, count.unit, months=_flat(year, "dash"), missing=count.reasons)
    state: State = "covered" if count.enough else "thin" if entries else "missing"
    marks = _marks(months, kept, count, year)
    return Coverage(
        question=question.id,
        state=state,
        needed=count.needed,
        found=count.found,
        unit=count.unit,
        months=marks,
        record_ids=tuple(dict.fromkeys(one.record.id for one in entries if one.record.source == "record")),
        missing=() if count.enough else (*count.reasons, *_empty(marks, count, kept, year)),
        lacking=count.lacking,
        partial=len(kept) < len(question.proof.record_kinds),
        on_course=count.enough or count.on_course,
    )


def _counted(question: Question, entries: list[Entry], months: list[int], year: _Year) -> _Count:
    recipe = question.proof
    match recipe.per:
        case "worker" if year.crew.workers:
            return _per_person(sorted(year.crew.workers), recipe.minimum, entries, "worker")
        case "hire":
            window = year.book.worked.window
            return _per_hire([(key, day) for key, day in year.crew.hires if window.holds(day)], entries)
        case "site":
            return _per_site(recipe.minimum, entries)
        case "quarter":
            return _per_quarter(recipe.minimum, months, year)
        case _ if recipe.spread and recipe.minimum > 1:
            return _spread(recipe.minimum, months, year)
    found = sum(entry.weight for entry in entries)
    running = year.as_of < year.book.worked.window.to
    return _Count(
        "record", recipe.minimum, found, found >= recipe.minimum, running, reasons=_few(found, recipe.minimum)
    )


def _spread(minimum: int, months: list[int], year: _Year) -> _Count:
    """So many over the window: an even share in each quarter worked, or, where that is none, in quarters of their own.

    A quarter with fewer worked weeks than its share adds one a worked week to what is needed, one without adds none.
    """
    quarters = year.book.by_quarter(months)
    share = minimum // max(len(quarters), 1)
    wants = [min(share, weeks) for weeks in year.book.quarter_weeks]
    found = sum(quarters)
    needed = max(minimum - sum(share - want for want in wants), 1)
    if share:
        short = frozenset(place for place in year.book.open_quarters if quarters[place] < wants[place])
        even = not short
    else:
        hit = {place for place, held in enumerate(quarters) if held}
        even = len(hit) >= min(minimum, len(year.book.open_quarters))
        short = frozenset() if even else frozenset(year.book.open_quarters) - hit
    return _Count(
        unit="record",
        needed=needed,
        found=found,
        enough=even and found >= needed,
        on_course=not any(_over(place, year) for place in short),
        month_share=minimum // max(len(months), 1),
        short=short,
        reasons=_few(found, needed),
    )


def _per_quarter(minimum: int, months: list[int], year: _Year) -> _Count:
    quarters = year.book.by_quarter(months)
    open_ = year.book.open_quarters
    short = frozenset(place for place in open_ if quarters[place] < minimum)
    on_course = not any(_over(place, year) for place in short)
    return _Count("quarter", len(open_), len(open_) - len(short), not short, on_course, short=short)


def _per_person(keys: Sequence[str], minimum: int, entries: list[Entry], unit: Literal["worker", "hire"]) -> _Count:
    held: Counter[str] = Counter()
    for entry in entries:
        held.update(entry.record.people)
    lacking = tuple(key for key in keys if held[key] < minimum)
    found = len(keys) - len(lacking)
    many = "for each worker" if unit == "worker" else "for each person who started"
    reasons = (Reason("people_without", f"{found} of {len(keys)}: one is needed {many}."),) if minimum == 1 else ()
    if minimum > 1:
        reasons = (Reason("people_without", f"{found} of {len(keys)} workers have the {minimum} that each needs."),)
    return _Count(unit, len(keys), found, not lacking, False, lacking=lacking, reasons=reasons)


def _per_hire(hires: Sequence[tuple[str, date]], entries: list[Entry]) -> _Count:
    if not hires:
        sentence = "Nobody started in these months: the blank form and the last one you used are the proof."
        return _Count("hire", 0, 0, True, True, reasons=(Reason("no_hires", sentence),))
    return _per_person(list(dict.fromkeys(key for key, _ in hires)), 1, entries, "hire")


def _per_site(minimum: int, entries: list[Entry]) -> _Count:
    """At so many different jobs; records that name none are of one job."""
    places = {entry.record.site for entry in entries}
    found = len(places - {""}) or len(places)
    reasons = () if found >= minimum else (Reason("jobs_too_few", f"From {found} of {minimum} jobs so far."),)
    return _Count("site", minimum, found, found >= minimum, False, reasons=reasons)


def _few(found: int, needed: int) -> tuple[Reason, ...]:
    if found >= needed:
        return ()
    return (Reason("too_few", "None yet." if needed == 1 else f"{found} of {needed} so far."),)


def _over(quarter: int, year: _Year) -> bool:
    """Whether a quarter's last day has passed."""
    last = year.book.quarters[quarter][-1]
    return year.book.worked.months[last].span.to < year.as_of


# ---- the strip ------------------------------------------------------------------------------------------------------


def _flat(year: _Year, mark: Mark) -> tuple[MonthMark, ...]:
    return tuple(
        MonthMark(one.span.month, one.span.from_, one.span.to, mark, reason=one.reason if mark == "hatched" else None)
        for one in year.book.worked.months
    )


def _marks(months: list[int], kept: list[str], count: _Count, year: _Year) -> tuple[MonthMark, ...]:
    promise = next((one for one in year.promises if one.kind in kept), None)
    quarter_of = {place: number for number, quarter in enumerate(year.book.quarters) for place in quarter}
    marks = []
    for place, (one, records) in enumerate(zip(year.book.worked.months, months, strict=True)):
        resting = mostly_idle(one)
        wanted = 0 if resting or one.span.barely_begun else count.month_share
        if promise is not None and promise.from_ <= one.span.to:
            wanted = promised(promise, year.book.worked, one.span.from_, min(one.span.to, year.as_of))
        mark: Mark
        if records:
            mark = "full" if records >= wanted else "half"
        elif one.span.from_ > year.as_of:
            mark = "ahead"
        else:
            mark = "hatched" if resting else "hollow"
        lacks = not count.enough and (count.month_share > 0 or quarter_of[place] in count.short)
        wants = mark == "hollow" and lacks and not one.span.barely_begun
        reason = one.reason if mark == "hatched" else None
        marks.append(
            MonthMark(
                one.span.month, one.span.from_, one.span.to, mark, records, wanted, one.worked_days, wants, reason
            )
        )
    return tuple(marks)


def _empty(marks: Sequence[MonthMark], count: _Count, kept: list[str], year: _Year) -> Iterable[Reason]:
    """What is not there, by month; by quarter where no month asks for one of its own."""
    word = year.word(kept[0])
    if count.month_share:
        over = [mark for mark in marks if mark.wants and mark.to < year.as_of]
        if over:
            months = [name for mark in over for name in mark.names]
            days = _days(sum(mark.worked_days for mark in over)) + (" in them" if len(months) > 1 else "")
            yield Reason("month_empty", f"No {word} in {_listed(months)}; you worked {days}.")
        running = next((mark for mark in marks if mark.wants and mark.to >= year.as_of), None)
        if running:
            yield Reason("month_running", f"No {word} yet in {_listed(running.names)}.")
        return
    for place in sorted(count.short):
        first, last = (marks[year.book.quarters[place][end]] for end in (0, -1))
        if first.from_ <= year.as_of:
            none = "No" if not any(marks[one].records for one in year.book.quarters[place]) else "Too few:"
            yet = " yet" if last.to >= year.as_of else ""
            days = "" if yet else f"; you worked {_days(year.book.quarter_days[place])}"
            span = f"from {month_name(first.from_)} to {month_name(last.month)}"
            yield Reason("quarter_empty", f"{none} {word}{yet} {span}{days}.")


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
