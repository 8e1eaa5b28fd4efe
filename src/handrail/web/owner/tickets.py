"""Tickets: who holds what until when, one's own, and whose sign-in a person is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from handrail.services.headcount import linking
from handrail.services.headcount import people as writing
from handrail.services.training import needs
from handrail.services.training import tickets as held
from handrail.web.owner.saving import send, version_of
from handrail.web.requests import Request
from handrail.web.tickets import ticket_cell


@require_safe
def tickets(request: Request) -> HttpResponse:
    """Those that end first, then everybody with a line for each ticket."""
    found = held.matrix(request.actor, request.moment)
    lines = [
        {"person": row.person, "tickets": [{"title": one.title, "cell": ticket_cell(one)} for one in row.cells if one]}
        for row in found.rows
    ]
    ending = [{"ticket": one, "cell": ticket_cell(one)} for one in found.ending]
    return render(request, "owner/tickets.html", {"found": found, "lines": lines, "ending": ending})


@require_safe
def mine(request: Request) -> HttpResponse:
    """One's own tickets, from every firm that put one on record, whether one still works there or not."""
    found = held.mine(request.actor, request.moment)
    shown = [{"ticket": one, "cell": ticket_cell(one)} for one in found]
    asked = needs.mine(request.actor, request.moment)
    return render(request, "owner/my_tickets.html", {"tickets": shown, "asked": asked})


class SignInForm(forms.Form):
    user_id = forms.TypedChoiceField(
        label=gettext_lazy("Signs in as"),
        coerce=UUID,
        empty_value=None,
        required=False,
        help_text=gettext_lazy("Then their tickets are theirs: on their phone, and after they leave."),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["user_id"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("nobody")), *choices]


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: Request, person_id: UUID) -> HttpResponse:
    """Whose sign-in this person is."""
    choices = [(str(key), name) for key, name in linking.sign_ins(request.actor)]
    row = writing.person(request.actor, person_id)
    context = {
        "title": _("Sign-in of %(name)s") % {"name": row.name},
        "back": (reverse("person", args=[row.pk]), row.name),
        "submit": _("Save the sign-in"),
    }
    if request.method != "POST":
        form = SignInForm(initial={"user_id": str(row.user_id or "")}, choices=choices)
        return render(request, "owner/form.html", {**context, "form": form, "version": row.version})
    return send(
        request,
        SignInForm(request.POST, choices=choices),
        lambda typed: linking.link(request.actor, request.moment, row.pk, **typed, version=version_of(request)),
        to=reverse("person", args=[row.pk]),
        said=_("Saved."),
        template="owner/form.html",
        context=context,
    )
