"""What starting an audit would do, said before it is done; nothing is written."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import date

from handrail.program import load_pack
from handrail.rules.audit.window import Window, record_window
from handrail.rules.deadlines import DeadlineItem
from handrail.rules.permissions import Action
from handrail.services.actor import Actor
from handrail.services.audit.starting import carried_into, drafted
from handrail.services.audit.timing import days_of
from handrail.services.employer.own import own
from handrail.services.moment import Moment
from handrail.services.record.year import year_of
from handrail.store.models import Audit


@dataclass(frozen=True, slots=True)
class Before:
    """The audit as it would be. `audit` is not stored.

    `days` are its days from the first of gathering on. `latest` is the window of records if all the days to gather are
    used, `offered` the questions to which today's records of that window offer proof, `carried` those answered from the certification.
    """

    audit: Audit
    days: tuple[DeadlineItem, ...]
    latest: Window
    questions: int
    carried: int
    offered: int

    @property
    def gather_until(self) -> date:
        return self.latest.to


def before_starting(actor: Actor, moment: Moment, *, gathering_started_on: date | None = None) -> Before:
    """What starting with this first day (today unless said otherwise) would mean.

    Raises what starting raises: Invalid for a day that cannot be, Refused where no audit can be started.
    """
    employer = own(actor, Action.AUDIT_ANSWER)
    audit, pack = drafted(employer, moment, gathering_started_on or moment.day)
    days = days_of(audit, moment.day)
    partner = audit.partner.program_id
    last = min([item.due for item in days if item.code in {"gathering_end_by", "maintenance_due"}], default=moment.day)
    latest = record_window(last, pack, on=audit.gathering_started_on, partner=partner)
    # Looked at as if all the days were used, so that the count is of the very days that are said to count.
    used_up = copy(audit)
    used_up.gathering_ended_on = last
    year = year_of(actor, moment, used_up)
    return Before(
        audit=audit,
        days=days,
        latest=latest,
        questions=len(load_pack(audit.pack).edition(audit.edition).questions),
        carried=len(carried_into(audit, pack)),
        offered=sum(1 for one in year.coverages.values() if one.record_ids and one.state in {"covered", "thin"}),
    )
