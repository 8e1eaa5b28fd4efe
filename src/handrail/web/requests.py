"""The request as our views see it: who acts, and when."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from handrail.services.account.acting import Seat
from handrail.services.actor import Actor
from handrail.services.moment import Moment


class Request(HttpRequest):
    """Django's request with what the middleware adds."""

    actor: Actor
    moment: Moment
    seats: tuple[Seat, ...]
    htmx: HtmxDetails

    @property
    def wants_json(self) -> bool:
        return wants_json(self)


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asked (autosave), which takes JSON, or a person's browser, which takes a page."""
    return request.headers.get("Accept", "").startswith("application/json")
