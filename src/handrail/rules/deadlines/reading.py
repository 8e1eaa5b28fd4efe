"""Events as they are written in a file, read strictly: every complaint names the field and the mend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from handrail.rules.days import parse_day
from handrail.rules.deadlines.event import Event, EventKind
from handrail.rules.reason import BadInput

_TRAINING = {EventKind.TRAINED, EventKind.REFRESHED}


def parse_events(rows: object, terms: Iterable[object], where: str = "events") -> tuple[Event, ...]:
    """The events of a list of objects with `kind` and `on`, and what some kinds carry besides.

    `terms` are the months a certificate may run. Raises BadInput for anything else.
    """
    if not isinstance(rows, list):
        raise BadInput(where, "must be a list.", 'Write [{"kind": "gathering_started", "on": "2026-03-09"}].')
    allowed = tuple(int(str(term)) for term in terms)
    return tuple(_event(row, f"{where}[{index}]", allowed) for index, row in enumerate(rows))


def _event(row: object, where: str, terms: tuple[int, ...]) -> Event:
    if not isinstance(row, Mapping):
        raise BadInput(where, "must be an object.", 'Write {"kind": ..., "on": ...}.')
    kind = row.get("kind")
    if kind is None:
        raise BadInput(f"{where}.kind", "is missing.", f"Use one of: {', '.join(EventKind)}.")
    if not isinstance(kind, str) or kind not in set(EventKind):
        raise BadInput(f"{where}.kind", f'"{kind}" is not a kind of event.', f"Use one of: {', '.join(EventKind)}.")
    known = EventKind(kind)
    return Event(
        kind=known,
        on=parse_day(row.get("on"), f"{where}.on"),
        term_months=_term(row, where, terms) if known is EventKind.CERTIFICATE_ISSUED else 0,
        days=_days(row, where) if known is EventKind.EXTENSION_REQUESTED else 0,
        person=_person(row, where) if known in _TRAINING else "",
    )


def _term(row: Mapping[str, Any], where: str, terms: tuple[int, ...]) -> int:
    term = row.get("term_months")
    if isinstance(term, bool) or not isinstance(term, int) or term not in terms:
        known = ", ".join(str(one) for one in terms)
        raise BadInput(f"{where}.term_months", f'"{term}" is not the term of a certificate.', f"Use one of: {known}.")
    return term


def _days(row: Mapping[str, Any], where: str) -> int:
    days = row.get("days")
    if isinstance(days, bool) or not isinstance(days, int) or days < 1:
        raise BadInput(f"{where}.days", f'"{days}" is not a number of days.', "Write a whole number of 1 or more.")
    return days


def _person(row: Mapping[str, Any], where: str) -> str:
    person = row.get("person")
    if not isinstance(person, str) or not person.strip():
        raise BadInput(f"{where}.person", "nobody is named.", "Write who was trained.")
    return " ".join(person.split())
