"""How far the team's readers agree: one figure, the questions, the quarters; on a page and as CSV. Nobody is named."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from handrail.rules.review.agreement import Drift, Interval, Quarter
from handrail.services.review import agreeing
from handrail.services.review.agreeing import Line, Team
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
        "share": hundredths(whole.share),
        "share_between": _share_ends(whole.share_between),
        "kappa": _signed(whole.kappa),
        "kappa_between": _between(whole.kappa_between),
        "leaning": _leaning(found),
        "moved": _moved(found.drift),
        "chart": _chart(found.drift.quarters),
        "span_columns": [
            Column("quarter", _("Quarter"), names_row=True, unbroken=True),
            Column("files", _("Files read twice"), figures=True),
            Column("judged", _("Judged twice"), figures=True),
            Column("same", _("The same"), figures=True),
            Column("share", _("Share"), figures=True),
            Column("between", _("Share at 95 %"), figures=True),
        ],
        "span_rows": [_span_row(one) for one in found.drift.quarters],
        "columns": [
            Column("question", _("Question"), names_row=True),
            Column("judged", _("Files that judge it twice"), figures=True),
            Column("same", _("The same"), figures=True),
            Column("between", _("Share at 95 %"), figures=True),
        ],
        "rows": [_question_row(one) for one in found.lines if one.figures.same < one.figures.judged],
        "alike": [_question_row(one) for one in found.lines if one.figures.same == one.figures.judged],
    }
    return render(request, "review/agreement.html", context)


def _span_row(one: Quarter) -> dict[str, str]:
    row = {"quarter": quarter_words(one.start), "files": str(one.files)}
    if one.share is None:
        return row | {"judged": "", "same": "", "share": _("too few"), "between": ""}
    return row | {
        "judged": str(one.judged),
        "same": str(one.same),
        "share": hundredths(one.share),
        "between": _share_between(one.between),
    }


def _question_row(one: Line) -> dict[str, Any]:
    return {
        "question": Cell(f"{one.id} {one.title}", url=f"{reverse('examples')}?question={one.id}"),
        "judged": str(one.figures.judged),
        "same": str(one.figures.same),
        "between": _share_between(one.figures.between),
    }


def _moved(found: Drift) -> str:
    """What the last quarter with enough files says; empty where nothing can be said."""
    if not found.moved or found.of is None:
        return ""
    sentence = {
        "less": _("%(quarter)s: the readers agreed less often than before, by more than chance explains."),
        "more": _("%(quarter)s: the readers agreed more often than before, by more than chance explains."),
        "steady": _("%(quarter)s is within what the files before it let one expect."),
    }[found.moved]
    return sentence % {"quarter": quarter_words(found.of)}


def hundredths(share: float | None) -> str:
    return "" if share is None else _("%(n)s %%") % {"n": int(share * 100 + 0.5)}


def _share_between(one: Interval | None) -> str:
    if one is None:
        return ""
    return _("%(low)s to %(high)s %%") % {"low": int(one.low * 100 + 0.5), "high": int(one.high * 100 + 0.5)}


def _share_ends(one: Interval | None) -> str:
    if one is None:
        return ""
    return _("between %(low)s and %(high)s %%") % {"low": int(one.low * 100 + 0.5), "high": int(one.high * 100 + 0.5)}


def _signed(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _between(one: Interval | None) -> str:
    ends = {} if one is None else {"low": _signed(one.low), "high": _signed(one.high)}
    return _("between %(low)s and %(high)s") % ends if ends else ""


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


def quarter_words(start: date) -> str:
    return _("Quarter %(n)s of %(year)s") % {"year": start.year, "n": (start.month + 2) // 3}


def _chart(quarters: tuple[Quarter, ...]) -> dict[str, Any]:
    """The quarters from above: a line from 0 to 100 percent, the interval on it, the share as a point; both left out of few files."""
    rows: list[dict[str, Any]] = []
    for number, one in enumerate(quarters):
        row: dict[str, Any] = {
            "text_y": number * _ROW + 14,
            "bar_y": number * _ROW + 24,
            "middle": number * _ROW + 30,
            "label": f"{quarter_words(one.start)}: {_('too few files')}",
        }
        if one.share is not None and one.between is not None:
            row |= {
                "label": f"{quarter_words(one.start)}: {hundredths(one.share)}",
                "low": one.between.low * 100,
                "wide": (one.between.high - one.between.low) * 100,
                "share": one.share * 100,
            }
        rows.append(row)
    told = any(one.share is not None for one in quarters)
    return {"rows": rows if told else [], "height": len(rows) * _ROW}


@require_safe
def download(request: Request) -> HttpResponse | StreamingHttpResponse:
    """The same figures as CSV."""
    lines = "".join(agreeing.csv_of(request.actor, request.moment))
    response = HttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="agreement-{request.moment.day.isoformat()}.csv"'
    return response
