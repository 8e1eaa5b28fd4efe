"""The talk: pick somebody, read the questions aloud, tap how he answered."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from handrail.rules.audit.completeness import own_knowledge_suffices
from handrail.services.audit.describing import people_to_choose
from handrail.services.audit.interviewing import Reply, record_talk, replies_of, tallies
from handrail.services.audit.reading import EDITABLE, one_audit, overview
from handrail.services.audit.sizing import size_of
from handrail.services.errors import Absent, Invalid
from handrail.web.requests import Request

RESULTS = ("knew", "partly", "did_not")


def result_words(result: str) -> str:
    return {"knew": _("knew"), "partly": _("partly"), "did_not": _("did not")}[result]


@require_safe
def people(request: Request, audit: UUID) -> HttpResponse:
    row = one_audit(request.actor, audit)
    seen = overview(row)
    questions = [question for question in seen.in_force if question.pile == "talk"]
    rows = replies_of(row)
    asked = Counter(str(one.person_id) for one in rows)
    found = tallies(rows)
    size = size_of(row.employer, request.moment.day, row.partner.program_id)
    shown = {
        "audit": row,
        "editable": row.state in EDITABLE,
        "people": [(key, name, asked[key]) for key, name in people_to_choose(request.actor)],
        "questions": [
            (question, found.get(question.id), seen.answers[question.id], question.id in seen.score.unanswered)
            for question in questions
        ],
        "few": own_knowledge_suffices(size.headcount.count, seen.pack, on=seen.sheet.as_of, partner=seen.sheet.partner),
    }
    return render(request, "audit/talk.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def one_talk(request: Request, audit: UUID, person: UUID) -> HttpResponse:
    row = one_audit(request.actor, audit)
    name = dict(people_to_choose(request.actor)).get(str(person))
    if name is None:
        raise Absent("person")
    seen = overview(row)
    questions = [question for question in seen.in_force if question.pile == "talk"]
    errors: dict[str, str] = {}
    if request.method == "POST":
        replies = {
            question.id: Reply(request.POST[f"result-{question.id}"], request.POST.get(f"words-{question.id}", ""))
            for question in questions
            if request.POST.get(f"result-{question.id}")
        }
        try:
            asked = record_talk(request.actor, request.moment, audit, person, replies)
        except Invalid as wrong:
            errors = wrong.errors
        else:
            messages.success(request, _("Talk with %(name)s kept: %(n)s answers.") % {"name": name, "n": asked})
            return redirect("audit-talk", audit)
    said = {reply.question: reply for reply in replies_of(row) if str(reply.person_id) == str(person)}
    shown: dict[str, Any] = {
        "audit": row,
        "editable": row.state in EDITABLE,
        "person": person,
        "name": name,
        "asked": [
            {
                "question": question,
                "result": request.POST.get(f"result-{question.id}") or getattr(said.get(question.id), "result", ""),
                "words": request.POST.get(f"words-{question.id}", getattr(said.get(question.id), "words", "")),
                "error": errors.get(f"result-{question.id}", ""),
            }
            for question in questions
        ],
        "results": [(result, result_words(result)) for result in RESULTS],
    }
    return render(request, "audit/talk_with.html", shown, status=422 if errors else 200)
