"""Rows of training to the trainings that the rules of currency take."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from handrail.program import Pack
from handrail.rules.training import Training as TrainingFact
from handrail.rules.training import TrainingKind
from handrail.store.models import Training


def kind_of(course: str, is_refresher: bool, pack: Pack, day: date, partner: str | None = None) -> TrainingKind | None:
    """What a course does to the trained person's clock; None for a ticket that has no part in it."""
    known = pack.courses.get(course)
    if known is None:
        return None
    if known.refreshes or is_refresher:
        return TrainingKind.REFRESHED
    accepted = pack.parameter("training.accepted_courses", on=day, partner=partner).value
    names = accepted if isinstance(accepted, tuple) else (accepted,)
    return TrainingKind.TRAINED if known.id in names or known.role in names else None


def trainings_of(
    rows: Iterable[Training], pack: Pack, day: date, partner: str | None = None
) -> tuple[TrainingFact, ...]:
    """The first trainings and refreshers among these rows (with their `person`), as the program counts them on a day."""
    facts = []
    for row in rows:
        kind = kind_of(row.course, row.is_refresher, pack, day, partner)
        if kind is not None:
            facts.append(TrainingFact(str(row.person_id), row.taken_on, kind, row.person.name))
    return tuple(facts)
