"""Error pages for what no service refused."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _

from handrail.web.requests import wants_json


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def form_code_missing(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without the code that its page was given: it may not be this person's own doing, so it is not taken."""
    if wants_json(request):
        said = _("This page is too old to save from. Load it again; what you typed is kept on this device.")
        return JsonResponse({"error": said, "errors": {}}, status=403)
    return render(request, "errors/form_code.html", status=403)


def absent(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Needs nothing but the template: whatever failed may be what a context would ask."""
    return HttpResponse(loader.get_template("errors/500.html").render(), status=500)
