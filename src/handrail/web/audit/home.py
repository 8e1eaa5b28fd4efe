"""The yearly audit's first page, starting one, and its overview."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from handrail.program import load_pack
from handrail.rules.audit.advice import advise
from handrail.rules.deadlines import State
from handrail.services.audit.reading import EDITABLE, OPEN, Overview, audits_of, one_audit, overview
from handrail.services.audit.starting import outlook
from handrail.services.audit.submitting import receipts
from handrail.services.audit.timing import days_of
from handrail.services.audit.undoing import is_untouched
from handrail.services.corrective_action.standing import standing_of
from handrail.services.review.whereabouts import whereabouts
from handrail.web.audit.forms import StartForm
from handrail.web.audit.hearing import hear_words
from handrail.web.audit.questions import live
from handrail.web.audit.whereabouts import sent_words
from handrail.web.audit.words import PILES, open_words, pile_words, purpose_words, state_words
from handrail.web.components import Task
from handrail.web.record.calendar import season_words
from handrail.web.requests import Request

PAST_PER_PAGE = 20
STEPS_SHOWN = 5


@require_safe
def audit_home(request: Request) -> HttpResponse:
    return render(request, "audit/home.html", _home(request))


def _home(request: Request) -> dict[str, Any]:
    rows = audits_of(request.actor)
    going = rows.filter(state__in=OPEN).first()
    last = going or rows.first()
    page = Paginator(rows.exclude(state__in=OPEN), PAST_PER_PAGE).get_page(request.GET.get("page"))
    shown: dict[str, Any] = {
        "going": going,
        "past": [(audit, purpose_words(audit.purpose), *state_words(audit.state)) for audit in page],
        "page": page,
        "fixes": (fixes := standing_of(request.actor, request.moment)),
        "open_words": open_words(fixes),
        "sent": sent_words(request, whereabouts(last, request.moment)),
    }
    if going is not None:
        shown |= {"purpose": purpose_words(going.purpose), "state": state_words(going.state)}
        shown["days"] = [item for item in days_of(going, request.moment.day) if item.state is not State.DONE]
    else:
        shown["outlook"] = outlook(request.actor, request.moment)
        shown["season"] = season_words(request)
        shown["form"] = StartForm(initial={"gathering_started_on": request.moment.day})
    return shown


@require_safe
def audit_overview(request: Request, audit: UUID) -> HttpResponse:
    row = one_audit(request.actor, audit)
    seen = overview(row)
    advice = advise(seen.sheet, load_pack(row.pack))
    shown = {
        "audit": row,
        "seen": seen,
        "purpose": purpose_words(row.purpose),
        "state": state_words(row.state),
        "editable": row.state in EDITABLE,
        "untouched": is_untouched(seen),
        "piles": _piles(seen),
        "elements": _elements(seen),
        "advice": advice,
        "steps": [(seen.edition.question(step.question), step) for step in advice.steps[:STEPS_SHOWN]],
        "days": [item for item in days_of(row, request.moment.day) if item.state is not State.DONE],
        "receipts": receipts(row) if row.submitted_on else [],
        "sent": sent_words(request, whereabouts(row, request.moment)),
        "hear": hear_words(request, row),
        **live(seen.score),
    }
    return render(request, "audit/overview.html", shown)


def _piles(seen: Overview) -> list[dict[str, Any]]:
    missing = set(seen.score.unanswered)
    found = []
    for pile in PILES:
        name, about, address = pile_words(pile)
        here = [question for question in seen.in_force if question.pile == pile]
        if here:
            done = sum(question.id not in missing for question in here)
            url = reverse(address, args=[seen.audit.pk])
            found.append({"name": name, "about": about, "url": url, "done": done, "of": len(here)})
    return found


def _elements(seen: Overview) -> list[dict[str, Any]]:
    """Every element with its questions as tasks; what a question says stands in words beside it."""
    taking_part = {question.id for question in seen.in_force}
    missing = set(seen.score.unanswered)
    scores = {element.id: element for element in seen.score.elements}
    found = []
    for element in seen.edition.elements:
        here = [question for question in element.questions if question.id in taking_part]
        if not here:
            continue
        tasks = [_task(seen, question, question.id in missing) for question in here]
        done = sum(question.id not in missing for question in here)
        found.append({"element": element, "score": scores[element.id], "tasks": tasks, "done": done, "of": len(here)})
    return found


def _task(seen: Overview, question: Any, missing: bool) -> Task:
    answer = seen.answers[question.id]
    proofs = seen.proof_counts[question.id]
    hint = ngettext("%(n)s piece of proof", "%(n)s pieces of proof", proofs) % {"n": proofs} if proofs else ""
    state, word = "done", ""
    if any(note.answered_at is None for note in seen.open_notes(question.id)):
        state, word = "now", _("your reviewer's note")
    elif missing:
        state, word = "ahead", _("open")
    elif answer.not_applicable:
        state, word = "none", _("does not apply")
    elif answer.carried:
        word = _("carried")
    elif answer.points is not None:
        word = _("%(points)s of %(of)s") % {"points": f"{answer.points.normalize():f}", "of": question.points}
    url = reverse("audit-question", args=[seen.audit.pk, question.id])
    return Task(label=f"{question.id} {question.title}", url=url, state=state, word=word, hint=hint)
