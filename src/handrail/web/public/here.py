"""The code on the truck door: today's talk, a place to say what worries one, and where the answer is seen. No account."""

from __future__ import annotations

from uuid import UUID, uuid4

from django import forms
from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from handrail.services.errors import Absent, Invalid, Refused
from handrail.services.record import concerns
from handrail.web.public.verify import slow_down, too_many
from handrail.web.requests import Request


class ConcernForm(forms.Form):
    # No length goes to the browser, which would cut what is pasted without a word: too long is said, and nothing is lost.
    title = forms.CharField(label=gettext_lazy("What worries you?"))
    text = forms.CharField(
        label=gettext_lazy("Say more, if you like"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Only if you want an answer in person. Without it nobody can tell who said it."),
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("The code you got when you said it"),
        max_length=60,
        help_text=gettext_lazy("Capitals or small letters, with or without the lines between."),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}),
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
    """Today's talk first, the form beneath; what was said leads to its own page, and so does its code."""
    if too_many(request):
        return slow_down(request)
    found = concerns.here(request.moment, token)
    asks = request.method == "POST" and "code" in request.POST
    look = CodeForm(request.POST if asks else None)
    if asks and look.is_valid():
        try:
            return _unlisted(redirect("concern-answer", concerns.plain_code(look.cleaned_data["code"])))
        except Absent:
            look.add_error("code", _("No answer has this code. It is 16 letters and digits: look at them once more."))
    form = ConcernForm(request.POST if request.method == "POST" and not asks else None)
    form.fields["title"].help_text = _(
        "In a few words, %(most)s characters at most. There is more room under “Say more”."
    ) % {"most": concerns.TITLE_LENGTH}
    key = _once(request)
    if request.method == "POST" and not asks and form.is_valid():
        try:
            code = concerns.say(request.moment, token, concern_id=key, **form.cleaned_data)
        except Invalid as wrong:
            for name, sentence in wrong.errors.items():
                form.add_error(name if name in form.fields else None, sentence)
        except Refused as wrong:
            form.add_error(wrong.field if wrong.field in form.fields else None, wrong.sentence)
            if wrong.code == concerns.USED_UP:
                key = uuid4()
        else:
            return _unlisted(redirect("concern-answer", code))
    status = 422 if request.method == "POST" else 200
    context = {"found": found, "form": form, "look": look, "once": key}
    return _unlisted(render(request, "public/here.html", context, status=status))


@require_safe
def answer(request: Request, code: str) -> HttpResponseBase:
    """What became of one concern."""
    if too_many(request):
        return slow_down(request)
    code = concerns.plain_code(code)
    written = "-".join(code[at : at + 4] for at in range(0, len(code), 4))
    context = {"found": concerns.seen(code), "code": code, "written": written}
    return _unlisted(render(request, "public/concern.html", context))


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
