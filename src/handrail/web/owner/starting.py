"""The first question, before any account: who wants this, by when, and what do your people do this week?"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.program import load_pack
from handrail.rules.audit.routes import ASSUMED, Route, RouteKind
from handrail.services.employer import starting
from handrail.services.employer.starting import Wishes
from handrail.services.errors import Forbidden, Invalid
from handrail.web.account.seating import sit_for
from handrail.web.owner.forms import FirmNameForm, StartForm
from handrail.web.owner.saving import put_errors
from handrail.web.owner.words import IN_TIME, ROUTES, SURE, spoken
from handrail.web.requests import Request

KEPT = "start"  # session key: the answers, until a firm is made of them


def _kept(request: Request) -> Wishes | None:
    kept = request.session.get(KEPT)
    return Wishes.from_kept(kept) if isinstance(kept, dict) else None


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: Request) -> HttpResponse:
    """Asks; the answer comes at once, without an account. Who signed in with answers kept goes on with them."""
    wishes = _kept(request)
    if request.method == "POST":
        form = StartForm(request.POST)
        if form.is_valid():
            request.session[KEPT] = form.wishes().as_kept()
            return redirect("start-answer")
        return render(request, "owner/start.html", {"form": form, "more": _more(form)}, status=422)
    if wishes and request.actor.signed_in and request.actor.role is None and "again" not in request.GET:
        return redirect("start-answer")
    form = StartForm(initial=wishes.as_kept() if wishes else None)
    return render(request, "owner/start.html", {"form": form, "more": bool(wishes)})


def _more(form: StartForm) -> bool:
    """Whether the further questions stand open: one of them is wrong or answered."""
    names = ("records_from", "trained_on", "last_ended")
    return any(name in form.errors or form.data.get(name) for name in names)


@require_safe
def answer(request: Request) -> HttpResponse:
    """The routes with their earliest honest days, why, and how sure that is."""
    wishes = _kept(request)
    if wishes is None:
        return redirect("start")
    return _answered(request, wishes, FirmNameForm())


def _answered(request: Request, wishes: Wishes, form: FirmNameForm, status: int = 200) -> HttpResponse:
    found = starting.ways(wishes, request.moment.day)
    letter = next((one.earliest for one in found if one.kind is RouteKind.TEMPORARY_LETTER), None)
    first = min(
        (one.earliest for one in found if one.earliest and one.kind is not RouteKind.TEMPORARY_LETTER), default=None
    )
    sign_up = f"{reverse('account_signup')}?{urlencode({'next': reverse('start-answer')})}"
    context = {
        "wishes": wishes,
        "first": first,
        "letter": letter,
        "lines": [_line(one) for one in sorted(found, key=lambda one: not one.possible)],
        "form": form,
        "sign_up": sign_up,
        "sign_in": f"{reverse('account_login')}?{urlencode({'next': reverse('start-answer')})}",
    }
    return render(request, "owner/start_answer.html", context, status=status)


def _line(route: Route) -> dict[str, object]:
    pack = load_pack()
    reasons = [
        {
            "code": one.code,
            "sentence": spoken(one.sentence),
            "sources": [pack.sources[code].title for code in one.source.split() if code in pack.sources],
        }
        for one in route.reasons
    ]
    word, mark = IN_TIME[route.in_time] if route.in_time else ("", "")
    return {
        "route": route, "name": ROUTES[route.kind], "reasons": reasons, "sure": SURE[route.confidence],
        "assumed": [one for one in reasons if one["code"] in ASSUMED], "word": word, "mark": mark,
    }  # fmt: skip


@require_POST
def keep(request: Request) -> HttpResponse:
    """Keep the answers as a firm; a stranger signs up first, and the answers wait."""
    wishes = _kept(request)
    if wishes is None:
        return redirect("start")
    if not request.actor.signed_in:
        raise Forbidden(_("Make an account first; your answers are kept until then."))
    form = FirmNameForm(request.POST)
    if form.is_valid():
        try:
            firm = starting.keep(request.actor, request.moment, form.cleaned_data["firm_name"], wishes)
        except Invalid as error:
            put_errors(form, error)
        else:
            request.session.pop(KEPT, None)
            sit_for(request, firm.pk)
            return redirect("owner-home")
    return _answered(request, wishes, form, status=422)
