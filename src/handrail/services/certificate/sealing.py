"""Making the certificate's document: typeset, with its signed facts inside, sealed, and kept as it was made."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from handrail.integrations import keys
from handrail.integrations.credential import ATTACHMENT, CertificateClaims, code_text, credential_jws
from handrail.integrations.files import file_store
from handrail.integrations.qr import qr_svg
from handrail.integrations.seal import seal_pdf
from handrail.integrations.typesetting import is_archival, typeset
from handrail.program import load_pack
from handrail.rules.deadlines.certificate import certificates
from handrail.rules.deadlines.event import Event, EventKind
from handrail.rules.deadlines.item import Rulebook
from handrail.services import journal
from handrail.services.actor import CLOCKWORK
from handrail.services.errors import Absent, WrongState
from handrail.services.moment import Moment
from handrail.services.registry import publishing
from handrail.store.facts.certificate import signed_on
from handrail.store.models import Certificate, CertificateDocument, Signature

STANDARDS: Final = ("a-3a", "ua-1")
ADDRESS: Final = "/verify/"


def seal(moment: Moment, certificate_id: UUID | str) -> CertificateDocument:
    """The sealed document of a certificate that carries both signatures; made once, however often it is asked for."""
    rows = Certificate.objects.select_related("partner__organisation", "audit")
    certificate = rows.filter(pk=certificate_id).first()
    if certificate is None:
        raise Absent(_("certificate"))
    made = CertificateDocument.objects.filter(certificate=certificate).first()
    if made is not None:
        return made
    if certificate.signed_by_both_at is None:
        raise WrongState(_("Before both signatures exist there is nothing to seal."), "signed")
    pdf = _sealed_pdf(certificate, demonstration=moment.demonstration)
    stored = file_store().put(pdf, suffix=".pdf")
    with transaction.atomic():
        made, new = CertificateDocument.objects.get_or_create(
            certificate=certificate,
            defaults={
                "stored": stored.key,
                "sha256": stored.sha256,
                "size": stored.size,
                "sealed_at": moment.now,
            },
        )
        if new and not is_archival(pdf):
            # A letter of the holder's name has no font here: what was sealed is no archival file, and that is kept.
            subject = ("certificate", certificate.pk)
            journal.note(CLOCKWORK, moment, "certificate.not_archival", subject, chain=certificate.employer_id)
        publishing.publish_soon(moment)
    return made


def claims_of(certificate: Certificate) -> CertificateClaims:
    """What the issuer signs of a certificate. Before both signatures exist there is nothing to sign (WrongState)."""
    signed = signed_on(certificate)
    if signed is None:
        raise WrongState(_("Before both signatures exist there is nothing to seal."), "signed")
    return CertificateClaims(
        number=certificate.number,
        holder=certificate.legal_name,
        program=certificate.audit.pack,
        partner=certificate.partner.organisation.name,
        issued=certificate.issued_on,
        expires=certificate.expires_on,
        signed_on=signed,
        accounts=tuple(account["account"] for account in certificate.accounts),
    )


def address_of(number: str) -> str:
    """Where anyone checks a certificate."""
    return f"{settings.BASE_URL}{ADDRESS}{number}"


def _sealed_pdf(certificate: Certificate, *, demonstration: bool) -> bytes:
    key, claims = keys.code_key(), claims_of(certificate)
    signatures = list(Signature.objects.filter(certificate=certificate).order_by("signed_at", "id"))
    assert certificate.signed_by_both_at is not None
    pdf = typeset(
        "certificate",
        _page(certificate, claims, signatures, demonstration=demonstration),
        at=certificate.signed_by_both_at,
        files={
            "code.svg": qr_svg(code_text(claims, address_of(certificate.number), key)),
            ATTACHMENT: credential_jws(claims, keys.ISSUER, key).encode("ascii"),
        },
        standards=STANDARDS,
    )
    return seal_pdf(
        pdf,
        keys.seal_key(),
        reason=_("Issued and signed by both sides"),
        place=load_pack(claims.program).program.jurisdiction,
    )


def _page(
    certificate: Certificate, claims: CertificateClaims, signatures: list[Signature], *, demonstration: bool
) -> dict[str, Any]:
    """Everything the template shows, in words."""
    address = address_of(certificate.number)
    roles = {
        "office": _("for the Partnerships office"),
        "partner": _("for %(partner)s") % {"partner": claims.partner},
    }
    return {
        "title": _("Small Employer Certificate of Recognition"),
        "program": load_pack(claims.program).program.jurisdiction,
        "issuer": keys.ISSUER,
        "language": "en",
        "number": certificate.number,
        "holder": certificate.legal_name,
        "demonstration": demonstration,
        "days": [_short(claims.issued), _("to %(day)s") % {"day": _short(claims.expires)}],
        "accounts": _scope(certificate),
        "posts": _posts(certificate),
        "signatures": [
            {"name": row.name, "role": roles[row.side], "day": date_format(row.signed_on, "l j F Y")}
            for row in signatures
        ],
        "url": address,
        "shown_url": address.partition("://")[2],
        "words": {
            "demonstration": _("DEMONSTRATION"),
            "holder": _("This certificate is held by"),
            "statement": _(
                "which has built a health and safety system, kept it, assessed itself against the program's standard, and had "
                "that assessment reviewed and accepted by its Certifying Partner."
            ),
            "number": _("number"),
            "valid": _("valid, both days included"),
            "scope": _("in scope"),
            "code": _("Code that opens the check of this certificate and carries its signed facts"),
            "check": _("Check it at"),
            "offline": _(", or with no network: the code and this file carry their own signed proof."),
            "note": _("It holds as long as each yearly audit is done on its day. What it is worth on any day is what the check says."),
            "credential": _("The signed facts of this certificate"),
        },
    }  # fmt: skip


def _scope(certificate: Certificate) -> list[str]:
    lines = []
    for account in certificate.accounts:
        what = account.get("industry") or _("industry")
        lines.append(_("WCB account %(account)s") % {"account": account["account"]})
        lines.append(f"{what} ({account['industry_code']})" if account.get("industry_code") else what)
    return list(dict.fromkeys(lines))[:6]


def _posts(certificate: Certificate) -> list[dict[str, Any]]:
    """The certificate's years: issued, each yearly audit, the last valid day."""
    book = Rulebook(load_pack(certificate.audit.pack), certificate.partner.program_id, certificate.issued_on)
    issued = Event(EventKind.CERTIFICATE_ISSUED, certificate.issued_on, term_months=certificate.term_months)
    (life,) = certificates((issued,), book)
    yearly = [
        _post(one.due, _("by %(day)s") % {"day": date_format(one.due, "j F")}, _("yearly audit")) for one in life.yearly
    ]
    return [
        {**_post(certificate.issued_on, date_format(certificate.issued_on, "j F"), _("certified")), "filled": True},
        *yearly,
        _post(certificate.expires_on, date_format(certificate.expires_on, "j F"), _("last valid day")),
    ]


def _post(day: date, shown: str, word: str) -> dict[str, Any]:
    return {"year": str(day.year), "day": shown, "word": word, "filled": False}


def _short(day: date) -> str:
    return date_format(day, "j F Y")
