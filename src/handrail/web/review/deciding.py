"""The decision as it is pressed: at once where nothing is unusual, asked once more on a page of its own where something is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from handrail.program import Question
from handrail.rules.audit.facts import Purpose
from handrail.rules.permissions import Action
from handrail.rules.review.lifecycle import RoundMove
from handrail.services.errors import Conflict, Invalid, Refused
from handrail.services.review import deciding
from handrail.services.review.deciding import Considered, Decision
from handrail.services.review.reaching import reach
from handrail.web.components import Task
from handrail.web.figures import day
from handrail.web.requests import Request
from handrail.web.review.forms import DecisionForm
from handrail.web.review.round import round_page


@dataclass(frozen=True, slots=True)
class _Choice:
    """One decision in words: what is asked before it, what its button says then, and what is said once it is taken."""

    move: RoundMove
    decide: Callable[..., object]
    asked: str
    press: str
    done: str


def _choices() -> dict[str, _Choice]:
    return {
        "return": _Choice(
            RoundMove.RETURN,
            deciding.return_round,
            _("return it for corrections now?"),
            _("Return it all the same"),
            _("The file went back to the firm with its notes."),
        ),
        "accept": _Choice(
            RoundMove.ACCEPT,
            deciding.accept,
            _("accept it now?"),
            _("Accept it all the same"),
            _("The file is accepted."),
        ),
        "decline": _Choice(
            RoundMove.DECLINE,
            deciding.decline,
            _("end it now, not accepted?"),
            _("Do not accept it, all the same"),
            _("The file was not accepted; the firm can read why."),
        ),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: Request, review: UUID) -> HttpResponse:
    """Return, accept or do not accept. Opened by itself (a reload after an error) it leads to the round.

    `decision` asks first where something is unusual; `sure`, the button of the page that asks, decides.
    """
    if request.method != "POST":
        return redirect("review", review=reach(request.actor, Action.REVIEW_READ, review).pk)
    form, sure = DecisionForm(request.POST), request.POST.get("sure", "")
    wanted = sure or request.POST.get("decision", "")
    chosen = _choices().get(wanted)
    if chosen is None:
        form.add_error(None, _("Choose to return, to accept or not to accept."))
    elif form.is_valid():
        given, version = (
            Decision(form.cleaned_data["summary"], form.cleaned_data["quality"]),
            form.cleaned_data["version"],
        )
        actor, moment = request.actor, request.moment
        try:
            if not sure:
                found = deciding.consider(actor, moment, review, given, version=version, wanted=chosen.move)
                if found.unusual:
                    return _ask(request, found, form, wanted, chosen)
            chosen.decide(actor, moment, review, given, version=version)
        except (Invalid, Refused) as error:
            _put(form, error)
        except Conflict as error:
            return round_page(request, review, form=form, conflict=error)
        else:
            messages.success(request, chosen.done)
            return redirect("review", review=review)
    return round_page(request, review, form=form)


def _ask(request: Request, found: Considered, form: DecisionForm, wanted: str, chosen: _Choice) -> HttpResponse:
    """The page that asks: what will happen, what is unusual, and the typed words kept."""
    review, unusual = found.review, found.unusual
    audit = review.audit
    first = [*unusual.unread, *(question for question, _ask in unusual.asks), *unusual.unsaid][0]
    context: dict[str, Any] = {
        "review": review,
        "firm": audit.cover.get("legal_name") or audit.employer.name,
        "chosen": chosen,
        "wanted": wanted,
        "form": form,
        "happens": _happens(found, chosen.move),
        "unread": _tasks(review.pk, unusual.unread, "ahead", _("no points")),
        "asks": unusual.asks,
        "unsaid": _tasks(review.pk, unusual.unsaid, "half", _("no reason, no note")),
        "onward": reverse("review-question", args=[review.pk, first.id]),
    }
    return render(request, "review/decide_sure.html", context)


def _happens(found: Considered, move: RoundMove) -> list[str]:
    """What the decision does, a sentence each."""
    said = []
    if found.notes:
        said.append(
            ngettext(
                "%(n)s note that must be fixed goes to the firm.",
                "%(n)s notes that must be fixed go to the firm.",
                found.notes,
            )
            % {"n": found.notes}
        )
    if found.information:
        said.append(
            ngettext(
                "%(n)s note for information goes to the firm.",
                "%(n)s notes for information go to the firm.",
                found.information,
            )
            % {"n": found.information}
        )
    if move is RoundMove.RETURN and found.correct_by:
        said.append(_("The firm corrects and sends it again by %(day)s.") % {"day": day(found.correct_by)})
    if move is RoundMove.DECLINE:
        said.append(_("The firm is told with your words, and this audit is over."))
    if move is RoundMove.ACCEPT:
        waits = found.review.audit.purpose == Purpose.CERTIFICATION
        said.append(
            _("It goes to the Partnerships office to be signed.") if waits else _("The firm's certificate runs on.")
        )
    if found.unusual.unread:
        said.append(_("The round has no score, as not every question has points."))
    return said


def _tasks(review: UUID, questions: tuple[Question, ...], state: str, word: str) -> list[Task]:
    return [
        Task(f"{one.id} {one.title}", url=reverse("review-question", args=[review, one.id]), state=state, word=word)
        for one in questions
    ]


def _put(form: DecisionForm, error: Invalid | Refused) -> None:
    if isinstance(error, Invalid):
        for name, sentence in error.errors.items():
            form.add_error(name, sentence)
    else:
        form.add_error("summary" if error.code == "reason_given" else None, error.sentence)
