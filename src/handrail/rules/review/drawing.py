"""Which files a second reviewer reads: a random share nobody can foresee, and everybody can check afterwards."""

from __future__ import annotations

import hashlib
import hmac
from fractions import Fraction

_SPAN = 2**64


def is_drawn(file: str, percent: int, secret: bytes) -> bool:
    """Whether a file falls among the `percent` of a hundred that are read twice.

    The lot is a keyed digest of the file's own key: the same file always draws the same, and without the installation's
    secret nobody knows beforehand. 0 draws none, 100 draws all.
    """
    lot = hmac.new(secret, b"second-read:" + file.encode(), hashlib.sha256).digest()
    return Fraction(int.from_bytes(lot[:8], "big"), _SPAN) < Fraction(percent, 100)
