"""Documents: a Typst template and data in, a tagged PDF out; the same data gives the same bytes."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

Standard = Literal["a-2a", "a-3a", "ua-1"]
TEMPLATES = Path(__file__).parent / "templates"


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
    made in that mode, which is not a certificate of conformance.
    """
    import typst

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for path in TEMPLATES.glob("*.typ"):
            (root / path.name).write_bytes(path.read_bytes())
        for name, content in (files or {}).items():
            (root / Path(name).name).write_bytes(content)
        result: bytes = typst.compile(
            root / f"{template}.typ",
            root=root,
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards=list(standards),
            timestamp=int(at.timestamp()),
        )
    return result
