"""What a stranger reads: what this is, whether it is for him, what it takes, and who certifies."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from handrail.program import Pack, Parameter, Source, load_pack
from handrail.rules.eligibility.answer import eligibility as answer
from handrail.web.owner.words import SURE
from handrail.web.public.forms import EligibilityForm
from handrail.web.requests import Request


def _steps() -> list[dict[str, Any]]:
    """The brochure's way, as posts on the rail."""
    return [
        {"word": _("Contact a Certifying Partner"), "detail": _("and ask whether it serves SECOR"), "state": "ahead"},
        {"word": _("Take the training"), "detail": _("to build and audit a safety system"), "state": "ahead"},
        {"word": _("Build the system"), "detail": _("written down, and lived"), "state": "ahead"},
        {"word": _("Audit yourself"), "detail": _("with notes and proof, and send it in"), "state": "ahead"},
        {"word": _("Keep it going"), "detail": _("once a year, refresher every three"), "state": "ahead"},
    ]


def _who() -> list[dict[str, str]]:
    """The doors of the front page: who somebody is decides where he goes."""
    sign_in = reverse("account_login")
    return [
        {
            "label": _("I run a firm and want the certificate"),
            "url": reverse("start"),
            "hint": _("See how soon, before you make an account"),
            "word": _("Begin here"),
            "state": "now",
        },
        {
            "label": _("My firm is on Handrail"),
            "url": sign_in,
            "hint": _("Owner, crew, consultant"),
            "word": _("Sign in"),
        },
        {
            "label": _("I work for a Certifying Partner, the office or WCB"),
            "url": sign_in,
            "hint": _("Reviewer, trainer, administrator, officer"),
            "word": _("Sign in"),
        },
        {
            "label": _("I am at the gate and have a certificate before me"),
            "url": reverse("registry"),
            "hint": _("No account needed"),
            "word": _("Check it"),
        },
    ]


def _rules(pack: Pack, request: Request, *keys: str) -> dict[str, Parameter]:
    """Program values for a template, by the last part of their key, so that no number stands in a template."""
    return {key.replace(".", "_"): pack.parameter(key, on=request.moment.day) for key in keys}


def _read_in(pack: Pack, *cited: str) -> list[Source]:
    """The sources behind some facts, each once, in the order they are cited."""
    codes = dict.fromkeys(code for one in cited for code in one.replace(",", " ").split())
    return [pack.sources[code] for code in codes if code in pack.sources]


def _contacts(pack: Pack, request: Request) -> dict[str, Any]:
    """Where to ask for a current list: phones and pages of the day, and where they were read."""
    found = [one for one in pack.directory.contact if one.in_force(request.moment.day)]
    return {"contacts": found, "contact_sources": _read_in(pack, *(one.source for one in found))}


@require_safe
def front(request: Request) -> HttpResponse:
    """Explains, and asks "who are you?"."""
    if request.actor.signed_in and "stay" not in request.GET:
        return redirect("home")
    pack = load_pack()
    rules = _rules(
        pack, request, "size.max", "incentive.keep", "incentive.first_year", "incentive.cap", "training.refresher_months",
        "training.refresher_min_days", "audit.pass.overall", "audit.pass.element",
    )  # fmt: skip
    return render(request, "public/front.html", {"steps": _steps(), "who": _who(), "rules": rules})


@require_safe
def eligibility(request: Request) -> HttpResponse:
    """Five questions, a plain answer with its rule. The answers stand in the address, so nothing is kept of anybody."""
    pack = load_pack()
    found, points = None, []
    form = EligibilityForm(request.GET or None)
    if form.is_bound and form.is_valid():
        found = answer(form.answers(), request.moment.day, pack)
        points = [
            {"point": point, "sure": SURE.get(point.confidence, ""), "sources": _read_in(pack, point.source)}
            for point in found.points
        ]
    return render(
        request,
        "public/eligibility.html",
        {"form": form, "found": found, "points": points},
        status=422 if form.is_bound and not form.is_valid() else 200,
    )


@require_safe
def what_it_takes(request: Request) -> HttpResponse:
    """Steps, time and cost."""
    pack = load_pack()
    rules = _rules(
        pack, request, "audit.records.months_full", "audit.records.months_short", "audit.gather.max_days",
        "audit.submit.max_days", "audit.correct.days_per_round", "audit.correct.total_days", "audit.pass.overall",
        "audit.pass.element", "certificate.term.full_months", "certificate.term.short_months",
        "training.refresher_months", "training.refresher_min_days", "letter.days", "size.max", "incentive.keep",
        "incentive.first_year", "incentive.cap", "review.target_days_low", "review.target_days_high",
    )  # fmt: skip
    courses = [course for course in pack.courses.values() if course.role in {"building", "refresher"}]
    context = {
        "rules": rules,
        "courses": courses,
        "edition": pack.edition_on(request.moment.day),
        "partners": [partner for partner in pack.partners.values() if partner.fees],
        "claims": pack.program.claim,
        "uncertain": [
            {"rule": rule, "sure": SURE.get(rule.confidence, ""), "sources": _read_in(pack, rule.source)}
            for rule in rules.values()
            if rule.confidence != "attested"
        ],
        "sources": _read_in(
            pack,
            *(rule.source for rule in rules.values()),
            *(course.source for course in courses),
            *(claim.source for claim in pack.program.claim),
        ),
    }
    return render(request, "public/what_it_takes.html", context)


@require_safe
def partners(request: Request) -> HttpResponse:
    """The directory of Certifying Partners: who serves SECOR, by industry."""
    pack = load_pack()
    industry = request.GET.get("industry", "").strip().lower()
    entries = pack.directory.partner
    industries = sorted({name for entry in entries for name in entry.industries})
    fits = [entry for entry in entries if not industry or any(industry in name for name in entry.industries)]
    anyone = [entry for entry in entries if entry not in fits and any("any" in name for name in entry.industries)]
    demonstration = [p for p in pack.partners.values() if p.demonstration] if request.moment.demonstration else []
    context = {
        "directory": pack.directory,
        "industry": industry,
        "industries": industries,
        "fits": [(entry, _read_in(pack, entry.source)) for entry in fits],
        "anyone": [(entry, _read_in(pack, entry.source)) for entry in anyone],
        "demonstration_partners": demonstration,
        **_contacts(pack, request),
    }
    return render(request, "public/partners.html", context)


@require_safe
def about(request: Request) -> HttpResponse:
    """What Handrail is and is not; how sure its facts are."""
    pack = load_pack()
    context = {"pack": pack, "edition": pack.edition_on(request.moment.day), **_contacts(pack, request)}
    return render(request, "public/about.html", context)
