"""Whose questions are counted together when the open addresses are rate-limited."""

from __future__ import annotations

from django.conf import settings


def address_of(remote: str, forwarded: str) -> str:
    """The asker's address from the connection's own and the `X-Forwarded-For` header.

    Behind our own proxy (the one that also says whether the connection was secure) it is the last address of the header,
    which the proxy adds itself; anywhere else the header is the asker's own word, and counts for nothing.
    """
    added = forwarded.rpartition(",")[2].strip() if settings.SECURE_PROXY_SSL_HEADER else ""
    return added or remote
