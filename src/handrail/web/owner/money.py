"""Money: what the certificate is worth in a year's WCB premium, as a range with its reasons, and when it does not pay."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from handrail.program import load_pack
from handrail.rules.permissions import Action
from handrail.rules.reason import Reason
from handrail.services import access
from handrail.services.premium import basis
from handrail.services.premium.worth import Worth, worth, years
from handrail.web.owner.forms import BasisForm
from handrail.web.owner.saving import send, version_of
from handrail.web.owner.words import GATES, SURE, spoken
from handrail.web.requests import Request


def _year(request: Request) -> int:
    """The year asked for, else this one."""
    text = request.GET.get("year", "")
    return next((year for year in years(request.moment.day) if str(year) == text), request.moment.day.year)


@require_safe
def money(request: Request) -> HttpResponse:
    """One year: the base, the low and the high end, whether it will be paid, and what it costs to keep."""
    year = _year(request)
    found = worth(request.actor, request.moment, year)
    result = found.premium
    word, mark = GATES[result.gate] if result else ("", "")
    pack = load_pack()
    context: dict[str, Any] = {
        "found": found,
        "year": year,
        "years": years(request.moment.day),
        "result": result,
        "held": found.freed,
        "figures": found.freed or result,
        "charged": any(one.code == "held_charged" for one in (result.reasons if result else ())),
        "gate": word,
        "gate_mark": mark,
        "reasons": [
            {
                "sentence": spoken(one.sentence),
                "sources": [pack.sources[code].title for code in one.source.split() if code in pack.sources],
            }
            for one in _reasons(found)
        ],
        "sure": SURE.get(result.confidence, "") if result else "",
        "lines": found.accounts,
        "watermark": request.moment.demonstration or found.demonstration_rates,
    }
    return render(request, "owner/money.html", context)


def _reasons(found: Worth) -> tuple[Reason, ...]:
    """Why; of a held refund also what it would be once freed, each reason once."""
    held = found.premium.reasons if found.premium else ()
    freed = found.freed.reasons if found.freed else ()
    return (*held, *(one for one in freed if one.code not in {other.code for other in held}))


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, account_id: UUID, year: int) -> HttpResponse:
    """What the owner types for one account and year."""
    access.require(request.actor, Action.PREMIUM_WRITE)
    if year not in years(request.moment.day):
        raise Http404
    account, row = basis.stored(request.actor, account_id, year)
    back = f"{reverse('money')}?{urlencode({'year': year})}"
    context: dict[str, Any] = {
        "title": _("Account %(account)s in %(year)s") % {"account": account.account, "year": year},
        "lead": _("Totals only, no names. Everything but the earnings may stay empty."),
        "back": (back, _("Money")),
        "submit": _("Save the figures"),
        "draft": f"money:{account.pk}:{year}",
    }
    if request.method != "POST":
        start = {name: getattr(row, name) for name in BasisForm.base_fields} if row else {}
        if row:
            start["worker_earnings"] = "\n".join(row.worker_earnings)
        form = BasisForm(initial=start)
        return render(request, "owner/form.html", {**context, "form": form, "version": row.version if row else 0})
    form = BasisForm(request.POST)
    return send(
        request,
        form,
        lambda _typed: basis.save(
            request.actor, request.moment, account_id, year, version=version_of(request), fields=form.fields_typed()
        ),
        to=back,
        said=_("Saved."),
        template="owner/form.html",
        context=context,
    )
