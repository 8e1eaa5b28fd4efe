"""What a client sees through a link: nothing is kept, found by a search engine, or told apart when it is gone."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from handrail.rules.days import in_words
from handrail.services.employer import shown
from handrail.services.employer.shown import LetterCode, StatusLetter
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
        "letter": letter_words(found.letter) if found.letter else None,
        "tickets": [{"ticket": one, "cell": ticket_cell(one)} for one in tickets],
    }
    return unlisted(render(request, "public/shared.html", context))


@require_safe
def part_pdf(request: Request, token: str, part: str) -> HttpResponse:
    """The policy or the emergency plan as a PDF."""
    if too_many(request):
        return slow_down(request)
    firm, section = shown.part_shown(request.moment, token, part)
    answer = HttpResponse(printed_part(firm, section, request.moment), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{part}.pdf"'
    return unlisted(answer)


@require_safe
def feed(request: Request, token: str) -> HttpResponse:
    """The private calendar of every day that is due, for a phone or mail program that subscribes to it."""
    if too_many(request):
        return slow_down(request)
    answer = HttpResponse(feeding.feed(request.moment, token), content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'inline; filename="due-days.ics"'
    return unlisted(answer)


def letter_words(letter: StatusLetter) -> dict[str, Any]:
    """The letter in sentences: what is true, what that means, and what it is not."""
    said = {
        "firm": letter.firm,
        "number": letter.number,
        "until": in_words(letter.until) if letter.until else "",
        "since": in_words(letter.since) if letter.since else "",
        "partner": letter.partner or _("its Certifying Partner"),
    }
    none = _("It holds no certificate today.")
    sentences: dict[LetterCode, tuple[str, str]] = {
        LetterCode.VALID: (
            _("%(firm)s holds certificate %(number)s, valid through %(until)s."),
            _("Do not take this page for it: look the number up in the register."),
        ),
        LetterCode.NOT_VALID: (
            _("Certificate %(number)s of %(firm)s does not stand today."),
            _("The register says since when and why."),
        ),
        LetterCode.SENT: (_("%(firm)s sent its audit to %(partner)s on %(since)s. It is not decided."), none),
        LetterCode.GATHERING: (
            _("%(firm)s began to gather proof for its audit on %(since)s. Nothing is decided."),
            none,
        ),
        LetterCode.TRAINED: (_("%(firm)s has had a trained person since %(since)s and has not begun its audit."), none),
        LetterCode.CHOSEN: (_("%(partner)s accepted %(firm)s on %(since)s. Its training is still to come."), none),
        LetterCode.BEGUN: (_("%(firm)s has begun to build its safety system."), none),
    }
    first, then = sentences[letter.code]
    return {"first": first % said, "then": then, "number": letter.number, "day": letter.day}
