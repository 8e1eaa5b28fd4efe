"""Exact money and percentages: read strictly, cut or rounded only when they are shown."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from handrail.rules.reason import BadInput

_SHAPE = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")
HUNDRED = Decimal(100)


def percent_cut(percent: Fraction | Decimal | int) -> Decimal:
    """A percentage cut, not rounded, to two places: 79.996 is 79.99."""
    exact = Fraction(percent)
    whole, sign = abs(exact), -1 if exact < 0 else 1
    return (Decimal(sign * (whole.numerator * 100 // whole.denominator)) / HUNDRED).quantize(Decimal("0.01"))


def cents(amount: Fraction | Decimal | int) -> Decimal:
    """An amount of money rounded half-up to cents."""
    exact = Fraction(amount)
    whole, sign = abs(exact), -1 if exact < 0 else 1
    rounded = (whole.numerator * 200 + whole.denominator) // (whole.denominator * 2)
    return (Decimal(sign * rounded) / HUNDRED).quantize(Decimal("0.01"))


def parse_amount(value: object, where: str) -> Decimal:
    """A plain amount, 0 or more: digits with at most six decimals, as text or as a JSON number.

    A sign, an exponent, a thousands separator, other digits, true or false raise BadInput with the mend.
    """
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        text = str(value)
    elif isinstance(value, str):
        text = value
    else:
        text = ""
    if not _SHAPE.fullmatch(text):
        said = f'"{value}" is not a plain amount.' if value is not None else "the amount is missing."
        raise BadInput(where, said[:120], 'Write 0 or more in digits, such as "4.70".')
    return Decimal(text)
