"""Three of the four piles, each a single sitting: the binder, the paperwork and the walk."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from handrail.program import load_pack
from handrail.services.audit.answering import save
from handrail.services.audit.proving import (
    Pages,
    Written,
    attach,
    bunches,
    laid_beside,
    lay_kinds,
    point_at_pages,
    written_pages,
)
from handrail.services.audit.reading import EDITABLE, Overview, one_audit, overview, require_editable
from handrail.services.errors import Conflict, Invalid
from handrail.services.evidence.sorting import documents, shoebox
from handrail.web.audit.forms import ANSWER_ASKED, AnswerForm, as_asked
from handrail.web.audit.proof import keep_all
from handrail.web.requests import Request


def _opened(request: Request, audit: UUID) -> dict[str, Any]:
    row = one_audit(request.actor, audit)
    return {"audit": row, "editable": row.state in EDITABLE}


# ---- the binder -----------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def binder(request: Request, audit: UUID) -> HttpResponse:
    """Policy questions on one page: which pages of the manual answer each."""
    if request.method == "POST" and request.FILES:
        require_editable(one_audit(request.actor, audit))
        kept = keep_all(request, request.FILES.getlist("files"), label=_("Safety manual"), kind="policy_document")
        return redirect(_binder_address(audit, kept[0] if kept else None))
    shown = _opened(request, audit)
    manuals = list(documents(request.actor))
    wanted = request.POST.get("manual") or request.GET.get("manual")
    manual = next((row for row in manuals if str(row.pk) == wanted), manuals[0] if manuals else None)
    seen = overview(shown["audit"])
    questions = [question for question in seen.in_force if question.pile == "binder"]
    laid = laid_beside(shown["audit"], [question.id for question in questions])
    written = written_pages(shown["audit"])
    errors: dict[str, str] = {}
    if request.method == "POST" and manual is not None:
        try:
            served = point_at_pages(request.actor, request.moment, audit, manual.pk, _typed_pages(request, questions))
        except Invalid as wrong:
            errors = wrong.errors
        else:
            sentence = ngettext("The manual serves %(n)s question.", "The manual serves %(n)s questions.", served)
            messages.success(request, sentence % {"n": served})
            return redirect(_binder_address(audit, manual.pk))
    rows = [
        _binder_row(request, seen, question, laid=laid.get(question.id, []), manual=manual, errors=errors)
        | {"written": _unless_laid(written.get(question.id), laid.get(question.id, []))}
        for question in questions
    ]
    shown |= {"manuals": manuals, "manual": manual, "rows": rows}
    shown["wrong"] = [(f"id_first-{row['question'].id}", row["error"]) for row in rows if row["error"]]
    return render(request, "audit/binder.html", shown, status=422 if errors else 200)


def _binder_address(audit: UUID, manual: Any) -> str:
    address = reverse("audit-binder", args=[audit])
    return f"{address}?manual={manual}" if manual else address


def _typed_pages(request: Request, questions: list[Any]) -> dict[str, Pages]:
    """The rows that were filled in; raises Invalid naming each that is no page number."""
    found, errors = {}, {}
    for question in questions:
        typed = [request.POST.get(f"{end}-{question.id}", "").strip() for end in ("first", "last")]
        if not any(typed):
            continue
        if not all(text.isdecimal() and len(text) < 6 for text in typed if text):
            errors[f"pages-{question.id}"] = _("Give page numbers, such as 14 and 15.")
            continue
        first, last = (int(text) if text else None for text in typed)
        found[question.id] = Pages(first, last)
    if errors:
        raise Invalid(errors)
    return found


def _binder_row(
    request: Request, seen: Overview, question: Any, *, laid: list[Any], manual: Any, errors: dict[str, str]
) -> dict[str, Any]:
    here = next((proof for proof in reversed(laid) if manual is not None and proof.evidence_id == manual.pk), None)
    return {
        "question": question,
        "anchor": question.id.replace(".", "-"),
        "answer": seen.answers[question.id],
        "form": as_asked(_answer_form(seen, question), *ANSWER_ASKED),
        "open": question.id in seen.score.unanswered,
        "first": request.POST.get(f"first-{question.id}", (here.first_page if here else None) or ""),
        "last": request.POST.get(f"last-{question.id}", (here.last_page if here else None) or ""),
        "others": [proof for proof in laid if proof is not here],
        "error": errors.get(f"pages-{question.id}", ""),
    }


def _unless_laid(written: Written | None, laid: list[Any]) -> Written | None:
    """The pages of the written system, until they lie beside the question."""
    if written is None:
        return None
    wanted = (written.evidence.pk, written.pages.first, written.pages.last)
    there = {(proof.evidence_id, proof.first_page, proof.last_page) for proof in laid}
    return None if wanted in there else written


def _answer_form(seen: Overview, question: Any, data: Any = None) -> AnswerForm:
    """The answer to one question on a page of several."""
    answer = seen.answers[question.id]
    return AnswerForm(
        question,
        data,
        initial=AnswerForm.initial_of(answer, question),
        may_drop=bool(answer.not_applicable),
        may_carry=bool(answer.carried_why),
        auto_id=f"id_{question.id.replace('.', '-')}_%s",
    )


# ---- the paperwork --------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def paperwork(request: Request, audit: UUID) -> HttpResponse:
    """Photograph a stack, sort it, and lay each bunch beside every question it serves."""
    if request.method == "POST":
        return _paperwork_done(request, audit)
    shown = _opened(request, audit)
    shown["bunches"] = bunches(request.actor, request.moment, shown["audit"])
    unsorted = shoebox(request.actor, sorted_=False)
    shown["unsorted"], shown["first_unsorted"] = unsorted.count(), unsorted.first()
    return render(request, "audit/paperwork.html", shown)


def _paperwork_done(request: Request, audit: UUID) -> HttpResponse:
    require_editable(one_audit(request.actor, audit))
    if request.FILES:
        kept = keep_all(request, request.FILES.getlist("files"))
        if kept:
            sentence = ngettext("%(n)s paper is in the stack.", "%(n)s papers are in the stack.", len(kept))
            messages.success(request, sentence % {"n": len(kept)})
    elif "kind" in request.POST:
        added = lay_kinds(request.actor, request.moment, audit, _ticked(request))
        messages.success(request, _("Laid %(n)s times beside an answer.") % {"n": added})
    return redirect("audit-paperwork", audit)


def _ticked(request: Request) -> dict[str, list[str]]:
    """What is ticked, by kind: of the bunch whose button was pressed, or of all of them."""
    kind = request.POST["kind"]
    kinds = [kind] if kind else load_pack().record_kinds
    return {one: questions for one in kinds if (questions := request.POST.getlist(f"question-{one}"))}


# ---- the walk -------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def walk(request: Request, audit: UUID) -> HttpResponse:
    """What is seen at the job, in walking order: photos, a few words and what it scores, one card a question."""
    shown = _opened(request, audit)
    seen = overview(shown["audit"])
    questions = sorted(
        (question for question in seen.in_force if question.pile == "walk"), key=lambda one: one.walk_order or 99
    )
    wanted = request.POST.get("question", "")
    status, forms = 200, {question.id: _answer_form(seen, question) for question in questions}
    if request.method == "POST" and wanted in forms:
        question = seen.edition.question(wanted)
        form = forms[wanted] = _answer_form(seen, question, request.POST)
        for piece in keep_all(request, request.FILES.getlist("files"), label=question.title, kind="observation"):
            attach(request.actor, request.moment, audit, wanted, piece)
        status = _walk_saved(request, audit, wanted, form)
        if status == 200:
            messages.success(request, _("Saved: %(title)s.") % {"title": question.title})
            return redirect(f"{reverse('audit-walk', args=[audit])}#stop-{wanted.replace('.', '-')}")
    laid = laid_beside(shown["audit"], list(forms))
    missing = set(seen.score.unanswered)
    shown["stops"] = [
        {
            "question": question,
            "form": as_asked(forms[question.id], *ANSWER_ASKED),
            "proofs": laid.get(question.id, []),
            "open": question.id in missing,
            "anchor": question.id.replace(".", "-"),
        }
        for question in questions
    ]
    return render(request, "audit/walk.html", shown, status=status)


def _walk_saved(request: Request, audit: UUID, question: str, form: AnswerForm) -> int:
    if not form.is_valid():
        return 422
    try:
        save(request.actor, request.moment, audit, question, version=form.cleaned_data["version"], given=form.given())
    except Invalid as wrong:
        for name, sentence in wrong.errors.items():
            form.add_error(name if name in form.fields else None, sentence)
        return 422
    except Conflict as conflict:
        form.add_error(None, f"{conflict.sentence} {' / '.join(conflict.theirs.values())}")
        newer = request.POST.copy()  # a plain dict would keep only the last of several ticks
        newer["version"] = str(conflict.version)
        form.data = newer
        return 409
    return 200
