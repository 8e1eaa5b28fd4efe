"""Keeping a record from a page: choose a kind, fill it in, change it later. Pictures are kept even where a field is wrong."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from handrail.program import RecordKind, load_pack
from handrail.rules.permissions import Action
from handrail.rules.record.reporting import reporting
from handrail.services import access
from handrail.services.errors import Absent, Invalid, Refused
from handrail.services.record import keeping, photos, reading
from handrail.services.record.keeping import RecordSent
from handrail.web.owner.saving import once, version_of
from handrail.web.phone.seat import keeper
from handrail.web.record.forms import RecordForm, initial_new, initial_of
from handrail.web.requests import Request

FORMS = ["GET", "HEAD", "POST"]


@require_safe
def choose(request: Request) -> HttpResponse:
    """Which kind: what is kept in the field first."""
    access.require(request.actor, Action.RECORD_ADD)
    kinds = reading.kinds_offered()
    shown = {
        "field": [one for one in kinds if one.field],
        "office": [one for one in kinds if not one.field],
        "day": _day_asked(request),
    }
    return render(request, "record/choose.html", shown)


@require_http_methods(FORMS)
def new(request: Request, kind: str) -> HttpResponse:
    """The form of a kind. From the code on a filled sheet the picture of the sheet comes first, and little is typed."""
    paper = request.GET.get("paper") == "1"
    if paper and not access.may(request.actor, Action.RECORD_ADD) and keeper(request):
        # A phone that was let in keeps its sheets on its own page, which says where to go with a kind of the desk.
        return redirect(f"{reverse('phone')}#/sheet/{kind}")
    access.require(request.actor, Action.RECORD_ADD)
    found = next((one for one in reading.kinds_offered() if one.id == kind), None)
    if found is None:
        raise Absent("kind of record")
    start, record_id = reading.start(request.actor, request.moment, kind), once(request)
    day = _day_asked(request)
    form = RecordForm(
        request.POST if request.method == "POST" else None,
        kind=found,
        start=start,
        # A sheet says itself which day and where; what is filled in from elsewhere would be taken for it.
        initial={} if paper else initial_new(start, request.moment) | ({"happened_on": day} if day else {}),
    )
    captured_at = _captured_at(request)
    about = _about(request)
    context = _context(found, form, start) | {
        "once": record_id,
        "captured_at": captured_at.isoformat(),
        "about": about,
        "last": start.last,
        "page": "record/paper.html" if paper else "record/new.html",
    }
    if request.method != "POST":
        return render(request, context["page"], context)
    _keep_photos(request, record_id, paper=paper)
    if paper and not photos.number(request.actor, record_id):
        form.add_error(None, _("Take a picture of the filled sheet: it is what counts."))
    if not form.is_valid() or form.asks_about_day(request.moment.day):
        return _again(request, context, record_id)
    try:
        was = keeping.first_text(request.actor, record_id)
        new_one = form.sent(record_id, captured_at, about=about.pk if about else None)
        sent = form.sent_again(was, captured_at) if was is not None and was.kind == kind else new_one
        kept = keeping.keep(request.actor, request.moment, sent)
    except (Invalid, Refused) as problem:
        form.put_errors(problem)
        return _again(request, context, record_id)
    return _saved(request, found, sent, kept)


def _day_asked(request: Request) -> date | None:
    """The day before today that a late entry is asked for; none where the address names no such day."""
    try:
        found = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return None
    return found if found < request.moment.day else None


def _again(request: Request, context: dict[str, Any], record_id: UUID) -> HttpResponse:
    """The form once more with all that was typed, saying that the pictures are kept already."""
    number = photos.number(request.actor, record_id)
    return render(request, context["page"], {**context, "pictures": number}, status=422)


def _saved(request: Request, kind: RecordKind, sent: RecordSent, kept: keeping.Kept) -> HttpResponse:
    if kept.outcome == "set_aside":
        said = _(
            "This record stood already, so what you wrote now waits beside it. The owner decides which of the two stands."
        )
        messages.warning(request, said)
        if access.may(request.actor, Action.RECORD_CHANGE):
            return redirect("record-settle", kept.record.pk)
    elif kept.outcome == "changed":
        messages.success(request, _("Saved as a change. What it said before is in its history."))
    else:
        messages.success(request, _("Saved: %(kind)s.") % {"kind": kind.owner_words})
    told = reporting(sent.fields, load_pack().reporting)
    if told.at_once:
        messages.error(request, f"{told.call} {' / '.join(told.phones)}")
    elif told.afterwards:
        messages.info(request, told.afterwards.sentence)
    late = reading.late_days(kept.record)
    if kept.outcome == "stored" and late >= reading.LATE_FROM:
        said = ngettext(
            "It is labelled as a late entry: %(n)s day.", "It is labelled as a late entry: %(n)s days.", late
        )
        messages.info(request, said % {"n": late})
    readable = not kind.restricted or access.may(request.actor, Action.RECORD_READ_RESTRICTED)
    if not readable:
        messages.info(
            request,
            _(
                "Only the owner and whoever the owner lets help read this kind of record, so it does not stand in this list."
            ),
        )
    return redirect("record", kept.record.pk) if readable else redirect("records")


def _captured_at(request: Request) -> datetime:
    """When the form was opened: sent twice, it is the same record. What cannot be read is now."""
    try:
        found = datetime.fromisoformat(request.POST.get("captured_at", ""))
    except ValueError:
        return request.moment.now
    return found if found.tzinfo else request.moment.now


def _about(request: Request) -> Any:
    """The record that this one follows, if the actor may read it."""
    wanted = request.POST.get("about") or request.GET.get("about") or ""
    try:
        return reading.row(request.actor, UUID(wanted))
    except (ValueError, Absent):
        return None


def _keep_photos(request: Request, record_id: UUID, *, paper: bool = False, again: bool = False) -> None:
    """Each file that can be kept; for each that cannot, one sentence with its name on the next page.

    `again`: one that was taken off the record may be put back, for whoever changes the record chose it anew.
    """
    part = "paper" if paper or request.POST.get("paper_of", "").strip() else ""
    for sent in request.FILES.getlist("files"):
        data = sent.read(settings.UPLOAD_MAX_BYTES + 1)
        number = uuid5(record_id, hashlib.sha256(data).hexdigest())
        if photos.is_off(request.actor, number):
            if not again:
                said = _("%(name)s was taken off this record, so it stays off. Change the record to put it back.")
                messages.warning(request, said % {"name": sent.name})
                continue
            number = uuid5(number, request.POST.get("version", ""))
        try:
            photos.add(
                request.actor,
                request.moment,
                photo_id=number,
                record_id=record_id,
                name=sent.name or "",
                data=data,
                part=part,
            )
        except Refused as refused:
            messages.error(request, refused.sentence)
            continue
        if photos.waits_beside(request.actor, number):
            said = _(
                "%(name)s waits beside this record, which somebody else kept. The owner decides whether it goes on it."
            )
            messages.warning(request, said % {"name": sent.name})


def _context(kind: RecordKind, form: RecordForm, start: reading.Start) -> dict[str, Any]:
    rules = load_pack().reporting
    asked = {one.id: one for one in kind.fields}
    return {
        "kind": kind,
        "form": form.as_asked(),
        "start": start,
        "reporting": rules if "event" in asked else None,
        "serious": rules if "serious" in asked else None,
        "ladder": asked["control_kind"].options if "control_kind" in asked else (),
        "signs": kind.signed_by == "crew",
    }


@require_http_methods(FORMS)
def change(request: Request, record: UUID) -> HttpResponse:
    """Correct a record: what it said before stays in its history."""
    row = reading.row(request.actor, record, Action.RECORD_CHANGE)
    kind = next((one for one in reading.kinds_offered() if one.id == row.kind), None)
    if kind is None:
        raise Absent("record")
    was, start = keeping.stood(row), reading.start_again(request.actor, request.moment, row)
    form = RecordForm(
        request.POST if request.method == "POST" else None, kind=kind, start=start, initial=initial_of(was, start)
    )
    context = _context(kind, form, start) | {
        "row": row,
        "version": version_of(request) or row.version,
        "raised": keeping.sent_of(row).defects,
        "about": reading.followed(request.actor, row),
    }
    if request.method != "POST":
        return render(request, "record/change.html", context)
    _keep_photos(request, row.pk, again=True)
    if not form.is_valid() or form.asks_about_day(request.moment.day, was.happened_on):
        return render(
            request, "record/change.html", {**context, "pictures": photos.number(request.actor, row.pk)}, status=422
        )
    try:
        sent = form.sent(row.pk, was.captured_at, about=row.about_id, was=was, follows=version_of(request))
        kept = keeping.keep(request.actor, request.moment, sent)
    except (Invalid, Refused) as problem:
        form.put_errors(problem)
        return render(request, "record/change.html", context, status=422)
    if kept.outcome == "set_aside":
        messages.error(
            request, _("Somebody changed this record meanwhile. Both texts are here: choose which one stands.")
        )
        return redirect("record-settle", row.pk)
    messages.success(request, _("Saved. What it said before is in its history."))
    return redirect("record", row.pk)
