"""When to gather proof, seen from the days a firm works: while there is a crew to ask and a job to look at."""

from __future__ import annotations

from handrail.program import load_pack
from handrail.rules.audit.parameters import whole_number
from handrail.rules.permissions import Action
from handrail.rules.record.season import SeasonAdvice, season
from handrail.services.actor import Actor
from handrail.services.employer.cycle import cycle_of
from handrail.services.employer.own import own
from handrail.services.moment import Moment
from handrail.services.record.calendar import calendar_of


def season_advice(actor: Actor, moment: Moment) -> SeasonAdvice | None:
    """The advice for the next yearly duty, where the firm's idle time meets the days before it; None where it does not.

    None too where nothing is due, or an audit is under way already.
    """
    firm = own(actor, Action.PEOPLE_READ)
    found = cycle_of(firm, moment.day)
    item = found.next_yearly
    if item is None or item.due < moment.day or (found.audit is not None and found.audit.state == "gathering"):
        return None
    partner = found.partner.program_id if found.partner else None
    most = whole_number(load_pack(firm.pack), "audit.gather.max_days", moment.day, partner)
    advice = season(item.due, calendar_of(actor, moment).calendar, moment.day, most)
    return advice if advice.clash else None
