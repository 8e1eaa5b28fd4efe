"""One deadline with its state, its sentence and the rule it comes from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from handrail.rules.days import ONE_DAY, add_days, is_weekend

if TYPE_CHECKING:
    from handrail.program import Pack, Parameter


class State(StrEnum):
    """`open` up to and including the day, `overdue` after it, `done` when met or superseded; `refused` is never given."""

    DONE = "done"
    OPEN = "open"
    OVERDUE = "overdue"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class DeadlineItem:
    """A day that follows from what happened.

    `rule_of` is the id of whoever's rule it is (the program's or the partner's). `person` and `round` tell items of one
    code apart; `audit` and `certificate` say which audit (counted from 1) or certificate (its first day) it belongs to.
    """

    code: str
    due: date
    state: State
    sentence: str
    source: str
    confidence: str
    rule_of: str
    person: str = ""
    round: int | None = None
    audit: int | None = None
    certificate: date | None = None

    def as_json(self) -> dict[str, object]:
        shape: dict[str, object] = {
            "code": self.code,
            "due": self.due.isoformat(),
            "state": self.state.value,
            "sentence": self.sentence,
            "source": self.source,
            "confidence": self.confidence,
            "rule_of": self.rule_of,
        }
        if self.person:
            shape["person"] = self.person
        if self.round is not None:
            shape["round"] = self.round
        if self.audit is not None:
            shape["audit"] = self.audit
        if self.certificate is not None:
            shape["certificate"] = self.certificate.isoformat()
        return shape


@dataclass(frozen=True)
class Rulebook:
    """The rules of one program and partner on one day, and how an item is made from them."""

    pack: Pack
    partner: str | None
    as_of: date

    def parameter(self, key: str) -> Parameter:
        return self.pack.parameter(key, on=self.as_of, partner=self.partner)

    def number(self, key: str) -> int:
        return int(str(self.parameter(key).value))

    def state(self, due: date, done: bool) -> State:
        if done:
            return State.DONE
        return State.OPEN if self.as_of <= due else State.OVERDUE

    def moved(self, due: date) -> date:
        """A deadline on a weekend stays, unless the partner moves it."""
        way = str(self.parameter("due.rollover").value)
        if way == "next_business_day":
            return _while_weekend(due, lambda day: add_days(day, 1))
        if way == "previous_business_day":
            return _while_weekend(due, lambda day: add_days(day, -1))
        return due

    def item(
        self,
        code: str,
        key: str,
        due: date,
        state: State,
        sentence: str,
        *,
        person: str = "",
        round: int | None = None,
        audit: int | None = None,
        certificate: date | None = None,
    ) -> DeadlineItem:
        """An item whose day comes from the parameter `key`."""
        rule = self.parameter(key)
        own = self.partner is not None and self.pack.partner(self.partner).file == rule.file
        return DeadlineItem(
            code=code,
            due=due,
            state=state,
            sentence=sentence,
            source=rule.source,
            confidence=rule.confidence,
            rule_of=str(self.partner) if own else self.pack.id,
            person=person,
            round=round,
            audit=audit,
            certificate=certificate,
        )


def _while_weekend(day: date, step: Callable[[date], date]) -> date:
    while is_weekend(day) and step(day) != day:
        day = step(day)
    return day


def day_after(day: date) -> date:
    return add_days(day, ONE_DAY.days)
