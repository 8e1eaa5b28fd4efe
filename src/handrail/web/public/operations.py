"""Whether this installation lives and is ready, its figures for the operator's monitor, and the demonstration's day."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from handrail.services.demonstration import days
from handrail.services.errors import Absent
from handrail.services.installation import figures, health
from handrail.web.requests import Request

LOCAL = {"127.0.0.1", "::1"}


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("alive\n", content_type="text/plain")


@require_safe
@never_cache
def ready(request: Request) -> HttpResponse:
    """200 when database, storage and worker are in order, else 503; says which, never why in detail."""
    findings = [*health.database(), health.storage(), health.worker(request.moment)]
    good = all(finding.good for finding in findings)
    return JsonResponse(
        {"ready": good, "checks": {finding.code: finding.good for finding in findings}}, status=200 if good else 503
    )


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text; to this machine only, unless the operator opens it."""
    # Behind a proxy on this machine everybody's address is this machine's; a proxy says for whom it asks.
    near = request.META.get("REMOTE_ADDR") in LOCAL and "X-Forwarded-For" not in request.headers
    if not near and not getattr(settings, "METRICS_PUBLIC", False):
        raise Absent
    return HttpResponse(figures.prometheus(), content_type="text/plain; version=0.0.4; charset=utf-8")


@require_POST
def move_day(request: Request) -> HttpResponse:
    """Move the demonstration's day and do what fell due; there is no such address outside a demonstration."""
    if not request.moment.demonstration:
        raise Absent
    by = request.POST.get("by", "")
    moved = days.move(request.actor, request.moment, by)
    messages.success(request, moved.sentence)
    back = request.POST.get("back") or request.headers.get("Referer") or "/"
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    return redirect(back)
