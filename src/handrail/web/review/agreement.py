"""How far the team's readers agree: one figure, the questions, the quarters; on a page and as CSV. Nobody is named."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from handrail.rules.review.agreement import FEWEST_FILES, Interval
from handrail.services.review import agreeing
from handrail.services.review.agreeing import Span, Team
from handrail.web.components import Cell, Column
from handrail.web.requests import Request

_ROW = 46  # height of a quarter in the chart


@require_safe
def page(request: Request) -> HttpResponse:
    found = agreeing.team(request.actor, request.moment)
    whole = found.overall
    context = {
        "found": found,
        "whole": whole,
        "fewest": FEWEST_FILES,
        "share": hundredths(whole.share),
        "kappa": _signed(whole.kappa),
        "kappa_between": _between(whole.kappa_between),
        "leaning": _leaning(found),
        "moved": {
            "less": _("In the last quarter the readers agreed less often than before, by more than chance explains."),
            "more": _("In the last quarter the readers agreed more often than before, by more than chance explains."),
            "": _("The last quarter is within what the quarters before it let one expect."),
        }[found.drift.moved],
        "chart": _chart(found.spans),
        "span_columns": [
            Column("quarter", _("Quarter"), names_row=True, unbroken=True),
            Column("judged", _("Judged twice"), figures=True),
            Column("same", _("The same"), figures=True),
            Column("share", _("Share"), figures=True),
            Column("between", _("Between"), figures=True),
        ],
        "span_rows": [
            {
                "quarter": _quarter(one),
                "judged": str(one.judged),
                "same": str(one.same),
                "share": hundredths(one.share),
                "between": _share_between(one.between),
            }
            for one in found.spans
        ],
        "columns": [
            Column("question", _("Question"), names_row=True),
            Column("judged", _("Judged twice"), figures=True),
            Column("same", _("The same"), figures=True),
            Column("between", _("Share between"), figures=True),
        ],
        "rows": [
            {
                "question": Cell(f"{one.id} {one.title}", url=f"{reverse('examples')}?question={one.id}"),
                "judged": str(one.figures.judged),
                "same": str(one.figures.same),
                "between": _share_between(one.figures.between),
            }
            for one in found.lines
        ],
    }
    return render(request, "review/agreement.html", context)


def hundredths(share: float | None) -> str:
    return "" if share is None else _("%(n)s %%") % {"n": int(share * 100 + 0.5)}


def _share_between(one: Interval) -> str:
    return _("%(low)s to %(high)s %%") % {"low": int(one.low * 100 + 0.5), "high": int(one.high * 100 + 0.5)}


def _signed(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _between(one: Interval | None) -> str:
    return "" if one is None else _("%(low)s to %(high)s") % {"low": _signed(one.low), "high": _signed(one.high)}


def _leaning(found: Team) -> str:
    """What the leaning says, in a sentence; empty under the fewest files."""
    whole = found.overall
    if found.few or whole.leaning is None or whole.leaning_between is None:
        return ""
    low, high = (f"{end * 100:.1f}" for end in (whole.leaning_between.low, whole.leaning_between.high))
    facts = {"mean": f"{whole.leaning * 100:.1f}", "low": low, "high": high}
    if not whole.leans:
        return (
            _("Neither reading gives more than the other: %(mean)s points of 100 apart, between %(low)s and %(high)s.")
            % facts
        )
    if whole.leaning > 0:
        return (
            _("Second readings give more: %(mean)s points of 100 on the whole, between %(low)s and %(high)s.") % facts
        )
    return _("Second readings give less: %(mean)s points of 100 on the whole, between %(low)s and %(high)s.") % facts


def _quarter(one: Span) -> str:
    return _("%(year)s, quarter %(n)s") % {"year": one.start.year, "n": (one.start.month + 2) // 3}


def _chart(spans: tuple[Span, ...]) -> dict[str, Any]:
    """The quarters from above: a line from 0 to 100 percent, the interval on it, the share as a point."""
    rows = [
        {
            "label": f"{_quarter(one)}: {hundredths(one.share)}",
            "text_y": number * _ROW + 14,
            "bar_y": number * _ROW + 24,
            "middle": number * _ROW + 30,
            "low": one.between.low * 100,
            "wide": (one.between.high - one.between.low) * 100,
            "share": one.share * 100,
        }
        for number, one in enumerate(spans)
    ]
    return {"rows": rows, "height": len(rows) * _ROW}


@require_safe
def download(request: Request) -> HttpResponse | StreamingHttpResponse:
    """The same figures as CSV."""
    lines = "".join(agreeing.csv_of(request.actor, request.moment))
    response = HttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="agreement-{request.moment.day.isoformat()}.csv"'
    return response
