"""Reading a dated parameter as the plain value a rule needs, and showing one in an answer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from handrail.rules.reason import BadInput

if TYPE_CHECKING:
    from handrail.program import Pack, Parameter


def whole_number(pack: Pack, key: str, on: date, partner: str | None = None) -> int:
    """A parameter that counts days, months or people. Raises BadInput naming the file if it is not a whole number."""
    parameter = pack.parameter(key, on=on, partner=partner)
    value = parameter.value
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadInput(parameter.file, f"{key} is not a whole number.", "Correct its value.")
    return value


def fraction(parameter: Parameter) -> Fraction:
    """A share or percent, written as a number or as "1/3", exactly."""
    try:
        if isinstance(parameter.value, bool) or not isinstance(parameter.value, int | Decimal | str):
            raise ValueError
        return Fraction(parameter.value)
    except (ValueError, ZeroDivisionError):
        raise BadInput(parameter.file, f"{parameter.key} is not a number.", "Correct its value.") from None


def parameter_json(parameter: Parameter) -> dict[str, Any]:
    """A parameter as answers show it: value, from, source, and how sure the value is."""
    value = parameter.value
    if isinstance(value, Decimal):
        shown: Any = int(value) if value == int(value) else float(value)
    else:
        shown = value
    return {
        "value": shown,
        "from": parameter.from_.isoformat(),
        "source": parameter.source,
        "confidence": parameter.confidence,
    }
