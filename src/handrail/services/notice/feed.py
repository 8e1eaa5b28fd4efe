"""Every day that is due at one firm: its deadlines, its fixes and its tickets, as a list and as a calendar to subscribe to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from handrail.integrations.calendar_file import WholeDay, calendar_file
from handrail.program import load_pack
from handrail.rules.deadlines import DeadlineItem
from handrail.rules.permissions import Action
from handrail.rules.training.tickets import TicketState
from handrail.services import moment as moments
from handrail.services.actor import Actor
from handrail.services.corrective_action import mending
from handrail.services.employer import sharing
from handrail.services.employer.cycle import Cycle, cycle_of
from handrail.services.employer.own import own
from handrail.services.moment import Moment
from handrail.services.training.tickets import Ticket, tickets_here
from handrail.store.models import ActionLine, Employer

PATHS = {"refresher_due": "/training", "correct_by": "/audit", "submit_by": "/audit", "gathering_end_by": "/audit"}

SHORT, TITLE = 40, 80
"""Letters of a thing that fit the square of a day on the printed month, and of a fix's title in a list or a calendar."""


@dataclass(frozen=True, slots=True)
class DueDay:
    """One thing that is due: what, by which day, and where to do it. `key` tells it again tomorrow."""

    key: str
    on: date
    what: str
    path: str

    @property
    def short(self) -> str:
        """What it is in a few words, for the square of a day; where it was cut it says so."""
        return _cut(self.what, SHORT)


def due_days(actor: Actor, moment: Moment) -> tuple[DueDay, ...]:
    """Everything due at the actor's own firm from the day on, the nearest first."""
    return days_of(own(actor, Action.PEOPLE_READ), moment.day)


def days_of(firm: Employer, day: date) -> tuple[DueDay, ...]:
    """The same of a firm: open deadlines, fixes with a day, and the last days of tickets; what is late stays on its day."""
    found = cycle_of(firm, day)
    items = [*found.overdue, *(item for item in found.open if item.code != "extension_apply_by")]
    days = [_deadline(item, found) for item in items]
    days += [_fix(line, firm) for line in mending.open_of(firm) if line.due_on is not None]
    days += [_ticket(one) for one in tickets_here(firm, day) if one.state is not TicketState.ENDED and one.expires_on]
    return tuple(sorted(days, key=lambda one: (one.on, one.key)))


def _deadline(item: DeadlineItem, found: Cycle) -> DueDay:
    words = {
        "maintenance_due": _("Yearly audit"),
        "recertify_by": _("New certification, before the certificate expires"),
        "correct_by": _("Answer to the reviewer's notes"),
        "submit_by": _("Sending your audit"),
        "gathering_end_by": _("Last of your days to gather proof"),
        "refresher_due": _("Refresher of %(person)s") % {"person": item.person},
    }
    parts = (item.code, item.person, item.round, item.audit, item.certificate)
    key = "-".join(str(part) for part in parts if part not in (None, ""))
    return DueDay(key, item.due, words.get(item.code, item.sentence), PATHS.get(item.code, "/cycle"))


def _fix(line: ActionLine, firm: Employer) -> DueDay:
    """A fix by its first words; what a restricted record found stays in the record, because calendars travel."""
    assert line.due_on is not None  # asked for by whoever calls
    kind = load_pack(firm.pack).record_kinds.get(line.record.kind) if line.record else None
    what = _("A fix is due") if kind and kind.restricted else _("Fix: %(what)s") % {"what": _title(line)}
    return DueDay(f"fix-{line.pk}", line.due_on, what, f"/audit/fixes/{line.pk}")


def _ticket(one: Ticket) -> DueDay:
    assert one.expires_on is not None  # asked for by whoever calls
    said = _("%(title)s of %(person)s ends") % {"title": one.title, "person": one.person}
    return DueDay(f"ticket-{one.key}", one.expires_on, said, "/tickets")


def _title(line: ActionLine) -> str:
    """A fix by its short title: the question's own, or the first sentence of what was found."""
    title = line.what.partition(": ")[0] if line.question else line.what.partition(". ")[0]
    return _cut(title, TITLE)


def _cut(text: str, most: int) -> str:
    """The text, cut after a whole word where there is one, with the mark that says so."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    words = head.rpartition(" ")[0] if " " in head[most // 2 :] else head
    return f"{words.rstrip(' ,;:')}…"


def feed(moment: Moment, token: str) -> bytes:
    """The calendar behind a private address. Absent for an address that was taken back or never was."""
    row = sharing.found(moment, token, sharing.Purpose.FEED)
    firm = row.employer
    days = [
        WholeDay(f"{one.key}@{firm.pk}", one.on, one.what, f"{settings.BASE_URL}{one.path}")
        for one in days_of(firm, moment.day)
    ]
    # Written for the whole day: fetched every hour it is the same file.
    written = moments.on(moment.day, 0).now
    return calendar_file(_("%(firm)s: due days") % {"firm": firm.name}, days, at=written)
