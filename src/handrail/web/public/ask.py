"""One small thing a reviewer asks of a firm: behind a link that opens the camera without signing in, or signed in."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from handrail.services.errors import Invalid, WrongState
from handrail.services.review import asked
from handrail.services.review.asked import Asked
from handrail.web.public.verify import slow_down, too_many
from handrail.web.requests import Request

_Files = list[tuple[str, bytes]]


class AnswerForm(forms.Form):
    reply = forms.CharField(
        label=_("In a few words"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=asked.LONGEST
    )


@require_http_methods(["GET", "HEAD", "POST"])
def behind(request: Request, token: str) -> HttpResponse:
    """The link of the letter: the words, the camera, and a place for a few words. Answered once."""
    if too_many(request):
        return slow_down(request)
    found = asked.behind(request.moment, token)

    def answer(words: str, files: _Files) -> object:
        return asked.answer_behind(request.moment, token, words=words, files=files)

    page = _page(request, found, answer, redirect("quick-ask", token=token))
    page.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    page.headers["Cache-Control"] = "no-store"
    page.headers["Referrer-Policy"] = "same-origin"
    return page


@require_http_methods(["GET", "HEAD", "POST"])
def own(request: Request, ask: UUID) -> HttpResponse:
    """The same for whoever is signed in at the firm."""
    found = asked.own(request.actor, request.moment, ask)

    def answer(words: str, files: _Files) -> object:
        return asked.answer_own(request.actor, request.moment, ask, words=words, files=files)

    return _page(request, found, answer, redirect("quick-ask-own", ask=ask), signed_in=True)


def _page(
    request: Request,
    found: Asked,
    answer: Callable[[str, _Files], object],
    done: HttpResponse,
    *,
    signed_in: bool = False,
) -> HttpResponse:
    form = AnswerForm(request.POST if request.method == "POST" else None)
    closed, status = asked.closed_words(found.state, found.partner), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                answer(form.cleaned_data["reply"], _files(request))
            except Invalid as wrong:
                for name, sentence in wrong.errors.items():
                    form.add_error(name if name in form.fields else None, sentence)
            except WrongState as over:
                # Pressed twice it is answered, and that is what the page says.
                if over.state == "answered":
                    return done
                closed, status = over.sentence, 409
            else:
                return done
    context = {"found": found, "ask": found.row, "form": form, "closed": closed, "own": signed_in}
    return render(request, "public/ask.html", context, status=status)


def _files(request: Request) -> _Files:
    """What was chosen; one more than is taken and one byte past the limit are enough to be told so."""
    sent = request.FILES.getlist("files")[: asked.MOST_FILES + 1]
    return [(one.name or "", one.read(settings.UPLOAD_MAX_BYTES + 1)) for one in sent]
