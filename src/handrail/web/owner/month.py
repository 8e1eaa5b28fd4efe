"""The month on one sheet for the wall, and the private calendar of every day that is due."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from handrail.program import load_pack
from handrail.rules.days import month_name
from handrail.rules.record.rhythm import rhythm
from handrail.services.employer import sharing
from handrail.services.errors import WrongState
from handrail.services.notice.feed import DueDay, due_days
from handrail.services.record.year import year_of
from handrail.web.owner.saving import once
from handrail.web.requests import Request

MOST_MONTHS = 14
IN_A_SQUARE = 2
LATE_PRINTED, DUE_PRINTED, KEPT_PRINTED = 3, 7, 4
"""How much of each the printed sheet holds, so that letter and A4 need one page; the rest is counted on it."""


@dataclass(frozen=True, slots=True)
class Square:
    """One day of the sheet: its number, what is due on it, and whether it belongs to the month."""

    day: date
    inside: bool
    due: tuple[DueDay, ...]

    @property
    def beyond(self) -> int:
        """How many things of the day the printed square leaves to the list."""
        return max(0, len(self.due) - IN_A_SQUARE)


@dataclass(frozen=True, slots=True)
class Listed:
    """One list beneath the sheet; the printed one ends after `printed` lines."""

    heading: str
    lines: Sequence[DueDay | str]
    printed: int

    @property
    def beyond(self) -> int:
        return max(0, len(self.lines) - self.printed)


@require_safe
def month(request: Request) -> HttpResponse:
    """This month or the one asked for: its weeks with what is due, and what the firm keeps in it."""
    today = request.moment.day
    first = _asked(request.GET.get("of", ""), today)
    due = due_days(request.actor, request.moment)
    weeks = [
        [Square(day, day.month == first.month, tuple(one for one in due if one.on == day)) for day in week]
        for week in calendar.Calendar(firstweekday=6).monthdatescalendar(first.year, first.month)
    ]
    later, earlier = _beside(first, 1), _beside(first, -1)
    now = first == today.replace(day=1)
    late = [one for one in due if one.on < today and now]
    inside = [one for one in due if (one.on.year, one.on.month) == (first.year, first.month) and one not in late]
    lists = (
        Listed(_("Was due before today"), late, LATE_PRINTED),
        Listed(_("Due this month"), inside, DUE_PRINTED),
        Listed(_("What you said you keep"), _kept(request) if now else [], KEPT_PRINTED),
    )
    context: dict[str, Any] = {
        "first": first,
        "weeks": weeks,
        "heading": _heading(first, len(inside), len(late)),
        "lists": [one for one in lists if one.lines],
        "heads": [_("Sun"), _("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat")],
        "later": later if _months(today, later) <= MOST_MONTHS else None,
        "earlier": earlier if _months(today, earlier) >= 0 else None,
        "today": today,
    }
    return render(request, "owner/month.html", context)


def _heading(first: date, inside: int, late: int) -> str:
    """How many lines stand beneath, the overdue ones among them."""
    told = {"month": f"{month_name(first)} {first.year}", "n": inside + late, "late": late}
    if not inside and not late:
        return _("%(month)s: nothing is due") % told
    if not inside:
        return ngettext("%(month)s: %(n)s thing is overdue", "%(month)s: %(n)s things are overdue", late) % told
    said = ngettext("%(month)s: %(n)s thing is due", "%(month)s: %(n)s things are due", inside + late) % told
    return _("%(said)s, %(late)s of them overdue") % {"said": said, "late": late} if late else said


def _asked(text: str, today: date) -> date:
    """The first day of the month asked for, between this one and the last that is shown; anything else is this one."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return found if 0 <= _months(today, found) <= MOST_MONTHS else today.replace(day=1)


def _months(from_: date, to: date) -> int:
    return (to.year - from_.year) * 12 + to.month - from_.month


def _beside(first: date, by: int) -> date:
    return (first + timedelta(days=32)).replace(day=1) if by > 0 else (first - timedelta(days=1)).replace(day=1)


def _kept(request: Request) -> list[str]:
    """What the firm said it keeps and what is still to do in this stretch, as sentences."""
    found = year_of(request.actor, request.moment)
    kinds = load_pack(found.firm.pack).record_kinds
    return [task.sentence for task in rhythm(found.promises, found.calendar, found.records, found.day, kinds).tasks]


@require_http_methods(["GET", "HEAD", "POST"])
def feed_link(request: Request) -> HttpResponse:
    """Make the calendar's address, shown once, and take earlier ones back."""
    rows = sharing.links(request.actor, sharing.Purpose.FEED).filter(removed_at__isnull=True)
    address, key = "", once(request)
    if request.method == "POST":
        try:
            given = sharing.give_feed(request.actor, request.moment, label=request.POST.get("label", ""), key=key)
        except WrongState as used:
            messages.warning(request, used.sentence)
            return redirect("feed-link")
        address = f"{settings.BASE_URL}{reverse('feed', args=[given.token])}"
    return render(request, "owner/feed_link.html", {"lines": rows, "address": address, "once": key})
