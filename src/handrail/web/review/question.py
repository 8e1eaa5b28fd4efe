"""The review page of one question: rail, question, proof; points, notes, and on to the next."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.services.errors import Conflict, Invalid
from handrail.services.review import beside as besides
from handrail.services.review import looking, noting, parts, phrases, pointing
from handrail.services.review.beside import BesideQuestion
from handrail.services.review.packages import ProofSent
from handrail.services.review.page import QuestionReview, ReviewPage
from handrail.services.review.page import page as review_page
from handrail.services.review.pointing import Judgement
from handrail.services.review.unusual import claimed
from handrail.web.components import Cell, Column
from handrail.web.requests import Request
from handrail.web.review import points as points_of
from handrail.web.review.assigning import hands
from handrail.web.review.beside import EVERYTHING, rail, sentences, shows_everything, strip, year_before
from handrail.web.review.forms import AskForm, CallForm, NoteForm
from handrail.web.review.words import kind_word, verified_word


@require_safe
def show(request: Request, review: UUID, question: str) -> HttpResponse:
    return shown_page(request, review, question)


def shown_page(
    request: Request,
    review: UUID,
    question: str,
    *,
    note_form: NoteForm | None = None,
    ask_form: AskForm | None = None,
    call_form: CallForm | None = None,
    given: Judgement | None = None,
    errors: dict[str, str] | None = None,
    conflict: Conflict | None = None,
) -> HttpResponse:
    """The page of one question; with what was typed and what is wrong with it, where something is."""
    everything = shows_everything(request)
    found = review_page(request.actor, review, question, everything=everything)
    parts.looked(request.actor, request.moment, found.review)
    shown = found.shown
    assert shown is not None
    beside = besides.of_question(request.actor, request.moment, found)
    audit, held = found.review.audit, hands(request, found.review, conflict)
    keep = f"?{EVERYTHING}" if everything else ""
    proof, proofs = _chosen_proof(request, shown, beside)
    forms = [form for form in (note_form, ask_form, call_form) if form is not None]
    now = given or points_of.stored(shown.row)
    context = {
        "found": found,
        "review": found.review,
        "audit": audit,
        "firm": audit.cover.get("legal_name") or audit.employer.name,
        "shown": shown,
        "question": shown.question,
        "claim": shown.claim,
        "verified_by": [(one, verified_word(one)) for one in shown.question.verify],
        "kind_word": kind_word(shown.question.kind),
        "beside": beside,
        "keep": keep,
        "everything": everything,
        "asked": sentences(shown.question, beside.findings),
        "strip": strip(shown.question, beside.year) if beside.year and beside.year.months else None,
        "year_before": year_before(beside, shown.question),
        "rail_elements": rail(found, beside.round.findings, keep),
        "element_unread": next((one.unread for one in found.rail if one.element.id == shown.question.element), 0),
        "chips": points_of.chips(shown.question, now),
        "given": now,
        "owed": _owed(found, shown),
        "owes_proof": looking.owed(shown.question, shown.claim),
        "version": (conflict.version if conflict else 0) or shown.row.version,
        "errors": [(f"id_{name}", sentence) for name, sentence in (errors or {}).items()],
        "points_error": (errors or {}).get("points") or (errors or {}).get("not_applicable"),
        "reason_error": (errors or {}).get("reason"),
        "conflict": conflict,
        "note_form": note_form or _note_form(request, beside),
        "phrase": request.POST.getlist("phrase") or [request.GET.get("phrase", "")],
        "kept": request.GET.get("kept", ""),
        "not_kept": {name.removeprefix("keep_"): said for name, said in (errors or {}).items() if "keep_" in name},
        "ask_form": ask_form or AskForm(),
        "call_form": call_form or CallForm(initial={"called_on": request.moment.day}),
        "proof": proof,
        "around": _around(proof, proofs),
        "keys": _keys(),
        "may_write": held["may_write"],
        "hands": held,
        "where": _("%(place)s of %(all)s")
        % {"place": found.order.index(shown.question.id) + 1, "all": len(found.order)},
    }
    status = 409 if conflict else 422 if errors or any(form.errors for form in forms) else 200
    return render(request, "review/question.html", context, status=status)


def _note_form(request: Request, beside: BesideQuestion) -> NoteForm:
    """The empty note, or with the words of the phrase that was chosen without a script."""
    chosen = request.GET.get("phrase", "")
    words = next((one.text for one in beside.phrases if str(one.pk) == chosen), "")
    return NoteForm(initial={"text": words})


def _owed(found: ReviewPage, shown: QuestionReview) -> Decimal | None:
    """The points the firm claims, where fewer ask for a reason: none where a note says it already."""
    noted = shown.open_notes or any(note.review_id == found.review.pk for note in shown.notes)
    return None if noted else claimed(shown.question, shown.claim)


def _keys() -> list[tuple[str, str]]:
    return [
        ("j", _("next question")),
        ("k", _("question before")),
        ("0 – 9", _("points; two digits one after the other")),
        ("Backspace", _("take a digit back")),
        ("x", _("does not apply")),
        ("m", _("note that must be fixed")),
        ("i", _("note for information")),
        ("p", _("saved phrases; arrows move, Enter takes one")),
        ("w", _("why: the reason for your points")),
        ("q", _("quick ask to the firm")),
        ("l", _("note of a call")),
        (". ,", _("next piece of proof, the one before")),
        ("Ctrl Enter", _("send what you are writing")),
        ("Escape", _("leave the text, back to the keys")),
        ("n", _("next open note")),
        ("s", _("the first open note is settled")),
        ("u", _("up to the round and its decision")),
        ("Enter", _("save and next")),
    ]


def _chosen_proof(
    request: Request, shown: QuestionReview, beside: BesideQuestion
) -> tuple[ProofSent | None, tuple[ProofSent, ...]]:
    """The piece to show, and every piece there is: what was sent, then what came as the answer to a quick ask."""
    asked = request.GET.get("proof", "")
    proofs = (*shown.claim.proofs, *(file for ask in beside.asks for file in ask.files))
    first = next(iter(shown.new_proofs or proofs), None)  # in a later round what came new is looked at first
    return next((proof for proof in proofs if proof.id == asked), first), proofs


def _around(proof: ProofSent | None, proofs: tuple[ProofSent, ...]) -> dict[str, Any]:
    """The pieces before and after the one shown, and whether it came as an answer."""
    if proof is None:
        return {}
    at = proofs.index(proof)
    return {
        "place": at + 1,
        "of": len(proofs),
        "previous": proofs[at - 1] if at else None,
        "next": proofs[at + 1] if at + 1 < len(proofs) else None,
    }


@require_POST
def points(request: Request, review: UUID, question: str) -> HttpResponse:
    """Save the points and go on to the question to look at next."""
    given, version = points_of.typed(request)
    try:
        saved = pointing.set_points(request.actor, request.moment, review, question, given, version=version)
    except Invalid as error:
        return shown_page(request, review, question, given=given, errors=error.errors)
    except Conflict as error:
        return shown_page(request, review, question, given=given, conflict=error)
    return redirect(_onward(request, review, saved.next))


def _onward(request: Request, review: UUID, following: str | None) -> str:
    """To the next question, or from the last one to the round and its decision; what is shown of a later round stays so."""
    keep = f"?{EVERYTHING}" if shows_everything(request) else ""
    if following is None:
        return reverse("review", args=[review]) + keep
    return reverse("review-question", args=[review, following]) + keep


@require_POST
def note(request: Request, review: UUID, question: str) -> HttpResponse:
    """Write a note; the page comes back with it."""
    form = NoteForm(request.POST)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            written = noting.write_note(
                request.actor, request.moment, review, question, kind=typed["kind"], text=typed["text"]
            )
        except Invalid as error:
            for name, sentence in error.errors.items():
                form.add_error(name, sentence)
        except Conflict as error:
            return shown_page(request, review, question, note_form=form, conflict=error)
        else:
            phrases.count_use(request.actor, request.POST.getlist("phrase"), written.text)
            # The note itself, at its place, says that it was saved; a word kept for later could turn up elsewhere.
            return redirect(f"{_onward(request, review, question)}#note-{written.pk}")
    return shown_page(request, review, question, note_form=form)


@require_POST
def settle(request: Request, review: UUID, note: UUID) -> HttpResponse:
    """Settle a note, or open it again."""
    row = noting.settle(
        request.actor, request.moment, review, note, settled=request.POST.get("settled", "yes") == "yes"
    )
    return redirect(f"{_onward(request, review, row.question)}#note-{row.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: Request, review: UUID, question: str) -> HttpResponse:
    """Agree with the claim for the rest of this question's element: first asked, question by question, then done."""
    found = review_page(request.actor, review, question)
    assert found.shown is not None
    element = found.shown.question.element
    if request.method != "POST":
        return _ask(request, found, element)
    count = pointing.agree_with_element(request.actor, request.moment, review, element)
    said = ngettext(
        "Agreed with the claim on %(n)s question of element %(element)s.",
        "Agreed with the claim on %(n)s questions of element %(element)s.",
        count,
    )
    messages.success(request, said % {"n": count, "element": element})
    return redirect(_onward(request, review, found.after_element))


