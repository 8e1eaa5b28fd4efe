"""The sealed document and everything that can be done to it: genuine only when every byte is as it was sealed."""

from __future__ import annotations

import contextlib
import io
import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from django.conf import LazySettings

from handrail.integrations import credential, keys, qr
from handrail.integrations.files import file_store
from handrail.integrations.seal import seal_pdf
from handrail.rules.certificate.standing import Standing
from handrail.rules.reason import BadInput
from handrail.services.certificate import changing, sealing, showing, verifying
from handrail.services.errors import Absent, WrongState
from handrail.services.registry import publishing
from handrail.store.models import Certificate, CertificateDocument, Event
from tests import world
from tests.services.certificate.files import SIGNED, Desk, certified, signed

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def own_keys(settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    settings.KEYS_ROOT, settings.FILES_ROOT = tmp_path / "keys", tmp_path / "files"
    yield


@pytest.fixture
def desk() -> Desk:
    return Desk.set_up()


@pytest.fixture
def certificate(desk: Desk) -> Certificate:
    return certified(desk)


def document(certificate: Certificate) -> bytes:
    made = sealing.seal(world.moment(SIGNED), certificate.pk)
    return file_store().read(made.stored)


def trust() -> verifying.TrustedKeys:
    return verifying.trusted_keys(json.dumps(keys.published()).encode(), "keys.json")


def listed(day: date = ON) -> verifying.StatusList:
    return verifying.status_list(publishing.status_list(world.moment(day)).encode(), trust(), "list")


def check(data: bytes, day: date = ON) -> verifying.Verification:
    return verifying.verify(data, "it", day, trust(), listed(day))


def test_a_sealed_document_verifies_with_its_facts(certificate: Certificate) -> None:
    found = check(document(certificate))
    assert found.valid
    answer = found.as_json()
    assert answer["holder"] == "Prairie Test Roofing Ltd."
    assert (answer["issued"], answer["expires"], answer["standing"]) == ("2026-03-20", "2029-03-20", "valid")
    assert answer["status_known_on"] == "2026-06-01"
    assert answer["issuer"] == keys.ISSUER


def test_it_is_one_landscape_page_tagged_and_named(certificate: Certificate) -> None:
    import pikepdf

    with pikepdf.open(io.BytesIO(document(certificate))) as pdf:
        assert len(pdf.pages) == 1
        _, _, width, height = (float(side) for side in pdf.pages[0].MediaBox)
        assert width > height
        assert str(pdf.Root.Lang).startswith("en")
        assert bool(pdf.Root.MarkInfo.Marked)
        assert "/StructTreeRoot" in pdf.Root
        with pdf.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"], metadata["pdfuaid:part"]) == (
                "3",
                "A",
                "1",
            )


@pytest.mark.parametrize(("name", "noted"), [("Prairie Roofing Ltd.", False), ("Prairie 👷 Roofing Ltd.", True)])
def test_a_document_that_is_no_archival_file_is_noted(
    desk: Desk, caplog: pytest.LogCaptureFixture, *, name: str, noted: bool
) -> None:
    document(certified(desk, world.employer(name)))
    assert Event.objects.filter(action="certificate.not_archival").exists() == noted
    assert ("made outside" in caplog.text) == noted


def test_sealing_again_shows_the_same_bytes(certificate: Certificate, desk: Desk) -> None:
    first = document(certificate)
    certificate.employer.legal_name = "Another Name Ltd."
    certificate.employer.save()
    assert document(certificate) == first
    assert CertificateDocument.objects.count() == 1
    assert showing.document(desk.admin, certificate.pk).path.read_bytes() == first


def test_nothing_is_sealed_before_both_signatures(desk: Desk) -> None:
    certificate = signed(desk)
    with pytest.raises(WrongState):
        sealing.seal(world.moment(SIGNED), certificate.pk)
    with pytest.raises(Absent):
        showing.document(desk.admin, certificate.pk)


