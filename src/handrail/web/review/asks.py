"""What a reviewer does beside the points: quick asks, notes of calls, phrases kept and removed."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from handrail.services.errors import Invalid, Refused
from handrail.services.review import asking, calling, noting, phrases
from handrail.web.requests import Request
from handrail.web.review.beside import EVERYTHING, shows_everything
from handrail.web.review.forms import AskForm, CallForm
from handrail.web.review.question import shown_page
from handrail.web.review.round import round_page


def _back(request: Request, review: UUID, question: str, anchor: str) -> HttpResponse:
    keep = f"?{EVERYTHING}" if shows_everything(request) else ""
    return redirect(f"{reverse('review-question', args=[review, question])}{keep}#{anchor}")


@require_POST
def ask(request: Request, review: UUID, question: str) -> HttpResponse:
    """Send a quick ask; the page comes back with it."""
    form = AskForm(request.POST)
    if form.is_valid():
        try:
            row = asking.ask(request.actor, request.moment, review, question, text=form.cleaned_data["ask"])
        except Invalid as error:
            form.add_error("ask", error.errors["ask"])
        except Refused as error:
            form.add_error("ask", error.sentence)
        else:
            return _back(request, review, question, f"ask-{row.pk}")
    return shown_page(request, review, question, ask_form=form)


@require_POST
def take_back(request: Request, review: UUID, ask: UUID) -> HttpResponse:
    """Take a quick ask back."""
    row = asking.take_back(request.actor, request.moment, review, ask)
    return _back(request, review, row.question, f"ask-{row.pk}")


@require_POST
def call(request: Request, review: UUID) -> HttpResponse:
    """Write down a call about the round, or about the question that the form stood at."""
    form, question = CallForm(request.POST), request.POST.get("question", "")
    if form.is_valid():
        typed = form.cleaned_data
        try:
            row = calling.note_call(
                request.actor,
                request.moment,
                review,
                question_id=question,
                spoke_with=typed["spoke_with"],
                text=typed["said"],
                called_on=typed["called_on"],
            )
        except Invalid as error:
            for name, sentence in error.errors.items():
                form.add_error(name, sentence)
        else:
            if question:
                return _back(request, review, question, f"call-{row.pk}")
            return redirect(f"{reverse('review', args=[review])}#call-{row.pk}")
    if question:
        return shown_page(request, review, question, call_form=form)
    return round_page(request, review, call_form=form)


@require_POST
def keep_phrase(request: Request, review: UUID, note: UUID) -> HttpResponse:
    """Keep the words of a note as a phrase, for its question or for any; refused on the page of the note."""
    for_any = request.POST.get("for") == "any"
    try:
        kept = phrases.save_from_note(request.actor, request.moment, review, note, for_any=for_any)
    except Refused as error:
        question = noting.reached(request.actor, review, note).question
        return shown_page(request, review, question, errors={f"keep_{note}": error.sentence})
    keep = f"{EVERYTHING}&" if shows_everything(request) else ""
    address = reverse("review-question", args=[review, kept.note.question])
    return redirect(f"{address}?{keep}kept={kept.phrase.pk}#phrase-{kept.phrase.pk}")


@require_POST
def remove_phrase(request: Request, review: UUID, question: str, phrase: UUID) -> HttpResponse:
    """Take a phrase out of the list."""
    phrases.remove(request.actor, request.moment, review, phrase)
    return _back(request, review, question, "phrases")
