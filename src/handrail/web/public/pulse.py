"""The crew's three questions behind the code on the truck door: in the worker's language, without an account or a name."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_http_methods

from handrail.program import PulseSet, PulseWords
from handrail.services.errors import Invalid, WrongState
from handrail.services.record import pulse
from handrail.web.public.verify import slow_down, too_many
from handrail.web.requests import Request

COOKIE: Final = "pulse"
_MARK: Final = re.compile(r"[A-Za-z0-9_-]{32}")
# Long enough for a round, and gone before it could tell more than that a phone was here once.
_KEPT_SECONDS: Final = 100 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to tap."""

    id: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One question with its answers; `wrong` says what is missing."""

    id: str
    words: str
    choices: tuple[Choice, ...]
    wrong: str


@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: Request, token: str) -> HttpResponseBase:
    """The questions while they are asked; afterwards, and where this phone has answered, what stands instead of them."""
    if too_many(request):
        return slow_down(request)
    mark = _mark(request)
    asked = pulse.asked(request.moment, token, mark)
    words = asked.questions.words(_language(request, asked.questions))
    wrong: dict[str, str] = {}
    if request.method == "POST":
        if not mark:
            wrong = {"": words.cookie}
        else:
            try:
                _take(request, token, mark, asked.questions, words)
            except Invalid as missing:
                wrong = missing.errors
            except WrongState as over:
                if over.state != pulse.ANSWERED:
                    return _page(request, token, asked, words, {}, status=409)
                return _back(token, words)
            else:
                return _back(token, words)
    return _page(request, token, asked, words, wrong, status=422 if wrong else 200)


def _take(request: Request, token: str, mark: str, asked: PulseSet, words: PulseWords) -> None:
    answers = {one.id: request.POST.get(one.id, "") for one in asked.question}
    sentence = request.POST.get("sentence", "")
    pulse.answer(request.moment, token, mark=mark, answers=answers, sentence=sentence, language=words.code)


def _back(token: str, words: PulseWords) -> HttpResponseBase:
    return _unlisted(redirect(f"{reverse('pulse-questions', args=[token])}?in={words.code}"))


def _page(
    request: Request, token: str, asked: pulse.Asked, words: PulseWords, wrong: dict[str, str], *, status: int
) -> HttpResponseBase:
    context = {
        "token": token,
        "asked": asked,
        "words": words,
        "lines": [_line(request, one.id, asked.questions, words, wrong) for one in asked.questions.question],
        "sentence": request.POST.get("sentence", ""),
        "length": pulse.SENTENCE_LENGTH,
        "wrong": wrong,
        **_problems(words, wrong),
    }
    answer = render(request, "public/pulse.html", context, status=status)
    if asked.row is not None and not _mark(request):
        # Made by chance for this phone alone; only its digest is kept, and only until the round is over.
        answer.set_cookie(
            COOKIE, secrets.token_urlsafe(24), max_age=_KEPT_SECONDS, path="/here/",
            secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax",
        )  # fmt: skip
    return _unlisted(answer)


def _line(request: Request, key: str, asked: PulseSet, words: PulseWords, wrong: dict[str, str]) -> Line:
    typed = request.POST.get(key, "")
    choices = tuple(Choice(one, words.answers[one], one == typed) for one in asked.answers)
    return Line(key, words.questions[key], choices, wrong.get(key, ""))


def _problems(words: PulseWords, wrong: dict[str, str]) -> dict[str, object]:
    """The summary of what is missing: questions by their own words, because each lacks the same."""
    lines = [(f"id_{key}" if key else "", words.questions.get(key, sentence)) for key, sentence in wrong.items()]
    lacking = any(key in words.questions for key in wrong)
    return {"problems": lines, "problem": words.missing if lacking else words.heading}


def _mark(request: Request) -> str:
    """The phone's own mark; empty where it carries none, or one that this page did not give."""
    found = request.COOKIES.get(COOKIE, "")
    return found if _MARK.fullmatch(found) else ""


def _language(request: Request, asked: PulseSet) -> str:
    """The language that was chosen, else the first of the phone's own that the questions are in, else the first there is."""
    offered = {one.code for one in asked.language}
    chosen = request.POST.get("in", request.GET.get("in", ""))
    if chosen in offered:
        return chosen
    spoken = (
        tag.partition("-")[0] for tag, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    )
    # Phones set to Filipino say so with a tag of its own.
    return next((code for code in ("tl" if tag == "fil" else tag for tag in spoken) if code in offered), "")


def _unlisted(answer: HttpResponseBase) -> HttpResponseBase:
    """A secret address with a form: kept nowhere, found by nobody, and not handed on to where a link leads."""
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "same-origin"
    return answer
