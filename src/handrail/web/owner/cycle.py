"""The yearly cycle: what is due when, what is overdue and what it costs."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from handrail.program import load_pack
from handrail.rules.days import in_words
from handrail.rules.deadlines import DeadlineItem, State
from handrail.rules.permissions import Action
from handrail.services import access
from handrail.services.employer.cycle import Cycle
from handrail.services.employer.cycle import cycle as read
from handrail.services.employer.under_review import under_review
from handrail.services.premium.worth import at_risk
from handrail.services.review.earlier import earlier_of
from handrail.web.audit.hearing import slot_words
from handrail.web.components import Post
from handrail.web.owner.words import (
    REGULAR_COR,
    SURE,
    due_address,
    due_cost,
    due_label,
    due_sentence,
    due_standing,
    is_regular,
)
from handrail.web.requests import Request


@require_safe
def cycle(request: Request) -> HttpResponse:
    """Every day that follows from what has happened, in order."""
    access.require(request.actor, Action.PEOPLE_READ)
    found = read(request.actor, request.moment)
    pack = load_pack(found.firm.pack)
    risk_year = found.next_yearly.due.year if found.next_yearly else found.day.year
    context: dict[str, Any] = {
        "found": found,
        "year_of": found.year_of_certificate,
        "next": found.next_yearly,
        "next_label": due_label(found.next_yearly, found) if found.next_yearly else "",
        "regular": REGULAR_COR if found.next_yearly and is_regular(found.next_yearly, found) else "",
        "review": under_review(found, request.moment),
        "earlier": slot_words(earlier_of(found, request.moment)),
        "posts": _posts(found),
        "lines": [_line(item, found, pack.sources) for item in found.items],
        "overdue": [_line(item, found, pack.sources) for item in found.overdue],
        "risk": at_risk(found, risk_year) if found.certified else None,
        "risk_year": risk_year,
    }
    return render(request, "owner/cycle.html", context)


def _posts(found: Cycle) -> list[Post]:
    """The life of the certificate: issue, the yearly audits, the next certificate."""
    if found.certificate is None:
        return []
    issued = found.certificate.issued_on
    items = [
        item for item in found.items if item.certificate == issued and item.code in {"maintenance_due", "recertify_by"}
    ]
    following = next((item for item in items if item.state is State.OPEN), None)
    return [
        Post(_("Dated"), "done", in_words(issued)),
        *(
            Post(
                due_label(item, found),
                "now" if item is following else due_standing(item, found)[1],
                in_words(item.due),
                current=item is following,
            )
            for item in items
        ),
    ]


def _line(item: DeadlineItem, found: Cycle, sources: dict[str, Any]) -> dict[str, Any]:
    word, mark = due_standing(item, found)
    return {
        "item": item,
        "label": due_label(item, found),
        "sentence": due_sentence(item, found),
        "mark": mark,
        "word": word,
        "cost": due_cost(item),
        "url": reverse(due_address(item, found)) if item.state in {State.OPEN, State.OVERDUE} else "",
        "sure": SURE.get(item.confidence, ""),
        "rule_of": _("your Certifying Partner's rule") if item.rule_of != found.firm.pack else _("the program's rule"),
        "sources": [sources[code].title for code in item.source.split() if code in sources],
    }
