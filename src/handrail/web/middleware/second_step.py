"""Keeps the desks of partner, office, WCB and operator shut until the session took a one-time code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from handrail.rules.permissions import Role
from handrail.web.requests import Request, wants_json

# These read or decide about firms that are not their own; a stolen password alone must not.
REQUIRED = frozenset({Role.REVIEWER, Role.PARTNER_ADMIN, Role.OFFICE, Role.WCB, Role.OPERATOR})
# Signing in and out, taking the second step, and going to another seat stay open.
OPEN_PREFIXES = ("account_", "mfa_")
OPEN_NAMES = frozenset({"switch", "demo-move"})


def is_required(request: Request) -> bool:
    """Whether this role may act only after a one-time code; a demonstration offers codes and requires none."""
    return request.actor.role in REQUIRED and not request.moment.demonstration


class SecondStepMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """The page for the second step in place of any other; costs no query once it was taken."""
        ours = cast(Request, request)
        name = (request.resolver_match.url_name if request.resolver_match else "") or ""
        if name.startswith(OPEN_PREFIXES) or name in OPEN_NAMES or not is_required(ours):
            return None
        if any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user)):
            return None
        if wants_json(request):
            return JsonResponse({"error": _("Take the second step of signing in first.")}, status=401)
        if is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
            back = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
            return redirect(f"{reverse('mfa_reauthenticate')}?{back}")
        return redirect("mfa_activate_totp")
