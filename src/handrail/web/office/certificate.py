"""One certificate for those it concerns: its life, its document, and for the office what it may change."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST, require_safe

from handrail.rules.certificate.standing import Standing, Status
from handrail.rules.permissions import Action
from handrail.services.certificate import changing, showing
from handrail.services.certificate.showing import CertificateView
from handrail.services.errors import Invalid, WrongState
from handrail.services.oversight import holding
from handrail.services.registry.telling import told
from handrail.web.components import Event
from handrail.web.public.registry import standing_word
from handrail.web.requests import Request


class ChangeForm(forms.Form):
    status = forms.ChoiceField(label=_lazy("Change"), widget=forms.RadioSelect)
    effective_on = forms.DateField(label=_lazy("From which day"), widget=forms.DateInput)
    reason = forms.CharField(
        label=_lazy("Reason"),
        help_text=_lazy("One sentence for the firm and its partner; a stranger sees only the change and its day."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, choices: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = choices  # type: ignore[attr-defined]


@require_safe
def show(request: Request, certificate: UUID) -> HttpResponse:
    found = showing.show(request.actor, request.moment, certificate)
    return _show(request, found, ChangeForm(_choices(found), initial={"effective_on": request.moment.day}))


def _show(request: Request, found: CertificateView, form: ChangeForm, status: int = 200) -> HttpResponse:
    row, office = found.certificate, request.actor.role == "office"
    good = found.standing.standing is Standing.VALID
    open_ = found.standing.standing in {Standing.UNKNOWN, Standing.NOT_YET_VALID}
    context = {
        "found": found,
        "certificate": row,
        "word": standing_word(found.standing.standing).upper(),
        "shape": "good" if good else "ahead" if open_ else "bad",
        "events": _life(found),
        "accounts": ", ".join(f"{one.get('account', '')} ({one.get('industry_code', '')})" for one in row.accounts),
        "office": office,
        "form": form if office and form.fields["status"].choices else None,  # type: ignore[attr-defined]
        "being_made": _being_made(row.signed_by_both_at, request),
        "hold": holding.running(row.employer_id, request.moment) if office else None,
    }
    return render(request, "office/certificate.html", context, status=status)


def _being_made(signed_at: datetime | None, request: Request) -> bool:
    """A document follows both signatures within seconds; one that is not there a day later never will be."""
    return signed_at is not None and request.moment.now - signed_at < timedelta(days=1)


def _choices(found: CertificateView) -> list[tuple[str, str]]:
    words = {
        Status.SUSPENDED: _("Suspend it"),
        Status.REINSTATED: _("Reinstate it"),
        Status.WITHDRAWN: _("Withdraw it for good"),
    }
    return [(one.value, words[one]) for one in changing.possible(found.standing.standing)]


def _life(found: CertificateView) -> list[Event]:
    row = found.certificate
    sides = {"office": _("Signed for the Partnerships office"), "partner": _("Signed for the Certifying Partner")}
    words = {
        "suspended": _("Suspended"),
        "reinstated": _("Reinstated"),
        "withdrawn": _("Withdrawn"),
        "cancelled": _("Withdrawn: a yearly audit was missed"),
        "superseded": _("Replaced by a newer certificate"),
        "extended": _("Extended"),
    }
    events = [Event(row.issued_on, _("Dated"))]
    events += [Event(one.signed_on, sides[one.side], who=one.name) for one in found.signatures]
    events += [
        Event(
            one.effective_on, words[one.status], detail=one.reason, state="info" if one.status == "extended" else "bad"
        )
        for one in found.history
    ]
    today = found.standing.as_of
    last = told([row], today, today)[row.pk].last_valid
    if last is not None:
        events.append(Event(last, _("Last valid day"), state="ahead" if last >= today else "done"))
    return sorted(events, key=lambda one: one.on)


@require_safe
def document(request: Request, certificate: UUID) -> FileResponse | HttpResponse:
    """The sealed bytes, as they were made."""
    found = showing.document(request.actor, certificate)
    response = FileResponse(found.path.open("rb"), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{found.name}"'
    return response


@require_POST
def change(request: Request, certificate: UUID) -> HttpResponse:
    """Suspend, reinstate or withdraw."""
    found = showing.show(request.actor, request.moment, certificate, Action.OVERSIGHT_HOLD)
    form = ChangeForm(_choices(found), request.POST)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            changing.change(
                request.actor,
                request.moment,
                certificate,
                status=typed["status"],
                effective_on=typed["effective_on"],
                reason=typed["reason"],
            )
        except Invalid as error:
            for name, sentence in error.errors.items():
                form.add_error(name, sentence)
        except WrongState as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, _("The change stands; the public check shows it from that day."))
            return redirect("certificate", certificate=certificate)
    return _show(request, found, form, status=422)
