"""The firms that chose a Certifying Partner, as its desk lists them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from handrail.rules.certificate.standing import CertificateFacts, StandingOnDay, Status, StatusChange, standing_on
from handrail.rules.permissions import Action, Tie
from handrail.services import access
from handrail.services.actor import Actor
from handrail.services.errors import Forbidden
from handrail.services.moment import Moment, zone
from handrail.store.models import Application, Audit, Certificate, CertificateStatus

SEARCH_MAX = 100


@dataclass(frozen=True, slots=True)
class Firm:
    """One firm of the partner: since when, where its newest audit stands, its newest certificate on the day."""

    id: UUID
    name: str
    legal_name: str
    since: date
    audit_state: str
    audit_id: UUID | None
    certificate_number: str
    standing: StandingOnDay | None


def firms(actor: Actor, moment: Moment, search: str = "") -> QuerySet[Any, Any]:
    """The partner's firms by name, as rows for `firm`; one statement for a page of them and one to count.

    `search` looks for a part of the legal, trade or everyday name, or for a whole WCB account.
    """
    if access.require(actor, Action.EMPLOYER_READ) is not Tie.PARTNER:
        raise Forbidden(_("Only a Certifying Partner has firms here. Switch to your seat there."))
    own = {"employer": OuterRef("pk"), "partner": actor.organisation_id}
    chosen = Application.objects.filter(**own, state=Application.State.ACCEPTED)
    audit = Audit.objects.filter(**own, submitted_on__isnull=False).order_by("-submitted_on", "-id")
    certificate = Certificate.objects.filter(**own).order_by("-issued_on", "-id")
    change = CertificateStatus.objects.filter(
        certificate=OuterRef("certificate_id"), effective_on__lte=moment.day
    ).order_by("-effective_on", "-id")
    rows = access.employers(actor, Action.EMPLOYER_READ)
    if wanted := search.strip()[:SEARCH_MAX]:
        named = Q(legal_name__icontains=wanted) | Q(trade_name__icontains=wanted)
        rows = rows.filter(named | Q(organisation__name__icontains=wanted) | Q(accounts__account=wanted)).distinct()
    return (
        rows.annotate(
            since=Subquery(chosen.values("decided_on")[:1]),
            audit_state=Subquery(audit.values("state")[:1]),
            audit_id=Subquery(audit.values("pk")[:1]),
            certificate_id=Subquery(certificate.values("pk")[:1]),
            number=Subquery(certificate.values("number")[:1]),
            issued=Subquery(certificate.values("issued_on")[:1]),
            expires=Subquery(certificate.values("expires_on")[:1]),
            signed=Subquery(certificate.values("signed_by_both_at")[:1]),
            status=Subquery(change.values("status")[:1]),
            status_on=Subquery(change.values("effective_on")[:1]),
        )
        .order_by("organisation__name", "pk")
        .values(
            "pk", "organisation__name", "trade_name", "legal_name", "since", "audit_state", "audit_id",
            "number", "issued", "expires", "signed", "status", "status_on",
        )
    )  # fmt: skip


def firm(row: dict[str, Any], day: date) -> Firm:
    """One row of `firms`, with its certificate's standing on the day."""
    return Firm(
        id=row["pk"],
        name=row["trade_name"] or row["legal_name"] or row["organisation__name"],
        legal_name=row["legal_name"],
        since=row["since"],
        audit_state=row["audit_state"] or "",
        audit_id=row["audit_id"],
        certificate_number=row["number"] or "",
        standing=_standing(row, day) if row["number"] else None,
    )


def _standing(row: dict[str, Any], day: date) -> StandingOnDay:
    changed = (StatusChange(row["status_on"], Status(row["status"])),) if row["status"] else ()
    signed = row["signed"].astimezone(zone()).date() if row["signed"] else None
    return standing_on(CertificateFacts(row["issued"], row["expires"], signed, changed, day), day)
