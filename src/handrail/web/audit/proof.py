"""Proof beside an answer, and the stored file itself."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from handrail.rules.permissions import Action
from handrail.services.audit.proving import attach, detach
from handrail.services.audit.reading import one_audit, question_of
from handrail.services.errors import Invalid, Refused
from handrail.services.evidence.keeping import keep
from handrail.services.evidence.serving import serve
from handrail.web.audit.forms import ProofForm
from handrail.web.requests import Request


def keep_all(request: Request, files: Iterable[UploadedFile[bytes]], *, label: str = "", kind: str = "") -> list[UUID]:
    """Keep each file that can be kept; for each that cannot, one sentence with its name stands on the next page."""
    kept = []
    for sent in files:
        try:
            # One byte past the limit is enough to know that it is too large; the rest is never held in memory.
            data = sent.read(settings.UPLOAD_MAX_BYTES + 1)
            row = keep(request.actor, request.moment, sent.name or "", data, label=label, kind=kind)
        except Refused as refused:
            messages.error(request, refused.sentence)
        else:
            kept.append(row.pk)
    return kept


@require_POST
def add(request: Request, audit: UUID, question: str) -> HttpResponse:
    """Lay new files, or pieces from the shoebox, beside an answer."""
    form = ProofForm(request.POST)
    back = redirect("audit-question", audit, question)
    if not form.is_valid():
        messages.error(request, _("Give page numbers as whole numbers, such as 14 and 15."))
        return back
    given = form.cleaned_data
    files = request.FILES.getlist("files")
    asked = question_of(one_audit(request.actor, audit, Action.AUDIT_ANSWER), question).proof.record_kinds
    kind = asked[0] if len(asked) == 1 else ""
    pieces: list[UUID | str] = list(keep_all(request, files, label=given["label"], kind=kind))
    pieces += [chosen for chosen in request.POST.getlist("evidence") if chosen]
    laid = 0
    for piece in pieces:
        try:
            attach(
                request.actor,
                request.moment,
                audit,
                question,
                piece,
                first_page=given["first_page"],
                last_page=given["last_page"],
            )
            laid += 1
        except (Invalid, Refused) as refused:
            messages.error(request, refused.sentence)
    if laid:
        sentence = ngettext("%(n)s piece lies beside your answer.", "%(n)s pieces lie beside your answer.", laid)
        messages.success(request, sentence % {"n": laid})
    elif not pieces and not request.FILES:
        messages.error(request, _("Choose a file, take a photo, or pick a piece from your shoebox."))
    return back


@require_POST
def take_off(request: Request, audit: UUID, laid: UUID) -> HttpResponse:
    question = detach(request.actor, request.moment, audit, laid)
    messages.success(request, _("Taken off this answer. It is still in your shoebox."))
    return redirect("audit-question", audit, question)


@require_safe
def file(request: Request, evidence: UUID) -> HttpResponseBase:
    """The stored bytes: PDF and our own pictures in place, everything else as a download, all of it boxed in."""
    found = serve(request.actor, evidence)
    answer = FileResponse(
        found.path.open("rb"),
        as_attachment=not found.inline,
        filename=found.name,
        content_type=found.media_type,
    )
    answer.headers["Content-Security-Policy"] = (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; object-src 'self'"
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
