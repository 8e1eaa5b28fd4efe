"""Whether the firm keeps enough trained people on staff."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from handrail.rules.headcount.people import Spell, counting_rule
from handrail.rules.reason import Reason
from handrail.rules.training.currency import PersonTraining, Training, training_currency

if TYPE_CHECKING:
    from handrail.program import Pack


@dataclass(frozen=True, slots=True)
class TrainedOnStaff:
    """Whether the duty is met on the day, who carries it, and the last day it is met if nobody refreshes or leaves."""

    met: bool
    carried_by: tuple[PersonTraining, ...]
    gone: tuple[PersonTraining, ...]
    met_until: date | None
    reasons: tuple[Reason, ...]


def trained_on_staff(
    trainings: Iterable[Training], people: Iterable[Spell], day: date, pack: Pack, partner: str | None = None
) -> TrainedOnStaff:
    """Whether at least `training.people_min` people with current training belong to the firm on the day.

    Belonging is counting to the limit: a trained outsider does not carry the duty, nor does one who has left.
    """
    rule = pack.parameter("training.people_min", on=day, partner=partner)
    fewest = int(str(rule.value))
    counting = counting_rule(pack, day, partner)
    here = {spell.person for spell in people if spell.holds(day) and counting.counts(spell)}
    known = training_currency(trainings, day, pack, partner)
    carried = tuple(one for one in known if one.current and one.person in here)
    gone = tuple(one for one in known if one.person not in here)
    met = len(carried) >= fewest
    until = sorted((one.refresher_due for one in carried), reverse=True)[fewest - 1] if met and fewest else None
    if met:
        first = Reason("trained_on_staff", f"On staff with current training: {_names(carried)}.", rule.source)
    else:
        need = "one person" if fewest == 1 else f"{fewest} people"
        said = f"Nobody on staff has current training; the program asks for {need}." if not carried else ""
        said = said or f"Only {_names(carried)} on staff with current training; the program asks for {need}."
        first = Reason("nobody_trained", said, rule.source)
    left = (Reason("trained_gone", f"{one.name} is trained but not on staff.", rule.source) for one in gone)
    return TrainedOnStaff(met, carried, gone, until, (first, *(one.reason for one in known), *left))


def _names(people: tuple[PersonTraining, ...]) -> str:
    return ", ".join(one.name for one in people)
