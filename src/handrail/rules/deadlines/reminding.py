"""On which days before a due day a reminder stands."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from handrail.program import Pack


def days_before(pack: Pack, on: date, partner: str | None = None) -> tuple[int, ...]:
    """The days of `remind.days_before`, the fewest first: 14, 30 and 60 where no partner says otherwise."""
    value = pack.value("remind.days_before", on, partner)
    return tuple(sorted(int(str(one)) for one in (value if isinstance(value, tuple) else (value,))))
