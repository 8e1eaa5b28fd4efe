"""Certificates by WCB account: validity only."""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from handrail.services.oversight import wcb_list
from handrail.web.components import Cell, Column
from handrail.web.figures import day
from handrail.web.office.paging import page_number
from handrail.web.public.registry import standing_cell
from handrail.web.requests import Request


@require_safe
def listing(request: Request) -> HttpResponse:
    """A page of the list, found by account, number or name."""
    asked = request.GET.get("q", "").strip()[:200]
    page, lines = wcb_list.listing(request.actor, request.moment, asked, page_number(request))
    count = page.paginator.count
    context = {
        "heading": ngettext("%(n)s certificate", "%(n)s certificates", count) % {"n": count},
        "asked": asked,
        "query": f"?{urlencode({'q': asked})}" if asked else "",
        "page": page,
        "columns": [
            Column("account", _("Account"), names_row=True, unbroken=True),
            Column("code", _("Industry code")),
            Column("number", _("Certificate"), unbroken=True),
            Column("name", _("Legal name")),
            Column("days", _("Valid")),
            Column("standing", _("Today")),
            Column("since", _("From")),
        ],
        "rows": [
            {
                "account": line.account,
                "code": line.industry_code,
                "number": Cell(line.number, url=reverse("verify", args=[line.number])),
                "name": line.legal_name,
                "days": f"{day(line.issued, 'short')} – {day(line.last_valid, 'short')}"
                if line.last_valid
                else _("no day"),
                "standing": standing_cell(line.standing),
                "since": day(line.since, "short") if line.since else "",
            }
            for line in lines
        ],
    }
    return render(request, "wcb/list.html", context)


@require_safe
def export(request: Request) -> HttpResponse | StreamingHttpResponse:
    """The same list as CSV."""
    lines = wcb_list.export(request.actor, request.moment, request.GET.get("q", ""))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = f"certificates-{request.moment.day.isoformat()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
