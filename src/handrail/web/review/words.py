"""Words of the reviewer's pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handrail.web.figures import day


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a file with what is left until it: the shape says whether it is past, near or far."""

    day: str
    said: str
    state: str


def day_left(on: date, today: date, *, near: bool) -> Day:
    """A day, and how many are left or past."""
    left = (on - today).days
    if left < 0:
        return Day(day(on, "short"), ngettext("%(n)s day past", "%(n)s days past", -left) % {"n": -left}, "bad")
    said = ngettext("%(n)s day left", "%(n)s days left", left) % {"n": left} if left else _("today")
    return Day(day(on, "short"), said, "half" if near or not left else "ahead")


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


def verified_word(letter: str) -> str:
    """How a question is verified, behind its letter."""
    return {"D": _("documents"), "I": _("interviews"), "O": _("observation")}[letter]


def kind_word(letter: str) -> str:
    """The kind of a question, behind its letter."""
    return {
        "P": _("policy or directive"),
        "R": _("records of the year"),
        "K": _("what people know"),
        "C": _("condition at the site"),
    }[letter]


def disagreed(differences: int, read: int) -> str:
    """How often two readers of one file differed, as both are told it."""
    if not differences:
        return _("You two agreed on all %(of)s questions") % {"of": read}
    return _("You two disagreed on %(n)s of %(of)s") % {"n": differences, "of": read}
