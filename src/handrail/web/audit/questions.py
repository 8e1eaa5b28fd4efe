"""One question a page: guidance, the answer that saves itself, its proof and the reviewer's notes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from handrail.program import load_pack
from handrail.rules.audit.score import Score
from handrail.services.audit.answering import SavedAnswer, save
from handrail.services.audit.describing import noun
from handrail.services.audit.interviewing import tallies
from handrail.services.audit.reading import EDITABLE, QuestionView, question_view
from handrail.services.audit.replying import note_of, reply
from handrail.services.corrective_action.mending import plan_of
from handrail.services.errors import Conflict, Invalid, Refused
from handrail.services.evidence.sorting import fitting_first, shoebox
from handrail.services.record.proposing import kept_for
from handrail.web.audit.forms import ANSWER_ASKED, AnswerForm, NoteReplyForm, ProofForm, as_asked, given_by_post
from handrail.web.requests import Request, wants_json

SHOEBOX_SHOWN = 60
PIECE = ("pk", "kind", "label", "name", "happened_on", "taken_on", "media_type")


@require_http_methods(["GET", "HEAD", "POST"])
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
    stack = fitting_first(shoebox(request.actor), kinds).exclude(pk__in=laid)
    pieces = list(stack.values_list(*PIECE, named=True)[:SHOEBOX_SHOWN]) if editable else []
    fitting = [row for row in pieces if row.kind in kinds]
    everything = "all" in request.GET
    pack = load_pack(view.audit.pack)
    return {
        "view": view,
        "audit": view.audit,
        "question": view.question,
        "form": as_asked(form, *ANSWER_ASKED),
        "editable": editable,
        "proof_form": ProofForm(),
        "pieces": pieces if everything else fitting,
        "more_pieces": not everything and len(pieces) > len(fitting),
        "reply_form": NoteReplyForm(),
        "kinds": [pack.record_kinds[kind].owner_words for kind in kinds if kind in pack.record_kinds],
        "offers": editable and kept_for(request.actor, kinds),
        "tally": tallies(view.talks).get(view.question.id),
        "plan": plan_of(request.actor) if "action_plan" in kinds else None,
        **live(view.score),
    }


def live(score: Score) -> dict[str, Any]:
    """The live score with the two marks it was measured by, and which parts are not answered to the end yet.

    A part still being answered has not failed: it is shown as open, and no warning stands against it.
    """
    overall, element = score.parameters[:2]
    edition = load_pack().edition(score.edition)
    unfinished = {edition.question(question).element for question in score.unanswered}
    return {
        "score": score,
        "pass_mark": overall.value,
        "element_mark": element.value,
        "unfinished": unfinished,
        "fails": [part for part in score.failing_elements if part.id not in unfinished],
    }


def _save(request: Request, audit: UUID, question_id: str) -> HttpResponse:
    """Saving needs no look at the page before: the service reads and writes everything at once."""
    try:
        version, given = given_by_post(request.POST)
        done = save(request.actor, request.moment, audit, question_id, version=version, given=given)
    except Invalid as wrong:
        if wants_json(request):
            return JsonResponse({"errors": wrong.errors}, status=422)
        return _again(request, audit, question_id, wrong)
    except Conflict as conflict:
        return _both(request, audit, question_id, conflict)
    if wants_json(request):
        return JsonResponse(_told(done, audit))
    messages.success(request, _("Saved: %(question)s.") % {"question": question_id})
    if request.POST.get("back") == "binder":
        return redirect(f"{reverse('audit-binder', args=[audit])}#q-{question_id.replace('.', '-')}")
    onward = done.after if "next" in request.POST and done.after else question_id
    return redirect("audit-question", audit, onward)


def _again(request: Request, audit: UUID, question_id: str, wrong: Invalid) -> HttpResponse:
    """The page once more with what was typed and what is wrong with it."""
    view = question_view(request.actor, audit, question_id)
    form = _form(view, request.POST)
    if form.is_valid():
        for name, sentence in wrong.errors.items():
            form.add_error(name if name in form.fields else None, sentence)
    return render(request, "audit/question.html", _page(request, view, form), status=422)


def _both(request: Request, audit: UUID, question_id: str, conflict: Conflict) -> HttpResponse:
    """Both texts. Without a script the form keeps what was typed and takes the newer version: sent again, it stands."""
    if wants_json(request):
        sent = [(name, value) for name, values in request.POST.lists() for value in values]
        mine = [pair for pair in sent if pair[0] not in {"csrfmiddlewaretoken", "version"}]
        shown = {"conflict": conflict, "mine": mine, "action": request.path}
        return JsonResponse({"html": render_to_string("audit/conflict.html", shown, request)}, status=409)
    view = question_view(request.actor, audit, question_id)
    page = _page(request, view, _form(view, request.POST, conflict.version))
    return render(request, "audit/question.html", {**page, "conflict": conflict}, status=409)


def _told(done: SavedAnswer, audit: UUID) -> dict[str, Any]:
    return {
        "next": reverse("audit-question", args=[audit, done.after]) if done.after else "",
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
    except Invalid as wrong:
        return _unanswered(request, audit, note, text, wrong.sentence)
    except Refused as wrong:
        messages.error(request, wrong.sentence)
        return redirect("audit-overview", audit)
    messages.success(request, _("Your reviewer will see that you answered this note."))
    return redirect("audit-question", audit, row.question)


def _unanswered(request: Request, audit: UUID, note: UUID, text: str, sentence: str) -> HttpResponse:
    """The page of the note's question once more, with what was typed and what is missing at its box."""
    view = question_view(request.actor, audit, note_of(request.actor, audit, note).question)
    page = _page(request, view, _form(view))
    page |= {"typed": {"note": note, "text": text, "error": sentence}, "wrong_reply": [(f"reply-{note}", sentence)]}
    return render(request, "audit/question.html", page, status=422)
