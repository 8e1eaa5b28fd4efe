"""The receipt of a decision, for the firm and for the partner; and the firm's way to appeal it."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.program import Parameter, load_pack
from handrail.rules.permissions import Action, Kind
from handrail.services import access
from handrail.services.errors import Invalid, Refused
from handrail.services.review import appealing, parts, receipt
from handrail.services.review.receipt import Given
from handrail.services.review.report import outcome_word
from handrail.web.components import Column
from handrail.web.figures import day, percent
from handrail.web.owner.words import SURE
from handrail.web.requests import Request
from handrail.web.review.forms_fairness import AppealForm

_OWN: Final = frozenset({"unknown", "design"})
"""Grades of values that no page of the program states."""
_OWN_SINCE: Final = gettext_lazy("Handrail's own value until your partner says its own")


@require_safe
def page(request: Request, review: UUID) -> HttpResponse:
    found = receipt.given(request.actor, request.moment, review)
    parts.looked(request.actor, request.moment, found.review)
    return render(request, "review/decision.html", _shown(request, found))


def _shown(request: Request, found: Given) -> dict[str, Any]:
    audit = found.review.audit
    return {
        "found": found,
        "review": found.review,
        "audit": audit,
        "is_firm": request.actor.organisation_kind is Kind.EMPLOYER,
        "firm": audit.cover.get("legal_name") or audit.employer.name,
        "partner": audit.partner.organisation.name,
        "heading": _heading(found) if request.actor.organisation_kind is Kind.EMPLOYER else outcome_word(found.review),
        "columns": [
            Column("rule", _("Rule"), names_row=True),
            Column("value", _("Value"), unbroken=True),
            Column("since", _("In force since")),
            Column("sure", _("How sure it is")),
        ],
        "rows": [_row(rule) for rule in found.receipt.rules],
        "sources": _sources(audit.pack, found),
    }


def _heading(found: Given) -> str:
    if found.overturned:
        return _("Your appeal changed this decision")
    return {
        "returned": _("Your audit came back to be corrected"),
        "accepted": _("Your audit is accepted"),
        "not_accepted": _("Your audit is not accepted"),
    }[found.review.state]


def _row(rule: Parameter) -> dict[str, str]:
    own = rule.confidence in _OWN
    return {
        "rule": rule.title,
        "value": _value(rule),
        # Its first day is only the earliest one known to the tables, so it would tell an owner something untrue.
        "since": str(_OWN_SINCE) if own else day(rule.from_, "short").replace(" ", "\u00a0"),
        "sure": str(SURE.get(rule.confidence, "")),
    }


def _sources(pack: str, found: Given) -> str:
    """Where the rules were read, each source once."""
    known = load_pack(pack).sources
    codes = dict.fromkeys(code for rule in found.receipt.rules for code in rule.source.replace(",", " ").split())
    return "; ".join(known[code].title for code in codes if code in known)


def _value(rule: Parameter) -> str:
    if rule.unit == "percent":
        return percent(rule.value)
    if rule.unit in {"days", "calendar days"}:
        return _("%(n)s days") % {"n": rule.value}
    return f"{rule.value} {rule.unit}"


@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: Request, review: UUID) -> HttpResponse:
    """The owner says what is wrong with the decision."""
    access.require(request.actor, Action.APPEAL_MAKE)
    form = AppealForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            row = appealing.make(request.actor, request.moment, review, form.cleaned_data["text"])
        except Invalid as error:
            for name, sentence in error.errors.items():
                form.add_error(name, sentence)
        except Refused as error:
            form.add_error(None, error.sentence)
        else:
            said = _("Your appeal is with your partner. You will hear by %(day)s.") % {"day": day(row.answer_by)}
            messages.success(request, said)
            return redirect("decision", review=review)
    found = receipt.given(request.actor, request.moment, review)
    context = {**_shown(request, found), "form": form}
    return render(request, "review/decision_appeal.html", context, status=422 if form.errors else 200)


@require_POST
def take_back(request: Request, review: UUID) -> HttpResponse:
    appealing.take_back(request.actor, request.moment, review)
    messages.success(request, _("Your appeal is taken back. The decision stands as it was made."))
    return redirect("decision", review=review)
