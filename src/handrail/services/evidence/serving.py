"""Giving a piece of proof to whoever may see it: the firm itself, and the reviewer it was sent to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from uuid import UUID

from handrail.integrations import documents
from handrail.integrations.files import file_store
from handrail.rules.permissions import Action
from handrail.services import access
from handrail.services.actor import Actor
from handrail.services.errors import Absent


@dataclass(frozen=True, slots=True)
class ServedFile:
    """Where the bytes lie, what they are, and the name they go by. `inline`: may be shown in place."""

    path: Path
    media_type: str
    name: str
    size: int
    inline: bool


def serve(actor: Actor, evidence_id: UUID | str) -> ServedFile:
    """The stored file of a piece the actor may see; Absent otherwise, and where the file is gone from the store."""
    row = access.one(access.evidence(actor, Action.EVIDENCE_READ), evidence_id, "piece of proof")
    path = file_store().path(row.stored)
    if not path.is_file():
        raise Absent("file")
    suffix = documents.SUFFIX[row.media_type]
    name = row.name if row.name.lower().endswith(suffix) else f"{PurePosixPath(row.name).stem}{suffix}"
    return ServedFile(path, row.media_type, name, row.size, row.media_type in {documents.PDF, documents.JPEG})
