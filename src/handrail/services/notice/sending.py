"""Sending a queued letter: who gets it is decided when it goes out, so a removed member gets none."""

from __future__ import annotations

import hashlib
from typing import Any

import rfc8785
from django.core.mail import EmailMessage
from django.db import transaction

from handrail.rules.permissions import Kind, Role
from handrail.services.moment import Moment
from handrail.services.outbox import enqueue
from handrail.store.models import Membership


def recipients(payload: dict[str, Any]) -> list[str]:
    """The addresses of one letter, sorted; empty when its side has nobody (the letter is then done)."""
    seats = Membership.objects.filter(ended_at__isnull=True, user__is_active=True)
    match payload["to"]:
        case "owners":
            seats = seats.filter(organisation=payload["employer"], role=Role.OWNER)
        case "partner":
            seats = seats.filter(organisation=payload["partner"], role__in=[Role.REVIEWER, Role.PARTNER_ADMIN])
        case "office":
            seats = seats.filter(organisation__kind=Kind.OFFICE)
        case address:
            return [address]
    return sorted(set(seats.values_list("user__email", flat=True)))


@transaction.atomic
def send(moment: Moment, payload: dict[str, Any]) -> int:
    """Send one letter, to each reader alone (nobody sees the others); gives how many readers it has.

    A letter to several becomes one job a reader, so that trying again after a failure writes to nobody twice.
    """
    to = recipients(payload)
    if len(to) == 1:
        subject = " ".join(payload["subject"].split())
        EmailMessage(subject=subject, body=payload["text"], to=to).send()
        return 1
    letter = hashlib.sha256(rfc8785.dumps(payload)).hexdigest()
    for address in to:
        enqueue(moment, "mail", {**payload, "to": address}, key=f"mail:{letter}:{moment.day.isoformat()}:{address}")
    return len(to)
