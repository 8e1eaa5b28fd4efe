"""The worker pulse on the owner's side: three questions asked once a quarter, and what may be told of the answers."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.program import load_pack
from handrail.services.errors import Refused, WrongState
from handrail.services.record import pulse as asking
from handrail.web.requests import Request

PAGE = 12


@dataclass(frozen=True, slots=True)
class Count:
    """One answer of one question: its words and how many gave it."""

    words: str
    count: int


@dataclass(frozen=True, slots=True)
class Line:
    """One question of the result: what it is about, what was asked, and its counts or the one answer nearly all gave."""

    about: str
    asked: str
    counts: tuple[Count, ...]
    nearly_all: str


@require_http_methods(["GET", "HEAD", "POST"])
def pulse(request: Request) -> HttpResponse:
    """The rounds so far, and the next one to open."""
    refused = ""
    if request.method == "POST":
        try:
            row = asking.open_round(request.actor, request.moment)
        except Refused as no:
            refused = no.sentence
        else:
            messages.success(request, _("Your crew is asked from today on."))
            return redirect("pulse-round", row.pk)
    rows = asking.rounds(request.actor)
    now = rows.filter(closed_on=None, last_day__gte=request.moment.day).first()
    context = {
        "offer": asking.offer(request.actor, request.moment),
        "now": now,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "refused": refused,
        "proof": load_pack().pulse,
    }
    return render(request, "record/pulse.html", context, status=422 if refused else 200)


@require_safe
def pulse_round(request: Request, pulse_round: UUID) -> HttpResponse:
    """One round: that it still takes answers, or what may be told of them and why no more."""
    found = asking.result(request.actor, request.moment, pulse_round)
    context = {"found": found, "code": found.showing.reason.code, "lines": _lines(found), "proof": load_pack().pulse}
    return render(request, "record/pulse_round.html", context)


@require_POST
def pulse_close(request: Request, pulse_round: UUID) -> HttpResponse:
    """Takes no more answers from now on."""
    try:
        asking.close(request.actor, request.moment, pulse_round)
    except WrongState as over:
        messages.warning(request, over.sentence)
    else:
        messages.success(request, _("The questions are closed."))
    return redirect("pulse-round", pulse_round)


def _lines(found: asking.Result) -> list[Line]:
    words = found.questions.language[0]
    about = {question.id: question.about for question in found.questions.question}
    return [
        Line(
            about[one.question],
            words.questions[one.question],
            tuple(Count(_("said %(answer)s") % {"answer": words.answers[key]}, count) for key, count in one.counts),
            words.answers[one.nearly_all] if one.nearly_all else "",
        )
        for one in found.lines
    ]
