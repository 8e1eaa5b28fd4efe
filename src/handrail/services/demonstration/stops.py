"""Where a move of the demonstration's day stops for a firm, and what passed it by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handrail.rules.deadlines import DeadlineItem
from handrail.services.moment import Moment
from handrail.services.notice.due import firms_with_days
from handrail.services.notice.letters import long_day
from handrail.store.models import CertificateStatus, Employer

# Days that cost something when they are passed.
COSTLY = frozenset({"maintenance_due", "recertify_by", "correct_by", "submit_by"})
# So many days ahead of these the day stops as well: time to gather, to send, and for a certification to be read.
AHEAD = {"maintenance_due": 21, "recertify_by": 60}


@dataclass(frozen=True, slots=True)
class Stop:
    """A day to stop on because of a deadline of the firm: its own day, or some weeks before it."""

    day: date
    item: DeadlineItem

    @property
    def why(self) -> str:
        """What is due, in half a sentence."""
        left = (self.item.due - self.day).days
        if not left:
            return _today(self.item)
        named = {"maintenance_due": _("the yearly audit is due"), "recertify_by": _("the certificate expires")}
        when = ngettext("in %(count)s day, on %(day)s", "in %(count)s days, on %(day)s", left)
        return f"{named[self.item.code]} {when % {'count': left, 'day': long_day(self.item.due)}}"

    @property
    def then(self) -> str:
        """What another press does."""
        if self.item.due > self.day:
            return _("Move again to go on to that day.")
        return _("Move again to go past it.")


def own_items(day: date, employer_id: UUID) -> tuple[DeadlineItem, ...]:
    """The open days of one firm from `day` on."""
    return tuple(item for firm in firms_with_days(day, Employer.objects.filter(pk=employer_id)) for item in firm.items)


def next_stop(items: Iterable[DeadlineItem], day: date, *, costly: bool) -> Stop | None:
    """The nearest stop after `day`: of all the firm's days, or of those that cost something."""
    stops = (stop for item in items if item.code in COSTLY or not costly for stop in _stops(item) if stop.day > day)
    return min(stops, key=lambda stop: (stop.day, stop.item.due), default=None)


@dataclass(frozen=True, slots=True)
class Whose:
    """A deadline of some firm: which one, and what is due."""

    firm: Employer
    item: DeadlineItem

    def sentence(self, *, named: bool) -> str:
        """Whose day it is and what is due; `named` where the reader may know the firm."""
        whose = self.firm.name if named else _("one of the firms")
        said = _("It is a deadline of %(firm)s: %(why)s.") % {"firm": whose, "why": _today(self.item)}
        if self.item not in own_items(self.item.due, self.firm.pk):
            said += " " + _("The firm has met it meanwhile.")
        return said


def nearest(day: date, firms: QuerySet[Employer]) -> Whose | None:
    """The next deadline after `day` among these firms."""
    found = ((item, one.employer) for one in firms_with_days(day, firms) for item in one.items if item.due > day)
    item, key = min(found, key=lambda one: (one[0].due, str(one[1])), default=(None, None))
    if item is None or key is None:
        return None
    return Whose(Employer.objects.select_related("organisation").get(pk=key), item)


def _stops(item: DeadlineItem) -> Iterator[Stop]:
    yield Stop(item.due, item)
    if item.code in AHEAD:
        yield Stop(item.due - timedelta(days=AHEAD[item.code]), item)


def passed(items: Iterable[DeadlineItem], moment: Moment, employer_id: UUID) -> list[str]:
    """What a move to `moment` passed by of the firm's days that were open before it, a sentence each."""
    gone = sorted((item for item in items if item.due < moment.day), key=lambda item: item.due)
    said = [_passed(item) for item in gone]
    ended = CertificateStatus.objects.filter(certificate__employer=employer_id, recorded_at=moment.now)
    for row in ended.filter(status="cancelled"):
        said.append(_("The certificate ended on %(day)s.") % {"day": long_day(row.effective_on)})
    return said


def _today(item: DeadlineItem) -> str:
    words = {
        "maintenance_due": _("the yearly audit is due today"),
        "recertify_by": _("the certificate expires today"),
        "correct_by": _("the answer to the reviewer's notes is due today"),
        "submit_by": _("the audit has to be sent in today"),
        "gathering_end_by": _("today is the last day to gather proof"),
        "refresher_due": _("the refresher of %(person)s is due today") % {"person": item.person},
    }
    return words[item.code]


def _passed(item: DeadlineItem) -> str:
    words = {
        "maintenance_due": _("The yearly audit was due on %(day)s."),
        "recertify_by": _("The certificate expired on %(day)s."),
        "correct_by": _("The answer to the reviewer's notes was due on %(day)s."),
        "submit_by": _("The audit had to be sent in by %(day)s."),
        "gathering_end_by": _("The last day to gather proof was %(day)s."),
        "refresher_due": _("The refresher of %(person)s was due on %(day)s."),
    }
    return words[item.code] % {"day": long_day(item.due), "person": item.person}
