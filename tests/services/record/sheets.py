"""Records as phones send them, for tests of this room."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from handrail.services.record.keeping import RecordSent, read_json


def talk(record_id: UUID | str | None = None, **changed: Any) -> dict[str, Any]:
    """The JSON of a talk of 1 June 2026, captured at 6:50 that morning."""
    return {
        "id": str(record_id or uuid4()),
        "kind": "toolbox_talk",
        "happened_on": "2026-06-01",
        "captured_at": "2026-06-01T06:50:00-06:00",
        "title": "Ladders",
        "fields": {"said": "Three points of contact."},
        **changed,
    }


def sent(record_id: UUID | str | None = None, **changed: Any) -> RecordSent:
    return read_json(talk(record_id, **changed))
