"""What falls due at every firm of a partner: read at once for thousands, three statements however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final
from uuid import UUID

from django.db.models import Exists, Min, OuterRef, Q

from handrail.program import load_pack
from handrail.rules.deadlines.certificate import next_due
from handrail.rules.deadlines.item import Rulebook
from handrail.services.moment import Moment
from handrail.store.facts.deadlines import ENDING, MAINTENANCE
from handrail.store.models import Application, Audit, Certificate, Partner

# An audit of this state is on its way: nobody needs to be asked to begin.
BEGUN: Final = ("gathering", "submitted", "returned", "accepted", "signed")
# And of this state it reached the partner, which answers for it.
AT_THE_PARTNER: Final = ("submitted", "returned", "accepted", "signed")
# A renewal that was sent in time and ended so came to nothing; nobody may say of it that it is in review.
IN_VAIN: Final = ("not_accepted", "closed")


@dataclass(frozen=True, slots=True)
class Due:
    """A firm's due day that nothing has met: a yearly audit (`maintenance_due`) or the end of its certificate.

    A yearly audit is met by sending it in time. The end of a certificate is met by the next certificate alone, which needs
    the partner's decision: `renewal` is the state of the renewal that was sent by then, empty where none was.
    """

    employer: UUID
    code: str
    due: date
    begun: bool
    sent: bool
    renewal: str = ""

    @property
    def key(self) -> tuple[UUID, date]:
        return self.employer, self.due

    @property
    def in_review(self) -> bool:
        """Whether the firm did its part: its renewal was sent in time, and only the decision did not come by the day."""
        return self.renewal != "" and self.renewal not in IN_VAIN

    def days_left(self, day: date) -> int:
        return (self.due - day).days


def dues(partner: Partner, moment: Moment) -> tuple[Due, ...]:
    """Every unmet due day of the partner's firms, ahead or over, the earliest first; one a certificate at most.

    A certificate that was replaced or that ended otherwise before its due day owes nothing. Three statements.
    """
    book = Rulebook(load_pack(), partner.program_id, moment.day)
    yearly, renewals = _sent(partner)
    begun = dict(Audit.objects.filter(partner=partner, state__in=BEGUN).values_list("employer", "state"))
    found = []
    for employer, certificates in _certificates(partner, moment.day).items():
        for one, following in pairwise([*certificates, None]):
            assert one is not None
            key, issued, term, ended = one
            owed = next_due(issued, term, yearly.get(key, ()), book)
            replaced = following is not None and following[1] <= owed.due
            if replaced or (ended is not None and ended <= owed.due):
                continue
            state = begun.get(employer, "")
            renewal = _renewal(renewals.get(employer, ()), issued, owed.due) if owed.code == "recertify_by" else ""
            found.append(Due(employer, owed.code, owed.due, bool(state), state in AT_THE_PARTNER, renewal))
    return tuple(sorted(found, key=lambda due: (due.due, due.employer)))


def over(found: tuple[Due, ...], year: int, day: date) -> tuple[tuple[Due, ...], tuple[Due, ...]]:
    """Those of a year whose day is over: the lapsed, and those `in_review` past the day.

    Lapsed is what nobody sent by the day, or sent in vain; what is sent later mends nothing of it.
    """
    gone = [one for one in found if one.due.year == year and one.due < day]
    return tuple(one for one in gone if not one.in_review), tuple(one for one in gone if one.in_review)


def _renewal(sent: Iterable[tuple[date, str]], issued: date, due: date) -> str:
    """The state of the last renewal sent while the certificate ran, by the day it ends; empty without one."""
    return max(((day, state) for day, state in sent if issued < day <= due), default=(due, ""))[1]


def _certificates(partner: Partner, day: date) -> dict[UUID, list[tuple[UUID, date, int, date | None]]]:
    """The signed certificates of each firm in order: key, day, months, and the day it was ended early, if it was."""
    chosen = Application.objects.filter(
        employer=OuterRef("employer"), partner=partner, state=Application.State.ACCEPTED
    )
    rows = (
        Certificate.objects.filter(Exists(chosen), partner=partner, signed_by_both_at__isnull=False)
        .annotate(
            ended=Min("history__effective_on", filter=Q(history__status__in=ENDING, history__effective_on__lte=day))
        )
        .order_by("issued_on", "signed_by_both_at")
        .values_list("employer", "pk", "issued_on", "term_months", "ended")
    )
    found: dict[UUID, list[tuple[UUID, date, int, date | None]]] = defaultdict(list)
    for employer, key, issued, term, ended in rows:
        found[employer].append((key, issued, term, ended))
    return found


def _sent(partner: Partner) -> tuple[dict[UUID, list[date]], dict[UUID, list[tuple[date, str]]]]:
    """What was sent: the days of yearly audits by certificate, and days and states of certifications by firm.

    What was taken back was never sent. One statement.
    """
    rows = (
        Audit.objects.filter(partner=partner, submitted_on__isnull=False)
        .exclude(state="withdrawn")
        .values_list("purpose", "employer", "maintains", "submitted_on", "state")
    )
    yearly: dict[UUID, list[date]] = defaultdict(list)
    renewals: dict[UUID, list[tuple[date, str]]] = defaultdict(list)
    for purpose, employer, certificate, day, state in rows:
        assert day is not None
        if purpose != MAINTENANCE:
            renewals[employer].append((day, state))
        elif certificate is not None:
            yearly[certificate].append(day)
    return yearly, renewals
