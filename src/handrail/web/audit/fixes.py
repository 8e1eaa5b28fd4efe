"""Fixes: what the last audit lost points on, and closing one with a few words and proof."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from handrail.services.corrective_action import mending
from handrail.services.errors import Conflict, Invalid
from handrail.web.audit.forms import FixForm, FixPlanForm
from handrail.web.audit.proof import keep_all
from handrail.web.requests import Request


@require_safe
def plan(request: Request) -> HttpResponse:
    return render(request, "audit/fixes.html", {"plan": mending.plan_of(request.actor)})


@require_http_methods(["GET", "HEAD", "POST"])
def fix(request: Request, line: UUID) -> HttpResponse:
    row = mending.line(request.actor, line)
    closing = "close" in request.POST
    assigning = request.method == "POST" and not closing
    version = {"version": row.version}
    form = FixForm(
        request.POST if closing else None,
        initial={**version, "done_on": row.done_on or request.moment.day, "done_note": row.done_note},
    )
    plan_form = FixPlanForm(
        request.POST if assigning else None, initial={**version, "who": row.who, "due_on": row.due_on}
    )
    used = form if closing else plan_form
    if request.method == "POST" and used.is_valid():
        try:
            if closing:
                kept = keep_all(request, request.FILES.getlist("files"), label=_("Fix done"), kind="corrective_action")
                mending.close(
                    request.actor, request.moment, line, **used.cleaned_data, evidence_id=kept[0] if kept else None
                )
            else:
                mending.assign(request.actor, request.moment, line, **used.cleaned_data)
        except Invalid as wrong:
            for name, sentence in wrong.errors.items():
                used.add_error(name if name in used.fields else None, sentence)
        except Conflict as conflict:
            used.add_error(None, conflict.sentence)
        else:
            messages.success(request, _("The fix is done.") if closing else _("Kept."))
            return redirect("fixes")
    refused = bool(used.errors) and request.method == "POST"
    shown = {"line": row, "form": form, "plan_form": plan_form}
    return render(request, "audit/fix.html", shown, status=422 if refused else 200)
