"""Noting events: append-only, one hash chain per employer (or organisation), no personal data in the chain."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import rfc8785

from handrail.services.actor import Actor
from handrail.services.moment import Moment
from handrail.store.models import Event

GENESIS = "0" * 64


def digest(previous_hash: str, event: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON (RFC 8785) of the previous hash and the event's own fields."""
    return hashlib.sha256(rfc8785.dumps({"previous": previous_hash, **event})).hexdigest()


def _body(event: Event) -> dict[str, Any]:
    return {
        "chain": str(event.chain),
        "number": event.number,
        "at": event.at.isoformat(),
        "day": event.day.isoformat(),
        "user": str(event.user_id or ""),
        "organisation": str(event.organisation_id or ""),
        "role": event.role,
        "door": event.door,
        "action": event.action,
        "subject": [event.subject_kind, event.subject_id],
        "facts": event.facts,
    }


def link(
    actor: Actor,
    moment: Moment,
    action: str,
    subject: tuple[str, object],
    *,
    chain: UUID,
    previous: Event | None,
    **facts: str | int | bool | None,
) -> Event:
    """The event that follows `previous` in a chain, hashed and not stored: for whoever writes many at once."""
    event = Event(
        chain=chain,
        number=previous.number + 1 if previous else 1,
        at=moment.now,
        day=moment.day,
        user_id=actor.user_id,
        organisation_id=actor.organisation_id,
        role=actor.role.value if actor.role else "",
        door=actor.door,
        action=action,
        subject_kind=subject[0],
        subject_id=str(subject[1]),
        facts=facts,
        previous_hash=previous.hash if previous else GENESIS,
    )
    event.hash = digest(event.previous_hash, _body(event))
    return event


def note(
    actor: Actor,
    moment: Moment,
    action: str,
    subject: tuple[str, object],
    *,
    chain: UUID,
    **facts: str | int | bool | None,
) -> Event:
    """Write one event; call it inside the transaction of what it tells of. Facts are plain values, no names or texts."""
    last = Event.objects.filter(chain=chain).order_by("-number").only("number", "hash").first()
    event = link(actor, moment, action, subject, chain=chain, previous=last, **facts)
    event.save(force_insert=True)
    return event


def broken_links(chain: UUID) -> Iterator[Event]:
    """The events of a chain whose hash or predecessor is not what it should be; none when it is whole."""
    previous, number = GENESIS, 0
    for event in Event.objects.filter(chain=chain).order_by("number").iterator():
        number += 1
        if (
            event.number != number
            or event.previous_hash != previous
            or event.hash != digest(event.previous_hash, _body(event))
        ):
            yield event
        previous, number = event.hash, event.number
