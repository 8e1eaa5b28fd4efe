"""Puts on every request who acts and when: the only place of the web that reads the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import cast

from django.http import HttpRequest, HttpResponse

from handrail.services import moment
from handrail.services.account import acting
from handrail.services.actor import STRANGER
from handrail.web.requests import Request

CHOSEN = "organisation"  # session key: the seat chosen in the organisation switcher


class ActingMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        ours = cast(Request, request)
        ours.moment = moment.present(datetime.now(UTC))
        ours.actor, ours.seats = STRANGER, ()
        if ours.user.is_authenticated:
            ours.seats = acting.seats(ours.user.pk)
            ours.actor = acting.actor(ours.user, ours.seats, request.session.get(CHOSEN))
        response = self.get_response(request)
        if ours.actor.signed_in:
            response.headers.setdefault("Cache-Control", "no-store")
        return response
