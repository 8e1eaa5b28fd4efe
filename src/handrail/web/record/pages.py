"""The kept records: the list, one record with all that was ever said of it, and deciding about one."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.program import load_pack
from handrail.rules.days import month_end
from handrail.rules.permissions import Action
from handrail.rules.record.reporting import reporting
from handrail.services import access
from handrail.services.errors import Absent, Invalid
from handrail.services.record import asking, keeping, photos, reading, settling
from handrail.services.record.sent import body_of
from handrail.web.components import Event
from handrail.web.owner.saving import put_errors, version_of
from handrail.web.record import words
from handrail.web.record.forms import RemoveForm
from handrail.web.requests import Request

PER_PAGE = 30
FORMS = ["GET", "HEAD", "POST"]


@require_safe
def records(request: Request) -> HttpResponse:
    """What is kept, latest first, by kind and by month."""
    found = reading.at_a_glance(request.actor, request.moment)
    kind, month = request.GET.get("kind", ""), _month(request.GET.get("month", ""))
    rows = reading.listing(request.actor, kind=kind, from_=month, to=month_end(month) if month else None)
    paginator = Paginator(rows, PER_PAGE)
    if not kind and month is None:
        paginator.count = found.number  # counted at a glance already
    page = paginator.get_page(request.GET.get("page"))
    kinds = load_pack().record_kinds
    shown = {
        "team": access.may(request.actor, Action.RECORD_CHANGE),
        "heading": words.heading_of(found.number, found.first, found.months[-1][1], request.moment.day),
        "found": found,
        "page": page,
        "lines": [
            {
                "row": row,
                "name": words.name_of(kinds[row.kind], row.title) if row.kind in kinds else row.title,
                "where": row.site.name if row.site else row.place,
                "late": _("late entry") if reading.is_late(row) else "",
            }
            for row in page
        ],
        "kind": kind,
        "month": request.GET.get("month", "") if month else "",
        "months": [(f"{day:%Y-%m}", words.month_words(day), n) for day, n in reversed(found.months)],
    }
    return render(request, "record/records.html", shown)


def _month(text: str) -> date | None:
    """The first day of a month given as 2026-04; None for anything else."""
    try:
        return date.fromisoformat(f"{text}-01") if len(text) == len("2026-04") else None
    except ValueError:
        return None


@require_safe
def record(request: Request, record: UUID) -> HttpResponse:
    """One record with all that was ever said of it."""
    return render(request, "record/record.html", _page(request, record))


def _page(request: Request, record: UUID) -> dict[str, Any]:
    seen = reading.one(request.actor, record)
    row, kind = seen.record, seen.kind
    sites = {str(row.site_id): row.site.name} if row.site else {}
    said = body_of(keeping.sent_of(row))
    rules = load_pack().reporting
    told = reporting(row.fields, rules)
    asked = {one.id for one in kind.fields}
    found = asking.questions(seen)
    return {
        "seen": seen,
        "row": row,
        "kind": kind,
        "name": words.name_of(kind, row.title),
        "lines": words.lines_of(kind, {**said, "defects": [], "people": []}, sites),
        "people": [
            (one, words.part_words(one.part), words.signature_path(one.strokes), reading.signed_before(row, one))
            for one in seen.people
        ],
        "changed": reading.changed_words(row, seen.people),
        "changed_signed": any(reading.signed_before(row, one) for one in seen.people),
        "late": words.late_words(seen.late) if reading.is_late(row) else "",
        "questions": [one for one in found if one.answer is None],
        "answered": [one for one in found if one.answer is not None],
        "risk": words.risk_of(kind, row.fields),
        "report": told.at_once,
        "reporting": rules,
        "serious": rules if told.afterwards and not told.at_once else None,
        "investigable": "serious" in asked,
        "history": [
            Event(
                revision.at,
                _("It said until then"),
                _("written by %(who)s") % {"who": reading.author_words(revision.by_name, revision.by_as)},
                "; ".join(f"{line.name}: {line.text}" for line in words.lines_of(kind, revision.body, sites)),
            )
            for revision in seen.before
        ],
        "may_change": access.may(request.actor, Action.RECORD_CHANGE),
        "may_fix": access.may(request.actor, Action.AUDIT_ANSWER),
        "may_see_proof": access.may(request.actor, Action.EVIDENCE_READ),
    }


@require_http_methods(FORMS)
def settle(request: Request, record: UUID) -> HttpResponse:
    """Two texts of one record, side by side: one of them stands, both stay readable."""
    access.require(request.actor, Action.RECORD_CHANGE)
    seen = reading.one(request.actor, record)
    if request.method == "POST":
        chosen = request.POST.get("text", "")
        if not _is_key(chosen):
            raise Absent("text")
        take_it = request.POST.get("take") == "this"
        settling.settle(request.actor, request.moment, record, chosen, version=version_of(request), take_it=take_it)
        messages.success(request, _("This text stands now.") if take_it else _("The first text stays as it is."))
        return redirect("record", record)
    sites = reading.site_names(request.actor)
    standing = words.lines_of(seen.kind, body_of(keeping.sent_of(seen.record)), sites)
    pairs: list[dict[str, Any]] = []
    for waiting in seen.waiting:
        first, other = words.side_by_side(standing, words.lines_of(seen.kind, waiting.body, sites))
        pairs.append({"waiting": waiting, "first": first, "other": other})
    shown = {"seen": seen, "name": words.name_of(seen.kind, seen.record.title), "pairs": pairs}
    return render(request, "record/settle.html", shown)


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@require_http_methods(FORMS)
def remove(request: Request, record: UUID) -> HttpResponse:
    """Take a record out of the list, with a reason."""
    row = reading.row(request.actor, record, Action.RECORD_CHANGE)
    kind = load_pack().record_kinds[row.kind]
    form = RemoveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            settling.remove(request.actor, request.moment, record, **form.cleaned_data)
        except Invalid as wrong:
            put_errors(form, wrong)
        else:
            messages.success(request, _("The record is out of the list. It is kept with your reason."))
            return redirect("records")
    shown = {"row": row, "name": words.name_of(kind, row.title), "form": form}
    return render(request, "record/remove.html", shown, status=422 if form.errors else 200)


@require_POST
def picture_off(request: Request, record: UUID, photo: UUID) -> HttpResponse:
    """Take a wrong or private picture off the record."""
    photos.take_off(request.actor, request.moment, record, photo)
    messages.success(request, _("The picture is off the record."))
    return redirect("record", record)


@require_POST
def picture_decide(request: Request, record: UUID, photo: UUID) -> HttpResponse:
    """Put a picture that waits beside the record on it, or leave it off."""
    if request.POST.get("take") not in {"on", "off"}:
        raise Absent("picture")
    take_it = request.POST["take"] == "on"
    photos.decide(request.actor, request.moment, record, photo, take=take_it)
    said = _("The picture is on the record.") if take_it else _("The picture stays off the record.")
    messages.success(request, said)
    return redirect("record", record)


@require_POST
def answer(request: Request, record: UUID, about: str) -> HttpResponse:
    """Answer what the record's page asks about its paper; refused, the page comes back with what was typed."""
    asked, why = request.POST.get("asked", ""), request.POST.get("why", "")
    try:
        asking.answer(request.actor, request.moment, record, about, asked=asked, why=why)
    except Invalid as wrong:
        shown = {**_page(request, record), "typed": why, "about": about, "wrong": wrong.errors["why"]}
        shown["errors"] = [(f"why-{about}", shown["wrong"])]
        return render(request, "record/record.html", shown, status=422)
    messages.success(request, _("Answered. It is not asked again."))
    return redirect("record", record)
