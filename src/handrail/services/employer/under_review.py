"""A firm that the office looks into: since when, why, and the refund that waits for the end of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from handrail.services.employer.cycle import Cycle
from handrail.services.moment import Moment
from handrail.services.oversight import holding
from handrail.services.premium.worth import worth_of
from handrail.store.models import EmployerHold


@dataclass(frozen=True, slots=True)
class UnderReview:
    """The hold that runs. `waits` is the low and high refund of `year` that it holds back, None where nobody can say."""

    hold: EmployerHold
    year: int
    waits: tuple[Decimal, Decimal] | None


def under_review(found: Cycle, moment: Moment) -> UnderReview | None:
    """Whether the office looks into the firm on the day. One statement; four more while it does."""
    hold = holding.running(found.firm.pk, moment)
    if hold is None:
        return None
    freed = worth_of(found, found.day.year).freed
    waits = (freed.refund_low, freed.refund_high) if freed is not None and freed.refund_high else None
    return UnderReview(hold, found.day.year, waits)
