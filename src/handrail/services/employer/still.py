"""What can still be saved: a firm's last lawful days in order, and whether any is near enough to say so on its home."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from handrail.program import Contact, load_pack
from handrail.rules.audit.parameters import whole_number
from handrail.rules.deadlines import DeadlineItem, State
from handrail.rules.deadlines.extension import Reach, reach
from handrail.rules.deadlines.reminding import days_before
from handrail.rules.permissions import Action
from handrail.services import access
from handrail.services.actor import Actor
from handrail.services.employer.cycle import Cycle
from handrail.services.employer.cycle import cycle as read
from handrail.services.moment import Moment

# The days that, missed, cost the certificate or the audit; a refresher is told elsewhere.
LAST_DAYS: Final = frozenset(
    {"gathering_end_by", "submit_by", "correct_by", "corrections_close", "maintenance_due", "recertify_by", "extension_apply_by"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LastDay:
    """One last lawful day. `begin_by` is the latest day to begin an audit that still has all its days to gather."""

    item: DeadlineItem
    days_left: int
    begin_by: date | None = None

    @property
    def missed(self) -> bool:
        return self.item.state is State.OVERDUE


@dataclass(frozen=True, slots=True)
class Still:
    """`days` are those to come, the nearest first; `missed` those that passed. `extension` is what asking in time gives."""

    found: Cycle
    days: tuple[LastDay, ...]
    missed: tuple[LastDay, ...]
    ended_on: date | None
    extension: Reach | None
    partner: str
    contact: Contact | None


def still(actor: Actor, moment: Moment) -> Still:
    """The last lawful days of the actor's own firm; the statements of its cycle."""
    access.require(actor, Action.PEOPLE_READ)
    return still_of(read(actor, moment))


def still_of(found: Cycle) -> Still:
    """The same from a cycle that is read already."""
    pack, day = load_pack(found.firm.pack), found.day
    partner = found.partner
    program_id = partner.program_id if partner else None
    gather = whole_number(pack, "audit.gather.max_days", day, program_id)
    begun = found.audit is not None and found.audit.state in {"gathering", "submitted", "returned"}
    mine = found.certificate.issued_on if found.certificate else None
    days = [
        LastDay(
            item,
            (item.due - day).days,
            item.due - timedelta(days=gather - 1)
            if item.code in {"maintenance_due", "recertify_by"} and not begun
            else None,
        )
        for item in found.open
        if item.code in LAST_DAYS and item.certificate in {None, mine}
    ]
    horizon = day + timedelta(days=366)
    # An extension is only asked for once the certificate's own end is what comes next.
    next_due = next((one.item for one in days if one.item.code in {"maintenance_due", "recertify_by"}), None)
    ends_next = next_due is None or next_due.code == "recertify_by"
    kept = tuple(
        one for one in days if one.item.due <= horizon and (one.item.code != "extension_apply_by" or ends_next)
    )
    held = found.certificate
    asks = any(one.item.code == "extension_apply_by" for one in kept)
    return Still(
        found=found,
        days=kept,
        missed=tuple(LastDay(item, (item.due - day).days) for item in found.overdue if item.code in LAST_DAYS),
        ended_on=found.valid_until if held is not None and not found.certified else None,
        extension=reach(held.issued_on, held.expires_on, day, pack, program_id) if held is not None and asks else None,
        partner=partner.organisation.name if partner else "",
        contact=pack.partners[partner.program_id].contact if partner and partner.program_id in pack.partners else None,
    )


def is_near(found: Cycle) -> bool:
    """Whether a last lawful day is missed, or lies within the days on which the program first reminds."""
    shown = still_of(found)
    partner = found.partner
    first = max(days_before(load_pack(found.firm.pack), found.day, partner.program_id if partner else None), default=0)
    return bool(shown.missed) or any(one.days_left <= first for one in shown.days)
