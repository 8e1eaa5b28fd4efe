"""The written system: sections as text or pages of a file, reviewed, signed and printed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from handrail.rules.days import add_months
from handrail.rules.permissions import Action
from handrail.services import access
from handrail.services.errors import Refused
from handrail.services.evidence import keeping
from handrail.services.system import files, manual, printing
from handrail.services.system.manual import Part, SectionFields
from handrail.web.components import Task
from handrail.web.owner.forms import SectionForm, SignForm
from handrail.web.owner.saving import send, version_of
from handrail.web.requests import Request

POSTS = ["GET", "HEAD", "POST"]
LOOK_AGAIN_MONTHS = 12
"""How far ahead the form suggests the next look; the firm writes what it will really do."""


@require_safe
def system(request: Request) -> HttpResponse:
    """The sections in the order of the manual, what is signed, and what to look over again."""
    found = manual.manual(request.actor, request.moment)
    may_write = access.may(request.actor, Action.SYSTEM_WRITE)
    context = {
        "found": found,
        "tasks": [_task(one, request) for one in found.parts],
        "signed": len(found.signed),
        "needed": len(found.needed),
        "overdue": [one for one in found.parts if one.written and one.review_overdue(request.moment.day)],
        "anything": any(one.written for one in found.parts),
        "may_write": may_write,
    }
    return render(request, "owner/system.html", context)


def _task(part: Part, request: Request) -> Task:
    url = reverse("section", args=[part.section.key])
    if part.signed and part.review_overdue(request.moment.day):
        return Task(part.section.title, url, "half", _("look it over"), _serves(part))
    if part.signed:
        return Task(part.section.title, url, "done", _("signed"), _serves(part))
    if part.written:
        return Task(part.section.title, url, "half", _("not signed"), _serves(part))
    if not part.needed:
        return Task(part.section.title, url, "none", _("not needed at your size"), _serves(part))
    return Task(part.section.title, url, "ahead", _("not written"), _serves(part))


def _serves(part: Part) -> str:
    return _("Answers: %(titles)s") % {"titles": ", ".join(one.title for one in part.questions)}


@require_http_methods(POSTS)
def section(request: Request, key: str) -> HttpResponse:
    """One section: read by everyone of the firm, written by the owner or consultant."""
    part = manual.part(request.actor, request.moment, key)
    context = _context(request, part)
    if request.method != "POST":
        return render(request, "owner/section.html", context)
    access.require(request.actor, Action.SYSTEM_WRITE)
    form = SectionForm(request.POST, request.FILES, files=_choices(request))
    return send(
        request,
        form,
        lambda typed: _write(request, part, typed),
        to=reverse("section", args=[key]),
        said=_("Saved."),
        template="owner/section.html",
        context=context,
    )


def _write(request: Request, part: Part, typed: dict[str, Any]) -> object:
    key, title = part.section.key, part.section.title
    chosen = UUID(typed["file"]) if typed["file"] else None
    if upload := typed["upload"]:
        try:
            kept = keeping.keep(
                request.actor,
                request.moment,
                upload.name,
                upload.read(settings.UPLOAD_MAX_BYTES + 1),
                label=title,
                kind="policy_document",
            )
        except Refused as error:
            raise Refused(error.code, error.sentence, "upload") from None
        chosen = kept.pk
    fields = SectionFields(
        body=typed["body"],
        evidence_id=chosen,
        first_page=typed["first_page"],
        last_page=typed["last_page"],
        review_on=typed["review_on"],
    )
    return manual.write(request.actor, request.moment, key, version=version_of(request), fields=fields)


@require_http_methods(POSTS)
def sign(request: Request, key: str) -> HttpResponse:
    """Sign a section off by name and day."""
    access.require(request.actor, Action.SYSTEM_WRITE)
    part = manual.part(request.actor, request.moment, key)
    if not part.written:
        return redirect("section", key)
    context: dict[str, Any] = {
        "title": _("Sign off: %(title)s") % {"title": part.section.title},
        "lead": _("By signing, the owner says: this is how it is done here. Changed words need a new signature."),
        "back": (reverse("section", args=[key]), part.section.title),
        "submit": _("Sign it off"),
    }
    if request.method != "POST":
        day = request.moment.day
        start = {"name": request.actor.name, "on": day, "review_on": add_months(day, LOOK_AGAIN_MONTHS)}
        version = part.row.version if part.row else 0
        return render(request, "owner/form.html", {**context, "form": SignForm(initial=start), "version": version})
    return send(
        request,
        SignForm(request.POST),
        lambda typed: manual.sign(request.actor, request.moment, key, version=version_of(request), **typed),
        to=reverse("system"),
        said=_("Signed."),
        template="owner/form.html",
        context=context,
    )


def _choices(request: Request) -> list[tuple[str, str]]:
    return [(str(one.pk), one.label or one.name) for one in files.choosable(request.actor)]


def _context(request: Request, part: Part) -> dict[str, Any]:
    row = part.row
    may_write = access.may(request.actor, Action.SYSTEM_WRITE)
    context: dict[str, Any] = {
        "part": part,
        "row": row,
        "may_write": may_write,
        "version": row.version if row else 0,
        "overdue": part.review_overdue(request.moment.day),
    }
    if may_write:
        start = {
            "body": row.body,
            "file": str(row.evidence_id or ""),
            "first_page": row.first_page,
            "last_page": row.last_page,
            "review_on": row.review_on,
        } if row else {}  # fmt: skip
        context["form"] = SectionForm(initial=start, files=_choices(request))
    return context


@require_safe
def printed(request: Request) -> HttpResponse:
    """The manual as one PDF."""
    document = printing.printed(request.actor, request.moment)
    name = slugify(request.actor.organisation_name) or "manual"
    return HttpResponse(
        document,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}-manual-{request.moment.day.isoformat()}.pdf"'},
    )
