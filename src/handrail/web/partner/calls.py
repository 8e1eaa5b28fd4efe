"""The call list of a Certifying Partner, and what a call came to."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from handrail.services.errors import Invalid
from handrail.services.review import calls as desk
from handrail.web.figures import day
from handrail.web.partner.forms import CallForm
from handrail.web.partner.words import due_words, outcome_words
from handrail.web.requests import Request

PARTS = ("uncalled", "again")


@require_safe
def calls(request: Request) -> HttpResponse:
    """Firms that have not begun, fewest days left first; `?only=` "uncalled" or "again" shows a part of them."""
    only = request.GET.get("only", "") if request.GET.get("only") in PARTS else ""
    found = desk.call_list(request.actor, request.moment, request.GET.get("page"), only=only)
    words = outcome_words()
    shown = {
        "found": found,
        "only": only,
        "lines": [(line, due_words(line.due.code), words[line.last.outcome] if line.last else "") for line in found.lines],
        "outcomes": [(words[outcome], number) for outcome, number in found.outcomes],
        "from_day": day(found.begins),
    }  # fmt: skip
    return render(request, "partner/calls.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def call(request: Request, employer: UUID) -> HttpResponse:
    """One firm: its number, the calls so far, and the form for this one."""
    words = outcome_words()
    form = CallForm(list(words.items()), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            desk.record_call(request.actor, request.moment, employer, **form.cleaned_data)
        except Invalid as error:
            for name, sentence in error.errors.items():
                form.add_error(name, sentence)
        else:
            messages.success(request, _("The call is written down."))
            return redirect("partner-calls")
    found = desk.to_call(request.actor, request.moment, employer)
    shown = {
        "found": found,
        "what": due_words(found.due.code),
        "form": form,
        "calls": [(one, words[one.outcome]) for one in desk.calls_of(request.actor, employer)],
    }
    return render(request, "partner/call.html", shown, status=422 if form.errors else 200)
