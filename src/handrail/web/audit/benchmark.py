"""A firm's elements beside those of others."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from handrail.services.review.benchmarks import benchmark as read
from handrail.web.requests import Request


@require_safe
def benchmark(request: Request) -> HttpResponse:
    """By element, from the last decided round; groups too small to show are hidden."""
    found = read(request.actor, request.moment)
    below = sum(one.own is not None and one.partner is not None and one.own < one.partner for one in found.lines)
    return render(request, "audit/benchmark.html", {"found": found, "below": below})
