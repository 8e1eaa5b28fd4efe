"""Proof the records offer: the list for one audit, and one question's records to look over and confirm."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from handrail.program import load_pack
from handrail.rules.days import in_words
from handrail.rules.record.facts import RecordFact
from handrail.services.errors import Refused
from handrail.services.record import proposing
from handrail.services.record.proposing import Choice, Proposal
from handrail.web.components import Task
from handrail.web.record.year import found_said
from handrail.web.requests import Request


@require_safe
def proposals(request: Request, audit: UUID) -> HttpResponse:
    """Every question of the audit that the records offer proof for."""
    found = proposing.proposals(request.actor, request.moment, audit)
    context = {
        "audit": found.audit,
        "found": found,
        "waiting": [_task(audit, one) for one in found.waiting],
        "done": [_task(audit, one) for one in found.confirmed],
    }
    return render(request, "record/proposals.html", context)


@require_safe
def offered(request: Request, audit: UUID) -> HttpResponse:
    """How many questions wait for a confirmation, in one line: a part of the overview, which does not wait for it."""
    found = proposing.proposals(request.actor, request.moment, audit)
    return render(request, "record/offered.html", {"audit": found.audit, "offered": len(found.waiting)})


def _task(audit: UUID, one: Proposal) -> Task:
    state, word = ("ahead", _("to confirm")) if one.coverage.state == "covered" else ("half", _("thin"))
    if one.confirmed:
        state, word = "done", _("confirmed")
    hint = found_said(one.coverage)
    url = reverse("audit-proposal", args=[audit, one.question.id])
    return Task(f"{one.question.id} {one.question.title}", url, state, word, hint)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: Request, audit: UUID, question: str) -> HttpResponse:
    """The listed records, the drafted note and the owner's own line; confirmed, they become one piece of proof."""
    if request.method != "POST":
        found = proposing.proposal(request.actor, request.moment, audit, question)
        first: proposing.How = "mine" if found.all_fit else "lot"
        start = Choice(how=first, records=tuple(one.id for one in found.listed), note=found.note)
        return render(request, "record/proposal.html", _context(audit, found, start))
    choice = _typed(request)
    try:
        piece = proposing.confirm(request.actor, request.moment, audit, question, choice)
    except Refused as refused:
        found = proposing.proposal(request.actor, request.moment, audit, question)
        shown = {**_context(audit, found, choice), "error": refused, "errors": [(_anchor(refused), refused.sentence)]}
        return render(request, "record/proposal.html", shown, status=422)
    said = _("%(what)s lies beside %(question)s. Your note stands there too; the points are yours to say.")
    messages.success(request, said % {"what": piece.label, "question": question})
    return redirect("audit-question", audit, question)


def _typed(request: Request) -> Choice:
    post = request.POST
    return Choice(
        how="lot" if post.get("how") == "lot" else "mine",
        records=tuple(post.getlist("records")),
        swap_out=post.get("swap_out", ""),
        swap_in=post.get("swap_in", ""),
        swap_why=post.get("swap_why", ""),
        note=post.get("note", ""),
        line=post.get("line", ""),
        names="names" in post,
    )


def _anchor(refused: Refused) -> str:
    return {"records": "records", "swap_why": "swap_why", "line": "line"}.get(refused.field or "", "")


def _context(audit: UUID, found: Proposal, choice: Choice) -> dict[str, Any]:
    drawn = set(found.lot.drawn)
    rows = [
        {
            "id": one.id,
            "said": _said(one),
            "hint": _hint(one),
            "ticked": one.id in choice.records,
            "drawn": one.id in drawn,
            "url": reverse("record", args=[one.id]) if one.source == "record" else "",
        }
        for one in found.listed
    ]
    return {
        "audit_id": audit,
        "proposal": found,
        "question": found.question,
        "choice": choice,
        "rows": rows,
        "ticked": sum(1 for row in rows if row["ticked"]),
        "drawn": [row for row in rows if row["drawn"]],
        "others": [row for row in rows if not row["drawn"]],
        "said": found_said(found.coverage),
        "errors": [],
        "missing": [one.sentence for one in found.coverage.missing],
    }


def _said(one: RecordFact) -> str:
    word = load_pack().record_kinds[one.kind].owner_words
    return f"{in_words(one.day)}: {word}" + (f", {one.title}" if one.title else "")


def _hint(one: RecordFact) -> str:
    parts = []
    if one.late:
        parts.append(ngettext("written %(n)s day later", "written %(n)s days later", one.late) % {"n": one.late})
    if one.somebody_elses_paper:
        parts.append(_("on another firm's form"))
    if one.defects:
        found = ngettext("%(n)s thing found", "%(n)s things found", one.defects) % {"n": one.defects}
        parts.append(
            found
            if not one.open_defects
            else _("%(found)s, %(open)s open") % {"found": found, "open": one.open_defects}
        )
    return ", ".join(parts)
