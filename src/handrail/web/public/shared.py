"""What a client sees through a link: nothing is kept, found by a search engine, or told apart when it is gone."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from handrail.services.employer import letter as letters
from handrail.services.employer import shown
from handrail.services.employer.sharing import LETTER
from handrail.services.notice import feed as feeding
from handrail.services.system.printing import printed_part
from handrail.web.public.verify import slow_down, too_many
from handrail.web.requests import Request
from handrail.web.tickets import ticket_cell


def unlisted(answer: HttpResponse) -> HttpResponse:
    """An address that is a secret: no search engine, no copy kept on the way, no word of it to the next page."""
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@require_safe
def shared(request: Request, token: str) -> HttpResponse:
    """Everything the link holds, as it stands today."""
    if too_many(request):
        return slow_down(request)
    found = shown.open_link(request.actor, request.moment, token)
    tickets = found.tickets or ()
    context: dict[str, Any] = {
        "found": found,
        "token": token,
        "letter": letters.words(found.letter) if found.letter else None,
        "tickets": [{"ticket": one, "cell": ticket_cell(one)} for one in tickets],
    }
    return unlisted(render(request, "public/shared.html", context))


@require_safe
def part_pdf(request: Request, token: str, part: str) -> HttpResponse:
    """The letter, the policy or the emergency plan as a PDF."""
    if too_many(request):
        return slow_down(request)
    if part == LETTER:
        content, name = letters.letter_pdf(request.actor, request.moment, token), "status-letter"
    else:
        firm, section = shown.part_shown(request.actor, request.moment, token, part)
        content, name = printed_part(firm, section, request.moment), part
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return unlisted(answer)


@require_safe
def feed(request: Request, token: str) -> HttpResponse:
    """The private calendar of every day that is due, for a phone or mail program that subscribes to it."""
    if too_many(request):
        return slow_down(request)
    answer = HttpResponse(feeding.feed(request.moment, token), content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'inline; filename="due-days.ics"'
    return unlisted(answer)
