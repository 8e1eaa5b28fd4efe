"""The certificate number: program prefix, two-digit year, serial and one check character, as in `HR-26-00042-N`.

No public source attests a number format; this one is our own. The check character is a weighted sum to the prime modulus 31
(weights are powers of 3, a primitive root of 31). Because the modulus is prime and no two characters that can stand in one place
are equal to it, every single wrong character and every swap of two neighbouring characters is found. The check alphabet leaves
out I, L, O, S and U, which are misread or misheard.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from handrail.rules.reason import BadInput

MODULUS: Final = 31
ROOT: Final = 3
CHECK_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRTVWXYZ"
_COMPACT: Final = re.compile(r"([A-Z]{2})([0-9]{2})([0-9]{5,9})([0-9A-Z])")
_PREFIX: Final = re.compile(r"[A-Z]{2}")
_SEPARATORS: Final = re.compile(r"[\s\-\u2010-\u2015\u2212]+")
_MEND: Final = "Type it as it is printed, for example {example}."


@dataclass(frozen=True, slots=True)
class CertificateNumber:
    """A number whose check character is right."""

    prefix: str
    year: int
    serial: int

    @property
    def check(self) -> str:
        return check_character(self._payload)

    @property
    def _payload(self) -> str:
        return f"{self.prefix}{self.year:02d}{self.serial:05d}"

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year:02d}-{self.serial:05d}-{self.check}"


def _value(character: str) -> int:
    return int(character) if character.isdigit() else ord(character) - ord("A") + 10


def check_character(payload: str) -> str:
    """The character that makes the weighted sum of payload and check divisible by 31; payload is digits and capital letters."""
    total = 0
    for character in payload:
        total = (total + _value(character)) * ROOT
    return CHECK_ALPHABET[-total % MODULUS]


def certificate_number(prefix: str, year: int, serial: int) -> CertificateNumber:
    """A new number; `year` is a full calendar year or its last two digits, `serial` counts from 1."""
    if not _PREFIX.fullmatch(prefix):
        raise BadInput("prefix", f"'{prefix}' is not two capital letters.", "Set the program's prefix, for example HR.")
    if not 0 <= year <= 9999:
        raise BadInput("year", f"{year} is not a year.", "Give the calendar year of issue.")
    if not 1 <= serial <= 999_999_999:
        raise BadInput("serial", f"{serial} is outside 1 to 999999999.", "Give the next free serial number.")
    return CertificateNumber(prefix, year % 100, serial)


def parse_number(text: str) -> CertificateNumber:
    """The number a person typed, whatever its case, spaces and hyphens.

    Raises BadInput when it has not the shape of a number, or when its check character does not fit.
    """
    example = str(CertificateNumber("HR", 26, 42))
    typed = _SEPARATORS.sub("", text)
    # Upper-casing would turn foreign letters into plain ones, so they are refused first.
    compact = typed.upper() if typed.isascii() else ""
    match = _COMPACT.fullmatch(compact)
    # A serial has five digits, and more only when it needs them: one number has one writing.
    if match is None or int(match[3]) == 0 or (len(match[3]) > 5 and match[3].startswith("0")):
        raise BadInput("number", f"'{text.strip()[:40]}' is not a certificate number.", _MEND.format(example=example))
    if check_character(compact[:-1]) != match[4]:
        raise BadInput(
            "number",
            f"the check character of '{text.strip()[:40]}' does not fit: one of the characters is mistyped.",
            "Compare it with the certificate, character by character.",
        )
    return CertificateNumber(match[1], int(match[2]), int(match[3]))
