"""The owner's first page, and the small one of the crew."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from handrail.rules.days import in_words
from handrail.rules.journey import Step, StepCode, StepState
from handrail.rules.permissions import Role
from handrail.rules.record.calendar import idle_on, is_worked
from handrail.services.corrective_action import mending
from handrail.services.employer import home as homes
from handrail.services.employer.home import Home, Need, NeedKind
from handrail.services.employer.still import is_near
from handrail.services.record import concerns
from handrail.services.record.owed import owed
from handrail.services.record.year import year_of
from handrail.services.training.needs import tally_here
from handrail.web.audit.fixes import first_line
from handrail.web.audit.whereabouts import sent_words
from handrail.web.components import Post, Task
from handrail.web.owner.needs import home_line
from handrail.web.owner.words import (
    REGULAR_COR,
    STEP_ACTIONS,
    STEP_MARKS,
    STEPS,
    count_sentence,
    due_address,
    due_cost,
    due_label,
    growth_reasons,
    is_regular,
    near_sentence,
)
from handrail.web.record.year import readiness_words, tasks_of
from handrail.web.requests import Request


@require_safe
def home(request: Request) -> HttpResponse:
    """What is ready, what is next and by when, and the one thing that needs the reader."""
    if request.actor.signed_in and request.actor.role is None:
        return redirect("home")
    if request.actor.role is Role.CREW:
        return _crew_home(request)
    mine = homes.home(request.actor, request.moment)
    year = year_of(request.actor, request.moment, people=mine.cycle.people)
    month, pause = tasks_of(year)
    waiting = concerns.waiting(request.actor)
    context = {
        "found": mine,
        "ready": _ready(mine),
        "by": _by(mine),
        "sent": sent_words(request, mine.sent),
        "posts": _posts(mine),
        "need": _need(mine, mine.need)
        if mine.need.kind is not NeedKind.NOTHING
        else _calm(mine, waiting, month, pause),
        "month": month,
        "pause": pause,
        "records": readiness_words(year),
        "idle_today": not is_worked(year.calendar, request.moment.day)
        or idle_on(year.calendar, request.moment.day) is not None,
        "review": mine.review,
        "still": is_near(mine.cycle),
        "also": [
            *_said(waiting if mine.need.kind is not NeedKind.NOTHING else 0),
            *_also(mine),
            *home_line(tally_here(request.actor, request.moment)),
        ],
        "count": count_sentence(mine.cycle.headcount),
        "near": "" if mine.need.kind is NeedKind.OVER_LIMIT else near_sentence(mine.cycle.headcount, mine.near),
    }
    return render(request, "owner/home.html", context)


def _crew_home(request: Request) -> HttpResponse:
    """Today's talk, and the same lines of the month that the owner sees, as far as the crew keeps and reads them."""
    now = owed(request.actor, request.moment)
    month, pause = tasks_of(now)
    found = homes.crew_home(request.actor, request.moment)
    return render(request, "owner/crew_home.html", {"found": found, "owed": now, "month": month, "pause": pause})


def _ready(found: Home) -> dict[str, Any] | None:
    """How far the audit under way is: how many questions are answered, and once most are, what the firm thinks it scores."""
    if found.claim is None or found.claim.score.percent is None:
        return None
    if not found.claim.mostly_said:
        return {"answered": found.claim.answered, "asked": found.claim.asked}
    return {"percent": found.claim.score.percent, "mark": found.pass_mark}


def _by(found: Home) -> str:
    """The yearly duty with its day, or the day somebody wanted."""
    item = found.cycle.next_yearly
    if item is not None:
        what = _("Yearly audit") if item.code == "maintenance_due" else _("New certificate")
        what = due_label(item, found.cycle) if is_regular(item, found.cycle) else what
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
            reverse(_action(found, step)[1]),
            current=step is _now(found),
        )
        for step in found.journey.steps
    ]


def _now(found: Home) -> Step:
    """The step the firm is at: with a first audit sent, or back with notes, that is assessing, whatever is unwritten."""
    assess = next(step for step in found.journey.steps if step.code is StepCode.ASSESS)
    sent = found.sent is not None and (found.sent.waits or found.sent.audit.state == "returned")
    return assess if sent and assess.state is not StepState.DONE else found.journey.now


def _action(found: Home, step: Step) -> tuple[str, str]:
    """The button of a step and the name of its address."""
    label, name = STEP_ACTIONS[step.code]
    if step.code is StepCode.CONTACT and found.cycle.application is not None:
        label = _("See your application") if found.cycle.partner is None else _("See your Certifying Partner")
    if step.code is StepCode.ASSESS and not found.cycle.certificates:
        label = _("Go to the audit")
    return str(label), name


