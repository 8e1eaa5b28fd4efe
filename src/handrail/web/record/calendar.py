"""The calendar: which days were worked, why not the others, and the days that disagree; and the firm's own promises."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.rules.days import in_words, month_end, month_name
from handrail.rules.permissions import Action
from handrail.services import access
from handrail.services.errors import Absent, Invalid, Refused
from handrail.services.record import calendar as days
from handrail.services.record import promising
from handrail.services.record.advising import season_advice
from handrail.services.record.calendar import CalendarYear, StretchFields
from handrail.web.owner.saving import once, put_errors, send
from handrail.web.record.picture import Square, squares
from handrail.web.requests import Request

POSTS = ["GET", "HEAD", "POST"]
REASONS = (
    ("season", gettext_lazy("Out of season")),
    ("layoff", gettext_lazy("Laid off")),
    ("weather", gettext_lazy("Weather")),
    ("day_off", gettext_lazy("Days off")),
    ("other", gettext_lazy("Something else")),
)
UNITS = (
    ("day", gettext_lazy("a day worked")),
    ("week", gettext_lazy("a week worked")),
    ("month", gettext_lazy("a month worked")),
    ("quarter", gettext_lazy("a quarter")),
    ("year", gettext_lazy("a year")),
)
COMMON = {
    "day": gettext_lazy("every day"),
    "week": gettext_lazy("once a week"),
    "month": gettext_lazy("once a month"),
    "quarter": gettext_lazy("once a quarter"),
    "year": gettext_lazy("once a year"),
}


class StretchForm(forms.Form):
    from_day = forms.DateField(label=gettext_lazy("First day without work"))
    to_day = forms.DateField(
        label=gettext_lazy("Last day without work"),
        required=False,
        help_text=gettext_lazy("Leave it empty while it lasts."),
    )
    reason = forms.ChoiceField(label=gettext_lazy("Why"), choices=REASONS)
    note = forms.CharField(label=gettext_lazy("In your words"), required=False, max_length=160)
    expected_back = forms.DateField(
        label=gettext_lazy("When is the crew thought to be back?"),
        required=False,
        help_text=gettext_lazy("Only while it lasts. Your days to gather proof are advised by it."),
    )

    def stretch(self) -> StretchFields:
        return StretchFields(**self.cleaned_data)


@require_safe
def calendar(request: Request) -> HttpResponse:
    """Twelve months as a picture, the stretches without work and the days that disagree."""
    found = days.calendar_of(request.actor, request.moment)
    today = request.moment.day
    context = {
        "found": found,
        "months": months_shown(found),
        "weeks": found.worked.weeks,
        "writes": access.may(request.actor, Action.CALENDAR_WRITE),
        "reminded": access.may(request.actor, Action.REMINDERS_SET),
        "shares": access.may(request.actor, Action.SHARE),
        "stretches": [
            {
                "row": row,
                "why": dict(REASONS)[row.reason],
                "lasts": row.to_day is None or row.to_day >= today,
                # Once a last day stands, a guess beside it would only contradict it.
                "back_about": row.expected_back if row.to_day is None else None,
            }
            for row in found.stretches
            if row.to_day is None or row.to_day >= found.window.from_
        ],
        "marked": days.idle_on(request.actor, today),
        "doubts": found.doubts,
        "season": season_words(request),
    }
    return render(request, "record/calendar.html", context)


def season_words(request: Request) -> list[str]:
    """When to gather proof, where idle time meets the days before the due day; for whoever writes the audit."""
    if not access.may(request.actor, Action.AUDIT_ANSWER):
        return []
    advice = season_advice(request.actor, request.moment)
    if advice is None:
        return []
    guessed = _("Reckoned from last year's pause. Tell of this year's, and it is exact.")
    return [advice.sentence, guessed] if advice.guessed else [advice.sentence]


def months_shown(found: CalendarYear) -> list[dict[str, Any]]:
    """Each month with its squares and the sentence that says the same for whoever sees no picture."""
    shown = []
    first = found.window.from_
    while first <= found.window.to:
        last = month_end(first)
        held = squares(first, last, found.standing)
        shown.append(
            {"name": f"{month_name(first)} {first.year}", "squares": held, "said": _said(held, found, first, last)}
        )
        first = last + timedelta(days=1)
    return shown


def _said(held: list[Square], found: CalendarYear, first: date, last: date) -> str:
    kept = sum(one.standing == "kept" for one in held)
    worked = kept + sum(one.standing == "worked" for one in held)
    parts = [ngettext("%(n)s day worked", "%(n)s days worked", worked) % {"n": worked}]
    if kept:
        parts.append(ngettext("a record on %(n)s", "records on %(n)s", kept) % {"n": kept})
    names = dict(REASONS)
    why = [
        str(names[row.reason]).lower()
        for row in found.stretches
        if row.from_day <= last and (row.to_day is None or row.to_day >= first) and row.from_day <= found.window.to
    ]
    return ", ".join([*parts, *dict.fromkeys(why)])


@require_http_methods(POSTS)
def stretch_add(request: Request) -> HttpResponse:
    access.require(request.actor, Action.CALENDAR_WRITE)
    key = once(request)
    context = {
        "title": _("Days without work"),
        "lead": _(
            "A season that ended, a layoff, days off. Nothing is asked for on such days, and nothing looks missing."
        ),
        "submit": _("Add these days"),
        "back": (reverse("calendar"), _("Calendar")),
        "once": key,
    }
    if request.method != "POST":
        form = StretchForm(initial={"from_day": request.moment.day, "reason": "layoff"})
        return render(request, "owner/form.html", {**context, "form": form})
    form = StretchForm(request.POST)
    return send(
        request,
        form,
        lambda _typed: days.add(request.actor, request.moment, form.stretch(), key=key),
        to=reverse("calendar"),
        said=_("The days are in the calendar."),
        template="owner/form.html",
        context=context,
    )


@require_http_methods(POSTS)
def stretch_change(request: Request, stretch: UUID) -> HttpResponse:
    row = days.stretch(request.actor, stretch)
    context = {
        "title": _("Change days without work"),
        "submit": _("Save the days"),
        "back": (reverse("calendar"), _("Calendar")),
    }
    if request.method != "POST":
        form = StretchForm(initial={name: getattr(row, name) for name in StretchForm.base_fields})
        return render(request, "owner/form.html", {**context, "form": form})
    form = StretchForm(request.POST)
    return send(
        request,
        form,
        lambda _typed: days.change(request.actor, request.moment, row.pk, form.stretch()),
        to=reverse("calendar"),
        said=_("Saved."),
        template="owner/form.html",
        context=context,
    )


@require_POST
def stretch_back(request: Request, stretch: UUID) -> HttpResponse:
    """The crew is back today."""
    try:
        days.back(request.actor, request.moment, stretch, request.moment.day)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _("The crew is back from today."))
    return redirect("calendar")


@require_POST
def stretch_remove(request: Request, stretch: UUID) -> HttpResponse:
    days.remove(request.actor, request.moment, stretch)
    messages.success(request, _("Taken off. Those weekdays count as worked again."))
    return redirect("calendar")


@require_POST
def no_work(request: Request) -> HttpResponse:
    """Rained out: the day is marked, and short desk jobs are offered to whoever has a desk.

    Where records of today stand, a page asks first; what it is asked to hold counts against them.
    """
    access.require(request.actor, Action.CALENDAR_MARK)
    sure, today = "sure" in request.POST, request.moment.day
    if not sure and days.idle_on(request.actor, today) is None and (kept := days.kept_on(request.actor, today)):
        return render(request, "record/no_work_sure.html", {"kept": kept})
    row = days.mark_no_work_today(request.actor, request.moment, sure=sure)
    messages.success(request, _("No work on %(day)s. Nothing is asked for today.") % {"day": in_words(row.from_day)})
    return redirect("desk-jobs" if access.may(request.actor, Action.CALENDAR_WRITE) else "owner-home")


@require_safe
def desk_jobs(request: Request) -> HttpResponse:
    """What fits into an hour on a day without work."""
    access.require(request.actor, Action.CALENDAR_WRITE)
    return render(request, "record/desk_jobs.html", {"marked": days.idle_on(request.actor, request.moment.day)})


@require_POST
def day_answer(request: Request, day: str) -> HttpResponse:
    """The firm's word on a day on which its calendar and a record disagree."""
    try:
        which = date.fromisoformat(day)
    except ValueError:
        raise Absent("day") from None
    worked = request.POST.get("worked")
    if worked not in {"yes", "no"}:
        messages.error(request, _("Say whether you worked that day."))
        return redirect("calendar")
    days.answer_day(request.actor, request.moment, which, worked=worked == "yes")
    messages.success(request, _("Noted."))
    return redirect("calendar")


