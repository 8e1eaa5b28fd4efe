"""The demonstration's own day: to the next deadline, a month or a year on, doing what fell due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from handrail.rules.days import add_months
from handrail.rules.permissions import Kind
from handrail.services import moment as moments
from handrail.services.actor import Actor
from handrail.services.demonstration import desks, living
from handrail.services.demonstration.stops import Stop, Whose, nearest, next_stop, own_items, passed
from handrail.services.errors import Absent, Refused
from handrail.services.moment import Moment
from handrail.services.notice import daily
from handrail.services.notice.letters import long_day
from handrail.store.models import DemonstrationDay, Employer

MONTHS = {"month": 1, "year": 12}


@dataclass(frozen=True, slots=True)
class Moved:
    """Where the day stands now, and what the actor's firm wants to know of the way there."""

    day: date
    sentence: str


@transaction.atomic
def move(actor: Actor, moment: Moment, by: str) -> Moved:
    """Move on `by` "next" (the nearest open deadline of the actor's firm, else of the firms of the actor), "month" or "year".

    For a firm the day stops where one of its deadlines that cost something lies in between, and some weeks before its
    yearly audit and the end of its certificate; moved again from there, it goes on.
    """
    row = DemonstrationDay.objects.select_for_update().filter(pk=1).first()
    if row is None:
        raise Absent
    before = row.day
    firm = actor.organisation_id if actor.organisation_kind is Kind.EMPLOYER else None
    items = own_items(before, firm) if firm else ()
    stop = next_stop(items, before, costly=by != "next")
    whose = None
    if by == "next":
        whose = None if stop else _next_of_anybody(actor, before, is_firm=firm is not None)
        row.day = stop.day if stop else whose.item.due if whose else before
    elif by in MONTHS:
        whole = add_months(before, MONTHS[by])
        stop = stop if stop and stop.day <= whole else None
        row.day = stop.day if stop else whole
    else:
        raise Refused("by", _("Choose the next deadline, a month or a year."), "by")
    row.save(update_fields=["day"])
    then = moments.on(row.day, demonstration=True)
    living.live(before, row.day)
    desks.promise_new(before, row.day)
    daily.run(then)
    told = [_said(row.day, stop, by), *(passed(items, then, firm) if firm else ())]
    if whose is not None:
        told.append(whose.sentence(named=actor.organisation_id is not None))
    return Moved(row.day, " ".join(told))


def _next_of_anybody(actor: Actor, day: date, *, is_firm: bool) -> Whose:
    """The nearest deadline of a partner's own firms, or of all firms for whoever is no partner."""
    firms = Employer.objects.all()
    if actor.organisation_kind is Kind.PARTNER:
        firms = firms.filter(applications__state="accepted", applications__partner=actor.organisation_id)
    found = None if is_firm else nearest(day, firms)
    if found is None:
        raise Refused("nothing_due", _("There is no deadline ahead. Move by a month or a year instead."))
    return found


def _said(day: date, stop: Stop | None, by: str) -> str:
    values = {"day": long_day(day)}
    if stop is None:
        return _("It is now %(day)s.") % values
    values |= {"why": stop.why, "then": stop.then}
    if by == "next":
        return _("It is now %(day)s: %(why)s. %(then)s") % values
    return _("Stopped on %(day)s: %(why)s. %(then)s") % values
