"""Documents as they come: what a file really is, whatever its name says, and whether it may be kept.

A PDF begins with its mark at the very first byte, so that nothing else can hide before it. Word and Excel files are zip
archives: only their table of contents is read, never their content.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

PDF = "application/pdf"
JPEG = "image/jpeg"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SUFFIX = {PDF: ".pdf", JPEG: ".jpg", WORD: ".docx", EXCEL: ".xlsx"}

MAX_PDF_PAGES = 3_000
MAX_PARTS = 3_000
MAX_UNPACKED_BYTES = 150 * 1024 * 1024
MAX_RATIO = 120  # real documents stay far under it; archives made to burst do not

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAIN_PART = {"word/document.xml": WORD, "xl/workbook.xml": EXCEL}
_TAKEN = "Send it as PDF, as a photo, or as a Word or Excel file."


class BadDocument(Exception):
    """The bytes may not be kept; `sentence` says why and what to do, for a person."""

    def __init__(self, code: str, sentence: str) -> None:
        self.code, self.sentence = code, sentence
        super().__init__(sentence)


@dataclass(frozen=True, slots=True)
class Document:
    """What a file is by its content; `pages` only where they can be counted."""

    media_type: str
    pages: int | None = None


def inspect(data: bytes) -> Document | None:
    """What the bytes are, or None where they may be a picture. Raises BadDocument for anything that is not kept."""
    if data.startswith(b"%PDF-"):
        return Document(PDF, _pdf_pages(data))
    if data.startswith(b"PK\x03\x04"):
        return _office(data)
    if data.startswith(_OLE):
        raise BadDocument("old_office", "Old Word and Excel files (.doc, .xls) are not taken. Save it as PDF first.")
    kind = _named(data)
    if kind.startswith("image/") and "svg" not in kind:
        return None
    raise BadDocument("type_not_taken", f"This kind of file is not taken. {_TAKEN}")


def _named(data: bytes) -> str:
    """The media type its first bytes speak of; empty where they speak of none."""
    import puremagic

    from handrail.integrations.pictures import is_heif

    if is_heif(data):
        return "image/heic"
    try:
        found: str = puremagic.from_string(data[:4096], mime=True)
    except (puremagic.PureError, ValueError):
        return ""
    return found


def _pdf_pages(data: bytes) -> int:
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            pages = len(pdf.pages)
    except pikepdf.PasswordError:
        raise BadDocument(
            "pdf_locked", "This PDF is locked with a password. Save it without one and send that."
        ) from None
    except (pikepdf.PdfError, RecursionError, ValueError):
        raise BadDocument(
            "pdf_damaged", "This PDF is damaged and cannot be opened. Save or scan it once more."
        ) from None
    if not pages:
        raise BadDocument("pdf_empty", "This PDF has no pages. Save or scan it once more.")
    if pages > MAX_PDF_PAGES:
        raise BadDocument("pdf_too_long", f"This PDF has {pages} pages. Send only the pages that prove something.")
    return pages


def _office(data: bytes) -> Document:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError):
        raise BadDocument("office_damaged", f"This file is damaged and cannot be opened. {_TAKEN}") from None
    names = {part.filename for part in parts}
    media_type = next((found for name, found in _MAIN_PART.items() if name in names), None)
    if media_type is None or "[Content_Types].xml" not in names:
        raise BadDocument("archive", f"Archives are not taken, because nobody can look inside them here. {_TAKEN}")
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED_BYTES or unpacked > MAX_RATIO * len(data):
        raise BadDocument("archive_bomb", "This file would unpack to far more than it shows. Save it as PDF instead.")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise BadDocument("macros", "This file holds macros, which are small programs. Save it as PDF instead.")
    return Document(media_type)
