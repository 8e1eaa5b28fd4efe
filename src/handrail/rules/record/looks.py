"""What looks odd on somebody's paper, to be asked and never judged: another name on a card, a year that is off by one.

In January people write the year they have written all along; a card is typed by somebody who heard the name once.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Final

from handrail.rules.days import add_months

YEAR: Final = 12  # months
_NEAR: Final = 31
"""Days that may lie between a paper's day in its right year and the day it was seen: a month's pile of paper."""


def other_name(printed: str, listed: Iterable[str]) -> bool:
    """Whether the printed name is none of the listed ones, whatever the case, the accents and the order of its parts."""
    wanted = _parts(printed)
    return bool(wanted) and all(wanted != _parts(name) for name in listed)


def _parts(name: str) -> list[str]:
    bare = "".join(one for one in unicodedata.normalize("NFKD", name) if not unicodedata.combining(one)).casefold()
    return sorted("".join(one if one.isalnum() else " " for one in bare).split())


def year_off(written: date, seen: date) -> date | None:
    """The day that was probably meant, where the written one is a year before the paper was seen; None for any other."""
    meant = add_months(written, YEAR)
    return meant if 0 <= (seen - meant).days <= _NEAR else None
