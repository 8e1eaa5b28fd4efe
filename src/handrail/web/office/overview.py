"""The office's view of the whole program, its list of certificates, and employers under review."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from handrail.services.oversight import holding
from handrail.services.oversight import overview as program
from handrail.services.oversight.overview import DUE_DAYS, VIEWS, View
from handrail.web.components import Cell, Column
from handrail.web.figures import day
from handrail.web.office.paging import page_number
from handrail.web.public.registry import standing_cell
from handrail.web.requests import Request


@require_safe
def overview(request: Request) -> HttpResponse:
    """Who holds, who is due, who lapsed, partner by partner."""
    found = program.overview(request.actor, request.moment)
    listed = reverse("office-certificates")
    heading = ngettext("%(n)s firm holds a certificate", "%(n)s firms hold a certificate", found.holding)
    context = {
        "found": found,
        "heading": heading % {"n": found.holding},
        "tasks": [
            {
                "label": _("Files to sign"),
                "url": reverse("office-home"),
                "word": str(found.to_sign),
                "state": "now" if found.to_sign else "done",
            },
            {
                "label": _("Waiting for the partners' co-signature"),
                "url": "",
                "word": str(found.to_cosign),
                "state": "ahead" if found.to_cosign else "done",
            },
            {
                "label": _("Ending within %(n)s days") % {"n": DUE_DAYS},
                "url": f"{listed}?view=due",
                "word": str(found.due),
                "state": "half" if found.due else "done",
            },
            {
                "label": _("Expired within the last year and not renewed"),
                "url": f"{listed}?view=lapsed",
                "word": str(found.lapsed),
                "state": "bad" if found.lapsed else "done",
            },
            {
                "label": _("Employers under review"),
                "url": f"{listed}?view=held",
                "word": str(found.held),
                "state": "info" if found.held else "done",
            },
        ],
        "columns": [
            Column("name", _("Certifying Partner"), names_row=True),
            Column("holding", _("Hold"), figures=True),
            Column("due", _("Due"), figures=True),
            Column("lapsed", _("Lapsed"), figures=True),
        ],
        "rows": [
            {"name": one.name, "holding": str(one.holding), "due": str(one.due), "lapsed": str(one.lapsed)}
            for one in found.partners
        ],
    }
    return render(request, "office/overview.html", context)


@require_safe
def certificates(request: Request) -> HttpResponse:
    """The list, by view and by what was typed."""
    asked = request.GET.get("view", "all")
    view: View = asked if asked in VIEWS else "all"
    text = request.GET.get("q", "").strip()[:200]
    page, rows = program.listing(request.actor, request.moment, view=view, text=text, number=page_number(request))
    count = page.paginator.count
    labels = {
        "all": _("All"),
        "holding": _("Holding"),
        "due": _("Due"),
        "lapsed": _("Lapsed"),
        "held": _("Under review"),
    }
    context = {
        "heading": ngettext("%(n)s certificate", "%(n)s certificates", count) % {"n": count},
        "views": [{"key": key, "label": label, "current": key == view} for key, label in labels.items()],
        "view": view,
        "asked": text,
        "page": page,
        "columns": [
            Column("holder", _("Holder"), names_row=True),
            Column("number", _("Number")),
            Column("standing", _("Today")),
            Column("expires", _("Last valid day")),
            Column("partner", _("Certifying Partner")),
        ],
        "rows": [
            {
                "holder": Cell(row.certificate.legal_name, url=reverse("certificate", args=[row.certificate.pk])),
                "number": row.certificate.number,
                "standing": standing_cell(row.standing.standing),
                "expires": day(row.last_valid, "short") if row.last_valid else _("none"),
                "partner": row.certificate.partner.organisation.name,
            }
            for row in rows
        ],
    }
    return render(request, "office/certificates.html", context)


@require_POST
def hold(request: Request, employer: UUID) -> HttpResponse:
    """Place an employer under review, or lift it."""
    if request.POST.get("hold") == "lift":
        holding.lift(request.actor, request.moment, employer)
        messages.success(request, _("The review of this employer is over from today; its owners are told by mail."))
    else:
        holding.place(request.actor, request.moment, employer, reason=request.POST.get("reason", ""))
        messages.success(
            request, _("This employer is under review from today: its refund waits, and its owners are told by mail.")
        )
    back = request.POST.get("certificate", "")
    return redirect("certificate", certificate=UUID(back)) if _is_key(back) else redirect("office-certificates")


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
