"""Two readers of one file look at what they judged differently, and settle it; the examples that come of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.rules.review.agreement import Judged
from handrail.services.errors import Conflict, Invalid
from handrail.services.review import settling
from handrail.services.review.settling import Line, Proposal, Together
from handrail.web.components import Cell, Column
from handrail.web.figures import points as figure
from handrail.web.requests import Request
from handrail.web.review.forms_fairness import SettlementForm
from handrail.web.review.words import disagreed


@require_safe
def page(request: Request, second: UUID) -> HttpResponse:
    """Where the two differ: the few to look at together first, then the rest."""
    found = settling.together(request.actor, second)
    count = len(found.compared.together)
    context = {
        **_frame(found),
        "heading": disagreed(len(found.lines), found.compared.read),
        "few": count,
        "columns": [
            Column("question", _("Question"), names_row=True),
            Column("you", _("You"), figures=True),
            Column("other", _("The other reader"), figures=True),
            Column("state", _("Settled")),
        ],
        "first": [_row(found, line) for line in found.lines if line.first_to_look_at],
        "rest": [_row(found, line) for line in found.lines if not line.first_to_look_at],
    }
    return render(request, "review/together.html", context)


def _frame(found: Together) -> dict[str, Any]:
    audit = found.second.review.audit
    return {
        "found": found,
        "second": found.second,
        "review": found.second.review,
        "firm": audit.cover.get("legal_name") or audit.employer.name,
    }


def _row(found: Together, line: Line) -> dict[str, object]:
    mine, others = _sides(found, line)
    return {
        "question": Cell(
            f"{line.question.id} {line.question.title}",
            url=reverse("second-settle", args=[found.second.pk, line.question.id]),
        ),
        "you": judged_words(mine),
        "other": judged_words(others),
        "state": _state(found, line),
    }


def _sides(found: Together, line: Line) -> tuple[Judged, Judged]:
    pair = line.difference.first, line.difference.second
    return pair if found.side == "first" else (pair[1], pair[0])


def judged_words(one: Judged) -> str:
    if one.points is None:
        return _("does not apply")
    return _("%(points)s of %(of)s") % {"points": figure(one.points), "of": figure(one.of)}


def settled_words(points: Decimal | None, of: Any) -> str:
    return (
        _("does not apply")
        if points is None
        else _("%(points)s of %(of)s") % {"points": figure(points), "of": figure(of)}
    )


def _state(found: Together, line: Line) -> Cell:
    row = line.settlement
    if row is None:
        return Cell(_("not yet"), state="ahead")
    if line.settled:
        return Cell(settled_words(row.points, line.question.points), state="done")
    mine = row.proposed_by_id == _me(found)
    return Cell(_("you proposed") if mine else _("proposed to you"), state="half" if mine else "now")


def _me(found: Together) -> UUID | None:
    return found.second.reader_id if found.side == "second" else found.second.review.reviewer_id


@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: Request, second: UUID, question: str) -> HttpResponse:
    """One question: both readings, the proposal if there is one, and the form to propose."""
    found = settling.together(request.actor, second)
    line = found.line(question)
    if request.method != "POST":
        return _settle(request, found, line, None)
    form = SettlementForm(request.POST)
    form.fields["points"].required = not line.may_be_not_applicable
    conflict = None
    if form.is_valid():
        typed = form.cleaned_data
        given = Proposal(typed["points"], typed["not_applicable"], typed["words"], typed["is_example"])
        try:
            settling.propose(request.actor, request.moment, second, question, given, seen=typed["seen"])
        except Invalid as error:
            for name, sentence in error.errors.items():
                form.add_error(name, sentence)
        except Conflict as error:
            conflict = error
        else:
            messages.success(request, _("The other reader can agree now."))
            return redirect("second-together", second=second)
    found = settling.together(request.actor, second)
    return _settle(request, found, found.line(question), form, conflict)


def _settle(
    request: Request, found: Together, line: Line, form: SettlementForm | None, conflict: Conflict | None = None
) -> HttpResponse:
    row, me = line.settlement, _me(found)
    mine, others = _sides(found, line)
    reasons = (line.first_reason, line.second_reason)
    seen = settling.mark_of(row)
    if form is None or conflict:
        # After a conflict the words typed stay, and the form belongs to the proposal that is shown now.
        initial = dict(form.data.items()) if form is not None else _proposed(row)
        form = SettlementForm(initial={**initial, "seen": seen})
        form.fields["points"].required = not line.may_be_not_applicable
    context = {
        **_frame(found),
        "line": line,
        "question": line.question,
        "claim": line.claim,
        "mine": judged_words(mine),
        "others": judged_words(others),
        "my_reason": reasons[found.side == "second"],
        "other_reason": reasons[found.side == "first"],
        "proposed": settled_words(row.points, line.question.points) if row else "",
        "proposed_by_me": row is not None and row.proposed_by_id == me,
        "seen": seen,
        "form": form,
        "conflict": conflict,
    }
    status = 409 if conflict else 422 if form.errors else 200
    return render(request, "review/settle.html", context, status=status)


def _proposed(row: Any) -> dict[str, Any]:
    """What the form begins with: the proposal that stands."""
    if row is None:
        return {}
    return {
        "points": "" if row.points is None else figure(row.points),
        "not_applicable": row.points is None,
        "words": row.words,
        "is_example": row.is_example,
    }


@require_POST
def agree(request: Request, second: UUID, question: str) -> HttpResponse:
    """Agree with the proposal that the page showed."""
    settling.agree(request.actor, request.moment, second, question, seen=request.POST.get("seen", ""))
    messages.success(request, _("Settled. The decision of the file stays as it was made."))
    return redirect("second-together", second=second)


@require_safe
def examples(request: Request) -> HttpResponse:
    """Settled examples by question."""
    asked = request.GET.get("question", "")
    found = settling.examples(request.actor, asked)
    groups: dict[str, dict[str, Any]] = {}
    for one in found:
        group = groups.setdefault(one.question.id, {"question": one.question, "examples": []})
        group["examples"].append(
            {"points": settled_words(one.points, one.question.points), "words": one.words, "on": one.settled_at}
        )
    context = {"groups": list(groups.values()), "asked": asked, "count": len(found)}
    return render(request, "review/examples.html", context)
