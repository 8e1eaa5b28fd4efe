"""Appeals on the partner's desk: the list with its clocks, and one of them answered."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from handrail.services.errors import Invalid
from handrail.services.review import appealing, parts
from handrail.services.review.appealing import Line
from handrail.services.review.report import outcome_word
from handrail.web.components import Cell, Column
from handrail.web.figures import day
from handrail.web.office.paging import page_number
from handrail.web.requests import Request
from handrail.web.review.forms_fairness import AppealAnswerForm


@require_safe
def listed(request: Request) -> HttpResponse:
    page, lines = appealing.appeals(request.actor, request.moment, page_number(request))
    waiting = appealing.open_appeals(request.actor, request.moment)
    context = {
        "page": page,
        "waiting": waiting.mine,
        "others": waiting.others,
        "overdue": waiting.overdue,
        "columns": [
            Column("firm", _("Firm"), names_row=True),
            Column("decision", _("Decision")),
            Column("made", _("Appealed"), unbroken=True),
            Column("by", _("Answer by"), unbroken=True),
            Column("clock", _("Clock")),
            Column("who", _("Who answers")),
        ],
        "rows": [_row(line) for line in lines],
    }
    return render(request, "review/appeals.html", context)


def _row(line: Line) -> dict[str, object]:
    row = line.appeal
    return {
        "firm": Cell(_firm(line), url=reverse("appeal", args=[row.pk])),
        "decision": outcome_word(row.review),
        "made": day(row.made_on, "short"),
        "by": day(row.answer_by, "short"),
        "clock": clock(line),
        "who": _who(line),
    }


def _who(line: Line) -> str:
    if line.appeal.state != "made":
        return str(line.appeal.heard_by or "")
    return _("you may") if line.mine_to_answer else _("not you: you had a part in the file or are tied to the firm")


def _firm(line: Line) -> str:
    audit = line.appeal.audit
    return str(audit.cover.get("legal_name") or audit.employer.name)


def clock(line: Line) -> Cell:
    """How the clock of an appeal stands, in words and as a shape."""
    match line.appeal.state:
        case "upheld":
            return Cell(_("answered: the decision stands"), state="done")
        case "changed":
            return Cell(_("answered: read anew"), state="done")
        case "withdrawn":
            return Cell(_("taken back by the firm"), state="none")
    if line.overdue:
        said = ngettext("%(n)s day late", "%(n)s days late", -line.days) % {"n": -line.days}
        return Cell(said, state="bad")
    return Cell(ngettext("%(n)s day left", "%(n)s days left", line.days) % {"n": line.days}, state="ahead")


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: Request, appeal: UUID) -> HttpResponse:
    """What the firm says, the decision it is about, and the answer."""
    line = appealing.appeal(request.actor, request.moment, appeal)
    parts.looked(request.actor, request.moment, line.appeal.review)
    if request.method != "POST":
        return _show(request, line, AppealAnswerForm(initial={"version": line.appeal.version}))
    form = AppealAnswerForm(request.POST)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            row = appealing.answer(
                request.actor, request.moment, appeal, typed["outcome"], typed["words"], version=typed["version"]
            )
        except Invalid as error:
            for name, sentence in error.errors.items():
                form.add_error(name, sentence)
        else:
            said = {
                "upheld": _("Answered: the decision stands. The firm reads your reasons."),
                "changed": _("Answered: the file is back in the queue to be read anew."),
            }
            messages.success(request, said[row.state])
            return redirect("appeals")
    return _show(request, line, form, 422)


def _show(request: Request, line: Line, form: AppealAnswerForm, status: int = 200) -> HttpResponse:
    row = line.appeal
    context = {
        "line": line,
        "appeal": row,
        "review": row.review,
        "firm": _firm(line),
        "outcome": outcome_word(row.review),
        "clock": clock(line),
        "form": form,
        "sent_again": row.state == "made" and row.audit.round > row.review.round,
    }
    return render(request, "review/appeal.html", context, status=status)
