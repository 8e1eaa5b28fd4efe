"""Applications to a Certifying Partner: the queue, and one of them with the firm's head-count."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from handrail.services.errors import Invalid, Refused
from handrail.services.partner import choosing
from handrail.web.partner.forms import RefusalForm
from handrail.web.requests import Request

A_PAGE = 20


@require_safe
def applications(request: Request) -> HttpResponse:
    """Those to decide, oldest first; `?state=decided` shows what became of the others."""
    decided = request.GET.get("state") == "decided"
    rows = choosing.decided(request.actor) if decided else choosing.applications(request.actor)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "partner/applications.html", {"page": page, "decided": decided})


@require_http_methods(["GET", "HEAD", "POST"])
def application(request: Request, application_id: UUID) -> HttpResponse:
    """One application: who asks, who counts today, and the two answers."""
    answer = request.POST.get("answer", "")
    typed = {"reason": request.POST.get("reason", "")}
    form = RefusalForm(request.POST if answer == "refuse" else None, initial=typed)
    problem, status = "", 200
    if request.method == "POST":
        status = 422
        if answer not in {"accept", "refuse"}:
            problem = _("Choose whether to accept or to refuse.")
        elif answer == "accept" or form.is_valid():
            try:
                row = choosing.decide(
                    request.actor,
                    request.moment,
                    application_id,
                    answer == "accept",
                    form.cleaned_data["reason"] if answer == "refuse" else "",
                )
            except Invalid as error:
                problem = next(iter(error.errors.values()))
            except Refused as error:
                problem = error.sentence
            else:
                said = _("%(name)s is with you now.") if answer == "accept" else _("%(name)s will read your reason.")
                messages.success(request, said % {"name": row.employer.name})
                return redirect("applications")
    considered = choosing.consider(request.actor, request.moment, application_id)
    page = {
        "considered": considered,
        "application": considered.application,
        "form": form,
        "problem": [("", problem)] if problem else [],
    }
    return render(request, "partner/application.html", page, status=status)
