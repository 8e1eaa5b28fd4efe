"""A firm asks that a decision be looked at by somebody else: until when, by when it is answered, and who may answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from handrail.rules.audit.parameters import whole_number
from handrail.rules.days import in_words
from handrail.rules.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from handrail.program import Pack

APPEALABLE: Final = frozenset({"returned", "not_accepted"})


@dataclass(frozen=True, slots=True)
class AppealWindow:
    """Whether a decision can be appealed on a day, the last day for it, and within how many days of it an answer comes.

    `answer_by` is the day of that answer to an appeal made on the day.
    """

    open: bool
    until: date | None
    answer_by: date | None
    answer_days: int | None
    reasons: tuple[Reason, ...]


def appeal_window(state: str, decided_on: date | None, day: date, pack: Pack, partner: str | None) -> AppealWindow:
    """When a firm may appeal a decided round. Acceptances and rounds not decided yet have nothing to appeal.

    The days to appeal are those in force when it was decided, so that they never move afterwards. Both lengths are Handrail's own working values until a partner says its own (`review.appeal_days`, graded unknown).
    """
    if state not in APPEALABLE or decided_on is None:
        return AppealWindow(False, None, None, None, (Reason("nothing_to_appeal", "There is no decision to appeal."),))
    until = decided_on + timedelta(days=whole_number(pack, "review.appeal_days", decided_on, partner))
    if day > until:
        sentence = f"The last day to appeal this decision was {in_words(until)}."
        return AppealWindow(False, until, None, None, (Reason("appeal_too_late", sentence, "review.appeal_days"),))
    days = whole_number(pack, "review.appeal_answer_days", day, partner)
    within = "1 day" if days == 1 else f"{days} days"
    sentence = f"You may appeal until {in_words(until)}. Somebody who had no part in the decision answers within {within} of your appeal."
    return AppealWindow(
        True, until, day + timedelta(days=days), days, (Reason("appeal_open", sentence, "review.appeal_days"),)
    )


def may_hear(person: UUID | None, had_part: Collection[UUID]) -> bool:
    """Whether somebody may answer an appeal: only a person, and nobody who had a part in the file."""
    return person is not None and person not in had_part
