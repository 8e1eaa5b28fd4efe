"""The owner's first page, and the small one of the crew."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from handrail.rules.days import in_words
from handrail.rules.permissions import Role
from handrail.services.employer import home as homes
from handrail.services.employer.home import Home, Need, NeedKind
from handrail.web.components import Post, Task
from handrail.web.owner.words import (
    STEP_ACTIONS,
    STEP_MARKS,
    STEPS,
    count_sentence,
    due_address,
    due_cost,
    due_label,
    near_sentence,
)
from handrail.web.requests import Request


@require_safe
def home(request: Request) -> HttpResponse:
    """What is ready, what is next and by when, and the one thing that needs the reader."""
    if request.actor.signed_in and request.actor.role is None:
        return redirect("home")
    if request.actor.role is Role.CREW:
        found = homes.crew_home(request.actor, request.moment)
        return render(request, "owner/crew_home.html", {"found": found})
    mine = homes.home(request.actor, request.moment)
    context = {
        "found": mine,
        "ready": _ready(mine),
        "by": _by(mine),
        "posts": _posts(mine),
        "need": _need(mine, mine.need),
        "also": _also(mine),
        "count": count_sentence(mine.cycle.headcount),
        "near": "" if mine.need.kind is NeedKind.OVER_LIMIT else near_sentence(mine.cycle.headcount, mine.near),
    }
    return render(request, "owner/home.html", context)


def _ready(found: Home) -> dict[str, Any] | None:
    """How ready the firm thinks it is, while an audit is under way."""
    if found.score is None or found.score.percent is None:
        return None
    return {"percent": found.score.percent, "mark": found.pass_mark, "passed": found.score.passed}


def _by(found: Home) -> str:
    """The yearly duty with its day, or the day somebody wanted."""
    item = found.cycle.next_yearly
    if item is not None:
        what = _("Yearly audit") if item.code == "maintenance_due" else _("New certificate")
        return _("%(what)s by %(day)s") % {"what": what, "day": in_words(item.due)}
    if found.cycle.valid_until is not None and not found.cycle.certified:
        return _("The certificate ended on %(day)s") % {"day": in_words(found.cycle.valid_until)}
    firm = found.cycle.firm
    if firm.wanted_on and not found.cycle.certified:
        return _("Wanted by %(day)s") % {"day": in_words(firm.wanted_on)}
    return ""


def _posts(found: Home) -> list[Post]:
    return [
        Post(
            STEPS[step.code],
            STEP_MARKS[step.state],
            step.sentence,
            reverse(STEP_ACTIONS[step.code][1]),
            current=step is found.journey.now,
        )
        for step in found.journey.steps
    ]


def _need(found: Home, need: Need) -> dict[str, Any]:
    """The one thing, in words: what, by when, what it costs, and the button."""
    if need.item is not None:
        overdue = need.kind is NeedKind.OVERDUE
        label = due_label(need.item, found.cycle)
        said = _("%(what)s was due on %(day)s.") if overdue else _("%(what)s by %(day)s.")
        return {
            "heading": said % {"what": label, "day": in_words(need.item.due)},
            "sentence": need.item.sentence,
            "cost": due_cost(need.item),
            "overdue": overdue,
            "button": _("Put it right") if overdue else _("Do it now"),
            "url": reverse(due_address(need.item)),
        }
    if need.kind is NeedKind.OVER_LIMIT:
        return {
            "heading": near_sentence(found.cycle.headcount, -1),
            "sentence": " ".join(
                one.sentence for one in found.cycle.headcount.reasons if one.code in {"over_limit", "move_to_cor"}
            ),
            "button": _("See who counts"),
            "url": reverse("people"),
        }
    step = need.step or found.journey.now
    if need.kind is NeedKind.NOTHING:
        heading = _("Nothing needs you today")
        return {"heading": heading, "sentence": step.sentence, "button": "", "url": "", "calm": True}
    button, name = STEP_ACTIONS[step.code]
    return {"heading": step.sentence, "button": button, "url": reverse(name)}


def _also(found: Home) -> list[Task]:
    """What else is coming, the nearest first; never a backlog."""
    taken = found.need.item
    lines = [
        Task(
            _("%(what)s by %(day)s") % {"what": due_label(item, found.cycle), "day": in_words(item.due)},
            reverse(due_address(item)),
            "bad" if item in found.cycle.overdue else "ahead",
            _("overdue") if item in found.cycle.overdue else _("coming"),
            due_cost(item),
        )
        for item in sorted((*found.cycle.overdue, *found.cycle.open), key=lambda one: one.due)
        if item is not taken and item is not found.cycle.next_yearly and item.code != "extension_apply_by"
    ]
    return lines[:3]
