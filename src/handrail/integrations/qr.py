"""The two-dimensional code on a certificate: text in, a drawing out."""

from __future__ import annotations

import io
from typing import Final

# Denser codes cannot be read from worn paper at 30 mm.
LARGEST_VERSION: Final = 15
LEVEL: Final = "m"


def qr_svg(text: str) -> bytes:
    """The text as a QR code of level M, with its quiet zone, as an SVG drawing.

    ValueError when it would need a version above 15.
    """
    import segno

    code = segno.make(text, error=LEVEL, micro=False, boost_error=False)
    if int(code.version) > LARGEST_VERSION:
        raise ValueError(f"the code needs version {code.version}; shorten what it carries")
    drawing = io.BytesIO()
    code.save(drawing, kind="svg", border=4, xmldecl=False, svgns=True, dark="#000", light="#fff")
    return drawing.getvalue()


def qr_version(text: str) -> int:
    """The version (1 to 40) the text needs at level M."""
    import segno

    return int(segno.make(text, error=LEVEL, micro=False, boost_error=False).version)
