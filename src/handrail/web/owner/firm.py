"""The firm: who it is to WCB, its accounts, where it works, and what happens past ten."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.rules.permissions import Action
from handrail.services import access
from handrail.services.employer import cycle as cycles
from handrail.services.employer import firm as firms
from handrail.services.employer.under_review import under_review
from handrail.services.errors import Absent, Refused
from handrail.web.owner.forms import AccountForm, FirmForm, LastDayForm, SiteForm
from handrail.web.owner.saving import once, send, version_of
from handrail.web.owner.words import REGULAR_COR
from handrail.web.requests import Request

POSTS = ["GET", "HEAD", "POST"]


@require_safe
def firm(request: Request) -> HttpResponse:
    """Everything about the firm on one page; each part is changed on a page of its own."""
    access.require(request.actor, Action.PEOPLE_READ)
    found = firms.firm(request.actor)
    year = cycles.cycle(request.actor, request.moment)
    shown = {"found": found, "firm": found.employer, "year": year, "review": under_review(year, request.moment)}
    shown["regular"] = REGULAR_COR
    return render(request, "owner/firm.html", shown)


@require_http_methods(POSTS)
def change(request: Request) -> HttpResponse:
    """Names, contact, the first day of records, registration for the refund."""
    access.require(request.actor, Action.EMPLOYER_WRITE)
    found = firms.firm(request.actor).employer
    names = FirmForm.base_fields
    context: dict[str, Any] = {
        "title": _("Who you are to WCB"),
        "back": (reverse("firm"), _("The firm")),
        "submit": _("Save the firm"),
        "draft": f"firm:{found.pk}",
    }
    if request.method != "POST":
        form = FirmForm(initial={name: getattr(found, name) for name in names})
        return render(request, "owner/form.html", {**context, "form": form, "version": found.version})
    form = FirmForm(request.POST)
    return send(
        request,
        form,
        lambda _typed: firms.change(
            request.actor, request.moment, version=version_of(request), fields=form.fields_typed()
        ),
        to=reverse("firm"),
        said=_("Saved."),
        template="owner/form.html",
        context=context,
    )


@require_http_methods(POSTS)
def add_account(request: Request) -> HttpResponse:
    access.require(request.actor, Action.EMPLOYER_WRITE)
    form = AccountForm(request.POST or None)
    context = {
        "title": _("Add a WCB account"),
        "lead": _("The account and its industry code are what the premium and the certificate speak of."),
        "back": (reverse("firm"), _("The firm")),
        "submit": _("Add the account"),
    }
    if request.method != "POST":
        return render(request, "owner/form.html", {**context, "form": form})
    return send(
        request,
        form,
        lambda typed: firms.add_account(request.actor, request.moment, **typed),
        to=reverse("firm"),
        said=_("The account is added."),
        template="owner/form.html",
        context=context,
    )


@require_http_methods(POSTS)
def change_account(request: Request, account_id: UUID) -> HttpResponse:
    access.require(request.actor, Action.EMPLOYER_WRITE)
    row = next((one for one in firms.firm(request.actor).accounts if one.pk == account_id), None)
    if row is None:
        raise Absent(_("account"))
    typed = {"account": row.account, "industry_code": row.industry_code, "industry": row.industry}
    context: dict[str, Any] = {
        "title": _("Correct the account"),
        "back": (reverse("firm"), _("The firm")),
        "submit": _("Save the account"),
        "was": (row.account, row.industry_code),
    }
    if request.method != "POST":
        return render(request, "owner/form.html", {**context, "form": AccountForm(initial=typed)})
    was = (request.POST.get("was_account", ""), request.POST.get("was_code", ""))
    return send(
        request,
        AccountForm(request.POST),
        lambda values: firms.change_account(request.actor, request.moment, account_id, was=was, **values),
        to=reverse("firm"),
        said=_("Saved."),
        template="owner/form.html",
        context=context,
    )


@require_POST
def remove_account(request: Request, account_id: UUID) -> HttpResponse:
    try:
        firms.remove_account(request.actor, request.moment, account_id)
    except Refused as error:
        messages.error(request, error.sentence)
    else:
        messages.success(request, _("The account is taken off."))
    return redirect("firm")


@require_http_methods(POSTS)
def add_site(request: Request) -> HttpResponse:
    access.require(request.actor, Action.EMPLOYER_WRITE)
    form = SiteForm(request.POST or None)
    context: dict[str, Any] = {
        "title": _("Add a job, shop or yard"),
        "back": (reverse("firm"), _("The firm")),
        "submit": _("Add the place"),
        "once": once(request),
    }
    if request.method != "POST":
        return render(request, "owner/form.html", {**context, "form": form})
    return send(
        request,
        form,
        lambda typed: firms.add_site(request.actor, request.moment, **typed, key=context["once"]),
        to=reverse("firm"),
        said=_("The place is added."),
        template="owner/form.html",
        context=context,
    )


@require_http_methods(POSTS)
def end_site(request: Request, site_id: UUID) -> HttpResponse:
    access.require(request.actor, Action.EMPLOYER_WRITE)
    row = next((one for one in firms.firm(request.actor).sites if one.pk == site_id), None)
    if row is None:
        raise Absent(_("place"))
    context = {
        "title": _("Last day at %(place)s") % {"place": row.name},
        "back": (reverse("firm"), _("The firm")),
        "submit": _("End work there"),
    }
    if request.method != "POST":
        form = LastDayForm(initial={"last_day": request.moment.day})
        return render(request, "owner/form.html", {**context, "form": form})
    return send(
        request,
        LastDayForm(request.POST),
        lambda typed: firms.end_site(request.actor, request.moment, site_id, **typed),
        to=reverse("firm"),
        said=_("Saved."),
        template="owner/form.html",
        context=context,
    )
