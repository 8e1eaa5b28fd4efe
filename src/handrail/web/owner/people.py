"""People: who is with the firm, who counts and why, and what the next hire would mean."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.program import load_pack
from handrail.rules.headcount import Relation
from handrail.rules.permissions import Action
from handrail.services import access
from handrail.services.errors import Absent, Refused
from handrail.services.headcount import people as writing
from handrail.services.headcount.over_time import either_way, over_time
from handrail.services.headcount.roster import Line, Roster, roster
from handrail.web.components import Task
from handrail.web.owner.forms import LastDayForm, NameForm, PersonForm, SpellForm
from handrail.web.owner.head_picture import picture
from handrail.web.owner.saving import once, send, version_of
from handrail.web.owner.words import RELATIONS, count_sentence, growth_reasons, near_sentence, peak_sentence
from handrail.web.requests import Request

POSTS = ["GET", "HEAD", "POST"]
PAGE = 50


@require_safe
def people(request: Request) -> HttpResponse:
    """The list with both head-counts and an honest sentence for each person."""
    found = roster(request.actor, request.moment)
    page = Paginator(found.lines, PAGE).get_page(request.GET.get("page"))
    count = found.headcount
    context = {
        "found": found,
        "page": page,
        "tasks": [_task(line) for line in page],
        "peak": peak_sentence(count),
        "count": count,
        "sentence": count_sentence(count),
        "near": near_sentence(count, found.near),
        "either": either_way(found.cycle),
        "growth": growth_reasons(count),
        "reasons": count.reasons,
        "picture": picture(over_time(found.cycle), (_("From"), _("Counts"), _("Regular"))) if found.lines else None,
        "rule": _rule(found),
        "sources": load_pack(found.cycle.firm.pack).sources,
    }
    return render(request, "owner/people.html", context)


def _task(line: Line) -> Task:
    spells = line.person.spells.all()
    last = spells[len(spells) - 1]
    what = line.person.position or str(RELATIONS[Relation(last.relation)])
    return Task(
        line.person.name,
        reverse("person", args=[line.person.pk]),
        "done" if line.count.counts else "none",
        _("counts") if line.count.counts else _("does not count"),
        f"{what}. {line.count.why}",
    )


def _rule(found: Roster) -> str:
    partner = found.cycle.partner
    if partner is None:
        return _("Counted by the program's own rule. Your Certifying Partner may count family, volunteers or subs too.")
    return _("Counted by the rule of %(partner)s.") % {"partner": partner.organisation.name}


@require_http_methods(POSTS)
def add(request: Request) -> HttpResponse:
    access.require(request.actor, Action.PEOPLE_WRITE)
    context: dict[str, Any] = {
        "title": _("Add a person"),
        "lead": _("Everybody who works for you, with or without pay. Handrail says who counts."),
        "back": (reverse("people"), _("People")),
        "submit": _("Add the person"),
        "once": once(request),
    }
    if request.method != "POST":
        start = {
            "relation": Relation.WORKER,
            "covered": True,
            "regularly_employed": True,
            "from_day": request.moment.day,
        }
        return render(request, "owner/form.html", {**context, "form": PersonForm(initial=start)})
    form = PersonForm(request.POST)
    return send(
        request,
        form,
        lambda typed: writing.add(
            request.actor,
            request.moment,
            name=typed["name"],
            position=typed["position"],
            spell=form.spell(),
            key=context["once"],
        ),
        to=reverse("people"),
        said=_("The person is on the list."),
        template="owner/form.html",
        context=context,
    )


@require_safe
def person(request: Request, person_id: UUID) -> HttpResponse:
    """One person with every stretch of time at the firm."""
    row = writing.person(request.actor, person_id)
    spells = list(row.spells.all())
    here = [one for one in spells if one.to_day is None or one.to_day >= request.moment.day]
    context = {
        "person": row,
        "lines": [{"spell": one, "relation": RELATIONS[Relation(one.relation)]} for one in spells],
        "here": here,
        "open": any(one.to_day is None for one in spells),
    }
    return render(request, "owner/person.html", context)


@require_http_methods(POSTS)
def rename(request: Request, person_id: UUID) -> HttpResponse:
    row = _writable(request, person_id)
    context = _context(row, _("Correct the name"), _("Save the name"))
    if request.method != "POST":
        form = NameForm(initial={"name": row.name, "position": row.position})
        return render(request, "owner/form.html", {**context, "form": form, "version": row.version})
    return send(
        request,
        NameForm(request.POST),
        lambda typed: writing.rename(request.actor, request.moment, row.pk, version=version_of(request), **typed),
        to=reverse("person", args=[row.pk]),
        said=_("Saved."),
        template="owner/form.html",
        context=context,
    )


@require_http_methods(POSTS)
def end(request: Request, person_id: UUID) -> HttpResponse:
    row = _writable(request, person_id)
    context = _context(row, _("Last day of %(name)s") % {"name": row.name}, _("Save the last day"))
    if request.method != "POST":
        form = LastDayForm(initial={"last_day": request.moment.day})
        return render(request, "owner/form.html", {**context, "form": form, "version": row.version})
    return send(
        request,
        LastDayForm(request.POST),
        lambda typed: writing.end(request.actor, request.moment, row.pk, version=version_of(request), **typed),
        to=reverse("people"),
        said=_("Saved. The person stays on the list, because the last twelve months are looked at."),
        template="owner/form.html",
        context=context,
    )


@require_http_methods(POSTS)
def add_spell(request: Request, person_id: UUID) -> HttpResponse:
    """Somebody came back, or stands to the firm in another way from a day on."""
    row = _writable(request, person_id)
    context = _context(row, _("Another time of %(name)s with the firm") % {"name": row.name}, _("Add this time"))
    if request.method != "POST":
        last = row.spells.last()
        start = _initial(last) if last else {}
        begin = last.to_day + timedelta(days=1) if last and last.to_day else request.moment.day
        form = SpellForm(initial={**start, "from_day": begin, "to_day": None})
        return render(request, "owner/form.html", {**context, "form": form, "version": row.version})
    form = SpellForm(request.POST)
    return send(
        request,
        form,
        lambda _typed: writing.add_spell(
            request.actor, request.moment, row.pk, version=version_of(request), spell=form.spell()
        ),
        to=reverse("person", args=[row.pk]),
        said=_("Saved."),
        template="owner/form.html",
        context=context,
    )


@require_http_methods(POSTS)
def change_spell(request: Request, person_id: UUID, spell_id: UUID) -> HttpResponse:
    row = _writable(request, person_id)
    spell = next((one for one in row.spells.all() if one.pk == spell_id), None)
    if spell is None:
        raise Absent(_("entry"))
    context = _context(row, _("Correct this time of %(name)s") % {"name": row.name}, _("Save it"))
    if request.method != "POST":
        form = SpellForm(initial=_initial(spell))
        return render(request, "owner/form.html", {**context, "form": form, "version": row.version})
    form = SpellForm(request.POST)
    return send(
        request,
        form,
        lambda _typed: writing.change_spell(
            request.actor, request.moment, row.pk, spell_id, version=version_of(request), spell=form.spell()
        ),
        to=reverse("person", args=[row.pk]),
        said=_("Saved."),
        template="owner/form.html",
        context=context,
    )


@require_POST
def remove_spell(request: Request, person_id: UUID, spell_id: UUID) -> HttpResponse:
    """Take a time off that never was so."""
    try:
        still = writing.remove_spell(request.actor, request.moment, person_id, spell_id, version=version_of(request))
    except Refused as error:
        messages.error(request, error.sentence)
        return redirect("person", person_id)
    messages.success(request, _("It is taken off."))
    return redirect("person", person_id) if still else redirect("people")


def _initial(spell: Any) -> dict[str, Any]:
    return {name: getattr(spell, name) for name in SpellForm.base_fields}


def _writable(request: Request, person_id: UUID) -> Any:
    access.require(request.actor, Action.PEOPLE_WRITE)
    return writing.person(request.actor, person_id)


def _context(row: Any, title: str, submit: str) -> dict[str, Any]:
    return {"title": title, "submit": submit, "back": (reverse("person", args=[row.pk]), row.name)}
