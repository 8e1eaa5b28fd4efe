"""The seal on a PDF: PAdES B-B made and checked by pyHanko. A check is a frozen answer; nothing is fetched.

A signature that covers only part of the file is no seal: bytes appended after signing would show what nobody signed.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from handrail.integrations.keys import SealKey

FIELD: Final = "Seal"


@dataclass(frozen=True, slots=True)
class SealCheck:
    """What a PDF's seal says.

    `readable`: it is a PDF at all. `sealed`: it carries exactly one seal. `intact`: the sealed bytes are unchanged and the
    signature fits them. `whole`: the seal covers the entire file. `known`: its key is among those trusted.
    """

    readable: bool = False
    sealed: bool = False
    intact: bool = False
    whole: bool = False
    known: bool = False
    attachments: tuple[tuple[str, bytes], ...] = ()

    @property
    def genuine(self) -> bool:
        return self.sealed and self.intact and self.whole and self.known

    def attachment(self, name: str) -> bytes | None:
        return next((data for found, data in self.attachments if found == name), None)


def seal_pdf(pdf: bytes, key: SealKey, *, reason: str, place: str) -> bytes:
    """The PDF with an invisible certifying seal that allows no later change."""
    from asn1crypto import keys as asn1_keys
    from asn1crypto import x509 as asn1_x509
    from cryptography.hazmat.primitives import serialization
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    certificate = asn1_x509.Certificate.load(key.certificate_der)
    private = asn1_keys.PrivateKeyInfo.load(
        key.private.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    signer = signers.SimpleSigner(signing_cert=certificate, signing_key=private, cert_registry=store)
    wanted = signers.PdfSignatureMetadata(
        field_name=FIELD,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        subfilter=fields.SigSeedSubFilter.PADES,
        md_algorithm="sha256",
        reason=reason,
        location=place,
    )
    out = io.BytesIO()
    signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), wanted, signer=signer, output=out)
    return out.getvalue()


def check_pdf(pdf: bytes, trusted: Collection[bytes]) -> SealCheck:
    """What the PDF's seal says against trusted certificates (DER). Any damage is an answer, never an exception."""
    with _quiet():
        try:
            return _check(pdf, trusted)
        except Exception:  # damage in a hostile file can surface as nearly anything in a parser
            return SealCheck(readable=False)


def _check(pdf: bytes, trusted: Collection[bytes]) -> SealCheck:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    reader = PdfFileReader(io.BytesIO(pdf))
    signatures = reader.embedded_signatures
    if len(signatures) != 1:
        return SealCheck(readable=True)
    seal = signatures[0]
    certificate = seal.signer_cert
    known = certificate.dump() in set(trusted)
    context = ValidationContext(trust_roots=[certificate], allow_fetching=False)
    status = validate_pdf_signature(seal, signer_validation_context=context)
    whole = (
        status.coverage == SignatureCoverageLevel.ENTIRE_FILE
        and status.modification_level == ModificationLevel.NONE
        and _covers(seal, pdf)
    )
    intact = bool(status.intact and status.valid)
    return SealCheck(True, True, intact, whole, known, tuple(_attachments(reader)))


def _covers(seal: Any, pdf: bytes) -> bool:
    """The seal reaches from the first byte to the last, and its own gap holds the signature, zeros and nothing else."""
    from asn1crypto import cms

    first, length, rest, remaining = (int(number) for number in seal.byte_range)
    if first != 0 or rest + remaining != len(pdf):
        return False
    signature = cms.ContentInfo.load(seal.pkcs7_content)
    if not _nothing_unsigned(signature["content"], seal.signer_cert.dump()):
        return False
    written = b"<" + signature.dump(force=True).hex().encode()
    gap = pdf[length:rest].lower()
    return gap.startswith(written) and gap.endswith(b">") and not gap[len(written) : -1].strip(b"0")


def _nothing_unsigned(signed: Any, certificate: bytes) -> bool:
    """The parts of the signature's envelope that it does not cover itself hold what they must and nothing else."""
    (signer,) = signed["signer_infos"]
    sid = signer["sid"].chosen
    algorithms = [*signed["digest_algorithms"], signer["digest_algorithm"], signer["signature_algorithm"]]
    return bool(
        [one["algorithm"].native for one in algorithms] == ["sha256", "sha256", "sha256_ecdsa"]
        and all(one["parameters"].native is None for one in algorithms)
        and signed["version"].native == "v1"
        and signer["version"].native == "v1"
        and signed["encap_content_info"]["content_type"].native == "data"
        and signed["encap_content_info"]["content"].native is None
        and {one.dump() for one in signed["certificates"]} == {certificate}
        and signed["crls"].native is None
        and signer["unsigned_attrs"].native is None
        and sid["serial_number"].native == signed["certificates"][0].chosen.serial_number
        and sid["issuer"] == signed["certificates"][0].chosen.issuer
    )


def _attachments(reader: Any) -> Iterator[tuple[str, bytes]]:
    """The embedded files of the sealed document, by name."""
    names = reader.root["/Names"]["/EmbeddedFiles"]["/Names"] if "/Names" in reader.root else []
    for index in range(0, len(names) - 1, 2):
        spec = names[index + 1]
        yield str(spec.get("/UF") or spec.get("/F")), bytes(spec["/EF"]["/F"].data)


@contextmanager
def _quiet() -> Iterator[None]:
    """The library logs each failed check with its stack; the answer says it all."""
    loggers = [logging.getLogger(name) for name in ("pyhanko", "pyhanko_certvalidator")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
