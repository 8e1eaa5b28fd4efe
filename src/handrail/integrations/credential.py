"""A certificate's signed facts, in two writings: short in the text of its code, full in the document.

The short one is an RFC 8785 array followed by its Ed25519 signature (64 bytes), in base64url after the `#` of the check's
address, so that it never reaches a server. The full one is a compact JWS. Both are signed with the issuer's code key.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import rfc8785

if TYPE_CHECKING:
    from handrail.integrations.keys import CodeKey

CODE_MARK: Final = "HRC1"
CREDENTIAL_TYPE: Final = "handrail-certificate/1"
STATUS_LIST_TYPE: Final = "handrail-status-list/1"
ATTACHMENT: Final = "credential.jws"
ALGORITHM: Final = "Ed25519"
_SIGNATURE_BYTES: Final = 64
# What a code of version 15 and level M holds. A longer name is cut in the code (never in the document).
_LONGEST: Final = 412


class NotACredential(ValueError):
    """The text has not the shape of one of our credentials at all."""


class NotGenuine(ValueError):
    """The shape is right, but the signature does not fit or the key is not known; `code` says which."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class CertificateClaims:
    """What the issuer signed: `program` is the pack's id, `signed_on` the day of the later signature, `expires` the last
    valid day; the partner and the accounts stand in the document only.
    """

    number: str
    holder: str
    program: str
    issued: date
    expires: date
    signed_on: date
    partner: str = ""
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TrustedKeys:
    """The public keys somebody trusts: code keys by id, sealing certificates (DER), and who they belong to."""

    issuer: str
    code_keys: Mapping[str, bytes]
    seals: tuple[bytes, ...]


def read_keys(document: Mapping[str, Any]) -> TrustedKeys:
    """The keys of a `keys.json`; ValueError saying what is wrong with it."""
    rows = document.get("keys")
    if not isinstance(rows, list):
        raise ValueError('it has no list "keys"')
    code_keys: dict[str, bytes] = {}
    seals: list[bytes] = []
    for row in rows:
        try:
            if row["kty"] == "OKP" and row["crv"] == "Ed25519":
                code_keys[str(row["kid"])] = _from_b64(row["x"])
            for certificate in row.get("x5c", ()):
                seals.append(base64.b64decode(certificate, validate=True))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ValueError("one of its keys is damaged") from error
    return TrustedKeys(str(document.get("issuer", "")), code_keys, tuple(seals))


def code_text(claims: CertificateClaims, address: str, key: CodeKey) -> str:
    """The text of the two-dimensional code: the check's address with the signed facts after the `#`.

    The name is cut, with an ellipsis, where the code would become too dense to read from worn paper.
    """
    holder, kept = claims.holder, claims.holder
    while True:
        days = [day.strftime("%Y%m%d") for day in (claims.issued, claims.expires, claims.signed_on)]
        payload = rfc8785.dumps([CODE_MARK, claims.number, holder, claims.program, *days, key.kid])
        text = f"{address}#{_b64(payload + key.sign(payload))}"
        if len(text) <= _LONGEST or not kept:
            return text
        kept = kept[:-4]
        holder = kept.rstrip() + "…"


def read_code(text: str, trusted: TrustedKeys) -> CertificateClaims:
    """The facts of a code's text, or of the part after its `#` alone. NotACredential or NotGenuine otherwise."""
    packed = text.strip().rpartition("#")[2]
    try:
        raw = _from_b64(packed)
        payload, signature = raw[:-_SIGNATURE_BYTES], raw[-_SIGNATURE_BYTES:]
        facts = json.loads(payload)
        if rfc8785.dumps(facts) != payload or not isinstance(facts, list) or facts[0] != CODE_MARK:
            raise ValueError
        _, number, holder, program, issued, expires, signed_on, kid = map(str, facts)
        claims = CertificateClaims(number, holder, program, _day(issued), _day(expires), _day(signed_on))
    except (ValueError, binascii.Error, IndexError, RecursionError, TypeError) as error:
        raise NotACredential from error
    _verify(trusted, kid, payload, signature)
    return claims


def _day(text: str) -> date:
    """A day written as 20260320."""
    return date(int(text[:4]), int(text[4:6]), int(text[6:8]))


def credential_jws(claims: CertificateClaims, issuer: str, key: CodeKey) -> str:
    """The full facts as a compact JWS."""
    return sign_jws(
        {
            "type": CREDENTIAL_TYPE,
            "issuer": issuer,
            "number": claims.number,
            "holder": claims.holder,
            "program": claims.program,
            "partner": claims.partner,
            "issued": claims.issued.isoformat(),
            "expires": claims.expires.isoformat(),
            "signed_on": claims.signed_on.isoformat(),
            "accounts": list(claims.accounts),
        },
        key,
    )


def read_credential(text: str, trusted: TrustedKeys) -> CertificateClaims:
    """The facts of a credential file. NotACredential or NotGenuine otherwise."""
    facts = open_jws(text, trusted, CREDENTIAL_TYPE)
    try:
        return CertificateClaims(
            number=str(facts["number"]),
            holder=str(facts["holder"]),
            program=str(facts["program"]),
            partner=str(facts["partner"]),
            issued=date.fromisoformat(facts["issued"]),
            expires=date.fromisoformat(facts["expires"]),
            signed_on=date.fromisoformat(facts["signed_on"]),
            accounts=tuple(map(str, facts.get("accounts", ()))),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise NotACredential from error


def sign_jws(payload: Mapping[str, Any], key: CodeKey) -> str:
    """Canonical JSON as a compact JWS, signed with the code key."""
    from joserfc import jws
    from joserfc.jwk import OKPKey

    private = OKPKey.import_key(key.as_jwk())
    header = {"alg": ALGORITHM, "kid": key.kid}
    return jws.serialize_compact(header, rfc8785.dumps(dict(payload)), private, algorithms=[ALGORITHM])


def open_jws(text: str, trusted: TrustedKeys, kind: str) -> dict[str, Any]:
    """The payload of a compact JWS of this kind, signed by a trusted key. NotACredential or NotGenuine otherwise."""
    parts = text.strip().split(".")
    try:
        header, payload = json.loads(_from_b64(parts[0])), json.loads(_from_b64(parts[1]))
        signature = _from_b64(parts[2])
        if len(parts) != 3 or header["alg"] != ALGORITHM or payload["type"] != kind:
            raise ValueError
        kid = str(header["kid"])
    except (ValueError, binascii.Error, IndexError, KeyError, TypeError, RecursionError) as error:
        raise NotACredential from error
    _verify(trusted, kid, f"{parts[0]}.{parts[1]}".encode(), signature)
    return dict(payload)


def _verify(trusted: TrustedKeys, kid: str, data: bytes, signature: bytes) -> None:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    public = trusted.code_keys.get(kid)
    if public is None:
        raise NotGenuine("issuer_not_recognised")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError) as error:
        raise NotGenuine("signature_wrong") from error


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _from_b64(text: object) -> bytes:
    """Strict base64url without padding: one value has one writing."""
    if not isinstance(text, str) or not text.isascii():
        raise ValueError("not base64url")
    raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if _b64(raw) != text:
        raise ValueError("not base64url")
    return raw
