"""The queue."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from handrail.services.review import queue as queues
from handrail.services.review.queue import PILES, Line, Pile, Queue
from handrail.web.components import Cell, Column
from handrail.web.figures import day
from handrail.web.office.paging import page_number
from handrail.web.requests import Request
from handrail.web.review.words import audit_mark, audit_word, clock_cell, purpose_word


@require_safe
def queue(request: Request) -> HttpResponse:
    """Files here, with the firm, or decided; the one waiting longest first."""
    asked = request.GET.get("pile", "here")
    pile: Pile = asked if asked in PILES else "here"
    found = queues.queue(request.actor, request.moment, pile, page_number(request))
    context = {
        "pile": pile,
        "piles": [
            {"key": key, "label": label, "current": key == pile}
            for key, label in (("here", _("With us")), ("firm", _("With the firm")), ("decided", _("Decided")))
        ],
        "heading": _heading(pile, found),
        "caption": {
            "here": _("The longest waiting first"),
            "firm": _("The next to be due first"),
            "decided": _("The latest first"),
        }[pile],
        "found": found,
        "page": found.page,
        "columns": _columns(pile),
        "rows": [_row(line, pile) for line in found.lines],
    }
    return render(request, "review/queue.html", context)


def _heading(pile: Pile, found: Queue) -> str:
    count = found.page.paginator.count
    match pile:
        case "here":
            said = ngettext("%(n)s file waits for you", "%(n)s files wait for you", count)
        case "firm":
            said = ngettext("%(n)s file is with the firm", "%(n)s files are with their firms", count)
        case _:
            said = ngettext("%(n)s file decided", "%(n)s files decided", count)
    return said % {"n": count} if count else {
        "here": _("No file waits for you"),
        "firm": _("No file is with its firm"),
        "decided": _("Nothing decided yet"),
    }[pile]  # fmt: skip


def _columns(pile: Pile) -> list[Column]:
    clock = {"here": _("Waiting"), "firm": _("Correction days"), "decided": _("Outcome")}[pile]
    by = {"here": _("Target"), "firm": _("Due"), "decided": _("Decided")}[pile]
    return [
        Column("firm", _("Firm"), names_row=True),
        Column("what", _("Audit"), unbroken=True),
        Column("clock", clock),
        Column("by", by, unbroken=True),
        Column("reader", _("Reviewer")),
    ]


def _row(line: Line, pile: Pile) -> dict[str, object]:
    review = line.review
    audit = review.audit
    name = audit.cover.get("legal_name") or audit.employer.name
    reader = str(review.reviewer) if review.reviewer else _("nobody yet")
    outcome = Cell(audit_word(audit.state), state=audit_mark(audit.state))
    return {
        "firm": Cell(name) if line.own_firm else Cell(name, url=reverse("review", args=[review.pk])),
        "what": _("%(purpose)s, round %(round)s") % {"purpose": purpose_word(audit.purpose), "round": review.round},
        "clock": outcome if pile == "decided" else clock_cell(line),
        "by": day(line.by, "short"),
        "reader": _("not you: you belong to this firm") if line.own_firm else reader,
    }
