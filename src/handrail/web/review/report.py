"""The report of a decided round, for the partner and for the firm."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from handrail.services.review import parts
from handrail.services.review import report as reports
from handrail.web.requests import Request


@require_safe
def page(request: Request, review: UUID) -> HttpResponse:
    found = reports.report(request.actor, review)
    parts.looked(request.actor, request.moment, found.review)
    audit = found.review.audit
    context = {
        "found": found,
        "review": found.review,
        "firm": audit.cover.get("legal_name") or audit.employer.name,
        "outcome": reports.outcome_word(found.review),
        "score": found.standing.score,
        "scored": found.review.percent is not None,
        "pass_mark": found.gates.overall_parameter.value,
        "element_mark": found.gates.element_parameter.value,
    }
    return render(request, "review/report.html", context)


@require_safe
def pdf(request: Request, review: UUID) -> HttpResponse:
    data, name, found = reports.report_pdf(request.actor, review)
    parts.looked(request.actor, request.moment, found)
    response = HttpResponse(data, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
