"""The two desks that sign: the office's, and the partner's co-signature."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from handrail.services.certificate import cosigning, issuing
from handrail.services.errors import Refused
from handrail.services.oversight import signing_desk
from handrail.web.components import Cell, Column
from handrail.web.figures import day, percent
from handrail.web.office.paging import page_number
from handrail.web.requests import Request


@require_safe
def to_sign(request: Request) -> HttpResponse:
    """Accepted files that wait for the office."""
    page = signing_desk.waiting(request.actor, page_number(request))
    count = page.paginator.count
    heading = ngettext("%(n)s file to sign", "%(n)s files to sign", count) % {"n": count}
    rows = [
        {
            "firm": Cell(
                audit.cover.get("legal_name") or audit.employer.name, url=reverse("office-file", args=[audit.pk])
            ),
            "partner": audit.partner.organisation.name,
            "accepted": day(getattr(audit, "decided_on", None), "short"),
            "percent": percent(getattr(audit, "percent", None)),
        }
        for audit in page.object_list
    ]
    columns = [
        Column("firm", _("Firm"), names_row=True),
        Column("partner", _("Certifying Partner")),
        Column("accepted", _("Accepted")),
        Column("percent", _("Result"), figures=True),
    ]
    context = {"heading": heading if count else _("Nothing to sign"), "page": page, "rows": rows, "columns": columns}
    return render(request, "office/to_sign.html", context)


@require_safe
def file(request: Request, audit: UUID) -> HttpResponse:
    """One file before it is signed."""
    return _file(request, audit)


def _file(request: Request, audit: UUID, problem: str = "", status: int = 200) -> HttpResponse:
    found = signing_desk.look(request.actor, request.moment, audit)
    days = found.draft.days
    firm = found.audit.cover.get("legal_name") or found.audit.employer.name
    pairs = [
        (_("Certifying Partner"), found.audit.partner.organisation.name),
        (_("Accepted"), day(found.review.decided_on)),
        (_("Round"), str(found.review.round)),
        (_("Term"), _("%(n)s months") % {"n": found.draft.term.months} if days else _("none yet")),
        (_("Issued"), day(days.issued) if days else ""),
        (_("Last valid day"), day(days.expires) if days else ""),
    ]
    accounts = [
        f"{row.get('account', '')} ({row.get('industry_code', '')})" for row in found.audit.cover.get("accounts") or ()
    ]
    context = {
        "found": found,
        "firm": firm,
        "pairs": [pair for pair in [*pairs, (_("Accounts and codes"), ", ".join(accounts))] if pair[1]],
        "problem": [("", problem)] if problem else [],
        "columns": [
            Column("title", _("Element"), names_row=True),
            Column("percent", _("Result"), figures=True),
            Column("state", _("Mark")),
        ],
        "rows": [
            {
                "title": f"{one.id} {one.title}",
                "percent": percent(one.percent) or _("does not apply"),
                "state": Cell(_("passes"), state="good")
                if one.passed
                else Cell(_("does not apply"), state="none")
                if one.passed is None
                else Cell(_("below its mark"), state="bad"),
            }
            for one in (found.score.elements if found.score else ())
        ],
        "can_sign": days is not None,
    }
    return render(request, "office/file.html", context, status=status)


@require_POST
def sign(request: Request, audit: UUID) -> HttpResponse:
    """Sign for the office."""
    try:
        made = issuing.sign(request.actor, request.moment, audit)
    except Refused as error:
        return _file(request, audit, error.sentence, status=422)
    said = _("Signed. %(number)s now waits for the Certifying Partner's signature.") % {"number": made.number}
    messages.success(request, said)
    return redirect("office-home")


@require_safe
def to_cosign(request: Request) -> HttpResponse:
    """Certificates the office signed, waiting for this partner."""
    return _to_cosign(request)


def _to_cosign(request: Request, problem: str = "", status: int = 200) -> HttpResponse:
    page = cosigning.waiting(request.actor, page_number(request))
    count = page.paginator.count
    heading = ngettext("%(n)s certificate to co-sign", "%(n)s certificates to co-sign", count) % {"n": count}
    context = {
        "heading": heading if count else _("Nothing to co-sign"),
        "page": page,
        "problem": [("", problem)] if problem else [],
    }
    return render(request, "office/to_cosign.html", context, status=status)


@require_POST
def cosign(request: Request, certificate: UUID) -> HttpResponse:
    """Sign for the Certifying Partner."""
    try:
        made = cosigning.cosign(request.actor, request.moment, certificate)
    except Refused as error:
        return _to_cosign(request, error.sentence, status=422)
    messages.success(request, _("Both signatures are on %(number)s; the firm hears by mail.") % {"number": made.number})
    return redirect("cosign")
