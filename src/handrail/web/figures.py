"""Days, times, percents, money and points as people read them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

_CENT = Decimal("0.01")


def decimal_of(value: Any) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def day(value: Any, form: str = "long") -> str:
    """A day as "Friday 24 April 2026"; ``"short"`` gives "24 April 2026". Nothing gives an empty text.

    Instants are turned into the program's own day first; an ISO text is read as a day.
    """
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            return str(value)
    if not isinstance(value, date):
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
    return str(formats.date_format(value, "j F Y" if form == "short" else "l j F Y"))


def pages(first: Any, last: Any = None) -> str:
    """Pages of a document as "page 3" or "pages 3 to 5"; nothing where no page is named."""
    if not first:
        return ""
    if not last or last == first:
        return _("page %(n)s") % {"n": first}
    return _("pages %(first)s to %(last)s") % {"first": first, "last": last}


def clock(value: Any) -> str:
    """The time of an instant as "23:52", in the program's own time zone."""
    if not isinstance(value, datetime):
        return ""
    return (timezone.localtime(value) if timezone.is_aware(value) else value).strftime("%H:%M")


def percent(value: Any) -> str:
    """ "77.62 %": two places, cut and never rounded. A whole number such as a pass mark stays whole: "80 %"."""
    number = decimal_of(value)
    if number is None:
        return ""
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < 0:
        number = number.quantize(_CENT, rounding=ROUND_DOWN)
    return _("%(number)s %%") % {"number": formats.localize(number, use_l10n=True)}


def money(value: Any) -> str:
    """Dollars and cents, rounded half-up: "$1,234.50"."""
    number = decimal_of(value)
    if number is None:
        return ""
    cents = number.quantize(_CENT, rounding=ROUND_HALF_UP)
    sign = "-" if cents < 0 else ""
    # Django groups Canadian English with spaces; notices and cheques here are written with commas.
    english = (get_language() or "en").startswith("en")
    amount = f"{abs(cents):,.2f}" if english else formats.number_format(abs(cents), 2, force_grouping=True)
    return sign + _("$%(amount)s") % {"amount": amount}


def points(value: Any) -> str:
    """Points without needless zeros: 7.50 is "7.5", 10.00 is "10"."""
    number = decimal_of(value)
    if number is None:
        return ""
    whole = number.to_integral_value()
    return formats.localize(whole if number == whole else number.normalize(), use_l10n=True)


def svg_percent(value: Any) -> str:
    """A percent as an SVG length, kept between 0 and 100, with a point whatever the language."""
    number = decimal_of(value) or Decimal(0)
    return f"{min(max(number, Decimal(0)), Decimal(100)).quantize(_CENT, rounding=ROUND_DOWN)}%"
