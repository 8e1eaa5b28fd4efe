"""Starting an audit in two steps, what it does first, and taking a start back while nothing stands in it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handrail.rules.permissions import Action
from handrail.services import access
from handrail.services.audit.before_starting import before_starting
from handrail.services.audit.reading import one_audit, overview
from handrail.services.audit.starting import start
from handrail.services.audit.undoing import is_untouched, undo_start
from handrail.services.errors import Invalid, Refused
from handrail.web.audit.forms import StartForm
from handrail.web.audit.words import purpose_words
from handrail.web.owner.saving import put_errors
from handrail.web.requests import Request

FORMS = ["GET", "HEAD", "POST"]
DAY = "gathering_started_on"


@require_http_methods(FORMS)
def start_audit(request: Request) -> HttpResponse:
    """What starting on this day does; the button on it starts. The day may be another one first."""
    access.require(request.actor, Action.AUDIT_ANSWER)
    given = request.POST if request.method == "POST" else request.GET
    form = StartForm(given if DAY in given or request.method == "POST" else {DAY: request.moment.day.isoformat()})
    shown: dict[str, Any] = {"form": form, "today": request.moment.day}
    if form.is_valid():
        day = form.cleaned_data[DAY]
        try:
            if request.method == "POST":
                audit = start(request.actor, request.moment, gathering_started_on=day)
                messages.success(request, _("The audit is started. Until something stands in it you can undo that."))
                return redirect("audit-overview", audit.pk)
            found = before_starting(request.actor, request.moment, gathering_started_on=day)
        except (Invalid, Refused) as problem:
            put_errors(form, problem)
        else:
            shown |= {"found": found, "day": day, "purpose": purpose_words(found.audit.purpose)}
    wrong = bool(form.errors) and (DAY in given or request.method == "POST")
    return render(request, "audit/start.html", shown, status=422 if wrong else 200)


@require_http_methods(FORMS)
def undo(request: Request, audit: UUID) -> HttpResponse:
    """Take the start back; a page asks first."""
    row = one_audit(request.actor, audit, Action.AUDIT_ANSWER)
    if request.method == "POST":
        undo_start(request.actor, request.moment, audit)
        messages.success(request, _("The start is undone. Records, fixes and the shoebox are as they were."))
        return redirect("audit-home")
    shown = {"audit": row, "untouched": is_untouched(overview(row)), "purpose": purpose_words(row.purpose)}
    return render(request, "audit/undo_start.html", shown)
