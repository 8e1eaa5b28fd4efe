"""A count that hangs on whose WCB account covers somebody: both answers, and what to find out.

Somebody who comes for a few days is covered by their own account, by the firm that sent them, or by this firm. Where a
clearance has lapsed nobody knows until it is looked up, so the answer is given both ways.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from handrail.rules.headcount.count import headcount
from handrail.rules.headcount.people import Relation, Spell, counting_rule

if TYPE_CHECKING:
    from handrail.program import Pack

_PASSING: Final = frozenset(
    {Relation.CASUAL, Relation.TEMPORARY, Relation.FAMILY, Relation.VOLUNTEER, Relation.SUBCONTRACTOR}
)


@dataclass(frozen=True, slots=True)
class EitherWay:
    """On `day` `low` people count as the list stands and `high` if this firm covers those in `names`; more than the limit."""

    day: date
    low: int
    high: int
    names: tuple[str, ...]


def either_way(people: Iterable[Spell], as_of: date, pack: Pack, partner: str | None = None) -> EitherWay | None:
    """Both answers for the highest day of the look-back; None where it is the same firm, small or not, either way."""
    spells = tuple(people)
    rule = counting_rule(pack, as_of, partner)
    open_ = {one for one in spells if one.relation in _PASSING and not rule.counts(one)}
    if not open_:
        return None
    as_listed = headcount(spells, as_of, pack, partner)
    covered = headcount([replace(one, covered=one.covered or one in open_) for one in spells], as_of, pack, partner)
    if not as_listed.eligible or covered.eligible:
        return None
    day = covered.peak_on
    low = len({one.person for one in spells if rule.counts(one) and one.holds(day)})
    names = sorted({one.name or one.person for one in open_ if one.holds(day)})
    return EitherWay(day, low, covered.peak, tuple(names))
