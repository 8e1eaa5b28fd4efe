"""Sending a queued letter: who gets it is decided when it goes out, so a removed member gets none."""

from __future__ import annotations

from typing import Any

from django.core.mail import EmailMessage

from handrail.rules.permissions import Kind, Role
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


def send(payload: dict[str, Any]) -> int:
    """Send one letter, to each reader alone (nobody sees the others); gives how many went out."""
    subject = " ".join(payload["subject"].split())
    to = recipients(payload)
    for address in to:
        EmailMessage(subject=subject, body=payload["text"], to=[address]).send()
    return len(to)