def _ask(request: Request, found: ReviewPage, element_id: str) -> HttpResponse:
    wanted = pointing.agreement(request.actor, found.review.pk, element_id)
    count, rows = len(wanted.points), []
    for question in wanted.element.questions:
        if question.id in wanted.points or question.id in wanted.left:
            claim, given = found.package.claims[question.id], wanted.points.get(question.id)
            rows.append(
                {
                    "question": Cell(
                        f"{question.id} {question.title}",
                        url=reverse("review-question", args=[found.review.pk, question.id]),
                    ),
                    "proofs": str(len(claim.proofs)),
                    "points": Cell(_("yours to give: %(why)s") % {"why": wanted.left[question.id]}, state="half")
                    if question.id in wanted.left
                    else _("does not apply")
                    if given is None
                    else _("%(points)s of %(of)s") % {"points": f"{given.normalize():f}", "of": question.points},
                }
            )
    heading = ngettext(
        "Agree with the claim on %(n)s question of element %(element)s?",
        "Agree with the claim on %(n)s questions of element %(element)s?",
        count,
    ) % {"n": count, "element": element_id}
    context = {
        "review": found.review,
        "question": found.shown.question if found.shown else None,
        "heading": heading
        if count
        else _("No claim of element %(element)s can be agreed with") % {"element": element_id},
        "count": count,
        "title": wanted.element.title,
        "rows": rows,
        "columns": [
            Column("question", _("Question"), names_row=True),
            Column("proofs", _("Pieces of proof"), figures=True),
            Column("points", _("You would give")),
        ],
    }
    return render(request, "review/agree.html", context)
