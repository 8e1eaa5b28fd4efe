"""The daily run: what ended because its day passed, and one plain letter before each day that comes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from handrail.rules.deadlines import DeadlineItem
from handrail.rules.deadlines.reminding import days_before
from handrail.services.audit.closing import close_used_up
from handrail.services.certificate.cancelling import cancel_overdue
from handrail.services.moment import Moment
from handrail.services.notice.due import FirmDays, firms_with_days
from handrail.services.notice.hand_off import tell
from handrail.services.notice.reminding import awake, queue_due
from handrail.services.notice.tickets import tickets_ending
from handrail.services.outbox import known
from handrail.services.record import pulse
from handrail.services.registry import publishing
from handrail.store.models import CertificateStatus, Employer


def run(moment: Moment) -> int:
    """Do everything that fell due by `moment.day`, and queue its letters; gives how many things that were.

    Running it again on the same day does nothing more. A day that was slept through or jumped over is caught up: of
    the reminders passed over only the nearest goes out.
    """
    cancelled, closed = cancel_overdue(moment), close_used_up(moment)
    pulse.forget(moment)
    _tell_cancelled(moment)
    # The signed list of standings is of a day: from today's on, a check with no network knows what ended.
    publishing.publish(moment)
    return cancelled + closed + _remind(moment) + _tell_tickets(moment) + queue_due(moment)


def _tell_cancelled(moment: Moment) -> None:
    fresh = CertificateStatus.objects.filter(status="cancelled", recorded_at=moment.now)
    for row in fresh.select_related("certificate__partner__organisation"):
        held = row.certificate
        tell(
            moment,
            "cancelled",
            held.employer_id,
            key=f"cancelled:{held.pk}",
            partner_id=held.partner_id,
            partner=held.partner.organisation.name,
            day=row.effective_on.isoformat(),
            path="/home",
        )


def _remind(moment: Moment) -> int:
    """Queue the reminders of the day, each threshold once."""
    wanted = {key: (firm, item) for firm in firms_with_days(moment.day) for key, item in _reminders(firm, moment.day)}
    sent = known(f"{key}:0" for key in wanted)
    fresh = {key: pair for key, pair in wanted.items() if f"{key}:0" not in sent}
    names = {row.pk: row.name for row in _named({firm.employer for firm, _item in fresh.values()})}
    later = awake(moment, names)
    for key, (firm, item) in fresh.items():
        tell(
            moment,
            "due",
            firm.employer,
            key=key,
            due_at=later[firm.employer],
            firm=names[firm.employer],
            partner=firm.partner.name if firm.partner else "",
            what=_what(item),
            day=item.due.isoformat(),
            days=(item.due - moment.day).days,
            cost=_cost(item),
            path="/home",
        )
    return len(fresh)


def _tell_tickets(moment: Moment) -> int:
    """Queue a letter for each ticket that ends soon, each notice once."""
    ending = {one.key: one for one in tickets_ending(moment.day)}
    sent = known(f"{key}:0" for key in ending)
    fresh = {key: one for key, one in ending.items() if f"{key}:0" not in sent}
    names = {row.pk: row.name for row in _named({one.employer for one in fresh.values()})}
    later = awake(moment, names)
    for key, one in fresh.items():
        tell(
            moment,
            "ticket",
            one.employer,
            key=key,
            due_at=later[one.employer],
            firm=names[one.employer],
            what=one.title,
            person=one.person,
            day=one.ends_on.isoformat(),
            days=(one.ends_on - moment.day).days,
            path="/tickets",
        )
    return len(fresh)


def _named(keys: set[UUID]) -> Iterator[Employer]:
    some = list(keys)
    for first in range(0, len(some), 500):
        yield from Employer.objects.filter(pk__in=some[first : first + 500]).select_related("organisation")


def _reminders(firm: FirmDays, day: date) -> Iterator[tuple[str, DeadlineItem]]:
    """The key of the reminder that each coming day stands at: the nearest threshold not passed yet."""
    thresholds = days_before(firm.pack, day, firm.program_partner)
    for item in firm.items:
        left = (item.due - day).days
        nearest = next((one for one in thresholds if one >= left), None)
        if nearest is not None:
            yield f"due:{firm.employer}:{item.code}:{item.due.isoformat()}:{item.person}:{nearest}", item


def _what(item: DeadlineItem) -> str:
    words = {
        "maintenance_due": _("Yearly audit"),
        "recertify_by": _("New certification, before the certificate expires"),
        "correct_by": _("Answer to the reviewer's notes"),
        "submit_by": _("Sending your audit"),
        "gathering_end_by": _("Last of your days to gather proof"),
        "refresher_due": _("Refresher of %(person)s") % {"person": item.person},
    }
    return words[item.code]


def _cost(item: DeadlineItem) -> str:
    """What missing the day costs, in a sentence; empty where it costs nothing yet."""
    words = {
        "maintenance_due": _("If nothing is sent in by then, the certificate ends the day after."),
        "recertify_by": _("After that day the certificate no longer stands."),
        "correct_by": _("After that day ask your Certifying Partner what is still possible."),
        "refresher_due": _("Without a trained person on staff the audit cannot be sent in."),
    }
    return words.get(item.code, "")