class PromisesForm(forms.Form):
    """A number and a unit for each kind of record that comes back; a line left empty promises nothing."""

    use_required_attribute = False

    def __init__(self, lines: list[promising.Line], data: Any = None) -> None:
        super().__init__(data)
        self.lines = lines
        for line in lines:
            name = line.kind.id
            self.fields[f"times-{name}"] = forms.IntegerField(
                label=_("How often: %(what)s") % {"what": line.kind.owner_words},
                required=False,
                min_value=0,
                max_value=promising.MOST_TIMES,
                initial=line.promise.times if line.promise and line.promised else None,
            )
            self.fields[f"unit-{name}"] = forms.ChoiceField(
                label=_("In what time: %(what)s") % {"what": line.kind.owner_words},
                choices=UNITS,
                required=False,
                initial=line.promise.unit if line.promise else line.kind.usual_every,
            )

    def wanted(self) -> dict[str, promising.Wanted]:
        return {
            line.kind.id: promising.Wanted(
                self.cleaned_data.get(f"times-{line.kind.id}") or 0,
                self.cleaned_data.get(f"unit-{line.kind.id}") or line.kind.usual_every,
            )
            for line in self.lines
        }

    def rows(self) -> list[dict[str, Any]]:
        """The lines as the page shows them, judged by then: it says once that each may stay empty, not thirty times."""
        assert self.errors is not None  # judged before every field looks as if it could not stay empty
        for field in self.fields.values():
            field.required = True
        return [
            {
                "line": line,
                "common": COMMON[line.kind.usual_every],
                "times": self[f"times-{line.kind.id}"],
                "unit": self[f"unit-{line.kind.id}"],
            }
            for line in self.lines
        ]


@require_http_methods(POSTS)
def promises(request: Request) -> HttpResponse:
    """How often the firm says it keeps each kind of record; a reviewer measures it by its own words."""
    access.require(request.actor, Action.CALENDAR_WRITE)
    form = PromisesForm(promising.promises(request.actor, request.moment), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            promising.promise(request.actor, request.moment, form.wanted())
        except Invalid as wrong:
            put_errors(form, wrong)
        else:
            messages.success(request, _("Your promises are kept."))
            return redirect("promises")
    made = sum(line.promised for line in form.lines)
    status = 422 if form.errors and request.method == "POST" else 200
    return render(request, "record/promises.html", {"form": form, "rows": form.rows(), "made": made}, status=status)
