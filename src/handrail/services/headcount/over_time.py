"""The two head-counts of a firm over time, from the people that its year was read with."""

from __future__ import annotations

from handrail.program import load_pack
from handrail.rules.headcount.either import EitherWay
from handrail.rules.headcount.either import either_way as both_answers
from handrail.rules.headcount.over_time import OverTime
from handrail.rules.headcount.over_time import over_time as rule
from handrail.services.employer.cycle import Cycle
from handrail.store.facts.headcount import spells_of


def over_time(found: Cycle) -> OverTime:
    """Both counts of the last two years; no statement of its own."""
    partner = found.partner.program_id if found.partner else None
    return rule(spells_of(found.people), found.day, load_pack(found.firm.pack), partner)


def either_way(found: Cycle) -> EitherWay | None:
    """The count both ways where it hangs on who covers somebody; no statement of its own."""
    partner = found.partner.program_id if found.partner else None
    return both_answers(spells_of(found.people), found.day, load_pack(found.firm.pack), partner)
