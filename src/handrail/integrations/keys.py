"""The issuer's keys: one that signs certificate codes and lists (Ed25519), one that seals documents (P-256).

They are made at first need under `KEYS_ROOT` and are demonstration keys: self-signed, vouched for by nobody else. Their
public halves are published as `keys.json`; a verifier needs nothing more. Keys that were replaced stay in
`retired-keys.json`, so that what they signed can still be checked.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import NameOID
from django.conf import settings

ISSUER: Final = "Handrail demonstration issuer"
PUBLISHED: Final = "keys.json"
RETIRED: Final = "retired-keys.json"
# A self-signed key is vouched for by its place in keys.json, so its own dates only have to hold any document's day.
_VALID_FROM, _VALID_TO = datetime(2000, 1, 1, tzinfo=UTC), datetime(2099, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class CodeKey:
    """The Ed25519 key that signs certificate codes, credentials and status lists."""

    private: Ed25519PrivateKey

    @property
    def public_raw(self) -> bytes:
        return self.private.public_key().public_bytes_raw()

    @property
    def kid(self) -> str:
        return key_id(self.public_raw)

    def sign(self, data: bytes) -> bytes:
        return self.private.sign(data)

    def as_jwk(self) -> dict[str, Any]:
        """The private key as a JWK, for signing a JWS."""
        return {"kty": "OKP", "crv": "Ed25519", "x": _b64(self.public_raw), "d": _b64(self.private.private_bytes_raw())}


@dataclass(frozen=True, slots=True)
class SealKey:
    """The key and self-signed certificate that seal a PDF."""

    private: EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def certificate_der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def kid(self) -> str:
        return key_id(self.certificate_der)


def key_id(public: bytes) -> str:
    """The name of a key: the first 8 bytes of the SHA-256 of its public half, in hexadecimal."""
    return hashlib.sha256(public).hexdigest()[:16]


def code_key() -> CodeKey:
    """The installation's code key, made at first need."""
    return CodeKey(_ed25519(_kept("code-key.pem", _new_code_key)))


def seal_key() -> SealKey:
    """The installation's sealing key and certificate, made at first need."""
    pem = _kept("seal-key.pem", _new_seal_key)
    private = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(private, EllipticCurvePrivateKey):
        raise ValueError("seal-key.pem does not hold a P-256 key")
    return SealKey(private, x509.load_pem_x509_certificate(pem))


def published() -> dict[str, Any]:
    """The public keys as `keys.json` gives them: this installation's, then those retired."""
    code, seal = code_key(), seal_key()
    numbers = seal.private.public_key().public_numbers()
    current = [
        {
            "kid": code.kid,
            "kty": "OKP",
            "crv": "Ed25519",
            "x": _b64(code.public_raw),
            "use": "sig",
            "purpose": "certificate codes, credentials and status lists",
            "demonstration": True,
        },
        {
            "kid": seal.kid,
            "kty": "EC",
            "crv": "P-256",
            "x": _b64(numbers.x.to_bytes(32, "big")),
            "y": _b64(numbers.y.to_bytes(32, "big")),
            "use": "sig",
            "purpose": "seals of certificate documents",
            "x5c": [base64.b64encode(seal.certificate_der).decode()],
            "demonstration": True,
        },
    ]
    retired = _root() / RETIRED
    past = json.loads(retired.read_text(encoding="utf-8"))["keys"] if retired.exists() else []
    return {"issuer": ISSUER, "keys": [*current, *past]}


def write_published(name: str, data: bytes) -> Path:
    """Lay a public file (the keys, the status list) beside the keys, whole or not at all."""
    root = _root()
    handle, beside = tempfile.mkstemp(dir=root)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    target = root / name
    Path(beside).chmod(0o644)
    Path(beside).replace(target)
    return target


def read_published(name: str) -> bytes | None:
    """A public file laid here before, or None."""
    path = _root() / name
    return path.read_bytes() if path.exists() else None


def _root() -> Path:
    root = Path(settings.KEYS_ROOT)
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    return root


def _kept(name: str, make: Any) -> bytes:
    """The key in this file; where there is none a new one, unless another process was faster: then its key."""
    target = _root() / name
    if not target.exists():
        handle, beside = tempfile.mkstemp(dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(make())
                file.flush()
                os.fsync(file.fileno())
            os.link(beside, target)
        except FileExistsError:
            pass
        finally:
            Path(beside).unlink(missing_ok=True)
    return target.read_bytes()


def _new_code_key() -> bytes:
    return _private_pem(Ed25519PrivateKey.generate())


def _new_seal_key() -> bytes:
    key = generate_private_key(SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, "Handrail demonstration seal"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ISSUER),
        ]
    )
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_VALID_FROM)
        .not_valid_after(_VALID_TO)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    return _private_pem(key) + certificate.public_bytes(serialization.Encoding.PEM)


def _private_pem(key: Ed25519PrivateKey | EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _ed25519(pem: bytes) -> Ed25519PrivateKey:
    key = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("code-key.pem does not hold an Ed25519 key")
    return key


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
