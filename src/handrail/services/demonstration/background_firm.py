"""A background firm as the makers of its story know it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random
from uuid import UUID

from handrail.services.demonstration.cast import Desk
from handrail.store.models import Person


@dataclass(frozen=True, slots=True)
class Made:
    """One background firm: its rows' keys and what the rest of its story needs."""

    key: UUID
    name: str
    account: str
    code: str
    industry: str
    desk: Desk
    owner: Person
    people: int
    regularly: int
    since: date
    day: date
    dice: Random
