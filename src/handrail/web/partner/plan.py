"""The desk's coming weeks: what falls due, what arrives, who reads, and how the queue will stand."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from handrail.rules.permissions import Action
from handrail.services import access
from handrail.services.errors import Invalid, Refused
from handrail.services.review import planning
from handrail.services.review.promising import in_tens
from handrail.web.figures import day
from handrail.web.partner.forms import CloseDayForm
from handrail.web.requests import Request
from handrail.web.review.words import purpose_word

WEEK = "week-"
SHOWN = "shown-"  # beside each week the number that the page showed
A_PART = 13  # weeks shown together, a quarter of a year


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: Request) -> HttpResponse:
    """The weeks; an administrator of the partner types who reads in each."""
    if request.method != "POST":
        return _page(request)
    access.require(request.actor, Action.DESK_PLAN)
    typed = {name: text for name, text in request.POST.items() if name.startswith(WEEK)}
    readers, wrong = _readers(typed)
    shown = {f"{WEEK}{name.removeprefix(SHOWN)}": text for name, text in request.POST.items() if name.startswith(SHOWN)}
    if not wrong:
        try:
            planning.set_readers(request.actor, request.moment, readers, seen=_readers(shown)[0])
        except Invalid as error:
            wrong = error.errors
        else:
            messages.success(
                request, _("Kept. Days that firms were promised stay as they are; new ones follow the plan.")
            )
            return redirect("partner-plan")
    return _page(request, typed=typed, wrong=wrong, status=422)


def _readers(typed: dict[str, Any]) -> tuple[dict[date, int], dict[str, str]]:
    """The numbers of the grid by week, and what is wrong with those that are none."""
    readers, wrong = {}, {}
    for name, text in typed.items():
        try:
            readers[date.fromisoformat(name.removeprefix(WEEK))] = int(str(text).strip())
        except ValueError:
            wrong[name] = _("Give a whole number of people; 0 where nobody reads.")
    return readers, wrong


def _page(
    request: Request,
    *,
    typed: dict[str, Any] | None = None,
    wrong: dict[str, str] | None = None,
    closing: CloseDayForm | None = None,
    status: int = 200,
) -> HttpResponse:
    found = planning.plan(request.actor, request.moment)
    typed, wrong = typed or {}, wrong or {}
    names = [f"{WEEK}{week.monday.isoformat()}" for week in found.weeks]
    rows: list[dict[str, Any]] = [
        {
            "week": week,
            "name": name,
            "shown": f"{SHOWN}{week.monday.isoformat()}",
            "value": typed.get(name, week.readers),
            "error": wrong.get(name, ""),
        }
        for week, name in zip(found.weeks, names, strict=True)
    ]
    shown = {
        "plan": found,
        "parts": _parts(rows),
        "last": found.weeks[-1].sunday,
        "often": in_tens(found.percent),
        "days": [
            (_("Our aim"), day(found.aim_by)),
            *(
                (_("The firm is told, %(what)s") % {"what": purpose_word(purpose)}, day(by))
                for purpose, by in found.hear
            ),
        ],
        "errors": [(f"id_{name}" if name else "weeks", sentence) for name, sentence in wrong.items()],
        "closing": closing or CloseDayForm(),
        "busiest": max((row.left or 0 for row in found.weeks), default=0),
    }
    return render(request, "partner/plan.html", shown, status=status)


def _parts(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The quarters ahead; what is left over at the end stands with the last of them."""
    starts = [at for at in range(0, len(rows), A_PART) if not at or len(rows) - at > A_PART // 2]
    ends = [*starts[1:], len(rows)]
    return [_part(rows[at:end], opened=not at) for at, end in zip(starts, ends, strict=True)]


def _part(rows: list[dict[str, Any]], *, opened: bool) -> dict[str, Any]:
    """A quarter of the year: its rows and their sums, opened where something in it is to be looked at."""
    weeks = [row["week"] for row in rows]
    known = all(week.arrive is not None for week in weeks)
    return {
        "rows": rows,
        "first": weeks[0].monday,
        "last": weeks[-1].sunday,
        "due": sum(week.due for week in weeks),
        "arrive": sum(week.arrive or 0 for week in weeks) if known else None,
        "can": sum(week.can for week in weeks) if weeks[0].can is not None else None,
        "opened": opened or any(row["error"] or row["week"].short for row in rows),
    }


@require_POST
def close_day(request: Request) -> HttpResponse:
    """Close a day of the desk."""
    access.require(request.actor, Action.DESK_PLAN)
    form = CloseDayForm(request.POST)
    if form.is_valid():
        try:
            planning.close_day(request.actor, request.moment, form.cleaned_data["day"], form.cleaned_data["why"])
        except Invalid as error:
            for name, sentence in error.errors.items():
                form.add_error(name, sentence)
        else:
            messages.success(request, _("The desk is closed that day; new promises step over it."))
            return redirect("partner-plan")
    return _page(request, closing=form, status=422)


@require_POST
def open_day(request: Request, closed: UUID) -> HttpResponse:
    """Open a closed day again."""
    try:
        planning.open_day(request.actor, request.moment, closed)
    except Refused as error:
        messages.error(request, error.sentence)
    else:
        messages.success(request, _("The desk is open that day."))
    return redirect("partner-plan")
