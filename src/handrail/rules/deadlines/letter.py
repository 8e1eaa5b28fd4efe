"""The temporary letter: when it ends, and from when a firm may have a new one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from handrail.rules.days import add_days, add_months, in_words
from handrail.rules.deadlines.certificate import Certificate, last_valid_day
from handrail.rules.deadlines.event import Event, EventKind
from handrail.rules.deadlines.item import DeadlineItem, Rulebook, State


def letter_items(events: tuple[Event, ...], known: list[Certificate], book: Rulebook) -> Iterator[DeadlineItem]:
    letters = [event.on for event in events if event.kind is EventKind.LETTER_ISSUED]
    lasts = [add_days(issued, book.number("letter.days")) for issued in letters] if letters else []
    for number, (issued, last) in enumerate(zip(letters, lasts, strict=True), start=1):
        replaced = number < len(letters) or any(one.issued >= issued for one in known)
        sentence = f"The temporary letter of {in_words(issued)} ends on {in_words(last)}."
        mark = number if len(letters) > 1 else None
        yield book.item("letter_ends", "letter.days", last, book.state(last, replaced), sentence, round=mark)
    ended = _last_end(events, lasts, known, book)
    if ended is not None:
        yield _again_from(events, ended, book)


def _last_end(events: tuple[Event, ...], letters: list[date], known: list[Certificate], book: Rulebook) -> date | None:
    """The day on which the last letter or certificate ended; None if none has, or while one is valid."""
    if any(book.as_of <= last for last in letters):
        return None
    ends = [*letters, *(event.on for event in events if event.kind is EventKind.CERTIFICATE_LAPSED)]
    for one in known:
        if one.replaced_on is not None:
            continue
        last = last_valid_day(one, book)
        if book.as_of <= last:
            return None
        ends.append(one.cancelled_on or one.lapsed_on or last)
    return max(ends, default=None)


def _again_from(events: tuple[Event, ...], ended: date, book: Rulebook) -> DeadlineItem:
    months = book.number("letter.wait_months")
    due = add_months(ended, months)
    asked = [event.on for event in events if event.kind is EventKind.LETTER_REQUESTED and event.on > ended]
    sentence = (
        f"A new temporary letter may be had from {in_words(due)}: {months} months after the last letter or "
        f"certificate ended on {in_words(ended)}."
    )
    if any(on >= due for on in asked):
        state = State.DONE
    elif asked:
        state = State.REFUSED
        sentence += f" The request of {in_words(asked[-1])} came too early."
    else:
        # Nobody owes anything here: once the wait is over it is simply over.
        state = State.OPEN if book.as_of <= due else State.DONE
    return book.item("letter_again_from", "letter.wait_months", due, state, sentence)
