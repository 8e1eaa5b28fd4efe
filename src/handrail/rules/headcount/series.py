"""How many people counted on every day: the steps of the count, its peak, and the days above a limit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from handrail.rules.days import ONE_DAY
from handrail.rules.headcount.people import Spell


@dataclass(frozen=True, slots=True)
class Step:
    """From this day on, so many."""

    day: date
    count: int


@dataclass(frozen=True, slots=True)
class Run:
    """An unbroken run of days, both ends included; no end means that none is written."""

    first: date
    last: date | None


def steps_of(people: Iterable[Spell], takes_part: Callable[[Spell], bool]) -> tuple[Step, ...]:
    """The days on which the number of persons changes; a person with overlapping spells is one person."""
    by_person: dict[str, list[Spell]] = {}
    for spell in people:
        if takes_part(spell):
            by_person.setdefault(spell.person, []).append(spell)
    changes: dict[date, int] = {}
    for spells in by_person.values():
        for run in _united(spells):
            changes[run.first] = changes.get(run.first, 0) + 1
            if run.last is not None and run.last < date.max:
                changes[run.last + ONE_DAY] = changes.get(run.last + ONE_DAY, 0) - 1
    steps: list[Step] = []
    count = 0
    for day in sorted(changes):
        if changes[day]:
            count += changes[day]
            steps.append(Step(day, count))
    return tuple(steps)


def _united(spells: list[Spell]) -> list[Run]:
    runs: list[Run] = []
    for spell in sorted(spells, key=lambda one: one.from_):
        if runs and (runs[-1].last is None or spell.from_ <= runs[-1].last):
            known = runs[-1].last
            last = None if known is None or spell.to is None else max(known, spell.to)
            runs[-1] = Run(runs[-1].first, last)
        else:
            runs.append(Run(spell.from_, spell.to))
    return runs


def count_on(steps: tuple[Step, ...], day: date) -> int:
    return next((step.count for step in reversed(steps) if step.day <= day), 0)


def peak_in(steps: tuple[Step, ...], first: date, last: date) -> Step:
    """The highest count between two days, and the first day between them on which it stood."""
    best = Step(first, count_on(steps, first))
    for step in steps:
        if first < step.day <= last and step.count > best.count:
            best = step
    return best


def runs_over(steps: tuple[Step, ...], limit: int) -> tuple[Run, ...]:
    """Every run of days on which the count is above the limit."""
    runs: list[Run] = []
    began: date | None = None
    for step in steps:
        if step.count > limit and began is None:
            began = step.day
        elif step.count <= limit and began is not None:
            runs.append(Run(began, step.day - ONE_DAY))
            began = None
    if began is not None:
        runs.append(Run(began, None))
    return tuple(runs)
