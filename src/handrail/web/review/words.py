"""Words of the reviewer's pages."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handrail.services.review.queue import Line
from handrail.web.components import Cell


def clock_cell(line: Line) -> Cell:
    """How a file's clock runs, in words and as a shape."""
    days = line.days
    match line.clock:
        case "late" if line.audit_state == "submitted":
            return Cell(
                ngettext("%(n)s day, past the target", "%(n)s days, past the target", days) % {"n": days}, state="bad"
            )
        case "late":
            return Cell(ngettext("%(n)s day late", "%(n)s days late", -days) % {"n": -days}, state="bad")
        case "due":
            return Cell(ngettext("%(n)s day, answer soon", "%(n)s days, answer soon", days) % {"n": days}, state="half")
        case "in_time":
            return Cell(ngettext("%(n)s day", "%(n)s days", days) % {"n": days}, state="ahead")
        case "waiting":
            return Cell(ngettext("%(n)s day left", "%(n)s days left", days) % {"n": days}, state="ahead")
        case _:
            return Cell("")


def audit_word(state: str) -> str:
    """Where a file stands, formally."""
    return {
        "gathering": _("being gathered"),
        "submitted": _("with the Certifying Partner"),
        "returned": _("returned for corrections"),
        "accepted": _("accepted, with the office"),
        "signed": _("signed by the office, to be co-signed"),
        "certified": _("certified"),
        "maintained": _("accepted for this year"),
        "not_accepted": _("not accepted"),
        "withdrawn": _("withdrawn by the firm"),
        "closed": _("closed, correction days used up"),
    }[state]


def audit_mark(state: str) -> str:
    if state in {"accepted", "signed", "certified", "maintained"}:
        return "good"
    return "bad" if state in {"not_accepted", "withdrawn", "closed"} else "ahead"


def purpose_word(purpose: str) -> str:
    return _("certification") if purpose == "certification" else _("maintenance")


def disagreed(differences: int, read: int) -> str:
    """How often two readers of one file differed, as both are told it."""
    if not differences:
        return _("You two agreed on all %(of)s questions") % {"of": read}
    return _("You two disagreed on %(n)s of %(of)s") % {"n": differences, "of": read}
