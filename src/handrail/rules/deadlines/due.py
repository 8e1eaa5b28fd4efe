"""All deadlines of a firm on a day, from what has happened up to that day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from handrail.rules.days import add_months, in_words
from handrail.rules.deadlines.audit import audit_items
from handrail.rules.deadlines.certificate import certificate_items, certificates
from handrail.rules.deadlines.event import Event, EventKind, in_order
from handrail.rules.deadlines.item import DeadlineItem, Rulebook
from handrail.rules.deadlines.letter import letter_items

if TYPE_CHECKING:
    from handrail.program import Pack


def deadlines(events: Iterable[Event], as_of: date, pack: Pack, partner: str | None = None) -> tuple[DeadlineItem, ...]:
    """Every deadline that follows from the events up to and including `as_of`, in date order.

    Events of later days have not happened yet: the answer for a past day is the answer that day would have given. The
    rules are those in force on `as_of`, the partner's own ones where it has them. The order and doubling of events
    change nothing. Raises BadInput for events that cannot follow from each other, PackError for an unknown partner.
    """
    book = Rulebook(pack, partner, as_of)
    if partner is not None:
        pack.partner(partner)
    happened = in_order(tuple(event for event in events if event.on <= as_of))
    known = certificates(happened, book)
    items = [
        *audit_items(happened, book),
        *certificate_items(known, book),
        *_refreshers(happened, book),
        *letter_items(happened, known, book),
    ]
    return tuple(sorted(items, key=_place))


def _place(item: DeadlineItem) -> tuple[date, str, str, int, int, date]:
    return item.due, item.code, item.person, item.audit or 0, item.round or 0, item.certificate or date.min


def _refreshers(events: tuple[Event, ...], book: Rulebook) -> Iterator[DeadlineItem]:
    last: dict[str, Event] = {}
    for event in events:
        if event.kind in {EventKind.TRAINED, EventKind.REFRESHED}:
            last[event.person] = event
    for person, event in last.items():
        months = book.number("training.refresher_months")
        due = book.moved(add_months(event.on, months))
        word = "training" if event.kind is EventKind.TRAINED else "refresher"
        sentence = (
            f"{person} takes a refresher by {in_words(due)}: {months} months after the {word} of {in_words(event.on)}."
        )
        state = book.state(due, done=False)
        yield book.item("refresher_due", "training.refresher_months", due, state, sentence, person=person)
