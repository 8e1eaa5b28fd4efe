"""`editions.lock`: the hash of every edition, so that a standard cannot change under finished work unseen.

`python -m handrail.program lock` writes it anew, which is a decision: finished audits name the edition they used.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

LOCK_FILE = "editions.lock"


def edition_digest(folder: Path) -> str:
    """SHA-256 over the names and contents of an edition's files, line endings made equal."""
    whole = hashlib.sha256()
    for path in sorted(folder.glob("*.toml")):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        whole.update(f"{path.name}\0{len(content)}\0".encode())
        whole.update(content)
    return whole.hexdigest()


def read_lock(pack_folder: Path) -> dict[str, str]:
    """Digest by edition id; empty when there is no lock file."""
    path = pack_folder / LOCK_FILE
    if not path.is_file():
        return {}
    lines = (line.split() for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return {parts[1]: parts[0] for parts in lines if len(parts) == 2}


def write_lock(pack_folder: Path) -> None:
    """Writes the hash of every edition folder of a pack."""
    lines = ["# SHA-256 of each edition in force. A change here is a change of the standard: see docs/program."]
    for folder in sorted(p for p in (pack_folder / "editions").iterdir() if p.is_dir()):
        lines.append(f"{edition_digest(folder)}  {folder.name}")
    (pack_folder / LOCK_FILE).write_text("\n".join(lines) + "\n", encoding="utf-8")
