"""Words of the partner's desk for what its data name by codes."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from handrail.services.review.calls import OUTCOMES
from handrail.services.review.figures import NOT_CALLED, SENT_IN_VAIN


def outcome_words() -> dict[str, str]:
    """What a call came to, as the reason it also is."""
    words = {
        "no_answer": _("No answer"),
        "begins": _("Says it begins"),
        "closing": _("The firm is closing"),
        "over_ten": _("Grown past ten"),
        "no_bid": _("No bid asks for it"),
        "trained_left": _("The trained person left"),
        "cost": _("Too dear"),
        "other": _("Something else"),
    }
    return {outcome: words[outcome] for outcome in OUTCOMES}


def reason_words() -> dict[str, str]:
    """Why nothing met a due day, by the last call about it."""
    said = {"begins": _("Said it would begin"), NOT_CALLED: _("Nobody called"), SENT_IN_VAIN: _("Sent, not accepted")}
    return {**outcome_words(), **said}


def due_words(code: str) -> str:
    return _("Yearly audit") if code == "maintenance_due" else _("Certificate ends")


def month_words(month: int) -> str:
    """The name of a month, short."""
    names = (
        pgettext("month", "Jan"), pgettext("month", "Feb"), pgettext("month", "Mar"), pgettext("month", "Apr"),
        pgettext("month", "May"), pgettext("month", "Jun"), pgettext("month", "Jul"), pgettext("month", "Aug"),
        pgettext("month", "Sep"), pgettext("month", "Oct"), pgettext("month", "Nov"), pgettext("month", "Dec"),
    )  # fmt: skip
    return names[month - 1]
