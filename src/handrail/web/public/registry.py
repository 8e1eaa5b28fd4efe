"""The register: search by name or number, open data, the issuer's keys and the signed status list."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from handrail.rules.certificate.standing import Standing
from handrail.services.registry import checking, publishing
from handrail.services.registry.checking import RegisterRow
from handrail.web.components import Cell, Column
from handrail.web.figures import day
from handrail.web.office.paging import page_number
from handrail.web.public.verify import slow_down, too_many
from handrail.web.requests import Request


def standing_word(standing: Standing) -> str:
    return {
        Standing.VALID: _("valid"),
        Standing.EXPIRED: _("expired"),
        Standing.SUSPENDED: _("suspended"),
        Standing.WITHDRAWN: _("withdrawn"),
        Standing.SUPERSEDED: _("replaced by a newer one"),
        Standing.NOT_YET_VALID: _("not valid yet"),
        Standing.UNKNOWN: _("not known"),
    }[standing]


def standing_cell(standing: Standing) -> Cell:
    shapes = {Standing.VALID: "good", Standing.NOT_YET_VALID: "ahead", Standing.UNKNOWN: "ahead"}
    return Cell(standing_word(standing), state=shapes.get(standing, "bad"))


@require_safe
def registry(request: Request) -> HttpResponse:
    """The register, or what of it carries the name asked for; a whole number leads to its certificate."""
    if too_many(request):
        return slow_down(request)
    asked = request.GET.get("q", "").strip()[:200]
    if number := checking.number_of(asked):
        return redirect("verify", number)
    page, rows = checking.search(asked, request.moment.day, page_number(request))
    context = {
        "asked": asked,
        "mistyped": checking.mistyped(asked),
        "page": page,
        "count": page.paginator.count,
        "columns": [
            Column("holder", _("Holder"), names_row=True),
            Column("number", _("Number")),
            Column("standing", _("Today")),
            Column("expires", _("Last valid day")),
            Column("partner", _("Certifying Partner")),
        ],
        "rows": [_row(row) for row in rows],
    }
    return render(request, "public/registry.html", context)


def _row(row: RegisterRow) -> dict[str, object]:
    return {
        "holder": row.holder,
        "number": Cell(row.number, url=reverse("verify", args=[row.number])),
        "standing": standing_cell(row.standing),
        "expires": day(row.last_valid, "short") if row.last_valid else _("none"),
        "partner": row.partner,
    }


@require_safe
def registry_csv(request: Request) -> HttpResponse | StreamingHttpResponse:
    """The register as open data."""
    if too_many(request):
        return slow_down(request)
    response = StreamingHttpResponse(publishing.open_data(request.moment), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="registry.csv"'
    return response


@require_safe
def public_keys(request: Request) -> JsonResponse:
    """The issuer's public keys, past ones kept."""
    response = JsonResponse(publishing.public_keys(), json_dumps_params={"indent": 2})
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def status_list(request: Request) -> HttpResponse:
    """Every certificate's standing on the day, signed."""
    if too_many(request):
        return slow_down(request)
    response = HttpResponse(publishing.status_list(request.moment), content_type="application/jose")
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
