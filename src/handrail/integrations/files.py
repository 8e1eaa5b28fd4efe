"""The file store: bytes in, a key out. The local version is a folder; another keeps the same Protocol."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Where a file lies, its SHA-256 and its size in bytes."""

    key: str
    sha256: str
    size: int


class FileStore(Protocol):
    """Keys are made by the store from the content's digest, never from a name somebody typed."""

    def put(self, data: bytes, *, suffix: str) -> StoredFile: ...
    def read(self, key: str) -> bytes: ...
    def path(self, key: str) -> Path: ...


class FolderStore:
    """Files under one folder, written whole (to the side, then moved) and synced before the key is given."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, data: bytes, *, suffix: str) -> StoredFile:
        digest = hashlib.sha256(data).hexdigest()
        key = f"{digest[:2]}/{digest}{suffix}"
        target = self.root / key
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, beside = tempfile.mkstemp(dir=target.parent)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                Path(beside).replace(target)
                _sync(target.parent)
            except BaseException:
                Path(beside).unlink(missing_ok=True)
                raise
        return StoredFile(key, digest, len(data))

    def read(self, key: str) -> bytes:
        return self.path(key).read_bytes()

    def path(self, key: str) -> Path:
        """The file's place; a key that would leave the folder is refused."""
        target = (self.root / key).resolve()
        if not target.is_relative_to(self.root.resolve()):
            raise FileNotFoundError(key)
        return target


def _sync(folder: Path) -> None:
    """Make a new name in a folder last: without it a power cut may forget a file whose bytes are safe."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def file_store() -> FileStore:
    """The store of this installation."""
    return FolderStore(Path(settings.FILES_ROOT))
