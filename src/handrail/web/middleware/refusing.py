"""Turns what services refuse into a page (or, for a script, into JSON): one place for all views."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handrail.rules.permissions import Role, tie
from handrail.rules.reason import BadInput
from handrail.services.audit.undoing import was_undone
from handrail.services.errors import Absent, Conflict, Forbidden, Invalid, Refused, ServiceError, Tied, WrongState
from handrail.web.requests import wants_json

STATUS: tuple[tuple[type[Exception], int], ...] = (
    (Absent, 404),
    (Forbidden, 403),
    (Conflict, 409),
    (WrongState, 409),
    (Refused, 422),
    (Invalid, 422),
    (BadInput, 422),
)


class RefusingMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        for kind, status in STATUS:
            if isinstance(exception, kind):
                return refuse(request, exception, status)
        return None


def _page_of(request: HttpRequest) -> str:
    """The page somebody was on: many addresses only take forms, so a form leads back to the page it stood on."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    came_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        return reverse("home")
    found = urlsplit(came_from)
    if not found.netloc:
        return reverse("home")
    return f"{found.path}?{found.query}" if found.query else found.path or "/"


def refuse(request: HttpRequest, error: Exception, status: int) -> HttpResponse:
    """The answer to a refusal. A stranger is sent to sign in; a foreign row is simply not there."""
    stranger = not request.user.is_authenticated
    if stranger and status in {403, 404} and isinstance(error, Forbidden):
        if wants_json(request):
            return JsonResponse({"error": "Sign in again; what you typed is kept on this device."}, status=401)
        return redirect(f"{reverse('account_login')}?{urlencode({'next': _page_of(request)})}")
    sentence = error.sentence if isinstance(error, ServiceError) else str(error)
    if wants_json(request):
        answer: dict[str, object] = {"error": sentence, "errors": error.errors if isinstance(error, Invalid) else {}}
        if isinstance(error, Conflict):
            answer["html"] = render_to_string("components/conflict.html", {"error": error}, request)
            answer["version"] = error.version
        return JsonResponse(answer, status=status)
    if isinstance(error, Absent) and _of_undone_audit(request):
        messages.info(
            request, _("The start of that audit is undone already. Records, fixes and the shoebox are as they were.")
        )
        return redirect("audit-home")
    context = {"sentence": sentence, "error": error}
    if isinstance(error, Forbidden):
        context |= _whose(error)
    page = "tied" if isinstance(error, Tied) else status
    return render(request, f"errors/{page}.html", context, status=status)


def _of_undone_audit(request: HttpRequest) -> bool:
    """Whether the address, as the browser's Back gives it, is of an audit of the actor's own firm that is undone."""
    found, actor = request.resolver_match, getattr(request, "actor", None)
    key = found.kwargs.get("audit") if found else None
    return key is not None and actor is not None and was_undone(actor, key)


def _whose(error: Forbidden) -> dict[str, object]:
    """Who sees or does what was refused to this role, in plain words; empty where no row of the matrix says so."""
    roles = [role for role in Role if error.action is not None and tie(role, error.action) is not None]
    if not roles:
        return {}
    *before, last = [_PLAIN[role] for role in roles]
    who = _("%(before)s and %(last)s") % {"before": ", ".join(map(str, before)), "last": last} if before else str(last)
    return {"who": who, "ask_owner": Role.OWNER in roles, "sentence": ""}


_PLAIN = {
    Role.OWNER: gettext_lazy("the owner"),
    Role.CREW: gettext_lazy("the crew"),
    Role.CONSULTANT: gettext_lazy("the consultant who helps the owner"),
    Role.REVIEWER: gettext_lazy("the partner's reviewers"),
    Role.TRAINER: gettext_lazy("the partner's trainers"),
    Role.PARTNER_ADMIN: gettext_lazy("the partner's administrator"),
    Role.OFFICE: gettext_lazy("the Partnerships office"),
    Role.WCB: gettext_lazy("WCB"),
    Role.OPERATOR: gettext_lazy("whoever runs this installation"),
}
"""Each role as a reader of another one knows it."""
