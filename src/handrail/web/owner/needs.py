"""Who needs which ticket: the matrix of people and needed tickets, which tasks people do, and what a card counts for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.program import load_pack
from handrail.rules.permissions import Action
from handrail.rules.training.needs import Need, NeedState, Tally, title_key
from handrail.services import access
from handrail.services.training import needs as reading
from handrail.services.training import tasks as saying
from handrail.services.training.needs import Line, Needs
from handrail.web.components import Cell, Column, Task
from handrail.web.figures import day
from handrail.web.owner.saving import once, send, version_of
from handrail.web.requests import Request

POSTS = ["GET", "HEAD", "POST"]
_SHAPES = {
    NeedState.MISSING: "bad",
    NeedState.ENDED: "bad",
    NeedState.ENDS_NOW: "now",
    NeedState.ENDS_SOON: "half",
    NeedState.HELD: "good",
}
_SURE = {
    "attested": gettext_lazy("The law says so, or the province's own page on it."),
    "attested_old": gettext_lazy("Read in an older copy of the law: look it up before you lean on it."),
    "inferred": gettext_lazy("Our reading of that part: look it up before you lean on it."),
}


def headline(told: Tally) -> str:
    """How the needed tickets stand, the worst first; empty where none is needed."""
    said = []
    if told.missing:
        said.append(
            ngettext("%(n)s ticket is missing", "%(n)s tickets are missing", told.missing) % {"n": told.missing}
        )
    if told.ended:
        words = (
            ngettext("%(n)s has ended", "%(n)s have ended", told.ended)
            if said
            else ngettext("%(n)s ticket has ended", "%(n)s tickets have ended", told.ended)
        )
        said.append(words % {"n": told.ended})
    if told.ending:
        words = (
            ngettext("%(n)s ends by %(day)s", "%(n)s end by %(day)s", told.ending)
            if said
            else ngettext("%(n)s ticket ends by %(day)s", "%(n)s tickets end by %(day)s", told.ending)
        )
        said.append(words % {"n": told.ending, "day": day(told.until, "short")})
    if said:
        return ", ".join(said)
    held = ngettext("The %(n)s ticket your work needs is held", "All %(n)s tickets your work needs are held", told.held)
    return held % {"n": told.held} if told.held else ""


def home_line(told: Tally | None) -> list[Task]:
    """One calm line for the first page while a needed ticket is missing or has ended; nothing otherwise."""
    if told is None or not told.missing + told.ended:
        return []
    hint = _("By the tasks you said your people do.")
    return [Task(headline(told), reverse("ticket-needs"), "ahead", _("open"), hint)]


@require_safe
def needs(request: Request) -> HttpResponse:
    """The matrix, with what is missing in the heading."""
    found = reading.page(request.actor, request.moment)
    return render(request, "owner/needs.html", _shown(found) | {"headline": headline(found.tally)})


@require_safe
def sheet(request: Request) -> HttpResponse:
    """The same on one sheet of letter paper, for an officer or a client."""
    found = reading.page(request.actor, request.moment)
    people = [
        {
            "name": line.person.name,
            "position": line.person.position,
            "does": _does(line, short=False),
            "tickets": [(need.kind.name, _cell(need)) for need in line.needs],
        }
        for line in found.lines
    ]
    context = {"found": found, "people": people, "why": _why(found), "headline": headline(found.tally)}
    return render(request, "owner/needs_sheet.html", context)


@require_safe
def download(request: Request) -> HttpResponse:
    """The same as CSV."""
    response = HttpResponse(reading.csv_of(request.actor, request.moment), content_type="text/csv; charset=utf-8")
    name = f"tickets-needed-{request.moment.day.isoformat()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _shown(found: Needs) -> dict[str, Any]:
    """The matrix for the table component."""
    columns = [Column("name", _("Name"), names_row=True, unbroken=True), Column("does", _("Does"), unbroken=True)]
    columns += [Column(f"n{number}", kind.name) for number, kind in enumerate(found.columns)]
    rows = []
    for line in found.lines:
        cells: dict[str, Any] = {
            f"n{number}": _cell(need) if need else Cell("") for number, need in enumerate(line.cells)
        }
        url = reverse("person-tasks", args=[line.person.pk])
        rows.append({"name": Cell(line.person.name, url=url), "does": Cell(_does(line, short=True)), **cells})
    return {"found": found, "columns": columns, "rows": rows, "why": _why(found)}


def _does(line: Line, *, short: bool) -> str:
    if not line.said:
        return _("not said yet")
    if not line.tasks:
        return _("none of these tasks")
    if short:
        return ngettext("%(n)s task", "%(n)s tasks", len(line.tasks)) % {"n": len(line.tasks)}
    return "; ".join(task.words for task in line.tasks)


def _cell(need: Need) -> Cell:
    """How a needed ticket stands, in words beside its shape."""
    if need.card is None:
        return Cell(_("missing"), state=_SHAPES[need.state])
    if need.card.expires_on is None:
        return Cell(_("held, no last day"), state="info")
    words = {NeedState.HELD: _("until %(day)s"), NeedState.ENDED: _("ended %(day)s")}
    said = words.get(need.state, _("ends %(day)s"))
    return Cell(said % {"day": day(need.card.expires_on, "short")}, state=_SHAPES[need.state])


def _why(found: Needs) -> list[tuple[str, list[dict[str, Any]]]]:
    """For each column the tasks that ask for it here, and whether the law or a list of our own says so."""
    program = {one.id: one for one in load_pack(found.firm.pack).tasks(found.day)}
    asking: dict[str, dict[str, Any]] = {kind.key: {} for kind in found.columns}
    for line in found.lines:
        for need in line.needs:
            for task in need.tasks:
                entry = program.get(task.key)
                sure = _SURE.get(entry.confidence, "") if entry and entry.law else ""
                mine = entry is None
                asking[need.kind.key][task.key] = {"words": task.words, "law": task.law, "sure": sure, "mine": mine}
    return [(kind.name, list(asking[kind.key].values())) for kind in found.columns]


class TasksForm(forms.Form):
    tasks = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["tasks"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = choices
        field.error_messages["invalid_choice"] = _("One of these tasks is not on the list any more. Tick them again.")


@require_http_methods(POSTS)
def person_tasks(request: Request, person_id: UUID) -> HttpResponse:
    """Which tasks one person does, and how the tickets for them stand."""
    access.require(request.actor, Action.TRAINING_WRITE)
    found = saying.person_tasks(request.actor, request.moment, person_id)
    often = request.method != "POST" and bool(request.GET.get("often"))
    ticked = {one.task.key for one in found.choices if one.ticked or (often and one.often)}
    if request.method == "POST":
        ticked = set(request.POST.getlist("tasks"))
    context = {
        "found": found,
        "version": found.person.version,
        "ticked": ticked,
        "groups": [
            (_("The law asks for training"), [one for one in found.choices if one.task.law]),
            (_("Our own list"), [one for one in found.choices if one.program and not one.task.law]),
            (_("Your own tasks"), [one for one in found.choices if one.program is None]),
        ],
        "suggests": not often and any(one.often and one.task.key not in ticked for one in found.choices),
        "often": often,
    }
    choices = [(one.task.key, one.task.words) for one in found.choices]
    if request.method != "POST":
        return render(request, "owner/person_tasks.html", context | {"form": TasksForm(choices=choices)})
    return send(
        request,
        TasksForm(request.POST, choices=choices),
        lambda typed: saying.set_tasks(
            request.actor, request.moment, person_id, version=version_of(request), tasks=typed["tasks"]
        ),
        to=reverse("ticket-needs"),
        said=_("Saved. The list shows what %(name)s needs.") % {"name": found.person.name},
        template="owner/person_tasks.html",
        context=context,
    )


class OwnTaskForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("What somebody does"), max_length=120, help_text=gettext_lazy("Such as: climbs towers.")
    )
    ticket = forms.CharField(
        label=gettext_lazy("The ticket you want for it"),
        max_length=160,
        help_text=gettext_lazy("As it stands on the card. A card with exactly this title counts by itself."),
    )


@require_http_methods(POSTS)
def own_tasks(request: Request) -> HttpResponse:
    """The tasks there are, and one more of the firm's own."""
    access.require(request.actor, Action.TRAINING_WRITE)
    known = saying.all_tasks(request.actor, request.moment)
    context: dict[str, Any] = {
        "mine": [one for one in known if one.program is None],
        "listed": [{"one": one, "sure": _SURE.get(one.program.confidence, "")} for one in known if one.program],
        "once": once(request),
    }
    if request.method != "POST":
        return render(request, "owner/own_tasks.html", context | {"form": OwnTaskForm()})
    return send(
        request,
        OwnTaskForm(request.POST),
        lambda typed: saying.add_task(request.actor, request.moment, **typed, key=context["once"]),
        to=reverse("own-tasks"),
        said=_("The task is on your list. Tick it for whoever does it."),
        template="owner/own_tasks.html",
        context=context,
    )


