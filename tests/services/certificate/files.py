"""Files on their way to a certificate, made straight in the tables: accepted, signed by the office, certified."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from handrail.rules.permissions import Kind, Role
from handrail.services.actor import Actor
from handrail.services.certificate import cosigning, issuing
from handrail.store.models import Audit, Certificate, Employer, Partner, Review
from tests import world

GATHERING = (date(2026, 3, 9), date(2026, 3, 20))
DECIDED = date(2026, 5, 12)
SIGNED = date(2026, 5, 19)


@dataclass
class Desk:
    """The people on both sides of a certificate."""

    partner: Partner
    admin: Actor
    office: Actor

    @classmethod
    def set_up(cls, program_id: str = "demo-construction") -> Desk:
        partner = world.partner(program_id, f"Partner {program_id}")
        office = world.organisation(Kind.OFFICE, "Partnerships office")
        return cls(
            partner,
            world.member(partner.organisation, Role.PARTNER_ADMIN, name="Sam Whitford"),
            world.member(office, Role.OFFICE, name="Morgan Achebe"),
        )


def accepted_audit(desk: Desk, employer: Employer | None = None, **fields: Any) -> Audit:
    """An audit its partner accepted with 463 of 496 points."""
    values: dict[str, Any] = {
        "gathering_started_on": GATHERING[0],
        "gathering_ended_on": GATHERING[1],
        "records_from": date(2025, 3, 3),
        "submitted_on": date(2026, 5, 5),
        "state": "accepted",
        "round": 2,
        "purpose": "certification",
        "pack": "ca-ab",
        "edition": "ref10-2023",
        **fields,
    }
    audit = Audit.objects.create(
        employer=employer or world.employer(),
        partner=desk.partner,
        started_at=world.moment(GATHERING[0]).now,
        **values,
    )
    Review.objects.create(
        audit=audit, round=2, state="accepted", received_on=date(2026, 5, 5), decided_on=DECIDED,
        decided_at=world.moment(DECIDED).now, awarded=Decimal(463), available=Decimal(496),
        percent=Decimal("93.34"), passed=True,
    )  # fmt: skip
    return audit


def signed(desk: Desk, employer: Employer | None = None, **fields: Any) -> Certificate:
    """A certificate with the office's signature alone."""
    return issuing.sign(desk.office, world.moment(SIGNED), accepted_audit(desk, employer, **fields).pk)


def certified(desk: Desk, employer: Employer | None = None, **fields: Any) -> Certificate:
    """A certificate with both signatures."""
    certificate = signed(desk, employer, **fields)
    return cosigning.cosign(desk.admin, world.moment(SIGNED, hour=15), certificate.pk)
