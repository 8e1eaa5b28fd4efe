"""Whether somebody may review a firm: who trained it, worked for it, is related to it or advised it may not, for some months."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from handrail.rules.days import add_months, in_words
from handrail.rules.reason import Reason

TieKind = Literal["trained", "employed", "related", "consulted"]
WORDS: Final[dict[TieKind, str]] = {
    "trained": "trained people of this firm",
    "employed": "worked for this firm",
    "related": "is related to somebody in this firm",
    "consulted": "advised this firm",
}


@dataclass(frozen=True, slots=True)
class TieFact:
    """One tie of a reviewer to a firm. `last_on` is its last day (None: it holds); `waived` where two people let it pass.

    `one_of_them`: the firm's own list of people or of those who sign in for it says so; that is never let pass.
    """

    kind: TieKind
    last_on: date | None
    waived: bool = False
    one_of_them: bool = False

    @property
    def let_pass(self) -> bool:
        return self.waived and not self.one_of_them


@dataclass(frozen=True, slots=True)
class Independence:
    """Whether somebody may review a firm on a day. `free_on` is the first day without a tie in the way (None: no day is known)."""

    free: bool
    free_on: date | None
    waived: bool
    reasons: tuple[Reason, ...]


def independence(ties: Iterable[TieFact], day: date, months: int) -> Independence:
    """What a reviewer's ties to a firm mean on a day; `months` is the pack's `review.conflict_months`.

    A tie stands in the way until `months` after its last day, that day included; being related ends with the tie itself.
    A waived tie is told and stands no longer in the way.
    """
    standing = [(tie, stands_until(tie, months)) for tie in ties]
    in_force = [(tie, until) for tie, until in standing if until is None or day <= until]
    open_ = [(tie, until) for tie, until in in_force if not tie.let_pass]
    ends = [until for _, until in open_]
    free_on = None if not open_ or None in ends else max(until for until in ends if until is not None)
    return Independence(
        free=not open_,
        free_on=date.fromordinal(free_on.toordinal() + 1) if free_on else None,
        waived=not open_ and bool(in_force),
        reasons=tuple(_reason(tie, until, months) for tie, until in in_force),
    )


def stands_until(tie: TieFact, months: int) -> date | None:
    """The last day on which a tie stands in the way; None where no day is known."""
    if tie.last_on is None:
        return None
    return tie.last_on if tie.kind == "related" else add_months(tie.last_on, months)


def _reason(tie: TieFact, until: date | None, months: int) -> Reason:
    when = "still does" if tie.kind == "employed" else "it still holds"
    if until is not None and tie.last_on is not None:
        when = f"last on {in_words(tie.last_on)}, so not before {in_words(date.fromordinal(until.toordinal() + 1))}"
    let = " Two people have let this pass." if tie.let_pass else ""
    return Reason(f"tie_{tie.kind}", f"This reviewer {WORDS[tie.kind]} ({when}).{let}", "review.conflict_months")


def waiver_refused(*, reviewer: object, asked_by: object, agrees: object) -> Reason | None:
    """Why this person may not agree to what another asked of a tie; None where they may.

    It takes two, and whoever is tied is never the one who agrees.
    """
    if agrees == asked_by:
        return Reason("two_people", "Somebody else must agree: whoever asks for it cannot agree alone.")
    if agrees == reviewer:
        return Reason("not_the_reviewer", "Nobody agrees about a tie of their own; somebody else must.")
    return None
