"""The public check of one certificate: for anyone, without an account, at most once a second or so for each address."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.core.cache.backends.locmem import LocMemCache
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from handrail.rules.days import parse_day
from handrail.rules.reason import BadInput
from handrail.services.installation.asker import address_of
from handrail.services.registry import checking
from handrail.services.registry.checking import Word
from handrail.web.requests import Request

# Counted in each process's own memory: a check writes nothing, and a limit is no reason to.
LIMIT: Final = 60
WINDOW_SECONDS: Final = 60
_seen = LocMemCache("public-check", {"MAX_ENTRIES": 20_000})

_SHAPES: Final = {Word.VALID: "good", Word.AS_IT_STANDS: "half", Word.NOT_VALID: "bad", Word.COULD_NOT_CHECK: "ahead"}


def too_many(request: Request) -> bool:
    """Whether this address has asked more often than the limit within the window."""
    key = address_of(str(request.META.get("REMOTE_ADDR", "")), request.headers.get("X-Forwarded-For", ""))
    if _seen.add(key, 1, WINDOW_SECONDS):
        return False
    try:
        return _seen.incr(key) > LIMIT
    except ValueError:  # the window ended between the two
        return False


def slow_down(request: Request) -> HttpResponse:
    response = render(request, "errors/429.html", {"seconds": WINDOW_SECONDS}, status=429)
    response.headers["Retry-After"] = str(WINDOW_SECONDS)
    return response


@require_safe
def verify(request: Request, number: str) -> HttpResponse:
    """The standing of a certificate today, or on the day the address names."""
    if too_many(request):
        return slow_down(request)
    day, wrong = _day(request)
    found = checking.check(request.moment, number, day)
    words = {
        Word.VALID: _("VALID"),
        Word.AS_IT_STANDS: _("VALID AS IT STANDS TODAY"),
        Word.NOT_VALID: _("NOT VALID"),
        Word.COULD_NOT_CHECK: _("COULD NOT CHECK"),
    }
    context = {
        "found": found,
        "word": words[found.word],
        "shape": _SHAPES[found.word],
        "problem": wrong,
        "typed_day": request.GET.get("on", ""),
    }
    status = 422 if wrong else 404 if found.problem else 200
    return render(request, "public/verify.html", context, status=status)


@require_safe
def look_up(request: Request) -> HttpResponse:
    """The form's own address: sends on to the certificate whose number was typed."""
    typed = request.GET.get("number", "").strip()[:40]
    if not typed or "/" in typed:
        return HttpResponseRedirect(reverse("registry"))
    return HttpResponseRedirect(reverse("verify", args=[typed]))


def _day(request: Request) -> tuple[date | None, str]:
    text = request.GET.get("on", "").strip()
    if not text:
        return None, ""
    try:
        return parse_day(text, "on"), ""
    except BadInput as error:
        return None, f"{error.what[:1].upper()}{error.what[1:]} {error.mend}"
