"""Send to a client: what they may see, until which day, the link shown once, and taking it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from handrail.services.employer import sharing
from handrail.services.errors import Invalid, Refused, WrongState
from handrail.web.owner.saving import once, put_errors
from handrail.web.requests import Request

THINGS = (
    (sharing.LETTER, gettext_lazy("A letter that says how far you are")),
    (sharing.TICKETS, gettext_lazy("Everybody's tickets")),
    (sharing.ACCOUNT, gettext_lazy("Your WCB account")),
    (sharing.POLICY, gettext_lazy("Your safety policy")),
    (sharing.PLAN, gettext_lazy("Your emergency plan")),
)


class SendForm(forms.Form):
    label = forms.CharField(
        label=gettext_lazy("For whom"),
        max_length=160,
        help_text=gettext_lazy("The general contractor, the client, the officer: so that you know it again."),
    )
    holds = forms.MultipleChoiceField(
        label=gettext_lazy("What they see"),
        choices=THINGS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one thing to send.")},
    )
    ends_on = forms.DateField(label=gettext_lazy("Last day it works"))


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: Request) -> HttpResponse:
    """The form, and every link given so far; after sending the link itself, once."""
    rows = sharing.links(request.actor, sharing.Purpose.CLIENT)
    given: sharing.Given | None = None
    start = {"ends_on": sharing.ends(request.moment.day).offered, "holds": [one for one, _label in THINGS]}
    form = SendForm(request.POST if request.method == "POST" else None, initial=start)
    key = once(request)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                given = sharing.give(request.actor, request.moment, **form.cleaned_data, key=key)
                status = 200
            except (Invalid, Refused) as wrong:
                put_errors(form, wrong)
            except WrongState as used:
                messages.warning(request, used.sentence)
                return redirect("send")
    lines = [_line(row, request) for row in rows[:100]]
    context: dict[str, Any] = {
        "form": form,
        "once": key,
        "given": given,
        "address": _address(given) if given else "",
        "sees": [label for one, label in THINGS if given and one in given.row.holds],
        "lines": lines,
        "open": sum(1 for one in lines if one["open"]),
        "most_days": sharing.MOST_DAYS,
    }
    return render(request, "owner/sharing.html", context, status=status)


def _address(given: sharing.Given) -> str:
    return f"{settings.BASE_URL}{reverse('shared', args=[given.token])}"


def _line(row: Any, request: Request) -> dict[str, Any]:
    labels = dict(THINGS)
    over = row.ends_on is not None and row.ends_on < request.moment.day
    return {
        "row": row,
        "what": ", ".join(str(labels[one]) for one in row.holds if one in labels),
        "over": over,
        "open": row.removed_at is None and not over,
    }


@require_POST
def take_back(request: Request, link: UUID) -> HttpResponse:
    """Whatever the link was for: it opens nothing any more."""
    row = sharing.take_back(request.actor, request.moment, link)
    messages.success(request, _("Taken back. The link opens nothing any more."))
    pages = {sharing.Purpose.CREW: "crew-code", sharing.Purpose.FEED: "feed-link"}
    return redirect(pages.get(sharing.Purpose(row.purpose), "send"))
