"""Fixes: what the last audit lost points on and what records found, and closing one with a few words and proof."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from handrail.rules.permissions import Action
from handrail.services import access
from handrail.services.audit.reading import audits_of
from handrail.services.corrective_action import mending, raising
from handrail.services.corrective_action.standing import Standing, standing_of
from handrail.services.errors import Conflict, Invalid
from handrail.services.evidence.sorting import piece
from handrail.services.review.whereabouts import whereabouts
from handrail.web.audit.forms import FixForm, FixPlanForm, PictureFixForm
from handrail.web.audit.proof import keep_all
from handrail.web.audit.words import open_words
from handrail.web.owner.saving import once, put_errors
from handrail.web.requests import Request


def first_line(what: str) -> str:
    """The first sentence of a fix, whole: which question, and what good proof of it looks like."""
    head, dot, _rest = what.partition(". ")
    return f"{head}." if dot else what


@require_safe
def plan(request: Request) -> HttpResponse:
    """The fixes by the day they are due; those without a day next, and what is done last."""
    today = request.moment.day
    found = standing_of(request.actor, request.moment)
    shown = [
        {
            "line": one.line,
            "first": first_line(one.line.what),
            "late": one.line.done_on is None and one.line.due_on is not None and one.line.due_on < today,
            "age": one.age,
            "state": one.state,
        }
        for one in sorted(found.lines, key=lambda one: _by_day(one.line))
    ]
    last = audits_of(request.actor).first()
    sent = whereabouts(last, request.moment)
    notes = sent.to_answer if sent is not None else 0
    context = {
        "found": found,
        "lines": shown,
        "open_words": open_words(found),
        "audit": last,
        "notes": notes,
        "heading": _heading(found, notes, last.state if last is not None else ""),
    }
    return render(request, "audit/fixes.html", context)


def _heading(found: Standing, notes: int, state: str) -> str:
    if notes:
        return ngettext(
            "%(n)s note of your reviewer to answer", "%(n)s notes of your reviewer to answer", notes
        ) % {"n": notes}  # fmt: skip
    if found.number:
        return _("%(done)s of %(n)s fixes done") % {"done": found.done, "n": found.number}
    return _nothing(state)


def _nothing(state: str) -> str:
    """Why there is no fix: no audit yet, none decided yet, or nothing lost."""
    if not state:
        return _("No audit yet")
    if state == "returned":
        return _("No fixes: your reviewer's notes are answered")
    if state in {"gathering", "submitted"}:
        return _("No fixes yet: this audit is not decided")
    if state in {"accepted", "signed", "certified", "maintained"}:
        return _("No fixes to do: nothing was lost")
    return _("No fixes to do")


def _by_day(line: mending.Fix) -> tuple[bool, date, date]:
    """Open before done; open ones by the day they are due, done ones latest first."""
    if line.done_on is not None:
        return True, date.fromordinal(date.max.toordinal() - line.done_on.toordinal()), date.max
    return False, line.due_on or date.max, mending.raised_on(line) or date.max


@require_http_methods(["GET", "HEAD", "POST"])
def fix(request: Request, line: UUID) -> HttpResponse:
    row = mending.line(request.actor, line)
    if "before" in request.POST:
        return _before(request, row)
    closing = "close" in request.POST
    assigning = request.method == "POST" and not closing
    version = {"version": row.version}
    form = FixForm(
        request.POST if closing else None,
        initial={
            **version,
            "done_on": row.done_on or request.moment.day,
            "done_note": row.done_note,
            "done_by": row.done_by or row.who,
        },
    )
    plan_form = FixPlanForm(
        request.POST if assigning else None, initial={**version, "who": row.who, "due_on": row.due_on}
    )
    used = form if closing else plan_form
    conflict = None
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
        except Conflict as found:
            # Both texts stand above the form, and the form takes the newer version: sending it again is a choice.
            conflict, row.version = found, found.version
        else:
            messages.success(request, _("The fix is done.") if closing else _("Kept."))
            return redirect("fixes")
    refused = bool(used.errors) and request.method == "POST"
    shown = {
        "line": row,
        "form": form,
        "plan_form": plan_form,
        "error": conflict,
        "age": mending.age(row, request.moment.day),
        "raised_on": mending.raised_on(row),
        "pictures": mending.pictures(row),
    }
    return render(request, "audit/fix.html", shown, status=409 if conflict else 422 if refused else 200)


def _before(request: Request, row: mending.Fix) -> HttpResponse:
    """The photo of how it was; without one nothing changes."""
    kept = keep_all(request, request.FILES.getlist("earlier"), label=_("Before the fix"), kind="corrective_action")
    try:
        if kept:
            mending.show_before(request.actor, request.moment, row.pk, version=row.version, evidence_id=kept[0])
            messages.success(request, _("The photo from before is kept."))
        elif not request.FILES:
            messages.error(request, _("Choose a photo that shows how it was."))
    except Conflict as found:
        messages.error(request, found.sentence)
    return redirect("fix", row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def from_picture(request: Request, evidence: UUID) -> HttpResponse:
    """A picture shows something unsafe: it becomes a fix, and the picture stays as how it was before."""
    access.require(request.actor, Action.AUDIT_ANSWER)
    shown = piece(request.actor, evidence)
    form = PictureFixForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            line = raising.raise_from_picture(
                request.actor, request.moment, evidence, what=form.cleaned_data["what"], key=once(request)
            )
        except Invalid as wrong:
            put_errors(form, wrong)
        else:
            messages.success(request, _("It is a fix now. Say who does it and by when, then show what changed."))
            return redirect("fix", line.pk)
    page = {"piece": shown, "form": form, "once": once(request)}
    return render(request, "audit/picture_fix.html", page, status=422 if form.errors else 200)
