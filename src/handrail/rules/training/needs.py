"""Who needs which ticket for the work they do, and how each stands on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from handrail.rules.days import in_words
from handrail.rules.reason import Reason
from handrail.rules.training.lasting import lasting
from handrail.rules.training.tickets import TicketState, notices, ticket_state

if TYPE_CHECKING:
    from handrail.program import Pack


class NeedState(StrEnum):
    """How a needed ticket stands on a day; the last day of a ticket counts as held."""

    MISSING = "missing"
    ENDED = "ended"
    ENDS_NOW = "ends_now"  # within the nearer notice, 30 days
    ENDS_SOON = "ends_soon"  # within the widest notice, 90 days
    HELD = "held"


_FROM_TICKET = {
    TicketState.GOOD: NeedState.HELD,
    TicketState.NO_DAY: NeedState.HELD,
    TicketState.ENDS_SOON: NeedState.ENDS_SOON,
    TicketState.ENDS_NOW: NeedState.ENDS_NOW,
    TicketState.ENDED: NeedState.ENDED,
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of ticket. `courses` and `titles` are those that are this one beyond doubt."""

    key: str
    name: str
    courses: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Task:
    """Something people do, and the kinds of ticket it asks for. `law` is empty where no law is named."""

    key: str
    words: str
    kinds: tuple[str, ...]
    law: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One ticket somebody holds, as it is called on the card."""

    person: str
    title: str
    taken_on: date
    expires_on: date | None
    course: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """One ticket one person needs, for these tasks; `card` is the one that counts for it, if any."""

    person: str
    kind: Kind
    tasks: tuple[Task, ...]
    state: NeedState
    card: Card | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many needed tickets are missing, have ended, and end up to and including `until`."""

    missing: int = 0
    ended: int = 0
    ending: int = 0
    held: int = 0
    until: date | None = field(default=None)

    @property
    def asked(self) -> int:
        """All needed tickets."""
        return self.missing + self.ended + self.ending + self.held


def title_key(title: str) -> str:
    """A card's title as titles are compared: without the case and the spaces that people vary."""
    return " ".join(title.split()).casefold()


def kinds_of(card: Card, kinds: Iterable[Kind], meanings: Mapping[str, frozenset[str]]) -> tuple[Kind, ...]:
    """The kinds of ticket a card counts for: by its course, by what the owner said of its title, else by its exact title.

    `meanings` holds what the owner said, by `title_key`; an empty set says that such a card counts for none.
    """
    title = title_key(card.title)
    said = meanings.get(title)
    return tuple(
        kind
        for kind in kinds
        if (card.course and card.course in kind.courses) or (title in kind.titles if said is None else kind.key in said)
    )


def unclear(cards: Iterable[Card], kinds: Iterable[Kind], meanings: Mapping[str, frozenset[str]]) -> tuple[Card, ...]:
    """One card for each title that counts for nothing yet and that the owner has said nothing about, by title.

    A card of one of the program's own courses is known for what it is, so it is not asked about.
    """
    known = tuple(kinds)
    found: dict[str, Card] = {}
    for card in sorted(cards, key=lambda one: (title_key(one.title), one.person)):
        key = title_key(card.title)
        if not card.course and key not in meanings and key not in found and not kinds_of(card, known, meanings):
            found[key] = card
    return tuple(found.values())


def needs(
    doing: Mapping[str, Iterable[str]],
    tasks: Iterable[Task],
    kinds: Iterable[Kind],
    cards: Iterable[Card],
    *,
    meanings: Mapping[str, frozenset[str]],
    day: date,
    pack: Pack,
) -> tuple[Need, ...]:
    """Every ticket that these people need on a day for the tasks they do, in the order of the people, the kinds and the tasks.

    A task or kind that is not among those given asks for nothing. Notices are those of `remind.ticket_days_before`.
    """
    before, known = notices(pack, day), tuple(kinds)
    listed = tuple(tasks)
    held: dict[tuple[str, str], list[Card]] = {}
    for card in cards:
        if card.taken_on <= day:
            for kind in kinds_of(card, known, meanings):
                held.setdefault((card.person, kind.key), []).append(card)
    found = []
    for person, does in doing.items():
        keys = frozenset(does)
        theirs = tuple(task for task in listed if task.key in keys)
        for kind in known:
            asking = tuple(task for task in theirs if kind.key in task.kinds)
            if asking:
                found.append(_need(person, kind, asking, held.get((person, kind.key), []), (day, before)))
    return tuple(found)


def _need(
    person: str, kind: Kind, tasks: tuple[Task, ...], cards: list[Card], on: tuple[date, tuple[int, ...]]
) -> Need:
    card = lasting(cards)
    state = NeedState.MISSING if card is None else _FROM_TICKET[ticket_state(card.expires_on, *on)]
    asked = tuple(
        Reason(
            "law_asks" if task.law else "own_list_asks",
            f"{task.words}: {kind.name}" + (f" ({task.law})." if task.law else "."),
            task.source,
        )
        for task in tasks
    )
    return Need(person, kind, tasks, state, card, (Reason(state.value, _said(state, kind, card)), *asked))


def _said(state: NeedState, kind: Kind, card: Card | None) -> str:
    if card is None:
        return f"No ticket on record counts as {kind.name}."
    if card.expires_on is None:
        return f"{card.title}, taken on {in_words(card.taken_on)}; no last day is written on it."
    verb = {NeedState.ENDED: "ended on", NeedState.HELD: "holds until"}.get(state, "ends on")
    return f"{card.title} {verb} {in_words(card.expires_on)}."


def tally(found: Iterable[Need], day: date, pack: Pack) -> Tally:
    """How needed tickets stand together on a day, and the last day that the widest notice looks ahead to."""
    states = [one.state for one in found]
    return Tally(
        missing=states.count(NeedState.MISSING),
        ended=states.count(NeedState.ENDED),
        ending=states.count(NeedState.ENDS_NOW) + states.count(NeedState.ENDS_SOON),
        held=states.count(NeedState.HELD),
        until=day + timedelta(days=max(notices(pack, day), default=0)),
    )
