"""How the fixes of a firm stand: one count for every page, beside what the year's records show of the same questions.

A fix is open until somebody says that it is done: records may show it sooner, and no count closes it by itself. A done
one stays done where no record shows it, for a paper or a photo may be its proof.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from handrail.rules.record.coverage import Coverage
from handrail.services.actor import Actor
from handrail.services.corrective_action.mending import Ageing, Plan, age, ageing, plan_of
from handrail.services.moment import Moment
from handrail.services.record.year import Year, year_of
from handrail.store.models import ActionLine

State = Literal["open", "shown", "done", "unshown"]


@dataclass(frozen=True, slots=True)
class FixStanding:
    """One fix on a day. `coverage` is what the records prove of its question, None where none could.

    `shown`: open, and the records cover its question by now. `unshown`: done, and they do not cover it.
    """

    line: ActionLine
    coverage: Coverage | None
    day: date

    @property
    def state(self) -> State:
        shown = self.coverage.state if self.coverage is not None else ""
        if self.line.done_on is None:
            return "shown" if shown == "covered" else "open"
        return "unshown" if shown in {"thin", "missing"} else "done"

    @property
    def age(self) -> int:
        """Days it has been open, or took until it was done."""
        return age(self.line, self.day)


@dataclass(frozen=True)
class Standing:
    """All fixes of a plan on a day: how many there are, are done, are open, and which of those the records show."""

    plan: Plan
    lines: tuple[FixStanding, ...]
    day: date

    @property
    def number(self) -> int:
        return len(self.lines)

    @property
    def done(self) -> int:
        return self.plan.done

    @cached_property
    def ageing(self) -> Ageing:
        return ageing(self.plan.lines, self.day)

    @property
    def shown(self) -> int:
        """How many are open though the records cover their question."""
        return sum(1 for one in self.lines if one.state == "shown")

    @cached_property
    def by_question(self) -> dict[str, FixStanding]:
        return {one.line.question: one for one in self.lines if one.line.question}


def standing_of(actor: Actor, moment: Moment, year: Year | None = None) -> Standing:
    """How the fixes of the actor's firm stand today. `year` saves reading it again, where the caller has it."""
    plan = plan_of(actor, moment.day)
    asked = any(line.question for line in plan.lines)
    coverages = (year or year_of(actor, moment)).coverages if asked else {}
    lines = tuple(FixStanding(line, coverages.get(line.question), moment.day) for line in plan.lines)
    return Standing(plan, lines, moment.day)
