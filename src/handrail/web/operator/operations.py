"""The operator's page: does the worker live, what gave up, and trying it again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from handrail.services.installation import operating
from handrail.web.requests import Request

A_PAGE = 20


@require_safe
def operate(request: Request) -> HttpResponse:
    """Counts, the worker's last beat and every side effect that gave up."""
    found = operating.operations(request.actor, request.moment)
    page = Paginator(operating.failed(request.actor), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "operator/operate.html", {"found": found, "page": page})


@require_POST
def retry(request: Request, item_id: UUID) -> HttpResponse:
    """Try one side effect again."""
    operating.retry(request.actor, request.moment, item_id)
    messages.success(request, _("It is queued again."))
    return redirect("operate")