def _flip(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def _resealed_by_somebody_else(data: bytes) -> bytes:
    """A document sealed with a key of the forger's own, made the same way."""
    import tempfile

    from django.test import override_settings

    with tempfile.TemporaryDirectory() as folder, override_settings(KEYS_ROOT=folder):
        start = data.index(b"%%EOF") + 6
        return seal_pdf(data[:start], keys.seal_key(), reason="Issued", place="Alberta")


TAMPERS: dict[str, tuple[Callable[[bytes], bytes], set[str]]] = {
    "junk appended": (lambda pdf: pdf + b"\n% nothing", {"appended", "changed", "damaged"}),
    "a byte appended": (lambda pdf: pdf + b" ", {"appended", "changed", "damaged"}),
    "a newer revision appended": (
        lambda pdf: pdf + pdf[pdf.index(b"%%EOF") :],
        {"appended", "changed", "damaged"},
    ),
    "cut short": (lambda pdf: pdf[:-200], {"damaged", "changed", "appended", "not_sealed"}),
    "half of it": (lambda pdf: pdf[: len(pdf) // 2], {"damaged", "not_sealed"}),
    "the title changed": (
        lambda pdf: re.sub(rb"Small Employer", rb"Smart Employer", pdf, count=1),
        {"changed", "damaged"},
    ),
    "the seal cut off": (lambda pdf: pdf[: pdf.index(b"%%EOF") + 6], {"not_sealed", "damaged"}),
    "sealed by somebody else": (_resealed_by_somebody_else, {"issuer_not_recognised"}),
}


@pytest.mark.parametrize("tamper", list(TAMPERS))
def test_no_tampered_document_is_genuine(certificate: Certificate, tamper: str) -> None:
    change, codes = TAMPERS[tamper]
    found = check(change(document(certificate)))
    assert not found.genuine
    assert found.claims is None
    assert found.standing is Standing.UNKNOWN
    assert {reason.code for reason in found.reasons} <= codes


def test_a_flipped_bit_anywhere_is_found(certificate: Certificate) -> None:
    pdf = document(certificate)
    for place in range(10, len(pdf) - 1, len(pdf) // 40):
        assert not check(_flip(pdf, place)).genuine, place


def test_another_pdf_is_no_certificate() -> None:
    plain = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    assert not check(plain).genuine


def code_of(certificate: Certificate) -> str:
    return credential.code_text(sealing.claims_of(certificate), sealing.address_of(certificate.number), keys.code_key())


def test_the_codes_text_verifies_without_network(certificate: Certificate) -> None:
    text = code_of(certificate)
    assert text.startswith(f"http://127.0.0.1:8000/verify/{certificate.number}#")
    assert check(text.encode()).valid
    assert check(text.partition("#")[2].encode()).valid
    assert qr.qr_version(text) <= qr.LARGEST_VERSION


def test_the_code_on_the_page_reads_back(certificate: Certificate, tmp_path: Path) -> None:
    import shutil
    import subprocess

    import zxingcpp
    from PIL import Image

    if shutil.which("pdftoppm") is None:
        pytest.skip("pdftoppm is not installed")
    (tmp_path / "it.pdf").write_bytes(document(certificate))
    subprocess.run(["pdftoppm", "-png", "-r", "150", "it.pdf", "it"], cwd=tmp_path, check=True)
    (read,) = zxingcpp.read_barcodes(Image.open(next(tmp_path.glob("it*.png"))))
    assert read.text == code_of(certificate)


def test_a_very_long_name_still_fits_the_code_and_stands_whole_in_the_document(desk: Desk) -> None:
    name = "Société Générale d'Électricité et de Toiture " * 4
    certificate = certified(desk, world.employer(name.strip()))
    text = code_of(certificate)
    assert qr.qr_version(text) <= qr.LARGEST_VERSION
    found = check(document(certificate))
    assert found.claims is not None
    assert found.claims.holder == name.strip()


@pytest.mark.parametrize("place", [-1, -40, -90, -150])
def test_a_changed_code_is_not_genuine_or_not_a_code(certificate: Certificate, place: int) -> None:
    text = code_of(certificate)
    changed = text[:place] + ("A" if text[place] != "A" else "B") + (text[place + 1 :] if place != -1 else "")
    with contextlib.suppress(BadInput):
        assert not check(changed.encode()).genuine


def test_keys_of_another_issuer_say_not_recognised_and_never_forged(certificate: Certificate) -> None:
    for data in (document(certificate), code_of(certificate).encode()):
        found = verifying.verify(data, "it", ON, verifying.NO_KEYS)
        assert [reason.code for reason in found.reasons] == ["issuer_not_recognised"]
        assert not found.genuine


def test_without_a_status_list_the_standing_is_unknown(certificate: Certificate) -> None:
    found = verifying.verify(document(certificate), "it", ON, trust())
    assert found.genuine
    assert (found.standing, found.status_known_on) == (Standing.UNKNOWN, None)


def test_a_withdrawal_reaches_who_has_the_list(desk: Desk, certificate: Certificate) -> None:
    pdf = document(certificate)
    day = date(2026, 7, 1)
    changing.change(
        desk.office, world.moment(ON), certificate.pk, status="withdrawn", effective_on=day, reason="Closed down."
    )
    assert check(pdf, ON).standing is Standing.VALID
    found = check(pdf, day)
    assert (found.genuine, found.standing) == (True, Standing.WITHDRAWN)
    assert "ended by the issuer" in found.reasons[0].sentence
    # Everybody may read the list, so the reason itself is not on it.
    assert "Closed down." not in found.reasons[0].sentence
    assert verifying.verify(pdf, "it", day, trust(), listed(ON)).standing is Standing.WITHDRAWN


def test_a_forged_status_list_is_refused(certificate: Certificate) -> None:
    head, payload, signature = publishing.status_list(world.moment(ON)).split(".")
    other = publishing.status_list(world.moment(date(2026, 6, 2))).split(".")[1]
    with pytest.raises(BadInput, match="not to be trusted"):
        verifying.status_list(f"{head}.{other}.{signature}".encode(), trust(), "list")
    with pytest.raises(BadInput, match="not a status list"):
        verifying.status_list(b"hello", trust(), "list")
    assert payload


def test_the_credential_inside_is_a_file_of_its_own(certificate: Certificate) -> None:
    claims = sealing.claims_of(certificate)
    text = credential.credential_jws(claims, keys.ISSUER, keys.code_key())
    assert check(text.encode()).valid
    head, _, signature = text.split(".")
    other = credential.credential_jws(
        type(claims)(**{**{f: getattr(claims, f) for f in claims.__slots__}, "holder": "Somebody Else"}),
        keys.ISSUER,
        keys.code_key(),
    )
    assert not check(f"{head}.{other.split('.')[1]}.{signature}".encode()).genuine


@pytest.mark.parametrize("text", ["", "hello", "https://example.com/", "HR-26-00001-5", "a.b.c", "#" * 50, "=1+1"])
def test_what_is_no_certificate_at_all_is_unreadable(text: str) -> None:
    with pytest.raises(BadInput):
        verifying.verify(text.encode(), "it", ON, verifying.NO_KEYS)


def test_keys_are_made_once_and_stay_secret(settings: LazySettings) -> None:
    assert keys.code_key().kid == keys.code_key().kid
    assert keys.seal_key().certificate_der == keys.seal_key().certificate_der
    public = json.dumps(keys.published())
    assert '"d"' not in public
    assert "PRIVATE" not in public
    for path in Path(settings.KEYS_ROOT).glob("*.pem"):
        assert path.stat().st_mode & 0o077 == 0
