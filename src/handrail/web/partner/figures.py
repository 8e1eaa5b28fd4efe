"""A partner's year in figures: on the page, on paper, and as a file."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from handrail.services.review import figures as desk
from handrail.services.review.figures import Figures
from handrail.web.partner.charts import bars, columns
from handrail.web.partner.words import month_words, reason_words
from handrail.web.requests import Request


def _read(request: Request) -> Figures:
    text = request.GET.get("year", "")
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else None
    return desk.figures(request.actor, request.moment, year)


@require_safe
def figures(request: Request) -> HttpResponse:
    """The figures of a year with a chart and a table each."""
    return render(request, "partner/figures.html", _shown(_read(request)))


@require_safe
def printed(request: Request) -> HttpResponse:
    """The same on paper: every table open, nothing to press."""
    return render(request, "partner/figures.html", {**_shown(_read(request)), "printed": True})


def _shown(found: Figures) -> dict[str, Any]:
    reasons = reason_words()
    months = [(month_words(month.first.month), month.received, month.decided) for month in found.months]
    return {
        "found": found,
        "months": months,
        "chart": columns(months),
        "notes": bars([(f"{one.element}. {one.title}", one.notes) for one in found.notes]),
        "lapsed": bars([(reasons.get(reason, reason), number) for reason, number in found.lapsed]),
        "expiring_days": desk.EXPIRING_DAYS,
    }


@require_safe
def download(request: Request) -> HttpResponse:
    """The year as a spreadsheet file, one line a figure."""
    found = _read(request)
    answer = HttpResponse("".join(desk.figures_csv(found, reason_words())), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="figures-{found.year}.csv"'
    return answer
