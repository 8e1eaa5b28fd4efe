"""Which page of a list an address asks for."""

from __future__ import annotations

from handrail.web.requests import Request


def page_number(request: Request) -> int:
    """The page the address names; anything else is the first."""
    text = request.GET.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1
