"""Training: who is trained until when, tickets on record, and seats in the partner's courses."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.rules.days import in_words
from handrail.rules.permissions import Action
from handrail.services import access
from handrail.services.employer.cycle import Cycle
from handrail.services.errors import Absent, Refused, WrongState
from handrail.services.training import recording
from handrail.web.owner.forms import PersonChoice, TrainingForm
from handrail.web.owner.saving import once, send
from handrail.web.requests import Request


@require_safe
def training(request: Request) -> HttpResponse:
    """The trained people and their refreshers first, then every ticket, then the coming courses."""
    found = recording.page(request.actor, request.moment)
    duty = found.cycle.trained.duty
    context = {
        "found": found,
        "duty": duty,
        "trained": found.cycle.trained.here,
        "gone": duty.gone,
        "leaving": _leaving(found),
        "people": _people(found.cycle),
    }
    return render(request, "owner/training.html", context)


def _leaving(found: recording.TrainingPage) -> dict[str, str] | None:
    """What happens when the trained person goes: from which day nobody carries the system, and the next course day."""
    gap = found.gap
    if gap is None:
        return None
    names = ", ".join(gap.names)
    heading = (
        _("%(names)s leaves: from %(day)s nobody with you is trained")
        if gap.ahead
        else _("%(names)s left: since %(day)s nobody with you is trained")
    )
    sentence = _(
        "The audit cannot be sent on training that left. What was built stays yours: the manual, the records, the fixes. "
        "Put somebody who stays on the next course, and hand the binder over while both are here."
    )
    said = next((one for one in found.sessions if one.left), None)
    course = ""
    if said is not None:
        name = said.course.name if said.course else said.row.course
        course = _("Next with a free seat: %(course)s on %(day)s, %(place)s.") % {
            "course": name,
            "day": in_words(said.row.held_on),
            "place": said.row.place,
        }
    elif found.cycle.partner is not None:
        course = _("Your Certifying Partner has announced no course day with a free seat. Ask them today.")
    return {"heading": heading % {"names": names, "day": in_words(gap.from_)}, "sentence": sentence, "course": course}


def _people(found: Cycle) -> list[tuple[str, str]]:
    """Those who are with the firm, for a choice."""
    return [(str(one.pk), one.name) for one in found.people if str(one.pk) in found.trained.on_staff]


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: Request) -> HttpResponse:
    """A course or ticket of earlier days."""
    access.require(request.actor, Action.TRAINING_WRITE)
    found = recording.page(request.actor, request.moment)
    context: dict[str, Any] = {
        "title": _("Put a ticket on record"),
        "lead": _(
            "A course somebody took before, with its day. Photograph the card, front and back, into the shoebox."
        ),
        "back": (reverse("training"), _("Training")),
        "submit": _("Put it on record"),
        "once": once(request),
    }
    everybody = [(str(one.pk), one.name) for one in found.cycle.people]
    if request.method != "POST":
        return render(
            request, "owner/form.html", {**context, "form": TrainingForm(people=everybody, courses=found.courses)}
        )

    def act(typed: dict[str, Any]) -> object:
        person = typed.pop("person")
        return recording.record(request.actor, request.moment, person_id=person, **typed, key=context["once"])

    return send(
        request,
        TrainingForm(request.POST, people=everybody, courses=found.courses),
        act,
        to=reverse("training"),
        said=_("It is on record."),
        template="owner/form.html",
        context=context,
    )


@require_POST
def remove(request: Request, training_id: UUID) -> HttpResponse:
    try:
        recording.remove(request.actor, request.moment, training_id)
    except Refused as error:
        messages.error(request, error.sentence)
    else:
        messages.success(request, _("The ticket is taken off."))
    return redirect("training")


@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: Request, session_id: UUID) -> HttpResponse:
    """Book a seat in one of the partner's course days."""
    access.require(request.actor, Action.TRAINING_WRITE)
    found = recording.page(request.actor, request.moment)
    session = next((one for one in found.sessions if one.row.pk == session_id), None)
    if session is None:
        raise Absent(_("course day"))
    name = session.course.name if session.course else session.row.course
    context = {
        "title": _("Book a seat"),
        "lead": _("%(course)s, %(day)s, %(place)s. Seats left: %(left)s.")
        % {"course": name, "day": in_words(session.row.held_on), "place": session.row.place, "left": session.left},
        "back": (reverse("training"), _("Training")),
        "submit": _("Book the seat"),
    }
    people = _people(found.cycle)
    if request.method != "POST":
        return render(request, "owner/form.html", {**context, "form": PersonChoice(people=people)})
    return send(
        request,
        PersonChoice(request.POST, people=people),
        lambda typed: recording.enrol(request.actor, request.moment, session_id, person_id=typed["person"]),
        to=reverse("training"),
        said=_("The seat is booked."),
        template="owner/form.html",
        context=context,
    )


@require_POST
def give_back(request: Request, enrolment_id: UUID) -> HttpResponse:
    try:
        recording.give_back(request.actor, request.moment, enrolment_id)
    except WrongState as error:
        messages.error(request, error.sentence)
    else:
        messages.success(request, _("The seat is given back."))
    return redirect("training")
