"""Puts on every request who acts and when: the only place of the web that reads the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from handrail.services import moment
from handrail.services.account import acting
from handrail.services.actor import STRANGER
from handrail.web.requests import Request, wants_json

CHOSEN = "organisation"  # session key: the seat chosen in the organisation switcher
DRAWN_FOR = "acting_for"  # form field: the organisation a page was drawn for
# What concerns the person and no organisation: signing in and out, his own codes, taking another seat.
PERSONAL_PREFIXES = ("account_", "mfa_")
PERSONAL_NAMES = frozenset({"switch", "leave", "demo-move"})


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

    def process_view(
        self, request: HttpRequest, view: object, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """A form drawn while acting for one organisation writes nothing for another.

        Two firms stand open in two tabs, and the seat is the session's: without this a page of the first would write
        into the second.
        """
        ours = cast(Request, request)
        name = (request.resolver_match.url_name if request.resolver_match else "") or ""
        # What takes no forms of our pages (the open API) reads its own body.
        if not ours.actor.signed_in or getattr(view, "csrf_exempt", False):
            return None
        if name.startswith(PERSONAL_PREFIXES) or name in PERSONAL_NAMES:
            return None
        drawn_for = request.POST.get(DRAWN_FOR)
        if drawn_for is None or drawn_for == str(ours.actor.organisation_id):
            return None
        seat = next((seat for seat in ours.seats if str(seat.organisation_id) == drawn_for), None)
        return _other_firm(ours, seat)


def _other_firm(request: Request, seat: acting.Seat | None) -> HttpResponse:
    """Nothing was saved; a firm is named only to who still has a seat in it."""
    said = _("This page was opened for %(drawn)s, and you now act for %(now)s. Nothing was saved.") % {
        "drawn": seat.organisation_name if seat else _("another organisation"),
        "now": request.actor.organisation_name or _("nobody"),
    }
    if wants_json(request):
        return JsonResponse({"error": said, "errors": {}}, status=409)
    return render(request, "errors/other_firm.html", {"sentence": said, "seat": seat}, status=409)
