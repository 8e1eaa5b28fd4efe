"""Twelve months at a glance: what the records prove of each question, month by month, and this month's small tasks."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from handrail.program import Question, load_pack
from handrail.rules.days import in_words, month_name
from handrail.rules.permissions import Action
from handrail.rules.record import rhythm as rhythms
from handrail.rules.record.calendar import months_named
from handrail.rules.record.coverage import Coverage, MonthMark
from handrail.rules.record.rhythm import rhythm
from handrail.services import access
from handrail.services.corrective_action.standing import Standing, standing_of
from handrail.services.evidence.sorting import unrecorded
from handrail.services.record.owed import Owed
from handrail.services.record.year import Year, year_of
from handrail.web.audit.words import open_words
from handrail.web.components import Task
from handrail.web.requests import Request

# What the rules call a month's mark, as the shape that is drawn for it; a month still to come has a shape of its own.
SHAPES = {"full": "done", "half": "half", "hollow": "ahead", "hatched": "idle", "dash": "none", "ahead": "later"}
WORDS = {
    "full": gettext_lazy("enough"),
    "half": gettext_lazy("some"),
    "hollow": gettext_lazy("none"),
    "hatched": gettext_lazy("not working"),
    "dash": gettext_lazy("does not apply"),
    "ahead": gettext_lazy("still to come"),
}
STATES = {
    "covered": ("done", gettext_lazy("covered")),
    "thin": ("half", gettext_lazy("thin")),
    "missing": ("ahead", gettext_lazy("nothing yet")),
    "not_applicable": ("none", gettext_lazy("does not apply")),
    "idle": ("idle", gettext_lazy("not working")),
    "paper": ("info", gettext_lazy("papers only")),
}

COUNTED = frozenset({"too_few", "jobs_too_few", "people_without"})
"""Reasons that only say again how many of how many."""


@require_safe
def year(request: Request) -> HttpResponse:
    """The strip of every question that records can prove."""
    access.require(request.actor, Action.AUDIT_READ)
    found = year_of(request.actor, request.moment)
    tasks, pause = tasks_of(found)
    fixes = standing_of(request.actor, request.moment, found)
    lines = [{**line(found, one), "fix": _fix(fixes, one)} for one in found.coverages.values()]
    shown = [one["coverage"] for one in lines if one["coverage"].state in {"thin", "missing", "covered"}]
    context = {
        "shown": len(shown),
        "beside": sum(one.partial for one in shown),
        "loose": unrecorded(request.actor),
        "fixes": fixes,
        "open_words": open_words(fixes),
        "year": found,
        "ready": readiness_words(found),
        "tasks": tasks,
        "pause": pause,
        "promised": bool(found.promises),
        "labels": _labels(found),
        "open": [one for one in lines if one["coverage"].state in {"thin", "missing"}],
        "covered": [one for one in lines if one["coverage"].state == "covered"],
        "rest": [one for one in lines if one["coverage"].state in {"not_applicable", "idle", "paper"}],
        "lines": lines,
        "first": in_words(found.window.from_),
        "last": in_words(found.window.to),
        "weeks": found.worked.weeks,
    }
    return render(request, "record/year.html", context)


def readiness_words(found: Year) -> str:
    """How far the records are; beside an audit that is with the partner or came back, for which audit that is."""
    if not found.for_next:
        return found.readiness.sentence
    if found.readiness.percent is None:
        return _("Nothing to count yet for your next audit")
    return _("For your next audit: ready for %(percent)s of 100") % {"percent": found.readiness.percent}


def _fix(fixes: Standing, coverage: Coverage) -> dict[str, str] | None:
    """The fix that hangs on a question, said beside its strip, so that neither page contradicts the other."""
    one = fixes.by_question.get(coverage.question)
    if one is None:
        return None
    day = in_words(one.line.done_on) if one.line.done_on else ""
    said = {
        "open": _("fix open"),
        "shown": _("fix open: look, and mark it as done"),
        "done": _("fix done on %(day)s") % {"day": day},
        "unshown": _("fix done on %(day)s, no record shows it") % {"day": day},
    }
    return {"said": said[one.state], "url": reverse("fix", args=[one.line.pk])}


def tasks_of(found: Year | Owed) -> tuple[list[Task], str]:
    """This month's small tasks, each leading to the form that does it, and the one line about a pause, if any."""
    kinds = load_pack(found.firm.pack).record_kinds
    now = rhythm(found.promises, found.calendar, found.records, found.day, kinds)
    tasks = [
        Task(one.sentence, reverse("record-new-kind", args=[one.kind]), "ahead", _("to keep"), _promised(one, found))
        for one in now.tasks
    ]
    return tasks, now.idle or now.gap


def _promised(task: rhythms.Task, found: Year | Owed) -> str:
    promise = next(one for one in found.promises if one.kind == task.kind)
    units = {
        "day": _("a day"),
        "week": _("a week"),
        "month": _("a month"),
        "quarter": _("a quarter"),
        "year": _("a year"),
    }
    said = _("The firm's promise: %(n)s %(unit)s.") if isinstance(found, Owed) else _("Your promise: %(n)s %(unit)s.")
    return said % {"n": promise.times, "unit": units[promise.unit]}


def _labels(found: Year) -> list[tuple[str, str]]:
    """Each month's letter and its name, from any strip: all have the same months."""
    marks: tuple[MonthMark, ...] = next((one.months for one in found.coverages.values() if one.months), ())
    return [(month_name(one.month)[0], months_named(one.month, one.from_)) for one in marks]


def line(found: Year, coverage: Coverage) -> dict[str, Any]:
    """One question's strip in shapes and words."""
    question = found.edition.question(coverage.question)
    state, word = STATES[coverage.state]
    return {
        "question": question,
        "coverage": coverage,
        "state": state,
        "word": word,
        "marks": [
            {"shape": SHAPES[one.mark], "said": mark_said(one), "letter": month_name(one.month)[0]}
            for one in coverage.months
        ],
        "said": found_said(coverage),
        # "4 of 5 workers" stands beside it already.
        "missing": [one.sentence for one in coverage.missing if one.code not in COUNTED][:3],
        "lacking": [found.names[key] for key in coverage.lacking if key in found.names],
        "url": _url(found, question, coverage),
    }


def mark_said(one: MonthMark) -> str:
    """A month's mark in words, for the table and for whoever hears the page."""
    if not one.records:
        return str(WORDS[one.mark])
    return ngettext("%(n)s record", "%(n)s records", one.records) % {"n": one.records}


def found_said(coverage: Coverage) -> str:
    """How many of how many, in the recipe's own unit."""
    units = {
        "record": _("%(found)s kept, %(needed)s needed"),
        "worker": _("%(found)s of %(needed)s workers"),
        "hire": _("%(found)s of %(needed)s who started"),
        "site": _("%(found)s jobs, %(needed)s needed"),
        "quarter": _("%(found)s of %(needed)s quarters worked"),
    }
    if coverage.needed == 0:
        return ""
    return units[coverage.unit] % {"found": coverage.found, "needed": coverage.needed}


def _url(found: Year, question: Question, coverage: Coverage) -> str:
    if found.audit is not None:
        return reverse("audit-question", args=[found.audit.pk, question.id])
    return ""
