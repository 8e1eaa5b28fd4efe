"""Checking a certificate with no database and no network: the sealed PDF, its credential file, or the text of its code."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from handrail.integrations import credential as credentials
from handrail.integrations.credential import CertificateClaims, NotACredential, NotGenuine, TrustedKeys
from handrail.integrations.seal import SealCheck, check_pdf
from handrail.program import PackError, load_pack
from handrail.rules.certificate.standing import CertificateFacts, Standing, Status, StatusChange, standing_on
from handrail.rules.reason import BadInput, Reason

__all__ = ["NO_KEYS", "StatusList", "TrustedKeys", "Verification", "status_list", "trusted_keys", "verify"]

NO_KEYS: Final = TrustedKeys("", {}, ())
_PDF: Final = b"%PDF-"
_NUMBER: Final = re.compile(r"[A-Za-z]{2}-?[0-9]{2}-?[0-9]{5,9}-?[0-9A-Za-z]")

_SENTENCES: Final = {
    "issuer_not_recognised": "It is signed with a key that is not among those trusted here, so nobody known vouches for it.",
    "signature_wrong": "The signature does not fit what it stands under: it was changed after signing.",
    "not_sealed": "This PDF carries no seal, so it proves nothing.",
    "damaged": "The file is damaged or was changed; it cannot be read as a sealed document.",
    "changed": "The document was changed after it was sealed.",
    "appended": "Something was added to the file after it was sealed; the seal does not cover the whole file.",
    "no_credential": "The document is sealed, but it carries no certificate.",
}


@dataclass(frozen=True, slots=True)
class StatusList:
    """The signed list of standings of one day: `entries` by number."""

    as_of: date
    entries: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Verification:
    """The answer: whether it is genuine, what it says, and its standing on a day. Nothing it says is unsigned."""

    genuine: bool
    issuer: str | None
    claims: CertificateClaims | None
    standing: Standing
    as_of: date
    expires: date | None
    status_known_on: date | None
    reasons: tuple[Reason, ...]

    @property
    def valid(self) -> bool:
        return self.genuine and self.standing is Standing.VALID

    def as_json(self) -> dict[str, Any]:
        claims = self.claims
        return {
            "genuine": self.genuine,
            "issuer": self.issuer,
            "holder": claims.holder if claims else None,
            "number": claims.number if claims else None,
            "program": _program(claims.program) if claims else None,
            "issued": claims.issued.isoformat() if claims else None,
            "expires": self.expires.isoformat() if self.expires else None,
            "standing": self.standing.value,
            "as_of": self.as_of.isoformat(),
            "status_known_on": self.status_known_on.isoformat() if self.status_known_on else None,
            "reasons": [reason.as_json() for reason in self.reasons],
        }


def _program(pack: str) -> str:
    """The program's name where its pack is at hand, else the id that was signed."""
    try:
        return load_pack(pack).program.name
    except PackError:
        return pack


def trusted_keys(text: bytes, where: str) -> TrustedKeys:
    """The keys of a `keys.json`; BadInput naming it where it is not one."""
    try:
        return credentials.read_keys(json.loads(text))
    except (ValueError, AttributeError, RecursionError) as error:
        said = str(error) if type(error) is ValueError else "it is not a keys file"
        raise BadInput(where, f"{said}.", "Take keys.json from the issuer's /.well-known/handrail/keys.json.") from None


def status_list(text: bytes, trusted: TrustedKeys, where: str) -> StatusList:
    """A signed status list; BadInput where it is none, or is not signed by a trusted key."""
    mend = "Take it from the issuer's /registry/status-list, unchanged."
    try:
        payload = credentials.open_jws(text.decode("ascii"), trusted, credentials.STATUS_LIST_TYPE)
        return StatusList(date.fromisoformat(payload["as_of"]), dict(payload["certificates"]))
    except NotGenuine as error:
        raise BadInput(where, f"the status list is not to be trusted. {_SENTENCES[error.code]}", mend) from None
    except (NotACredential, UnicodeDecodeError, KeyError, TypeError, ValueError):
        raise BadInput(where, "it is not a status list.", mend) from None


def verify(data: bytes, where: str, day: date, trusted: TrustedKeys, known: StatusList | None = None) -> Verification:
    """What a document, a credential or a code is worth on a day.

    BadInput where the data is none of these; everything readable has an answer, however badly it was tampered with.
    """
    try:
        claims = _sealed(data, trusted) if data.lstrip()[:5] == _PDF else _written(data, where, trusted)
    except NotGenuine as error:
        reason = Reason(error.code, _SENTENCES[error.code], "seal of the issuer")
        return Verification(False, None, None, Standing.UNKNOWN, day, None, None, (reason,))
    found = standing_on(_facts(claims, known), day)
    reasons = list(found.reasons)
    if known is not None and known.as_of >= claims.signed_on and claims.number not in known.entries:
        reasons.append(Reason("not_listed", "The issuer's status list does not name this number.", "status list"))
    return Verification(
        True, trusted.issuer, claims, found.standing, day, found.expires, found.status_known_on, tuple(reasons)
    )


def _sealed(pdf: bytes, trusted: TrustedKeys) -> CertificateClaims:
    check = check_pdf(pdf, trusted.seals)
    if refusal := _refusal(check):
        raise NotGenuine(refusal)
    inside = check.attachment(credentials.ATTACHMENT)
    if inside is None:
        raise NotGenuine("no_credential")
    try:
        return credentials.read_credential(inside.decode("ascii"), trusted)
    except (NotACredential, UnicodeDecodeError):
        raise NotGenuine("no_credential") from None


def _refusal(check: SealCheck) -> str | None:
    if not check.readable:
        return "damaged"
    if not check.sealed:
        return "not_sealed"
    if not check.intact:
        return "changed"
    if not check.whole:
        return "appended"
    return None if check.known else "issuer_not_recognised"


def _written(data: bytes, where: str, trusted: TrustedKeys) -> CertificateClaims:
    try:
        text = data.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise BadInput(where, "is neither a PDF nor text.", "Give the certificate's PDF, or its code's text.") from None
    if _NUMBER.fullmatch(text):
        raise BadInput(
            where,
            "is a number alone; nothing in it is signed.",
            "Give the PDF or the code's text, or look it up online.",
        )
    for read in (credentials.read_code, credentials.read_credential):
        try:
            return read(text, trusted)
        except NotACredential:
            continue
    if where.strip() != text:
        raise BadInput(
            where,
            "holds neither a sealed certificate nor the text of a certificate's code.",
            "Give the certificate's PDF, or a file with the whole text that the code reads as.",
        )
    raise BadInput(
        "the text" if "\n" in where or len(where) > 60 else where,
        "is neither the name of a file here nor the text of a certificate's code.",
        "Give the PDF's name, or the whole text that the code reads as.",
    )


def _facts(claims: CertificateClaims, known: StatusList | None) -> CertificateFacts:
    entry = known.entries.get(claims.number) if known else None
    history = [
        StatusChange(
            on=date.fromisoformat(change["on"]),
            status=Status(change["status"]),
            sentence=str(change.get("sentence", "")),
            until=date.fromisoformat(change["until"]) if change.get("until") else None,
        )
        for change in (entry or {}).get("history", ())
    ]
    return CertificateFacts(
        issued=claims.issued,
        expires=claims.expires,
        signed_on=claims.signed_on,
        history=tuple(history),
        status_known_on=known.as_of if known and entry is not None else None,
    )
