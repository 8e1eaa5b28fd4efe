"""Who a phone's request acts as: the phone itself where it was let in, else whoever is signed in and keeps records."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse

from handrail.rules.permissions import Action
from handrail.services import access
from handrail.services.account import devices
from handrail.services.actor import Actor
from handrail.web.requests import Request

# Browsers keep a cookie no longer than this; each look at the book sets it anew.
COOKIE_SECONDS = 400 * 24 * 3600


def cookie_name() -> str:
    return "__Host-phone" if settings.SESSION_COOKIE_SECURE else "phone"


def keeper(request: Request) -> Actor | None:
    """The actor records are kept and read as; None for whoever has to be let in first.

    A phone that was let in stays that phone, whoever is signed in on it: what it kept belongs to its firm.
    """
    found = devices.actor_of(request.COOKIES.get(cookie_name(), ""), request.moment)
    if found is not None:
        return found
    return request.actor if access.may(request.actor, Action.RECORD_ADD) else None


def remember(response: HttpResponse, token: str) -> None:
    """Give the phone its secret to carry: out of reach of scripts, only over a safe line where the site has one."""
    response.set_cookie(
        cookie_name(),
        token,
        max_age=COOKIE_SECONDS,
        path="/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
