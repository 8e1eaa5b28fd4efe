"""How a ticket's state is said, wherever tickets stand: a shape, a word, and its last day."""

from __future__ import annotations

from django.utils.translation import gettext as _

from handrail.rules.training.tickets import TicketState
from handrail.services.training.tickets import Ticket
from handrail.web.components import Cell
from handrail.web.figures import day

_SHAPES = {
    TicketState.GOOD: "good",
    TicketState.ENDS_SOON: "half",
    TicketState.ENDS_NOW: "now",
    TicketState.ENDED: "bad",
    TicketState.NO_DAY: "info",
}


def ticket_cell(ticket: Ticket) -> Cell:
    """Until when, or since when not any more, beside the shape of it."""
    words = {
        TicketState.GOOD: _("until %(day)s"),
        TicketState.ENDS_SOON: _("ends %(day)s"),
        TicketState.ENDS_NOW: _("ends %(day)s"),
        TicketState.ENDED: _("ended %(day)s"),
        TicketState.NO_DAY: _("taken %(day)s"),
    }
    when = ticket.expires_on or ticket.taken_on
    return Cell(words[ticket.state] % {"day": day(when, "short")}, state=_SHAPES[ticket.state])
