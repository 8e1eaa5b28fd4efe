"""Who acts: a person in one role of one organisation, through one door."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, Self
from uuid import UUID

from handrail.rules.permissions import Kind, Role

Door = Literal["web", "api", "job", "cli"]


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person acting for one organisation; `role` is empty for somebody with no membership yet."""

    user_id: UUID | None
    name: str
    email: str
    organisation_id: UUID | None = None
    organisation_name: str = ""
    organisation_kind: Kind | None = None
    role: Role | None = None
    door: Door = "web"
    # A phone the owner let in: it has no account, keeps records and nothing else.
    device_id: UUID | None = None
    # The phones of the same person that it took the place of: what those kept is its own too.
    earlier_devices: frozenset[UUID] = frozenset()

    @property
    def signed_in(self) -> bool:
        return self.user_id is not None

    def through(self, door: Door) -> Self:
        return replace(self, door=door)


STRANGER = Actor(user_id=None, name="", email="")
# The product itself: due jobs and reminders act as nobody's account, and the journal says so.
CLOCKWORK = Actor(user_id=None, name="Handrail", email="", door="job")
