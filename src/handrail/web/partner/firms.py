"""The firms of a Certifying Partner."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from handrail.services.partner import firms
from handrail.web.requests import Request

A_PAGE = 20


@require_safe
def partner_firms(request: Request) -> HttpResponse:
    """By name, twenty a page; `?q=` looks for a name or a WCB account."""
    search = request.GET.get("q", "")[: firms.SEARCH_MAX]
    page = Paginator(firms.firms(request.actor, request.moment, search), A_PAGE).get_page(request.GET.get("page"))
    rows = [firms.firm(row, request.moment.day) for row in page]
    return render(request, "partner/firms.html", {"page": page, "firms": rows, "search": search})
