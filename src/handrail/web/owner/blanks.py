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
    shown = {"kinds": blanks.kinds(request.actor), "paper": _paper(request), "a4": blanks.A4}
    return render(request, "owner/blank_forms.html", shown)


@require_safe
def blank(request: Request, kind: str) -> HttpResponse:
    """One form, on the paper asked for."""
    return _pdf(blanks.blank(request.actor, request.moment, kind, _paper(request)), kind)


@require_safe
def all_blank(request: Request) -> HttpResponse:
    """Every form in one document: printed once, it fills the folder in the truck."""
    return _pdf(blanks.all_blank(request.actor, request.moment, _paper(request)), "blank-forms")


def _paper(request: Request) -> str:
    """Letter, as printers here hold, unless A4 is asked for."""
    return blanks.A4 if request.GET.get("paper") == blanks.A4 else blanks.LETTER


def _pdf(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer
