"""What the audit says of the firm: does your firm ever, your days, the cover."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from handrail.rules.deadlines import State
from handrail.services.audit.describing import (
    asked_of,
    people_to_choose,
    save_cover,
    save_days,
    save_facts,
    setting_of,
)
from handrail.services.audit.reading import EDITABLE, one_audit
from handrail.services.audit.timing import days_of
from handrail.services.errors import Conflict, Invalid
from handrail.web.audit.forms import COVER_ASKED, CoverForm, DaysForm, FactsForm, as_asked
from handrail.web.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: Request, audit: UUID) -> HttpResponse:
    row = one_audit(request.actor, audit)
    asked = asked_of(row)
    told = {name: "yes" if row.facts[name] else "no" for name in asked if name in row.facts}
    form = FactsForm(request.POST or None, asked=asked, initial={"version": row.version, **told})
    if request.method == "POST" and form.is_valid():
        done = _tried(
            form,
            lambda: save_facts(
                request.actor, request.moment, audit, version=form.cleaned_data["version"], facts=form.facts()
            ),
        )
        if done:
            messages.success(request, _("Kept. Questions that do not apply to you may say so now."))
            return redirect("audit-overview", audit)
    shown = {"audit": row, "form": as_asked(form, *asked), "editable": row.state in EDITABLE}
    return render(request, "audit/facts.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def days(request: Request, audit: UUID) -> HttpResponse:
    row = one_audit(request.actor, audit)
    initial = {
        "version": row.version,
        "gathering_ended_on": row.gathering_ended_on,
        "records_from": row.records_from,
    }
    form = DaysForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = _tried(form, lambda: save_days(request.actor, request.moment, audit, **given))
        if done:
            messages.success(request, _("Your days are kept."))
            return redirect("audit-overview", audit)
    shown = {
        "audit": row,
        "form": as_asked(form, "gathering_ended_on", "records_from"),
        "editable": row.state in EDITABLE,
        "days": [item for item in days_of(row, request.moment.day) if item.state is not State.DONE],
    }
    return render(request, "audit/days.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def cover(request: Request, audit: UUID) -> HttpResponse:
    row = one_audit(request.actor, audit)
    setting = setting_of(row, request.moment.day)
    people = people_to_choose(request.actor)
    initial = CoverForm.initial_of(setting.cover, row.assessor_id, row.version)
    if not initial["assessor"] and len(setting.trained_now) == 1:
        initial["assessor"] = setting.trained_now[0].person
    form = CoverForm(request.POST or None, people=people, initial=initial)
    if request.method == "POST" and form.is_valid():
        done = _tried(
            form,
            lambda: save_cover(
                request.actor,
                request.moment,
                audit,
                version=form.cleaned_data["version"],
                cover=form.cover(),
                assessor_id=form.cleaned_data["assessor"] or None,
            ),
        )
        if done:
            messages.success(request, _("The cover is kept."))
            return redirect("audit-check", audit)
    shown: dict[str, Any] = {
        "audit": row,
        "form": as_asked(form, *COVER_ASKED),
        "setting": setting,
        "editable": row.state in EDITABLE,
    }
    return render(request, "audit/cover.html", shown, status=422 if form.errors else 200)


def _tried(form: Form, act: Any) -> bool:
    """Whether the service took it; what it refuses stands at its field, and what was typed stays.

    After a conflict the form takes the newer version, so that keeping it again is a choice and not refused once more.
    """
    try:
        act()
    except Invalid as wrong:
        for name, sentence in wrong.errors.items():
            form.add_error(name if name in form.fields else None, sentence)
    except Conflict as conflict:
        form.add_error(None, conflict.sentence)
        for name, text in conflict.theirs.items():
            if text and text != conflict.yours[name]:
                form.add_error(None, _("What is saved now: %(text)s") % {"text": text})
        newer: Any = QueryDict(mutable=True)
        newer.update(form.data)
        newer["version"] = str(conflict.version)
        form.data = newer
    else:
        return True
    return False
