"""What an installation may set: typed environment variables, read once."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path


def _yes(name: str, default: bool = False) -> bool:
    return os.environ.get(name, "1" if default else "0").strip().lower() in {"1", "true", "yes", "on"}


def _list(name: str, default: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


@dataclass(frozen=True)
class Environment:
    """Every setting an operator can make; `docs/operate/settings.md` lists them."""

    var: Path
    secret_key: str
    debug: bool
    hosts: list[str]
    base_url: str
    secure: bool
    mail_url: str
    mail_from: str
    texts: str


def _secret_key(var: Path) -> str:
    """The given key, or one made at the first start and kept in the data folder."""
    if given := os.environ.get("HANDRAIL_SECRET_KEY"):
        return given
    path = var / "secret-key"
    if not path.exists():
        var.mkdir(parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))
        except FileExistsError:  # another process was faster: use its key
            pass
    return path.read_text(encoding="utf-8").strip()


def read() -> Environment:
    var = Path(os.environ.get("HANDRAIL_VAR", "var")).resolve()
    port = os.environ.get("PORT", "8000")
    return Environment(
        var=var,
        secret_key=_secret_key(var),
        debug=_yes("HANDRAIL_DEBUG"),
        hosts=_list("HANDRAIL_HOSTS", "127.0.0.1,localhost,[::1]"),
        base_url=os.environ.get("HANDRAIL_URL", f"http://127.0.0.1:{port}").rstrip("/"),
        secure=_yes("HANDRAIL_HTTPS"),
        mail_url=os.environ.get("HANDRAIL_SMTP", ""),
        mail_from=os.environ.get("HANDRAIL_MAIL_FROM", "Handrail <handrail@localhost>"),
        texts=os.environ.get("HANDRAIL_TEXTS", "handrail.integrations.texts.FolderTexts"),
    )
