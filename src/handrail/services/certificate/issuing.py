"""The office signs an accepted audit: the certificate comes to be, with its number and its term, waiting for the partner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from handrail.program import load_pack
from handrail.rules.certificate.number import certificate_number
from handrail.rules.certificate.term import CertificateDays, Term, certificate_days, certificate_term
from handrail.rules.permissions import Action
from handrail.services import access, journal
from handrail.services.actor import Actor
from handrail.services.audit import moving
from handrail.services.errors import Refused, WrongState
from handrail.services.moment import Moment
from handrail.store.models import Audit, Certificate, Review, Signature

# Handrail's own prefix: no public source attests a number format.
PREFIX: Final = "HR"
_TRIES: Final = 5


@dataclass(frozen=True, slots=True)
class Draft:
    """What a certificate would say: how long it runs and its printed days; `days` is None while no term is possible."""

    term: Term
    days: CertificateDays | None


def draft(audit: Audit, decided_on: date) -> Draft:
    """The term and the days an accepted audit gives, by the rules of its first day of gathering."""
    if audit.gathering_ended_on is None:
        raise Refused("gathering_end", _("The audit has no last day of gathering, so no certificate can be dated."))
    pack, on, partner = load_pack(audit.pack), audit.gathering_started_on, audit.partner.program_id
    term = certificate_term(
        audit.records_from or audit.gathering_ended_on,
        audit.gathering_ended_on,
        pack,
        on=on,
        active_site=bool(audit.facts.get("active_site", True)),
        partner=partner,
    )
    if term.months is None:
        return Draft(term, None)
    days = certificate_days(audit.gathering_ended_on, decided_on, term.months, pack, on=on, partner=partner)
    return Draft(term, days)


def to_sign(actor: Actor, audit_id: UUID | str) -> tuple[Audit, Review, Draft]:
    """An audit that waits for the office, its accepted round, and what its certificate would say."""
    rows = access.audits(actor, Action.CERTIFICATE_SIGN).select_related(
        "employer__organisation", "partner__organisation"
    )
    audit = access.one(rows, audit_id, "file")
    review = Review.objects.filter(audit=audit, state="accepted").order_by("-round").first()
    if review is None or review.decided_on is None:
        raise WrongState(_("This file has not been accepted by its Certifying Partner."), audit.state)
    return audit, review, draft(audit, review.decided_on)


@transaction.atomic
def sign(actor: Actor, moment: Moment, audit_id: UUID | str) -> Certificate:
    """Sign for the office. Twice has one effect: the second finds the file signed (WrongState)."""
    audit, review, found = to_sign(actor, audit_id)
    if found.days is None or found.term.months is None:
        raise Refused("records_too_few", " ".join(reason.sentence for reason in found.term.reasons))
    moving.move(actor, moment, audit, "sign")
    certificate = _numbered(
        Certificate(
            employer=audit.employer,
            audit=audit,
            partner=audit.partner,
            legal_name=audit.cover.get("legal_name") or audit.employer.legal_name or audit.employer.organisation.name,
            accounts=_accounts(audit),
            term_months=found.term.months,
            issued_on=found.days.issued,
            expires_on=found.days.expires,
        )
    )
    _signature(actor, moment, certificate, "office")
    journal.note(
        actor,
        moment,
        Action.CERTIFICATE_SIGN,
        ("certificate", certificate.pk),
        chain=audit.employer_id,
        number=certificate.number,
        term_months=certificate.term_months,
        issued_on=certificate.issued_on.isoformat(),
        expires_on=certificate.expires_on.isoformat(),
        round=review.round,
    )
    return certificate


def _accounts(audit: Audit) -> list[dict[str, str]]:
    """The accounts and codes in scope: those of the cover that was reviewed, else those of the firm."""
    names = {(row.account, row.industry_code): row.industry for row in audit.employer.accounts.all()}
    sent = [(row.get("account", ""), row.get("industry_code", "")) for row in audit.cover.get("accounts") or ()]
    pairs = [pair for pair in sent if pair[0]] or sorted(names)
    return [
        {"account": account, "industry_code": code, "industry": names.get((account, code), "")}
        for account, code in dict.fromkeys(pairs)
    ]


def _signature(actor: Actor, moment: Moment, certificate: Certificate, side: str) -> None:
    if actor.user_id is None:
        raise Refused("nobody", _("A certificate is signed by a person."))
    Signature.objects.create(
        certificate=certificate,
        side=side,
        user_id=actor.user_id,
        name=actor.name,
        signed_at=moment.now,
        signed_on=moment.day,
    )


def _numbered(certificate: Certificate) -> Certificate:
    """Stored under the next free number of its year; two at once take two numbers."""
    year = certificate.issued_on.year
    for attempt in range(1, _TRIES + 1):
        last = Certificate.objects.filter(year=year).aggregate(last=Max("serial"))["last"] or 0
        certificate.year, certificate.serial = year, last + 1
        certificate.number = str(certificate_number(PREFIX, year, certificate.serial))
        try:
            with transaction.atomic():
                certificate.save(force_insert=True)
        except IntegrityError:
            if attempt == _TRIES:
                raise
        else:
            break
    return certificate
