"""One question a page: guidance, the answer that saves itself, its proof and the reviewer's notes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from handrail.program import load_pack
from handrail.rules.audit.score import Score
from handrail.services.audit.answering import SavedAnswer, save
from handrail.services.audit.describing import noun
from handrail.services.audit.interviewing import tallies
from handrail.services.audit.reading import EDITABLE, QuestionView, question_view
from handrail.services.audit.replying import reply
from handrail.services.corrective_action.mending import plan_of
from handrail.services.errors import Conflict, Invalid, Refused
from handrail.services.evidence.sorting import shoebox
from handrail.web.audit.forms import AnswerForm, NoteReplyForm, ProofForm, given_by_script
from handrail.web.requests import Request, wants_json

SHOEBOX_SHOWN = 60


@require_http_methods(["GET", "POST"])
def question(request: Request, audit: UUID, question: str) -> HttpResponse:
    if request.method == "POST":
        return _save(request, audit, question)
    view = question_view(request.actor, audit, question)
    return render(request, "audit/question.html", _page(request, view, _form(view)))


def _form(view: QuestionView, data: Any = None, version: int | None = None) -> AnswerForm:
    initial = AnswerForm.initial_of(view.answer, view.question)
    if version is not None and data is not None:
        data = data.copy()
        data["version"] = str(version)
    return AnswerForm(
        view.question,
        data,
        initial=initial,
        may_drop=view.may_drop,
        may_carry=bool(view.answer.carried_why),
        claim=noun(view.audit, "claimed_points").capitalize(),
    )


def _page(request: Request, view: QuestionView, form: AnswerForm) -> dict[str, Any]:
    kinds = view.question.proof.record_kinds
    laid = {proof.evidence_id for proof in view.proofs}
    editable = view.audit.state in EDITABLE
    pieces = [row for row in shoebox(request.actor)[:SHOEBOX_SHOWN] if row.pk not in laid] if editable else []
    pieces.sort(key=lambda row: row.kind not in kinds)
    choices = [(str(row.pk), _piece_words(row)) for row in pieces]
    pack = load_pack(view.audit.pack)
    return {
        "view": view,
        "audit": view.audit,
        "question": view.question,
        "form": form,
        "editable": editable,
        "proof_form": ProofForm(pieces=choices),
        "reply_form": NoteReplyForm(),
        "kinds": [pack.record_kinds[kind].owner_words for kind in kinds if kind in pack.record_kinds],
        "tally": tallies(view.talks).get(view.question.id),
        "plan": plan_of(request.actor) if "action_plan" in kinds else None,
        **live(view.score),
    }


def _piece_words(row: Any) -> str:
    words = row.label or row.name
    return f"{words} · {row.happened_on.isoformat()}" if row.happened_on else words


def live(score: Score) -> dict[str, Any]:
    """The live score with the two marks it was measured by."""
    overall, element = score.parameters[:2]
    return {"score": score, "pass_mark": overall.value, "element_mark": element.value}


def _save(request: Request, audit: UUID, question_id: str) -> HttpResponse:
    """Saving needs no look at the page before: the service reads and writes everything at once."""
    if wants_json(request):
        return _save_by_itself(request, audit, question_id)
    view = question_view(request.actor, audit, question_id)
    form = _form(view, request.POST)
    if not form.is_valid():
        return render(request, "audit/question.html", _page(request, view, form), status=422)
    try:
        save(
            request.actor, request.moment, audit, question_id, version=form.cleaned_data["version"], given=form.given()
        )
    except Invalid as wrong:
        for name, sentence in wrong.errors.items():
            form.add_error(name if name in form.fields else None, sentence)
        return render(request, "audit/question.html", _page(request, view, form), status=422)
    except Conflict as conflict:
        # The form keeps what was typed and takes the newer version: sent once more, it stands, knowingly.
        shown = _page(request, view, _form(view, request.POST, conflict.version))
        return render(request, "audit/question.html", {**shown, "conflict": conflict}, status=409)
    messages.success(request, _("Saved."))
    if "next" in request.POST and view.after:
        return redirect("audit-question", audit, view.after)
    return redirect("audit-question", audit, question_id)


def _save_by_itself(request: Request, audit: UUID, question_id: str) -> HttpResponse:
    """The script's contract: 200 with version and time, 409 with both texts, 422 with a sentence a field."""
    version, given = given_by_script(request.POST)
    try:
        done = save(request.actor, request.moment, audit, question_id, version=version, given=given)
    except Conflict as conflict:
        sent = [(name, value) for name, values in request.POST.lists() for value in values]
        mine = [pair for pair in sent if pair[0] not in {"csrfmiddlewaretoken", "version"}]
        shown = {"conflict": conflict, "mine": mine, "action": request.path}
        return JsonResponse({"html": render_to_string("audit/conflict.html", shown, request)}, status=409)
    return JsonResponse(_told(done))


def _told(done: SavedAnswer) -> dict[str, Any]:
    return {
        "version": done.version,
        "saved_at": localtime(done.saved_at).isoformat(timespec="seconds"),
        "html": {"live-score": render_to_string("audit/live_score.html", live(done.score))},
    }


@require_POST
def answer_note(request: Request, audit: UUID, note: UUID) -> HttpResponse:
    form = NoteReplyForm(request.POST)
    text = form.cleaned_data["reply"] if form.is_valid() else request.POST.get("reply", "")
    try:
        row = reply(request.actor, request.moment, audit, note, text=text)
    except (Invalid, Refused) as wrong:
        messages.error(request, wrong.sentence)
        return redirect("audit-overview", audit)
    messages.success(request, _("Your reviewer will see that you answered this note."))
    return redirect("audit-question", audit, row.question)
