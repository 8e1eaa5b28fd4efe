"""Documents: a Typst template and data in, a tagged PDF out; the same data gives the same bytes."""

from __future__ import annotations

import json
import logging
import tempfile
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

Standard = Literal["a-2a", "a-3a", "ua-1"]
TEMPLATES = Path(__file__).parent / "templates"
_log = logging.getLogger("handrail.typesetting")
_NO_FONT = "could not be displayed with font"
_NO_LETTERS = frozenset({"Cc", "Cs", "Cn"})


def typeset(
    template: str,
    data: Mapping[str, Any],
    *,
    at: datetime,
    files: Mapping[str, bytes] | None = None,
    standards: tuple[Standard, ...] = ("ua-1",),
) -> bytes:
    """`templates/<template>.typ` with `data` (as JSON under the input `data`) as a PDF.

    `files` are laid beside the template under their names (pictures, the QR code). `at` is the document's own date, so
    that typesetting twice gives identical bytes. No system font is used. `standards` are Typst's names: the PDF is
    made in that mode, which is not a certificate of conformance. Those modes refuse a letter that no font has (an
    emoji, Cree syllabics): such a document is made outside them, still tagged, shows a box there, and the log says so.
    """
    import typst

    plain = _printable(data)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for path in TEMPLATES.glob("*.typ"):
            (root / path.name).write_bytes(path.read_bytes())
        for name, content in (files or {}).items():
            (root / Path(name).name).write_bytes(content)

        def made(modes: tuple[Standard, ...]) -> bytes:
            result: bytes = typst.compile(
                root / f"{template}.typ",
                root=root,
                ignore_system_fonts=True,
                sys_inputs={"data": json.dumps(plain, ensure_ascii=False)},
                pdf_standards=list(modes),
                timestamp=int(at.timestamp()),
            )
            return result

        try:
            return made(standards)
        except typst.TypstError as error:
            if _NO_FONT not in str(error):
                raise
            _log.warning("%s: made outside %s, a letter in it has no font", template, ", ".join(standards))
            return made(())


def is_archival(pdf: bytes) -> bool:
    """Whether the document says of itself that it keeps to PDF/A."""
    return b"pdfaid:part" in pdf


def _printable(value: Any) -> Any:
    """The same data without characters that are no letters at all: control characters, halves of pairs, non-characters."""
    if isinstance(value, str):
        return "".join(char for char in value if char in "\n\t" or unicodedata.category(char) not in _NO_LETTERS)
    if isinstance(value, Mapping):
        return {name: _printable(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(part) for part in value]
    return value
