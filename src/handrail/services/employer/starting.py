"""Before there is a firm: who wants the certificate, by when, and how soon it can honestly be had."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.db.models import Count, F

from handrail.program import Pack, load_pack
from handrail.rules.audit.routes import Route, Starting, routes
from handrail.rules.days import add_days
from handrail.services.account.joining import create_firm
from handrail.services.actor import Actor
from handrail.services.moment import Moment
from handrail.store.models import CourseSession, Employer


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody answers before there is an account. `last_ended`: the end of an earlier letter or certificate."""

    wanted_by: str = ""
    wanted_on: date | None = None
    this_week: str = ""
    records_from: date | None = None
    trained_on: date | None = None
    last_ended: date | None = None

    def as_kept(self) -> dict[str, str]:
        """Plain texts, to be kept over sign-up and e-mail check."""
        return {name: str(value) for name, value in asdict(self).items() if value is not None}

    @classmethod
    def from_kept(cls, kept: Mapping[str, str]) -> Wishes:
        """The answers as `as_kept` gave them; what cannot be read is left out."""
        return cls(
            wanted_by=kept.get("wanted_by", ""),
            wanted_on=_day(kept.get("wanted_on")),
            this_week=kept.get("this_week", ""),
            records_from=_day(kept.get("records_from")),
            trained_on=_day(kept.get("trained_on")),
            last_ended=_day(kept.get("last_ended")),
        )


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def ways(wishes: Wishes, day: date) -> tuple[Route, ...]:
    """The routes to a letter or a certificate, each with its earliest honest day; needs no account and keeps nothing."""
    pack = load_pack()
    starting = Starting(
        today=day,
        wanted=wishes.wanted_on,
        records_from=wishes.records_from,
        trained_on=wishes.trained_on,
        next_course=_next_course(pack, day) if wishes.trained_on is None else None,
        last_ended=wishes.last_ended,
    )
    return routes(starting, pack)


def _next_course(pack: Pack, day: date) -> date | None:
    """The earliest last day of a building course after the day, with a seat free at any partner here."""
    days = {one.id: math.ceil(one.days) for one in pack.courses.values() if one.role == "building"}
    rows = CourseSession.objects.filter(course__in=days, held_on__gt=day).annotate(taken=Count("enrolments"))
    free = rows.filter(taken__lt=F("seats")).values_list("course", "held_on")
    return min((add_days(held, days[course] - 1) for course, held in free), default=None)


@transaction.atomic
def keep(actor: Actor, moment: Moment, firm_name: str, wishes: Wishes) -> Employer:
    """Make the firm of a signed-in person with what they answered first. Sent twice, it is made once."""
    firm = create_firm(actor, moment, firm_name, wishes.wanted_by, wishes.wanted_on, wishes.this_week)
    if wishes.records_from and wishes.records_from <= moment.day:
        Employer.objects.filter(pk=firm.pk, records_from=None).update(records_from=wishes.records_from)
    return firm
