"""What sending before the due day does to the months of the cycle, read from the dated rules and graded like them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from handrail.rules.audit.facts import Purpose
from handrail.rules.days import in_words
from handrail.rules.reason import BadInput, Reason

if TYPE_CHECKING:
    from handrail.program import Confidence, Pack


@dataclass(frozen=True, slots=True)
class Early:
    """`days_lost` are those by which the next certificate would end sooner; 0 where the cycle's days stay."""

    days_lost: int
    reason: Reason
    confidence: Confidence

    @property
    def keeps(self) -> bool:
        return self.days_lost == 0


def sent_early(purpose: Purpose | str, day: date, due: date, pack: Pack, partner: str | None = None) -> Early:
    """What sending on `day` instead of on the due day costs, by the rules in force on `day`.

    A yearly audit's later due days count from the certificate's first day (`due.mode`), whenever the audit is sent. A new
    certificate is dated by `certificate.issue_day`, and runs its months from that day. No rule sets a first day for
    either; where a partner has one, the firm asks.
    """
    if Purpose(purpose) is Purpose.MAINTENANCE:
        rule = pack.parameter("due.mode", on=day, partner=partner)
        sentence = (
            "The next due days stay where they are: they count from the certificate's first day, not from the day an audit is sent."
        )  # fmt: skip
        return Early(0, Reason("cycle_stays", sentence, rule.source), rule.confidence)
    rule = pack.parameter("certificate.issue_day", on=day, partner=partner)
    from_what = {"gathering_end": "the last day of gathering", "decision": "the day of the decision"}
    if rule.value not in from_what:
        raise BadInput(rule.file, f"{rule.key} is '{rule.value}'.", f"Use one of: {', '.join(from_what)}.")
    lost = max((due - day).days, 0)
    sentence = (
        f"A new certificate is dated on {from_what[str(rule.value)]}, so it begins, and ends, up to {lost} days sooner than one "
        f"sent for {in_words(due)}."
    )
    return Early(lost, Reason("starts_sooner", sentence, rule.source), rule.confidence)
