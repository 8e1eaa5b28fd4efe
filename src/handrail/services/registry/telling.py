"""What a stranger may know of certificates on a day: standing, how one ended early, and no reason beyond its kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from handrail.rules.certificate.standing import (
    CertificateFacts,
    Ending,
    StandingOnDay,
    StatusChange,
    as_told,
    ending,
    standing_on,
)
from handrail.rules.days import in_words
from handrail.rules.reason import Reason
from handrail.services.certificate.standing import histories
from handrail.store.facts.certificate import certificate_facts
from handrail.store.models import Certificate


@dataclass(frozen=True, slots=True)
class Told:
    """`last_valid` is the last day it was or will be worth something, as known today; None if there is none."""

    standing: StandingOnDay
    ending: Ending | None
    last_valid: date | None
    history: tuple[StatusChange, ...]


def told(certificates: Iterable[Certificate], day: date, today: date) -> dict[UUID, Told]:
    """Each certificate on a day as it is known today, by its key; one statement however many they are."""
    rows = list(certificates)
    history = histories(rows)
    return {row.pk: _told(certificate_facts(row, history[row.pk], today), day, today) for row in rows}


def _told(facts: CertificateFacts, day: date, today: date) -> Told:
    facts = replace(facts, history=tuple(as_told(change) for change in facts.history))
    found, early = standing_on(facts, day), ending(facts)
    if early is None:
        return Told(found, None, found.expires, facts.history)
    if found.is_valid and early.last_valid is not None:
        # In force "to its last day" is no longer true of a certificate that is known to end before.
        rest = tuple(reason for reason in found.reasons if reason.code != "in_force")
        found = replace(found, reasons=(_until(early.last_valid, today), early.reason, *rest))
    return Told(found, early, early.last_valid, facts.history)


def _until(last: date, today: date) -> Reason:
    words = (
        _("It was valid up to and including %(day)s.")
        if last < today
        else _("It is valid up to and including %(day)s.")
    )
    return Reason("ends_early", words % {"day": in_words(last)}, "status history of the certificate")
