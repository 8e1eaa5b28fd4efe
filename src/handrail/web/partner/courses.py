"""A partner's course days: the list, a new one, and who was there."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from handrail.rules.permissions import Action
from handrail.services.access import may, require
from handrail.services.errors import Absent, Invalid
from handrail.services.partner import courses as days
from handrail.web.partner.forms import SessionForm
from handrail.web.requests import Request

A_PAGE = 20


@require_safe
def courses(request: Request) -> HttpResponse:
    """Every course day of the partner, latest first."""
    page = Paginator(days.sessions(request.actor), A_PAGE).get_page(request.GET.get("page"))
    rows = [(session, days.name_of(session.course)) for session in page]
    return render(
        request,
        "partner/courses.html",
        {
            "page": page,
            "rows": rows,
            "may_open": may(request.actor, Action.PARTNER_DECIDE),
            # The latest day stands first, so the first row says whether any is ahead.
            "ahead": any(session.held_on >= request.moment.day for session, _title in rows),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def course_new(request: Request) -> HttpResponse:
    """Open a course day."""
    require(request.actor, Action.PARTNER_DECIDE)
    form = SessionForm(days.offered(request.actor), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = days.open_session(request.actor, request.moment, **form.cleaned_data)
        except Invalid as error:
            for field, sentence in error.errors.items():
                form.add_error(field, sentence)
        else:
            messages.success(request, _("The course day is open; your firms can book seats."))
            return redirect("course-day", row.pk)
    return render(request, "partner/course_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def course_day(request: Request, session_id: UUID) -> HttpResponse:
    """One course day: who is booked and, from the day on, who was there."""
    if request.method == "POST":
        told = days.mark_attended(request.actor, request.moment, session_id, _keys(request.POST.getlist("present")))
        said = ngettext("%(n)s person is now trained.", "%(n)s people are now trained.", told)
        messages.success(request, said % {"n": told})
        return redirect("course-day", session_id)
    day = days.course_day(request.actor, request.moment, session_id)
    to_tell = day.over and any(one.attended_on is None for one in day.enrolments)
    return render(request, "partner/course_day.html", {"day": day, "to_tell": to_tell})


def _keys(texts: list[str]) -> list[UUID]:
    try:
        return [UUID(text) for text in texts]
    except ValueError:
        raise Absent("seat") from None
