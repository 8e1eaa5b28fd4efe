"""Which policy questions a maintenance audit may carry from the certification, and why each may or may not.

Source of the rule: policy questions that scored full points at certification, up to a third of the questions, self-assessors only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from handrail.rules.audit.facts import Answer, Facts
from handrail.rules.audit.parameters import fraction
from handrail.rules.audit.score import rows_in_force
from handrail.rules.days import in_words

if TYPE_CHECKING:
    from handrail.program import Edition, Pack


@dataclass(frozen=True, slots=True)
class Carry:
    """One policy question: whether it may be carried, and the sentence that says why."""

    question: str
    allowed: bool
    code: str
    sentence: str
    source: str


def carry_over(
    edition: Edition,
    final: Mapping[str, Answer],
    facts: Facts,
    pack: Pack,
    *,
    on: date,
    certified_on: date,
    partner: str | None = None,
    self_assessed: bool = True,
) -> tuple[Carry, ...]:
    """Every question of the carry-over kind with its verdict, in the instrument's order.

    `final` are the reviewer's final answers of the last certification, `facts` today's, `on` the first day of gathering now. Where
    more questions qualify than the share allows, those of most points are carried.
    """
    share = pack.parameter("audit.carryover.max_share", on=on, partner=partner)
    full_marks = pack.parameter("audit.carryover.full_marks", on=on, partner=partner)
    rows = rows_in_force(edition, facts)[0]
    room = int(fraction(share) * len(rows))
    verdicts: dict[str, Carry] = {}
    candidates: list[tuple[int, int, str]] = []
    for place, (identity, _, full, question) in enumerate(rows):
        if question.kind != "P" or not question.carry_over:
            continue
        answer = final.get(identity)
        if not self_assessed:
            verdicts[identity] = Carry(
                identity, False, "not_self_assessed", "Only a self-assessed audit may carry questions.", share.source
            )
        elif answer is None or answer.hundredths is None:
            sentence = "It has no final points from the last certification."
            verdicts[identity] = Carry(identity, False, "no_points", sentence, full_marks.source)
        elif answer.hundredths < full and full_marks.value is True:
            sentence = f"It scored {answer.points} of {question.points} at the last certification; only full points are carried."
            verdicts[identity] = Carry(identity, False, "not_full", sentence, full_marks.source)
        else:
            candidates.append((-full, place, identity))
    for rank, (_, _, identity) in enumerate(sorted(candidates)):
        points = edition.question(identity).points
        if rank < room:
            sentence = (
                f"Full points ({points} of {points}) at the certification, last verified {in_words(certified_on)}."
            )
            verdicts[identity] = Carry(identity, True, "full_points", sentence, full_marks.source)
        else:
            sentence = f"No more than {room} of the {len(rows)} questions may be carried, and that number is reached."
            verdicts[identity] = Carry(identity, False, "share_reached", sentence, share.source)
    return tuple(verdicts[row[0]] for row in rows if row[0] in verdicts)
