"""The yearly audits of certificates: when each is due, and whether it was sent in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from uuid import UUID

from handrail.program import load_pack
from handrail.rules.deadlines import certificate as life
from handrail.rules.deadlines.event import Event, EventKind, in_order
from handrail.rules.deadlines.item import Rulebook
from handrail.store.models import Certificate, Submission


def sent_in(day: date, only: Collection[UUID] | None = None) -> dict[UUID, list[Event]]:
    """The first submissions of yearly audits up to a day, by the certificate they keep up; a withdrawn one does not count."""
    found: dict[UUID, list[Event]] = defaultdict(list)
    rows = Submission.objects.filter(round=1, audit__maintains__isnull=False, submitted_on__lte=day)
    if only is not None:
        rows = rows.filter(audit__maintains__in=only)
    kept = rows.exclude(audit__state="withdrawn").values_list("audit__maintains", "submitted_on")
    for certificate_id, submitted_on in kept:
        found[certificate_id].append(Event(EventKind.MAINTENANCE_SUBMITTED, submitted_on))
    return found


def life_of(certificate: Certificate, sent: list[Event], day: date) -> life.Certificate:
    """The certificate's yearly audits as they stand on a day, by its own partner's rule."""
    book = Rulebook(load_pack(certificate.audit.pack), certificate.partner.program_id, day)
    issued = Event(EventKind.CERTIFICATE_ISSUED, certificate.issued_on, term_months=certificate.term_months)
    (found,) = life.certificates(in_order((issued, *sent)), book)
    return found


def next_due(certificate: Certificate, day: date) -> date | None:
    """The day by which the next yearly audit must be sent in, as of a day; None if none is left. One statement."""
    sent = sent_in(day, [certificate.pk])[certificate.pk]
    return next((one.due for one in life_of(certificate, sent, day).yearly if one.met_on is None), None)