@require_POST
def end_own_task(request: Request, task_id: UUID) -> HttpResponse:
    """Take a task of the firm's own off its list."""
    saying.end_task(request.actor, request.moment, task_id)
    messages.success(request, _("The task is off your list. Nobody needs a ticket for it any more."))
    return redirect("own-tasks")


class CardForm(forms.Form):
    title = forms.CharField(max_length=200, strip=False)
    kinds = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kinds"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = choices
        field.error_messages["invalid_choice"] = _("One of these tickets is not on the list any more. Tick them again.")


@require_http_methods(POSTS)
def cards(request: Request) -> HttpResponse:
    """What each card counts for, where its title does not say so by itself."""
    access.require(request.actor, Action.TRAINING_WRITE)
    found = reading.page(request.actor, request.moment)
    known = saying.titles(request.actor, request.moment)
    waiting = {title_key(card.title) for card in found.unclear}
    chosen = title_key(request.POST.get("title") or request.GET.get("title") or "")
    ask = [one for one in known if title_key(one.title) in waiting | {chosen}]
    posted = set(request.POST.getlist("kinds"))
    kinds = {kind.key: kind.name for kind in (*found.columns, *(kind for one in known for kind in one.kinds))}
    context = {
        "asked": [
            {
                "one": one,
                "wrong": request.method == "POST" and title_key(one.title) == chosen,
                "choices": [
                    (key, name, key in (posted if title_key(one.title) == chosen and posted else _keys(one)))
                    for key, name in kinds.items()
                ],
            }
            for one in ask
        ],
        "waiting": len(waiting),
        "placed": [one for one in known if title_key(one.title) not in waiting | {chosen}],
    }
    choices = list(kinds.items())
    if request.method != "POST":
        return render(request, "owner/cards.html", context | {"form": CardForm(choices=choices)})
    return send(
        request,
        CardForm(request.POST, choices=choices),
        lambda typed: saying.say_meaning(request.actor, request.moment, **typed),
        to=reverse("ticket-cards") if len(waiting - {chosen}) else reverse("ticket-needs"),
        said=_("Saved for every card with this title."),
        template="owner/cards.html",
        context=context,
    )


def _keys(one: saying.Title) -> set[str]:
    return {kind.key for kind in one.kinds}
