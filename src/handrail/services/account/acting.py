"""Which seats a signed-in person has, and who he is in the one he chose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from handrail.rules.permissions import Kind, Role
from handrail.services.actor import Actor
from handrail.services.errors import Forbidden
from handrail.store.models import Certificate, Membership


class SignedIn(Protocol):
    """What we need of a signed-in user."""

    id: UUID
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Seat:
    """One current membership: an organisation and a role in it. `certified`: a firm that ever held a certificate."""

    id: UUID
    organisation_id: UUID
    organisation_name: str
    kind: Kind
    role: Role
    certified: bool = False


def seats(user_id: UUID) -> tuple[Seat, ...]:
    """The person's current seats, oldest first; one statement."""
    signed = Certificate.objects.filter(employer=OuterRef("organisation"), signed_by_both_at__isnull=False)
    rows = (
        Membership.objects.filter(user=user_id, ended_at__isnull=True)
        .annotate(certified=Exists(signed))
        .select_related("organisation")
        .order_by("since", "id")
    )
    return tuple(
        Seat(
            row.id,
            row.organisation_id,
            row.organisation.name,
            Kind(row.organisation.kind),
            Role(row.role),
            row.certified,
        )
        for row in rows
    )


def actor(user: SignedIn, held: tuple[Seat, ...], chosen: str | None) -> Actor:
    """The person in the seat he chose (a membership's key); before he ever chose, in his first.

    A chosen seat that he no longer holds leaves him in none: what he was about to write for one firm must never land
    in another.
    """
    reached = tuple(seat for seat in held if str(seat.id) == chosen) if chosen else held
    seat = next(iter(reached), None)
    if seat is None:
        return Actor(user_id=user.id, name=user.name or user.email, email=user.email)
    return Actor(
        user_id=user.id,
        name=user.name or user.email,
        email=user.email,
        organisation_id=seat.organisation_id,
        organisation_name=seat.organisation_name,
        organisation_kind=seat.kind,
        role=seat.role,
    )


def person_of(actor: Actor) -> UUID:
    """The signed-in person's key; Forbidden for a stranger, who is sent to sign in."""
    if actor.user_id is None:
        raise Forbidden(_("Sign in first."))
    return actor.user_id


def organisation_of(actor: Actor) -> UUID:
    """The key of the organisation the actor acts for; Forbidden for somebody without a seat."""
    if actor.organisation_id is None:
        raise Forbidden(_("Choose first for whom you act."))
    return actor.organisation_id


def still_seated(actor: Actor) -> None:
    """Forbidden for an actor whose seat was ended after he was let in: asked again where seats themselves change."""
    held = Membership.objects.filter(
        user=actor.user_id, organisation=actor.organisation_id, role=actor.role, ended_at__isnull=True
    )
    if not held.exists():
        raise Forbidden(_("You no longer act for %(name)s.") % {"name": actor.organisation_name})
