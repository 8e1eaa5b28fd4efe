"""What falls due at every firm of a partner: read at once for thousands, three statements however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
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


@dataclass(frozen=True, slots=True)
class Due:
    """A firm's due day that nothing has met: a yearly audit (`maintenance_due`) or the end of its certificate."""

    employer: UUID
    code: str
    due: date
    begun: bool
    sent: bool

    @property
    def key(self) -> tuple[UUID, date]:
        return self.employer, self.due

    def days_left(self, day: date) -> int:
        return (self.due - day).days


def dues(partner: Partner, moment: Moment) -> tuple[Due, ...]:
    """Every unmet due day of the partner's firms, ahead or over, the earliest first; one a certificate at most.

    A certificate that was replaced or that ended otherwise before its due day owes nothing. Three statements.
    """
    book = Rulebook(load_pack(), partner.program_id, moment.day)
    sent = _sent(partner)
    begun = dict(Audit.objects.filter(partner=partner, state__in=BEGUN).values_list("employer", "state"))
    found = []
    for employer, certificates in _certificates(partner, moment.day).items():
        for one, following in pairwise([*certificates, None]):
            assert one is not None
            key, issued, term, ended = one
            owed = next_due(issued, term, sent.get(key, ()), book)
            replaced = following is not None and following[1] <= owed.due
            if replaced or (ended is not None and ended <= owed.due):
                continue
            state = begun.get(employer, "")
            found.append(Due(employer, owed.code, owed.due, bool(state), state in AT_THE_PARTNER))
    return tuple(sorted(found, key=lambda due: (due.due, due.employer)))


def lapsed(found: tuple[Due, ...], year: int, day: date) -> Iterator[Due]:
    """Those of a year whose day is over and whose audit never reached the partner."""
    return (one for one in found if one.due.year == year and one.due < day and not one.sent)


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


def _sent(partner: Partner) -> dict[UUID, list[date]]:
    """The days yearly audits were sent, by certificate; what was taken back was never sent."""
    rows = (
        Audit.objects.filter(partner=partner, purpose=MAINTENANCE, submitted_on__isnull=False, maintains__isnull=False)
        .exclude(state="withdrawn")
        .values_list("maintains", "submitted_on")
    )
    found: dict[UUID, list[date]] = defaultdict(list)
    for certificate, day in rows:
        assert certificate is not None
        assert day is not None
        found[certificate].append(day)
    return found
