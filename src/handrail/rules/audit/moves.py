"""How a lifecycle is written down: a table of moves as data, one function that decides, one that draws."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

F = TypeVar("F")


@dataclass(frozen=True)
class Guard(Generic[F]):
    """A condition on the facts of a move: what it is called in the drawing, how it is decided, what is said when it fails."""

    name: str
    holds: Callable[[F], bool]
    sentence: str


@dataclass(frozen=True)
class Step(Generic[F]):
    """One row of a lifecycle.

    Two rows may share state and move; then `when` tells them apart, and the first row whose `when` holds is the one decided on.
    """

    state: StrEnum
    move: StrEnum
    target: StrEnum
    who: frozenset[str]
    guards: tuple[Guard[F], ...] = ()
    when: Guard[F] | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a move may not be made: a stable code (`wrong_state`, `not_yours` or the guard's name) and a sentence."""

    code: str
    sentence: str


@dataclass(frozen=True)
class Lifecycle(Generic[F]):
    """A named table of steps; `words` are the nouns for states and moves in sentences."""

    name: str
    steps: tuple[Step[F], ...]
    words: Mapping[StrEnum, str]

    def decide(self, state: StrEnum, move: StrEnum, role: str, facts: F) -> StrEnum | Refusal:
        """The state the move leads to, or why it is refused. Every state, move and role is decided."""
        rows = [step for step in self.steps if step.state == state and step.move == move]
        row = next((step for step in rows if step.when is None or step.when.holds(facts)), None)
        if row is None:
            if rows and rows[0].when is not None:
                return Refusal(rows[0].when.name, rows[0].when.sentence)
            return Refusal("wrong_state", f"{self.name} that is {self.words[state]} cannot be {self.words[move]}.")
        if role not in row.who:
            return Refusal("not_yours", f"{self.name} can be {self.words[move]} only by: {_people(row.who)}.")
        for guard in row.guards:
            if not guard.holds(facts):
                return Refusal(guard.name, guard.sentence)
        return row.target

    def ends(self) -> frozenset[StrEnum]:
        """States no move leads out of."""
        return frozenset(step.target for step in self.steps) - frozenset(step.state for step in self.steps)

    def as_mermaid(self) -> str:
        """The lifecycle as a Mermaid state diagram."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.steps[0].state}"]
        for step in self.steps:
            condition = f" [{step.when.name}]" if step.when else ""
            lines.append(f"    {step.state} --> {step.target}: {step.move}{condition}")
        lines += [f"    {state} --> [*]" for state in sorted(self.ends())]
        return "\n".join(lines) + "\n"

    def as_markdown(self) -> str:
        """The diagram and the whole table, for the documentation."""
        lines = ["```mermaid", self.as_mermaid().rstrip(), "```", ""]
        lines += ["| From | Move | To | Who | Only if |", "|---|---|---|---|---|"]
        for step in self.steps:
            conditions = ([step.when] if step.when else []) + list(step.guards)
            names = ", ".join(f"`{guard.name}`" for guard in conditions)
            lines.append(f"| {step.state} | {step.move} | {step.target} | {', '.join(sorted(step.who))} | {names} |")
        return "\n".join(lines) + "\n"


def _people(roles: Iterable[str]) -> str:
    return ", ".join(str(role).replace("_", " ") for role in sorted(roles))
