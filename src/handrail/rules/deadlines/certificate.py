"""The deadlines of each certificate: yearly audits, re-certification, extension, and the day a missed audit cancels it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from handrail.rules.days import add_days, add_months, in_words, month_end, year_end
from handrail.rules.deadlines.event import Event, EventKind
from handrail.rules.deadlines.item import DeadlineItem, Rulebook, State, day_after
from handrail.rules.reason import BadInput

_YEAR = 12


@dataclass
class YearlyAudit:
    """One maintenance audit of a certificate: the day it is due, and what has reached the partner."""

    number: int
    due: date
    met_on: date | None = None
    accepted_on: date | None = None


@dataclass
class Certificate:
    """One certificate as the events tell it, while they are read."""

    issued: date
    expires: date
    yearly: list[YearlyAudit]
    replaced_on: date | None = None
    lapsed_on: date | None = None
    cancelled_on: date | None = None
    missed: YearlyAudit | None = None
    requests: list[Event] = field(default_factory=list)

    def gone_by(self, day: date) -> bool:
        """Replaced, lapsed or cancelled on or before the day."""
        ends = (self.replaced_on, self.lapsed_on, self.cancelled_on)
        return any(end is not None and end <= day for end in ends)


@dataclass(frozen=True)
class _Extension:
    request: Event
    to: date
    granted: bool


def certificates(events: tuple[Event, ...], book: Rulebook) -> list[Certificate]:
    """Every certificate the events (in order of days) tell of, up to the rulebook's day.

    Raises BadInput for a requested extension that comes before any certificate.
    """
    known: list[Certificate] = []
    for event in events:
        if event.kind is EventKind.CERTIFICATE_ISSUED:
            if known:
                known[-1].replaced_on = event.on
            expires = add_months(event.on, event.term_months)
            known.append(Certificate(event.on, expires, _yearly(event, book)))
        elif event.kind is EventKind.EXTENSION_REQUESTED:
            if not known:
                said = f"an extension was requested on {event.on}, before any certificate was issued."
                raise BadInput("events", said, 'Add the "certificate_issued" event with its term_months.')
            known[-1].requests.append(event)
        elif known and event.kind is EventKind.CERTIFICATE_LAPSED:
            known[-1].lapsed_on = known[-1].lapsed_on or event.on
        elif known and event.kind is EventKind.MAINTENANCE_SUBMITTED:
            _submitted(known[-1], event.on)
        elif known and event.kind is EventKind.MAINTENANCE_ACCEPTED:
            _accepted(known[-1], event.on)
    for one in known:
        _cancel(one, book.as_of)
    return known


def _yearly(event: Event, book: Rulebook) -> list[YearlyAudit]:
    mode = str(book.parameter("due.mode").value)
    years = range(1, event.term_months // _YEAR)
    return [YearlyAudit(year, book.moved(_due(add_months(event.on, year * _YEAR), mode))) for year in years]


def _due(anniversary: date, mode: str) -> date:
    if mode == "month_end":
        return month_end(anniversary)
    if mode == "calendar_year_end":
        return year_end(anniversary)
    return anniversary


def _submitted(certificate: Certificate, on: date) -> None:
    """A submission meets the earliest yearly audit not yet met, if it is not late for it."""
    waiting = next((one for one in certificate.yearly if one.met_on is None), None)
    if waiting is not None and on <= waiting.due:
        waiting.met_on = on


def _accepted(certificate: Certificate, on: date) -> None:
    """An acceptance belongs to the earliest submission still waiting for one; alone, it stands for both."""
    submitted = next((one for one in certificate.yearly if one.met_on and not one.accepted_on), None)
    if submitted is not None:
        submitted.accepted_on = on
        return
    waiting = next((one for one in certificate.yearly if one.met_on is None), None)
    if waiting is not None and on <= waiting.due:
        waiting.met_on = waiting.accepted_on = on


def _cancel(certificate: Certificate, as_of: date) -> None:
    missed = next((one for one in certificate.yearly if one.met_on is None), None)
    if missed is not None and missed.due < as_of and not certificate.gone_by(missed.due):
        certificate.missed = missed
        certificate.cancelled_on = day_after(missed.due)


@dataclass(frozen=True, slots=True)
class NextDue:
    """The first day of a certificate that nothing sent in has met: a yearly audit, or the end of the certificate."""

    code: str
    due: date


def next_due(issued: date, term_months: int, sent: Iterable[date], book: Rulebook) -> NextDue:
    """The first due day of one certificate that is not met, from the days its yearly audits were `sent`.

    The same reading as `certificates` gives, for whoever asks it of thousands.
    """
    event = Event(EventKind.CERTIFICATE_ISSUED, issued, term_months=term_months)
    certificate = Certificate(issued, add_months(issued, term_months), _yearly(event, book))
    for day in sorted(sent):
        _submitted(certificate, day)
    waiting = next((one for one in certificate.yearly if one.met_on is None), None)
    return NextDue("maintenance_due", waiting.due) if waiting else NextDue("recertify_by", certificate.expires)


def certificate_items(known: list[Certificate], book: Rulebook) -> Iterator[DeadlineItem]:
    for certificate in known:
        yield from _yearly_items(certificate, book)
        yield from _expiry_items(certificate, book)


def _yearly_items(certificate: Certificate, book: Rulebook) -> Iterator[DeadlineItem]:
    for one in certificate.yearly:
        sentence = f"Yearly audit {one.number} is submitted by {in_words(one.due)}."
        if one.accepted_on:
            state = State.DONE
            sentence += f" It was accepted on {in_words(one.accepted_on)}."
        elif _superseded(certificate, one):
            state = State.DONE
            sentence += " No longer asked for: the certificate it belongs to was replaced or has ended."
        elif one.met_on:
            state = State.OPEN
            sentence += f" It was submitted on {in_words(one.met_on)} and waits to be accepted."
        else:
            state = book.state(one.due, done=False)
            sentence += " Nothing was submitted by then." if state is State.OVERDUE else ""
        yield book.item(
            "maintenance_due", "due.mode", one.due, state, sentence, round=one.number, certificate=certificate.issued
        )
    if certificate.cancelled_on and certificate.missed:
        sentence = (
            f"The certificate was cancelled on {in_words(certificate.cancelled_on)}: nothing was submitted by "
            f"{in_words(certificate.missed.due)}."
        )
        yield book.item(
            "cancelled_on", "due.mode", certificate.cancelled_on, State.DONE, sentence, certificate=certificate.issued
        )


def _superseded(certificate: Certificate, one: YearlyAudit) -> bool:
    if certificate.replaced_on is not None or certificate.lapsed_on is not None:
        return True
    return certificate.missed is not None and one.number > certificate.missed.number


def _expiry_items(certificate: Certificate, book: Rulebook) -> Iterator[DeadlineItem]:
    expires, issued = certificate.expires, certificate.issued
    ended = certificate.gone_by(book.as_of)
    apply_by = book.moved(add_days(expires, book.number("extend.apply_after_days")))
    asked = [_extension(request, certificate, apply_by, book) for request in certificate.requests]
    granted = max((one.to for one in asked if one.granted), default=None)

    bridged = granted is not None and book.as_of <= granted
    sentence = f"The certificate is valid through {in_words(expires)}; the next certification is finished by then."
    sentence += f" It was extended to {in_words(granted)}." if granted else ""
    state = book.state(expires, ended or bridged)
    yield book.item("recertify_by", "certificate.terms", expires, state, sentence, certificate=issued)

    sentence = f"An extension of the certificate may be asked for until {in_words(apply_by)}."
    state = book.state(apply_by, ended or granted is not None)
    yield book.item("extension_apply_by", "extend.apply_after_days", apply_by, state, sentence, certificate=issued)

    for number, one in enumerate(asked, start=1):
        mark = number if len(asked) > 1 else None
        state = State.DONE if one.granted else State.REFUSED
        sentence = _extension_sentence(one, certificate, apply_by)
        yield book.item("extended_to", "extend.max_days", one.to, state, sentence, round=mark, certificate=issued)


def _extension(request: Event, certificate: Certificate, apply_by: date, book: Rulebook) -> _Extension:
    """At most so many days past expiry, and never past the end of the expiry year where the rule says so."""
    to = add_days(certificate.expires, min(request.days, book.number("extend.max_days")))
    if str(book.parameter("extend.cap").value) == "year_end":
        to = min(to, year_end(certificate.expires))
    return _Extension(request, to, granted=request.on <= apply_by and not _ended_early(certificate, request.on))


def _ended_early(certificate: Certificate, on: date) -> bool:
    if certificate.cancelled_on is not None and certificate.cancelled_on <= on:
        return True
    lapsed = certificate.lapsed_on
    return lapsed is not None and lapsed <= on and lapsed < certificate.expires


def _extension_sentence(one: _Extension, certificate: Certificate, apply_by: date) -> str:
    if one.granted:
        return f"The certificate of {in_words(certificate.issued)} is extended to {in_words(one.to)}."
    if one.request.on > apply_by:
        why = f"it was asked for on {in_words(one.request.on)}, after {in_words(apply_by)}"
    else:
        why = "the certificate had already ended early"
    return f"No extension: {why}. It would have run to {in_words(one.to)}."


def last_valid_day(certificate: Certificate, book: Rulebook) -> date:
    """The last day the certificate is valid as known on the rulebook's day, a granted extension included."""
    apply_by = book.moved(add_days(certificate.expires, book.number("extend.apply_after_days")))
    asked = [_extension(request, certificate, apply_by, book) for request in certificate.requests]
    last = max((one.to for one in asked if one.granted), default=certificate.expires)
    for early in (certificate.cancelled_on, certificate.lapsed_on):
        if early is not None:
            last = min(last, add_days(early, -1))
    return last
