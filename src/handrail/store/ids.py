"""Keys of rows: UUIDv7, so that a device can make them, sending twice stores once, and they sort by time."""

from __future__ import annotations

from uuid import UUID

import uuid6


def new_id() -> UUID:
    return UUID(int=uuid6.uuid7().int)
