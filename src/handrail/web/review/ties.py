"""What ties reviewers to firms, and the waivers that wait for a second person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from handrail.services.errors import Invalid, Refused
from handrail.services.review import ties
from handrail.services.review.ties import Line, TiesPage
from handrail.web.requests import Request


class TieForm(forms.Form):
    reviewer = forms.ChoiceField(
        label=gettext_lazy("Reviewer"),
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), gettext_lazy("Choose a reviewer of your organisation.")
        ),
    )
    firm = forms.CharField(
        label=gettext_lazy("Firm"),
        max_length=200,
        help_text=gettext_lazy("As it writes its name."),
        error_messages={"required": gettext_lazy("Write the firm's name.")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What ties them"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Choose what ties them.")),
        widget=forms.RadioSelect,
        choices=[
            ("trained", gettext_lazy("Trained its people")),
            ("employed", gettext_lazy("Works or worked for it")),
            ("related", gettext_lazy("Related to somebody in it")),
            ("consulted", gettext_lazy("Advises or advised it")),
        ],
    )
    last_on = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Leave it empty while it holds."),
        error_messages={"invalid": gettext_lazy("Give the day as 2026-04-24.")},
    )
    words = forms.CharField(label=gettext_lazy("What it was"), required=False, max_length=400)

    def __init__(self, found: TiesPage, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if found.is_admin:
            self.fields["reviewer"].choices = [("", _("Choose")), *((str(one.pk), str(one)) for one in found.reviewers)]  # type: ignore[attr-defined]
        else:
            del self.fields["reviewer"]


class WaiverForm(forms.Form):
    reason = forms.CharField(
        error_messages={"required": gettext_lazy("Write why; whoever agrees reads it.")},
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Whoever agrees reads it, and so does whoever looks into it later."),
    )


def _kind(line: Line) -> str:
    return {
        "trained": _("trained its people"),
        "employed": _("works or worked for it"),
        "related": _("related to somebody in it"),
        "consulted": _("advises or advised it"),
    }[line.tie.fact.kind]


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Request) -> HttpResponse:
    """The ties, and the form to say one."""
    found = ties.page(request.actor, request.moment)
    if request.method != "POST":
        return _show(request, found, TieForm(found, initial={"firm": request.GET.get("firm", "")[:200]}))
    form = TieForm(found, request.POST)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            ties.say(
                request.actor,
                request.moment,
                firm=typed["firm"],
                kind=typed["kind"],
                last_on=typed["last_on"],
                words=typed["words"],
                reviewer=typed.get("reviewer", ""),
            )
        except Invalid as error:
            for name, sentence in error.errors.items():
                form.add_error(name, sentence)
        else:
            messages.success(request, _("It is said. The firm's files go to somebody else."))
            return redirect("review-ties")
    return _show(request, found, form)


def _show(request: Request, found: TiesPage, form: TieForm) -> HttpResponse:
    count, waiting = len(found.lines), len(found.waiting)
    if waiting and found.is_admin:
        heading = ngettext("%(n)s tie waits for a second person", "%(n)s ties wait for a second person", waiting) % {
            "n": waiting
        }
    elif found.is_admin:
        heading = ngettext("%(n)s tie of your reviewers", "%(n)s ties of your reviewers", count) % {"n": count}
    else:
        heading = ngettext("You are tied to %(n)s firm", "You are tied to %(n)s firms", count) % {"n": count}
    if not count:
        heading = _("No reviewer is tied to a firm") if found.is_admin else _("You are tied to no firm")
    context = {
        "found": found,
        "heading": heading,
        "lines": [(line, _kind(line)) for line in found.lines],
        "form": form,
    }
    return render(request, "review/ties.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def waive(request: Request, tie: UUID) -> HttpResponse:
    """Ask that a tie be let pass."""
    return _asked(request, tie, mistake=False)


@require_http_methods(["GET", "HEAD", "POST"])
def mistaken(request: Request, tie: UUID) -> HttpResponse:
    """Ask that a tie be taken back, because it was said by mistake."""
    return _asked(request, tie, mistake=True)


def _asked(request: Request, tie: UUID, *, mistake: bool) -> HttpResponse:
    row = ties.one(request.actor, tie)
    form = WaiverForm(request.POST or None)
    form.fields["reason"].label = _("How the mistake came about") if mistake else _("Why they may read it all the same")
    if request.method == "POST" and form.is_valid():
        try:
            ties.ask(request.actor, request.moment, tie, reason=form.cleaned_data["reason"], mistake=mistake)
        except Invalid as error:
            for name, sentence in error.errors.items():
                form.add_error(name, sentence)
        except Refused as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, _("It is asked. Nothing changes until somebody else agrees."))
            return redirect("review-ties")
    context = {"tie": row, "form": form, "mistake": mistake}
    return render(request, "review/ties_waive.html", context, status=422 if form.errors else 200)


@require_POST
def agree(request: Request, waiver: UUID) -> HttpResponse:
    row = ties.agree(request.actor, request.moment, waiver)
    if row.mistake:
        messages.success(request, _("Two of you took the tie back. It never held."))
    else:
        messages.success(request, _("Two of you let it pass. The reviewer may read the firm's files."))
    return redirect("review-ties")


@require_POST
def refuse(request: Request, waiver: UUID) -> HttpResponse:
    ties.refuse(request.actor, request.moment, waiver)
    messages.success(request, _("The tie stands. The firm's files go to somebody else."))
    return redirect("review-ties")
