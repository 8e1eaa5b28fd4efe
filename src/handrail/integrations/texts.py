"""Text messages to a phone. The local version writes each into a folder; another keeps the same Protocol."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class Texts(Protocol):
    """Whoever carries texts. `key` names the message: the same one again is the same message, sent once."""

    def send(self, to: str, text: str, *, key: str) -> None: ...


class FolderTexts:
    """One file a message under `var/texts`: the number on the first line, the text after it."""

    def __init__(self, root: Path | None = None) -> None:
        self.root = root or Path(settings.TEXTS_ROOT)

    def send(self, to: str, text: str, *, key: str) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(key.encode()).hexdigest()[:24]
        (self.root / f"{name}.txt").write_text(f"To: {to}\n\n{text}\n", encoding="utf-8")


def texts() -> Texts:
    """The carrier this installation is set to (`HANDRAIL_TEXTS`)."""
    carrier: Texts = import_string(settings.TEXTS)()
    return carrier
