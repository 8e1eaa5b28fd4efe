"""The demonstration's own day: to the next deadline, a month or a year on, doing what fell due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handrail.rules.days import add_months
from handrail.services import moment as moments
from handrail.services.actor import Actor
from handrail.services.errors import Absent, Refused
from handrail.services.moment import Moment
from handrail.services.notice import daily
from handrail.services.notice.letters import long_day
from handrail.store.models import DemonstrationDay


@dataclass(frozen=True, slots=True)
class Moved:
    """Where the day stands now, and what happened on the way."""

    day: date
    sentence: str

    @property
    def day_in_words(self) -> str:
        return long_day(self.day)


@transaction.atomic
def move(actor: Actor, moment: Moment, by: str) -> Moved:
    """Move on `by` "next" (the nearest open deadline of the actor's firm, else of anybody), "month" or "year"."""
    row = DemonstrationDay.objects.select_for_update().filter(pk=1).first()
    if row is None:
        raise Absent
    target = _target(actor, moment, row.day, by)
    row.day = target
    row.save(update_fields=["day"])
    then = moments.on(target, demonstration=True)
    did = daily.run(then)
    return Moved(
        target,
        ngettext("%(count)s thing fell due.", "%(count)s things fell due.", did) % {"count": did}
        if did
        else _("Nothing fell due."),
    )


def _target(actor: Actor, moment: Moment, day: date, by: str) -> date:
    if by == "month":
        return add_months(day, 1)
    if by == "year":
        return add_months(day, 12)
    if by == "next":
        found = daily.next_due(day, actor.organisation_id)
        if found is None:
            raise Refused("nothing_due", _("There is no deadline ahead. Move by a month or a year instead."))
        return found
    raise Refused("by", _("Choose the next deadline, a month or a year."), "by")
