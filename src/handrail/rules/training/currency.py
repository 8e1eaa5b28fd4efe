"""Each trained person's standing on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from handrail.rules.days import add_months, in_words
from handrail.rules.reason import Reason

if TYPE_CHECKING:
    from handrail.program import Pack


class TrainingKind(StrEnum):
    TRAINED = "trained"
    REFRESHED = "refreshed"


@dataclass(frozen=True, slots=True)
class Training:
    """One person's first training or refresher, on the day it was finished. `person` as in the firm's spells."""

    person: str
    on: date
    kind: TrainingKind = TrainingKind.TRAINED
    name: str = ""


@dataclass(frozen=True, slots=True)
class PersonTraining:
    """One trained person on a day: trained first and last, the refresher's due day, and whether the training stands."""

    person: str
    name: str
    trained_on: date
    last_on: date
    refresher_due: date
    current: bool
    reason: Reason


def training_currency(
    trainings: Iterable[Training], day: date, pack: Pack, partner: str | None = None
) -> tuple[PersonTraining, ...]:
    """Everyone trained on or before the day, the one whose refresher is due first first.

    A training stands up to and including the day its refresher is due (`training.refresher_months`). A refresher of
    somebody who was never trained first refreshes nothing and is left out.
    """
    rule = pack.parameter("training.refresher_months", on=day, partner=partner)
    months = int(str(rule.value))
    taken: dict[str, list[Training]] = {}
    for one in sorted(trainings, key=lambda training: (training.on, training.kind is TrainingKind.REFRESHED)):
        if one.on <= day and (one.kind is TrainingKind.TRAINED or one.person in taken):
            taken.setdefault(one.person, []).append(one)
    known = (_person(person, found, day, months, rule.source) for person, found in taken.items())
    return tuple(sorted(known, key=lambda one: (one.refresher_due, one.person)))


def _person(person: str, taken: list[Training], day: date, months: int, source: str) -> PersonTraining:
    last = taken[-1]
    due = add_months(last.on, months)
    name = last.name or person
    current = day <= due
    if current:
        reason = Reason("training_current", f"{name}: trained; a refresher is due by {in_words(due)}.", source)
    else:
        said = f"{name}: the refresher was due on {in_words(due)}; until it is taken this training does not count."
        reason = Reason("refresher_overdue", said, source)
    return PersonTraining(person, name, taken[0].on, last.on, due, current, reason)
