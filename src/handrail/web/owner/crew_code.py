"""Codes for the truck door, the first-aid kit and the hard hat: made, printed once, taken back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from handrail.services.employer import sharing
from handrail.services.errors import Invalid, Refused, WrongState
from handrail.web.owner.saving import once, put_errors
from handrail.web.requests import Request


class CodeForm(forms.Form):
    label = forms.CharField(
        label=gettext_lazy("Where it will hang"),
        max_length=160,
        help_text=gettext_lazy("Door of the white truck, first-aid kit, lid of the gang box."),
    )
    site_id = forms.ChoiceField(label=gettext_lazy("Only for one job"), required=False)

    def __init__(self, *args: Any, sites: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["site_id"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext_lazy("Every job")), *sites]


@require_http_methods(["GET", "HEAD", "POST"])
def crew_code(request: Request) -> HttpResponse:
    """The form and the codes that hang somewhere; after making one the sheet to print, this once."""
    rows = sharing.links(request.actor, sharing.Purpose.CREW)
    sites = [(str(site.pk), site.name) for site in sharing.open_sites(request.actor, request.moment)]
    form = CodeForm(request.POST if request.method == "POST" else None, sites=sites)
    key, status = once(request), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                given = sharing.give_crew(request.actor, request.moment, **form.cleaned_data, key=key)
            except (Invalid, Refused) as wrong:
                put_errors(form, wrong)
            except WrongState as used:
                messages.warning(request, used.sentence)
                return redirect("crew-code")
            else:
                return _sheet(request, given)
    lines = rows.filter(removed_at__isnull=True)
    return render(request, "owner/crew_code.html", {"form": form, "once": key, "lines": lines}, status=status)


def _sheet(request: Request, given: sharing.Given) -> HttpResponse:
    address = f"{settings.BASE_URL}{reverse('here', args=[given.token])}"
    # Drawn here from an address made here: nothing anybody typed stands in it.
    drawing = mark_safe(sharing.code_svg(address))  # noqa: S308
    return render(request, "owner/crew_code_sheet.html", {"given": given, "address": address, "drawing": drawing})
