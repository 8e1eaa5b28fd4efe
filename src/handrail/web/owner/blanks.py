"""Blank forms to print, one a kind of record."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from handrail.services.record import blanks
from handrail.web.requests import Request


@require_safe
def blank_forms(request: Request) -> HttpResponse:
    """Every form there is, those of the field first."""
    kinds = blanks.kinds(request.actor)
    ordered = sorted(kinds, key=lambda kind: not kind.field)
    return render(request, "owner/blank_forms.html", {"kinds": ordered})


@require_safe
def blank(request: Request, kind: str) -> HttpResponse:
    answer = HttpResponse(blanks.blank(request.actor, request.moment, kind), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{kind}.pdf"'
    return answer
