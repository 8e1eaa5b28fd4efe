"""Handing a file out, taking one, and taking one over from a colleague."""

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

from handrail.rules.permissions import Action, Role
from handrail.services import access
from handrail.services.errors import Conflict, Invalid, Refused, ServiceError, WrongState
from handrail.services.review import assigning, leasing, noting, pointing, reaching
from handrail.services.review.assigning import Assignment, Candidate
from handrail.services.review.pointing import Judgement
from handrail.web.requests import Request

NOBODY = "nobody"


class AssignForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    to = forms.ChoiceField(
        label=gettext_lazy("Who reads it"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose who reads it, or nobody."),
            "invalid_choice": gettext_lazy("Choose one of these reviewers."),
        },
    )
    instructions = forms.CharField(
        label=gettext_lazy("What to mind"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The reader sees it on the file's page. The firm never does."),
    )

    def __init__(self, found: Assignment, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        free = [(str(one.user.pk), _in_hand(one)) for one in found.candidates if one.standing.free]
        self.fields["to"].choices = [*free, (NOBODY, _("Nobody: any reviewer may take it"))]  # type: ignore[attr-defined]


def _in_hand(one: Candidate) -> str:
    said = ngettext("%(who)s, %(n)s file in hand", "%(who)s, %(n)s files in hand", one.in_hand)
    return said % {"who": one.user, "n": one.in_hand}


@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: Request, review: UUID) -> HttpResponse:
    """To whom a file goes, and what to mind. What was typed stays where it cannot be saved."""
    found = assigning.assignment(request.actor, request.moment, review)
    row = found.review
    if request.method != "POST":
        now = {
            "version": row.version,
            "to": str(row.assigned_to_id or row.reviewer_id or NOBODY),
            "instructions": row.instructions,
        }
        return _show(request, found, AssignForm(found, initial=now))
    form = AssignForm(found, request.POST)
    conflict = None
    if form.is_valid():
        typed = form.cleaned_data
        to = None if typed["to"] == NOBODY else typed["to"]
        try:
            saved = assigning.assign(
                request.actor,
                request.moment,
                review,
                to=to,
                instructions=typed["instructions"],
                version=typed["version"],
            )
        except Conflict as error:
            conflict = error
            form = AssignForm(found, {**request.POST.dict(), "version": str(error.version)})
        except (Invalid, Refused) as error:
            _put(form, error)
        else:
            messages.success(request, _said(saved))
            return redirect("review-queue")
    return _show(request, found, form, conflict)


def _put(form: AssignForm, error: Invalid | Refused) -> None:
    if isinstance(error, Invalid):
        for name, sentence in error.errors.items():
            form.add_error(name, sentence)
    else:
        form.add_error(error.field, error.sentence)


def _said(review: Any) -> str:
    if review.assigned_to is None:
        return _("The file is nobody's; any reviewer may take it.")
    return _("%(who)s reads it and is told.") % {"who": review.assigned_to}


def _show(request: Request, found: Assignment, form: AssignForm, conflict: Conflict | None = None) -> HttpResponse:
    review = found.review
    context = {
        "review": review,
        "firm": review.audit.cover.get("legal_name") or review.audit.employer.name,
        "form": form,
        "kept_away": [one for one in found.candidates if not one.standing.free],
        "let_pass": [one for one in found.candidates if one.standing.waived],
        "conflict": conflict,
    }
    return render(request, "review/assign.html", context, status=409 if conflict else 422 if form.errors else 200)


@require_POST
def take(request: Request, review: UUID) -> HttpResponse:
    """Take a file that nobody was given."""
    assigning.take(request.actor, request.moment, review, version=_number(request, "version"))
    messages.success(request, _("The file is yours."))
    return redirect("review", review=review)


@require_http_methods(["GET", "HEAD", "POST"])
def take_over(request: Request, review: UUID) -> HttpResponse:
    """Asked first; then the file is read by the one who asked. What was typed meanwhile is saved with it."""
    if request.method != "POST":
        row = reaching.reach(request.actor, Action.REVIEW_WRITE, review)
        context = {
            "review": row,
            "firm": row.audit.cover.get("legal_name") or row.audit.employer.name,
            "hands": hands(request, row),
        }
        return render(request, "review/assign_over.html", context)
    leasing.take_over(request.actor, request.moment, review, version=_number(request, "version"))
    question = request.POST.get("question", "")
    if not question:
        messages.success(request, _("You read this file now; its points and notes are as they were left."))
        return redirect("review", review=review)
    try:
        _save(request, review, question)
    except (Conflict, Invalid, Refused, WrongState) as error:
        messages.warning(request, _lost(request, error))
    else:
        messages.success(request, _("You read this file again, and what you typed is saved."))
    return redirect("review-question", review=review, question=question)


def _save(request: Request, review: UUID, question: str) -> None:
    """What a reader had typed when somebody else had taken the file over."""
    typed = request.POST
    if "text" in typed:
        noting.write_note(
            request.actor, request.moment, review, question, kind=typed.get("kind", ""), text=typed["text"]
        )
    elif "points" in typed:
        out = typed["points"] == "not_applicable"
        given = Judgement("" if out else typed["points"], not_applicable=out, reason=typed.get("reason", ""))
        pointing.set_points(request.actor, request.moment, review, question, given, version=_number(request, "row"))


def _lost(request: Request, error: ServiceError) -> str:
    """The reason it could not be saved, with what was typed, so that it is not gone."""
    typed = " · ".join(request.POST[name] for name in ("points", "reason", "text") if request.POST.get(name))
    return f"{error.sentence} {_('You had typed: %(text)s') % {'text': typed}}"


def _number(request: Request, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def hands(request: Request, review: Any, conflict: Conflict | None = None) -> dict[str, Any]:
    """What the pages of a file say about whose it is: `review/assign_hands.html` shows it."""
    actor = request.actor
    is_reviewer = actor.role is Role.REVIEWER
    given = review.assigned_to if review.state in assigning.OPEN_STATES else None
    mine = review.assigned_to_id == actor.user_id
    return {
        "holder": leasing.holder(actor, request.moment, review),
        "taken": conflict if conflict is not None and conflict.by else None,
        "is_reviewer": is_reviewer,
        "given_to": None if mine else given,
        "mine": mine and given is not None,
        "by_myself": review.assigned_by_id == review.assigned_to_id,
        "instructions": review.instructions if review.state in assigning.OPEN_STATES else "",
        "may_begin": is_reviewer and review.state == "waiting" and (given is None or mine),
        "may_take": is_reviewer and review.state == "waiting" and given is None,
        "may_write": leasing.may_write(actor, review),
        "may_assign": review.state in assigning.OPEN_STATES and access.may(actor, Action.REVIEW_ASSIGN),
    }
