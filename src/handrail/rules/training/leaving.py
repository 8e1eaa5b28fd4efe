"""What follows when the trained people leave: from which day nobody who is with the firm carries its training."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from handrail.rules.headcount.people import Spell
from handrail.rules.training.currency import Training
from handrail.rules.training.staff import trained_on_staff

if TYPE_CHECKING:
    from handrail.program import Pack


@dataclass(frozen=True, slots=True)
class Gap:
    """From this day on the duty is not met because these people are gone. `ahead`: the day is still to come."""

    from_: date
    names: tuple[str, ...]
    ahead: bool


def training_gap(
    trainings: Iterable[Training], people: Iterable[Spell], day: date, pack: Pack, partner: str | None = None
) -> Gap | None:
    """The gap that a written last day makes, or made; None where somebody carries the duty on, or nobody ever did.

    A refresher that is overdue is another thing, and is said by `training_currency`.
    """
    taken, spells = tuple(trainings), tuple(people)
    trained = {one.person for one in taken}
    ends = sorted({spell.to for spell in spells if spell.person in trained and spell.to is not None})
    for last in reversed(ends):
        after = last + timedelta(days=1)
        before_it = trained_on_staff(taken, spells, last, pack, partner)
        after_it = trained_on_staff(taken, spells, after, pack, partner)
        if not before_it.met or after_it.met:
            continue
        if after <= day and trained_on_staff(taken, spells, day, pack, partner).met:
            return None  # somebody else was trained since
        here = {one.person for one in after_it.carried_by}
        names = tuple(one.name for one in before_it.carried_by if one.person not in here)
        return Gap(after, names, after > day)
    return None
