"""The deadlines of each audit: gathering, submission, corrections and the days all corrections may take together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from handrail.rules.days import add_days, in_words
from handrail.rules.deadlines.event import Event, EventKind
from handrail.rules.deadlines.item import DeadlineItem, Rulebook, State
from handrail.rules.reason import BadInput

_KINDS = {
    EventKind.GATHERING_STARTED,
    EventKind.GATHERING_ENDED,
    EventKind.SUBMITTED,
    EventKind.MAINTENANCE_SUBMITTED,
    EventKind.MAINTENANCE_ACCEPTED,
    EventKind.RETURNED,
    EventKind.RESUBMITTED,
    EventKind.CERTIFICATE_ISSUED,
}


@dataclass
class _Round:
    returned: date
    resubmitted: date | None = None


@dataclass
class _Audit:
    """One audit as its events tell it, while they are read."""

    started: date | None = None
    ended: date | None = None
    submitted: date | None = None
    accepted: date | None = None
    certified: date | None = None
    rounds: list[_Round] = field(default_factory=list)

    @property
    def unanswered(self) -> bool:
        return bool(self.rounds) and self.rounds[-1].resubmitted is None

    @property
    def with_firm(self) -> bool:
        return self.unanswered and self.accepted is None and self.certified is None

    @property
    def held_before_last_return(self) -> int:
        """Days the firm held the file before it was last returned. A file returned twice in a row was held between."""
        ends = [one.resubmitted or after.returned for one, after in zip(self.rounds, self.rounds[1:], strict=False)]
        return sum((end - one.returned).days for one, end in zip(self.rounds, ends, strict=False))


def audit_items(events: tuple[Event, ...], book: Rulebook) -> Iterator[DeadlineItem]:
    """Items of every audit that the events (in order of days) tell of.

    Raises BadInput for a resubmission of a file that was not with the firm.
    """
    audits = _audits(events)
    several = len(audits) > 1
    for number, audit in enumerate(audits, start=1):
        newest = number == len(audits)
        mark = number if several else None
        yield from _gathering(audit, book, mark, superseded=not newest)
        yield from _corrections(audit, book, mark, superseded=not newest)


def _audits(events: tuple[Event, ...]) -> list[_Audit]:
    audits: list[_Audit] = []
    relevant = (event for event in events if event.kind in _KINDS)
    for _, same_day in groupby(relevant, key=lambda event: event.on):
        today = list(same_day)
        if audits and audits[-1].with_firm:
            # The file goes back before it can be returned again on the same day.
            today.sort(key=lambda event: event.kind is not EventKind.RESUBMITTED)
        for event in today:
            _tell(event, audits)
    return audits


def _tell(event: Event, audits: list[_Audit]) -> None:
    kind, on = event.kind, event.on
    now = audits[-1] if audits else None
    if kind is EventKind.GATHERING_STARTED:
        audits.append(_Audit(started=on))
    elif kind is EventKind.GATHERING_ENDED:
        if now is None or now.ended or now.submitted or now.rounds:
            audits.append(now := _Audit())
        now.ended = on
    elif kind in {EventKind.SUBMITTED, EventKind.MAINTENANCE_SUBMITTED}:
        if now is None or now.submitted or now.rounds or now.accepted:
            audits.append(now := _Audit())
        now.submitted = on
    elif kind in {EventKind.MAINTENANCE_ACCEPTED, EventKind.CERTIFICATE_ISSUED}:
        _decide(event, now)
    elif kind is EventKind.RETURNED:
        if now is None:
            audits.append(now := _Audit())
        now.rounds.append(_Round(on))
    else:
        if now is None or not now.unanswered:
            said = f"the file was resubmitted on {on}, but it was not with the firm then."
            raise BadInput("events", said, 'Add the "returned" event before it, or correct its day.')
        now.rounds[-1].resubmitted = on


def _decide(event: Event, audit: _Audit | None) -> None:
    if audit is None:
        return
    if event.kind is EventKind.MAINTENANCE_ACCEPTED:
        audit.accepted = event.on
    elif audit.with_firm:
        # A certificate is often dated on the last day of gathering, before the rounds: only one after a return ends them.
        audit.certified = event.on


def _gathering(audit: _Audit, book: Rulebook, mark: int | None, superseded: bool) -> Iterator[DeadlineItem]:
    sent = audit.submitted or (audit.rounds[0].returned if audit.rounds else None)
    if audit.started:
        most = book.number("audit.gather.max_days")
        due = book.moved(add_days(audit.started, most - 1))
        met = audit.ended or sent
        sentence = (
            f"Gathering that began on {in_words(audit.started)} ends by {in_words(due)}: "
            f"at most {most} days, first and last included.{_late(audit.ended, due, 'It ended')}"
        )
        state = book.state(due, bool(met) or superseded)
        yield book.item("gathering_end_by", "audit.gather.max_days", due, state, sentence, round=mark, audit=mark)
    if audit.ended:
        within = book.number("audit.submit.max_days")
        due = book.moved(add_days(audit.ended, within))
        sentence = (
            f"The audit is submitted by {in_words(due)}: within {within} days after the last day of gathering, "
            f"{in_words(audit.ended)}.{_late(audit.submitted, due, 'It was submitted')}"
        )
        state = book.state(due, bool(sent) or superseded)
        yield book.item("submit_by", "audit.submit.max_days", due, state, sentence, round=mark, audit=mark)


def _late(happened: date | None, due: date, what: str) -> str:
    return f" {what} late, on {in_words(happened)}." if happened and happened > due else ""


def _corrections(audit: _Audit, book: Rulebook, mark: int | None, superseded: bool) -> Iterator[DeadlineItem]:
    if not audit.rounds:
        return
    allowed = book.number("audit.correct.days_per_round")
    total = book.number("audit.correct.total_days")
    held = 0
    for number, one in enumerate(audit.rounds, start=1):
        due = book.moved(add_days(one.returned, allowed))
        last = number == len(audit.rounds)
        end = one.resubmitted if last else one.resubmitted or audit.rounds[number].returned
        sentence = (
            f"Corrections after the return of {in_words(one.returned)} are due by {in_words(due)}: {allowed} days."
        )
        if end is not None:
            held += (end - one.returned).days
            sentence += f" Held {_days((end - one.returned).days)}; {max(total - held, 0)} of {total} days are left."
            sentence += _late(one.resubmitted, due, "It was resubmitted")
        answered = one.resubmitted is not None or not last or not audit.with_firm
        state = book.state(due, answered or superseded)
        yield book.item("correct_by", "audit.correct.days_per_round", due, state, sentence, round=number, audit=mark)
    if audit.with_firm and not superseded:
        left = total - audit.held_before_last_return
        close = book.moved(add_days(audit.rounds[-1].returned, left))
        sentence = (
            f"All corrections close on {in_words(close)}: the firm may hold the file {total} days over all rounds, "
            f"and {_days(max(left, 0))} were left when it was last returned."
        )
        state = State.OPEN if book.as_of <= close else State.OVERDUE
        yield book.item("corrections_close", "audit.correct.total_days", close, state, sentence, round=mark, audit=mark)


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"
