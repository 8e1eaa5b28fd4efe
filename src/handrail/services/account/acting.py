"""Which seats a signed-in person has, and who he is in the one he chose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from handrail.rules.permissions import Kind, Role
from handrail.services.actor import Actor
from handrail.store.models import Membership


class SignedIn(Protocol):
    """What we need of a signed-in user."""

    id: UUID
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Seat:
    """One current membership: an organisation and a role in it."""

    id: UUID
    organisation_id: UUID
    organisation_name: str
    kind: Kind
    role: Role


def seats(user_id: UUID) -> tuple[Seat, ...]:
    """The person's current seats, oldest first; one statement."""
    rows = (
        Membership.objects.filter(user=user_id, ended_at__isnull=True)
        .select_related("organisation")
        .order_by("since", "id")
    )
    return tuple(
        Seat(row.id, row.organisation_id, row.organisation.name, Kind(row.organisation.kind), Role(row.role))
        for row in rows
    )


def actor(user: SignedIn, held: tuple[Seat, ...], chosen: str | None) -> Actor:
    """The person in the seat he chose (a membership's key), else in his first; in none where he has none."""
    seat = next((seat for seat in held if str(seat.id) == chosen), held[0] if held else None)
    if seat is None:
        return Actor(user_id=user.id, name=user.name, email=user.email)
    return Actor(
        user_id=user.id,
        name=user.name or user.email,
        email=user.email,
        organisation_id=seat.organisation_id,
        organisation_name=seat.organisation_name,
        organisation_kind=seat.kind,
        role=seat.role,
    )
