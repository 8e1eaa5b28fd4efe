"""Before sending, sending, the receipt, the printed copy and taking it back."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from handrail.rules.audit.submission import Gap
from handrail.rules.permissions import Action
from handrail.services.access import may
from handrail.services.audit.checking import Checked, check
from handrail.services.audit.copying import copy_of
from handrail.services.audit.reading import EDITABLE, OPEN, one_audit
from handrail.services.audit.submitting import receipt as receipt_of
from handrail.services.audit.submitting import submit
from handrail.services.audit.withdrawing import withdraw
from handrail.services.errors import Invalid, Refused
from handrail.web.audit.forms import SendForm
from handrail.web.audit.hearing import earlier_words, hear_words
from handrail.web.audit.questions import live
from handrail.web.audit.words import PILES, pile_words
from handrail.web.components import Task
from handrail.web.requests import Request

SINGLE_LINES = 9  # more open questions than this are told by the sitting that answers them
PLACES = {
    "cover": "audit-cover",
    "assessor": "audit-cover",
    "dates": "audit-days",
    "records_from": "audit-days",
    "score": "audit-overview",
}


def address_of(gap: Gap, audit: UUID) -> str:
    """Where a gap is mended."""
    place, _colon, rest = gap.go.partition(":")
    if place == "question":
        return reverse("audit-question", args=[audit, rest])
    if place == "training":
        return reverse("training")
    return reverse(PLACES[place], args=[audit]) if place in PLACES else "#send"


def _to_mend(checked: Checked, audit: UUID) -> list[Task]:
    """What stands in the way: questions still open as one line a sitting while they are many, else a line each."""
    still_open = {gap.question: gap for gap in checked.blocking if gap.code == "unanswered"}
    if len(still_open) <= SINGLE_LINES:
        return _tasks(checked.blocking, audit)
    lines = []
    for pile in PILES:
        number = sum(question.pile == pile and question.id in still_open for question in checked.seen.in_force)
        if number:
            name, _about, address = pile_words(pile)
            said = ngettext(
                "%(pile)s: %(n)s question has no answer yet", "%(pile)s: %(n)s questions have no answer yet", number
            )
            url = reverse(address, args=[audit])
            lines.append(Task(label=said % {"pile": name, "n": number}, url=url, state="ahead", word=_("open")))
    return [*lines, *_tasks(tuple(gap for gap in checked.blocking if gap.code != "unanswered"), audit)]


def _tasks(gaps: tuple[Gap, ...], audit: UUID) -> list[Task]:
    return [
        Task(
            label=gap.sentence,
            url=address_of(gap, audit),
            state="ahead" if gap.blocking else "info",
            word=_("to fix") if gap.blocking else _("to know"),
        )
        for gap in gaps
    ]


@require_safe
def before_sending(request: Request, audit: UUID) -> HttpResponse:
    return _before(request, audit)


def _before(request: Request, audit: UUID, form: SendForm | None = None, status: int = 200) -> HttpResponse:
    row = one_audit(request.actor, audit)
    checked: Checked = check(row, request.moment, signed=True)
    shown: dict[str, Any] = {
        "audit": row,
        "checked": checked,
        "blocking": _to_mend(checked, audit),
        "number": len(checked.blocking),
        "told": _tasks(checked.told, audit),
        "form": form or SendForm(initial={"version": row.version}),
        "may_send": may(request.actor, Action.AUDIT_SUBMIT),
        "editable": row.state in EDITABLE,
        "earlier": earlier_words(request, row),
        **live(checked.seen.score),
    }
    return render(request, "audit/check.html", shown, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: Request, audit: UUID) -> HttpResponse:
    if request.method != "POST":
        # The address of a refused sending, loaded once more: the list says what stands in the way.
        one_audit(request.actor, audit, Action.AUDIT_SUBMIT)
        return redirect("audit-check", audit)
    form = SendForm(request.POST)
    if not form.is_valid():
        return _before(request, audit, form, 422)
    given = form.cleaned_data
    try:
        done = submit(
            request.actor,
            request.moment,
            audit,
            ethics=given["ethics"],
            declaration=given["declaration"],
            version=given["version"],
        )
    except Invalid as wrong:
        for name, sentence in wrong.errors.items():
            form.add_error(name, sentence)
        return _before(request, audit, form, 422)
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return _before(request, audit, form, 422)
    return redirect("audit-receipt", audit, done.round)


@require_safe
def receipt(request: Request, audit: UUID, round: int) -> HttpResponse:
    found = receipt_of(request.actor, audit, round)
    package = json.loads(found.package)
    questions = [one for element in package["elements"] for one in element["questions"] if one["takes_part"]]
    shown = {
        "receipt": found,
        "seal": " ".join(found.sha256[place : place + 8] for place in range(0, 64, 8)),
        "audit": found.audit,
        "score": package["score"],
        "answers": len(questions),
        "proofs": len({piece["id"] for one in questions for piece in one["evidence"]}),
        "hear": hear_words(request, found.audit) if found.round == found.audit.round else None,
        "may_withdraw": may(request.actor, Action.AUDIT_WITHDRAW) and found.audit.state in OPEN,
    }
    return render(request, "audit/receipt.html", shown)


@require_safe
def package(request: Request, audit: UUID, round: int) -> HttpResponse:
    """The frozen package byte for byte, so that anybody can compute its SHA-256 again."""
    found = receipt_of(request.actor, audit, round)
    answer = HttpResponse(found.package.encode(), content_type="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="submission-{found.audit_id}-{found.round}.json"'
    return answer


@require_safe
def printed_copy(request: Request, audit: UUID) -> HttpResponse:
    answer = HttpResponse(copy_of(request.actor, request.moment, audit), content_type="application/pdf")
    answer.headers["Content-Disposition"] = 'inline; filename="audit-copy.pdf"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_audit(request: Request, audit: UUID) -> HttpResponse:
    row = one_audit(request.actor, audit, Action.AUDIT_WITHDRAW)
    if request.method == "POST":
        withdraw(request.actor, request.moment, audit)
        messages.success(request, _("The audit is taken back. Everything you wrote and every proof stays with you."))
        return redirect("audit-home")
    return render(request, "audit/withdraw.html", {"audit": row, "open": row.state in OPEN})
