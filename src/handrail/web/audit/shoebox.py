"""The shoebox: a photo or a file on any day of the year, sorted when there is a quiet minute."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from handrail.program import load_pack
from handrail.rules.permissions import Action
from handrail.services import access
from handrail.services.errors import Invalid, Refused
from handrail.services.evidence.sorting import added_by_me, counted, next_unsorted, piece, remove, sort, stack_first
from handrail.services.evidence.sorting import shoebox as everything
from handrail.web.audit.forms import SortForm
from handrail.web.audit.proof import keep_all
from handrail.web.requests import Request

PER_PAGE = 30
KINDS_FIRST = ("paperwork", "binder", "talk", "walk")


@require_http_methods(["GET", "HEAD", "POST"])
def shoebox(request: Request) -> HttpResponse:
    access.require(request.actor, Action.EVIDENCE_ADD)
    if request.method == "POST":
        return _put_in(request)
    may_read = access.may(request.actor, Action.AUDIT_READ)
    rows = everything(request.actor) if may_read else added_by_me(request.actor)
    number, unsorted = counted(rows)
    paginator = Paginator(stack_first(rows) if may_read else rows, PER_PAGE)
    paginator.count = number  # counted along with the unsorted ones, so not once more
    page = paginator.get_page(request.GET.get("page"))
    shown = {
        "page": page,
        "kinds": {kind.id: kind.owner_words for kind in load_pack().record_kinds.values()},
        "may_read": may_read,
        "unsorted": unsorted if may_read else 0,
        "first_unsorted": next((row for row in page if may_read and not row.kind), None),
    }
    return render(request, "audit/shoebox.html", shown)


def _put_in(request: Request) -> HttpResponse:
    files = request.FILES.getlist("files")
    if not files:
        messages.error(request, _("Take a photo or choose a file first."))
        return redirect("shoebox")
    kept = keep_all(request, files, label=request.POST.get("label", "")[:200])
    if kept:
        sentence = ngettext("%(n)s piece is in the shoebox.", "%(n)s pieces are in the shoebox.", len(kept))
        messages.success(request, sentence % {"n": len(kept)})
    return redirect("shoebox")


@require_http_methods(["GET", "HEAD", "POST"])
def sort_piece(request: Request, evidence: UUID) -> HttpResponse:
    row = piece(request.actor, evidence)
    kinds = sorted(load_pack().record_kinds.values(), key=lambda kind: KINDS_FIRST.index(kind.pile))
    initial = {"kind": row.kind, "happened_on": row.happened_on or row.taken_on, "label": row.label, "site": row.site}
    onward = _onward(request)
    form = SortForm(request.POST or None, kinds=kinds, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            sort(request.actor, request.moment, evidence, **form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        except Invalid as wrong:
            for name, sentence in wrong.errors.items():
                form.add_error(name, sentence)
        else:
            if onward:
                return redirect(onward)
            following = None if row.kind else next_unsorted(request.actor, after=row)
            if following is not None:
                return redirect("shoebox-sort", following.pk)
            messages.success(request, _("Kept.") if row.kind else _("The stack is sorted."))
            return redirect("shoebox")
    shown = {
        "piece": row,
        "form": form,
        "onward": onward,
        "papers": [kind for kind in kinds if kind.pile == "paperwork"],
        "others": [kind for kind in kinds if kind.pile != "paperwork"],
        "is_picture": row.media_type.startswith("image/"),
        "is_pdf": row.media_type == "application/pdf",
        "left": everything(request.actor, sorted_=False).count(),
        "later": next_unsorted(request.actor, after=row),
    }
    return render(request, "audit/sort.html", shown, status=422 if form.errors else 200)


def _onward(request: Request) -> str:
    """Where the sorting began, if that is an address of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if ours and wanted.startswith("/") else ""


@require_POST
def remove_piece(request: Request, evidence: UUID) -> HttpResponse:
    remove(request.actor, request.moment, evidence)
    messages.success(request, _("Taken out of the shoebox."))
    return redirect(reverse("shoebox"))