def _need(found: Home, need: Need) -> dict[str, Any]:
    """The one thing, in words: what, by when, what it costs, and the button."""
    if need.item is not None:
        overdue = need.kind is NeedKind.OVERDUE
        label = due_label(need.item, found.cycle)
        notes = found.cycle.audit if need.item.code == "correct_by" else None
        said = _("%(what)s was due on %(day)s.") if overdue else _("%(what)s by %(day)s.")
        return {
            "heading": said % {"what": label, "day": in_words(need.item.due)},
            "sentence": need.item.sentence,
            "cost": due_cost(need.item),
            "overdue": overdue,
            "button": _("Put it right") if overdue else _("Answer the notes") if notes else _("Do it now"),
            "url": reverse("audit-overview", args=[notes.pk])
            if notes
            else reverse(due_address(need.item, found.cycle)),
        }
    if need.fix is not None and need.fix.due_on is not None:
        return {
            "heading": _("A fix was due on %(day)s.") % {"day": in_words(need.fix.due_on)},
            "sentence": first_line(need.fix.what),
            "overdue": True,
            "button": _("Put it right"),
            "url": reverse("fix", args=[need.fix.pk]),
        }
    if need.kind is NeedKind.OVER_LIMIT:
        count = found.cycle.headcount
        grown = count.move_to_cor is not None
        past = _("The most in the last twelve months was too many")
        return {
            "heading": near_sentence(count, -1) if count.count > count.limit else past,
            "sentence": " ".join(one.sentence for one in growth_reasons(found.cycle.headcount)),
            "cost": REGULAR_COR if grown else "",
            "button": _("Ask your Certifying Partner") if grown else _("See who counts"),
            "url": reverse("partner" if grown else "people"),
        }
    step = need.step or found.journey.now
    button, name = _action(found, step)
    return {"heading": step.sentence, "button": button, "url": reverse(name)}


def _calm(found: Home, waiting: int, month: list[Task], pause: str) -> dict[str, Any]:
    """No duty of the certificate is near: what there is to keep or to answer all the same, or that there is nothing."""
    step = found.need.step or found.journey.now
    more = _("Until then: one photo a day is plenty.")
    if waiting:
        said = ngettext("%(n)s concern waits for your answer", "%(n)s concerns wait for your answer", waiting)
        return {
            "heading": said % {"n": waiting},
            "button": _("Answer it"),
            "url": reverse("concerns"),
        }
    if month and not pause:
        said = ngettext(
            "%(n)s thing you promised is still to keep", "%(n)s things you promised are still to keep", len(month)
        )
        more = _("What you promised stands below, with the days that are left for it.")
        return {"heading": said % {"n": len(month)}, "sentence": f"{more} {step.sentence}", "calm": True}
    return {"heading": _("Nothing needs you today"), "sentence": f"{step.sentence} {more}", "calm": True}


def _also(found: Home) -> list[Task]:
    """What else is coming, deadlines and fixes with a day, the nearest first; never a backlog."""
    cycle, taken = found.cycle, found.need
    lines = [
        (
            item.due,
            Task(
                _("%(what)s by %(day)s") % {"what": due_label(item, cycle), "day": in_words(item.due)},
                reverse(due_address(item, cycle)),
                "bad" if item in cycle.overdue else "ahead",
                _("overdue") if item in cycle.overdue else _("coming"),
                due_cost(item),
            ),
        )
        for item in (*cycle.overdue, *cycle.open)
        if item is not taken.item and item is not cycle.next_yearly and item.code != "extension_apply_by"
    ]
    dated = [(line.due_on, _fix(line, cycle.day)) for line in found.fixes if line.due_on and line is not taken.fix]
    shown = [task for _day, task in sorted([*lines, *dated], key=lambda one: one[0])][:3]
    shown += _ageing(found)
    undated = sum(1 for line in found.fixes if line.due_on is None)
    if undated:
        label = ngettext("%(n)s fix has no day yet", "%(n)s fixes have no day yet", undated) % {"n": undated}
        shown.append(Task(label, reverse("fixes"), "ahead", _("open"), _("Say who does it and by when.")))
    return shown


def _said(waiting: int) -> list[Task]:
    """What worries somebody and has no answer yet comes before anything that is only due."""
    if not waiting:
        return []
    label = ngettext("%(n)s concern waits for your answer", "%(n)s concerns wait for your answer", waiting)
    return [Task(label % {"n": waiting}, reverse("concerns"), "now", _("waits for you"))]


def _ageing(found: Home) -> list[Task]:
    """One calm line on every fix that nobody closed yet, counted as on the page of the fixes."""
    ageing = mending.ageing(found.fixes, found.cycle.day)
    if not ageing.open:
        return []
    label = ngettext("%(n)s fix is open", "%(n)s fixes are open", ageing.open)
    old = ngettext("The oldest is open %(n)s day.", "The oldest is open %(n)s days.", ageing.oldest)
    hint = old % {"n": ageing.oldest} if ageing.oldest else _("Found today.")
    return [Task(label % {"n": ageing.open}, reverse("fixes"), "ahead", _("open"), hint)]


def _fix(line: mending.Fix, day: date) -> Task:
    late = line.due_on is not None and line.due_on < day
    hint = f"{first_line(line.what)} {line.who}".strip()
    said = _("Fix %(question)s by %(day)s") if line.question else _("A fix by %(day)s")
    label = said % {"question": line.question, "day": in_words(line.due_on or day)}
    url = reverse("fix", args=[line.pk])
    return Task(label, url, "bad" if late else "ahead", _("overdue") if late else _("coming"), hint)
