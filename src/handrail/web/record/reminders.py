"""Reminders: one text a week, a mail now and then, at the owner's hour and never in the quiet ones."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from handrail.services.errors import Conflict, Invalid
from handrail.services.notice import reminding
from handrail.web.owner.saving import put_errors, version_of
from handrail.web.requests import Request

WEEKDAYS = (
    (0, gettext_lazy("Monday")),
    (1, gettext_lazy("Tuesday")),
    (2, gettext_lazy("Wednesday")),
    (3, gettext_lazy("Thursday")),
    (4, gettext_lazy("Friday")),
    (5, gettext_lazy("Saturday")),
    (6, gettext_lazy("Sunday")),
)
MAILS = (
    ("never", gettext_lazy("Never")),
    ("weekly", gettext_lazy("Every week")),
    ("monthly", gettext_lazy("Once a month, on the first such day")),
)


HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]


class RemindersForm(forms.Form):
    text_to = forms.CharField(
        label=gettext_lazy("Phone for one text a week"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        help_text=gettext_lazy("Ten digits, such as 403 555 0123. Leave it empty for no texts."),
    )
    by_mail = forms.ChoiceField(
        label=gettext_lazy("The same by mail"),
        choices=MAILS,
        help_text=gettext_lazy("It goes to every owner of the firm."),
    )
    weekday = forms.TypedChoiceField(label=gettext_lazy("On which day"), choices=WEEKDAYS, coerce=int)
    hour = forms.TypedChoiceField(label=gettext_lazy("At what time"), choices=HOURS, coerce=int)
    quiet_from = forms.TypedChoiceField(
        label=gettext_lazy("Nothing from"),
        choices=HOURS,
        coerce=int,
    )
    quiet_to = forms.TypedChoiceField(
        label=gettext_lazy("Until"),
        choices=HOURS,
        coerce=int,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: Request) -> HttpResponse:
    """How the firm is reminded, what today's text would say, and when the next one goes out."""
    found = reminding.chosen(request.actor, request.moment)
    form = RemindersForm(request.POST if request.method == "POST" else None, initial=_initial(found.wanted))
    status, error, version = 200, None, found.version
    if request.method == "POST":
        status, version = 422, version_of(request)
        if form.is_valid():
            wanted = reminding.Wanted(**form.cleaned_data)
            try:
                reminding.change(request.actor, request.moment, version=version, wanted=wanted)
            except Invalid as wrong:
                put_errors(form, wrong)
            except Conflict as conflict:
                status, error, version = 409, conflict, conflict.version
            else:
                messages.success(request, _("Your reminders are set."))
                return redirect("reminders")
    context = {"form": form, "found": found, "error": error, "version": version}
    return render(request, "record/reminders.html", context, status=status)


def _initial(wanted: reminding.Wanted) -> dict[str, Any]:
    """The settings as they stand in the form: the number the way it is said here."""
    number = wanted.text_to
    return {**asdict(wanted), "text_to": f"{number[2:5]} {number[5:8]} {number[8:]}" if number else ""}
