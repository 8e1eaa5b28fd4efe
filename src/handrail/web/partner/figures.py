"""A partner's year in figures: on the page, on paper, and as a file."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from handrail.services.errors import Absent
from handrail.services.review import figures as desk
from handrail.services.review.figures import Figures
from handrail.web.partner.charts import bars, columns
from handrail.web.partner.words import month_words, reason_words
from handrail.web.requests import Request

YEAR_DIGITS: Final = 4
ASKED_MOST: Final = 20  # of a year that is none, so much is shown


def _page(
    give: Callable[[Request, Figures], HttpResponse],
) -> Callable[[Request], HttpResponse]:
    """A page of the year that was asked for, the running one without any; another year is told there are no figures of it."""

    @wraps(give)
    def page(request: Request) -> HttpResponse:
        asked = request.GET.get("year", "").strip()
        try:
            return give(request, desk.figures(request.actor, request.moment, _year(asked)))
        except Absent:
            years = desk.years(request.actor, request.moment)
            context = {"asked": asked[:ASKED_MOST], "years": years, "path": request.path}
            return render(request, "partner/no_figures.html", context, status=404)

    return require_safe(page)


def _year(asked: str) -> int | None:
    """The year asked for, None for nothing asked; Absent for what is no year."""
    if asked and not (asked.isascii() and asked.isdigit() and len(asked) == YEAR_DIGITS):
        raise Absent("year")
    return int(asked) if asked else None


@_page
def figures(request: Request, found: Figures) -> HttpResponse:
    """The figures of a year with a chart and a table each."""
    return render(request, "partner/figures.html", _shown(found))


@_page
def printed(request: Request, found: Figures) -> HttpResponse:
    """The same on paper: every table open, nothing to press."""
    return render(request, "partner/figures.html", {**_shown(found), "printed": True})


@_page
def download(request: Request, found: Figures) -> HttpResponse:
    """The year as a spreadsheet file, one line a figure."""
    answer = HttpResponse("".join(desk.figures_csv(found, reason_words())), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="figures-{found.year}.csv"'
    return answer


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
