"""The code on the truck door: today's talk, a place to say what worries one, and where the answer is seen. No account."""

from __future__ import annotations

from uuid import UUID, uuid4

from django import forms
from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from handrail.services.errors import Invalid, Refused
from handrail.services.record import concerns
from handrail.web.public.verify import slow_down, too_many
from handrail.web.requests import Request


class ConcernForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("What worries you?"), max_length=200)
    text = forms.CharField(
        label=gettext_lazy("Say more, if you like"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        required=False,
    )
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Only if you want an answer in person. Without it nobody can tell who said it."),
    )


def _unlisted(answer: HttpResponseBase) -> HttpResponseBase:
    """A secret address with a form: kept nowhere, found by nobody; a form needs to say where it stood, on this site alone."""
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "same-origin"
    return answer


def _once(request: Request) -> UUID:
    try:
        return UUID(request.POST.get("once", ""))
    except ValueError:
        return uuid4()


@require_http_methods(["GET", "HEAD", "POST"])
def here(request: Request, token: str) -> HttpResponseBase:
    """Today's talk first, the form beneath; what was said leads to its own page."""
    if too_many(request):
        return slow_down(request)
    found = concerns.here(request.moment, token)
    form = ConcernForm(request.POST if request.method == "POST" else None)
    key = _once(request)
    if request.method == "POST" and form.is_valid():
        try:
            code = concerns.say(request.moment, token, concern_id=key, **form.cleaned_data)
        except Invalid as wrong:
            for name, sentence in wrong.errors.items():
                form.add_error(name if name in form.fields else None, sentence)
        except Refused as wrong:
            form.add_error(wrong.field if wrong.field in form.fields else None, wrong.sentence)
        else:
            return _unlisted(redirect("concern-answer", code))
    status = 422 if request.method == "POST" else 200
    return _unlisted(render(request, "public/here.html", {"found": found, "form": form, "once": key}, status=status))


@require_safe
def answer(request: Request, code: str) -> HttpResponseBase:
    """What became of one concern."""
    if too_many(request):
        return slow_down(request)
    return _unlisted(render(request, "public/concern.html", {"found": concerns.seen(code), "code": code}))


@require_safe
def picture(request: Request, code: str, number: int) -> HttpResponseBase:
    """The photo of how it was put right."""
    if too_many(request):
        return slow_down(request)
    found = concerns.picture(code, number)
    sent = FileResponse(found.path.open("rb"), content_type=found.media_type, filename=found.name)
    sent.headers["X-Content-Type-Options"] = "nosniff"
    sent.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return _unlisted(sent)
