"""Ordering a visit to a firm's site, reporting it, and calling it off; all from the page of the round."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handrail.rules.permissions import Action
from handrail.services import access
from handrail.services.errors import Invalid
from handrail.services.review import visiting
from handrail.web.requests import Request
from handrail.web.review.forms import VisitForm, VisitReportForm
from handrail.web.review.round import round_page


@require_POST
def order(request: Request, review: UUID) -> HttpResponse:
    access.require(request.actor, Action.REVIEW_DECIDE)  # before anything typed is looked at
    form = VisitForm(request.POST)
    if form.is_valid():
        try:
            visiting.order(request.actor, request.moment, review, reason=form.cleaned_data["reason"])
        except Invalid as error:
            form.add_error("reason", error.errors["reason"])
        else:
            messages.success(
                request,
                _("The visit is ordered, and the firm is told why. You or a colleague phone them to agree on a day."),
            )
            return redirect("review", review=review)
    return round_page(request, review, visit_form=form)


@require_POST
def report(request: Request, review: UUID) -> HttpResponse:
    access.require(request.actor, Action.REVIEW_DECIDE)
    form = VisitReportForm(request.POST)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            visiting.report(
                request.actor, request.moment, review, visited_on=typed["visited_on"], seen=typed["seen"]
            )  # fmt: skip
        except Invalid as error:
            for name, sentence in error.errors.items():
                form.add_error(name, sentence)
        else:
            messages.success(request, _("The visit is reported. The file can be decided now."))
            return redirect("review", review=review)
    return round_page(request, review, visit_form=form)


@require_POST
def call_off(request: Request, review: UUID) -> HttpResponse:
    visiting.call_off(request.actor, request.moment, review)
    messages.success(request, _("The visit is called off, and the firm is told."))
    return redirect("review", review=review)
