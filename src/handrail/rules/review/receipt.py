"""The receipt of a decision, in plain words: what was decided, under which dated rules, what to do by when, how to appeal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

from handrail.rules.audit.facts import Purpose
from handrail.rules.audit.gates import gates_for
from handrail.rules.days import in_words
from handrail.rules.reason import BadInput, Reason
from handrail.rules.review.appeal import AppealWindow, appeal_window

if TYPE_CHECKING:
    from handrail.program import Pack, Parameter

Outcome = Literal["returned", "accepted", "not_accepted"]
OUTCOMES: Final[tuple[Outcome, ...]] = ("returned", "accepted", "not_accepted")


@dataclass(frozen=True, slots=True)
class Decided:
    """A decided round. `as_of` is the day whose marks the audit is read by; `closes_on` the day all corrections end.

    `since`: the file has gone on since this decision (sent or read again, withdrawn, closed), or its certificate is signed.
    `corrections`: the rounds returned before it that stood. `visited_on`: the days on which somebody saw the site in it.
    """

    outcome: str
    purpose: Purpose
    as_of: date
    decided_on: date
    percent: Decimal | None = None
    quality: Decimal | None = None
    correct_by: date | None = None
    closes_on: date | None = None
    since: Literal["", "gone_on", "certified"] = ""
    corrections: int = 0
    visited_on: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """`said`: what was decided. `to_do`: what comes next, first things first. `rules`: the dated values it rests on."""

    said: tuple[Reason, ...]
    to_do: tuple[Reason, ...]
    rules: tuple[Parameter, ...]
    appeal: AppealWindow


def receipt(decided: Decided, day: date, pack: Pack, partner: str | None) -> Receipt:
    """The receipt of a decided round as it reads on `day`; BadInput for a round that is not decided.

    The marks are those in force when gathering began, the days to correct those of the day of the decision.
    """
    if decided.outcome not in OUTCOMES:
        raise BadInput("outcome", f"{decided.outcome} is no decision.", "Wait until the round is decided.")
    gates = gates_for(pack, decided.purpose, decided.as_of, partner)
    window = appeal_window(decided.outcome, decided.decided_on, day, pack, partner)
    rules = [*gates.parameters]
    if decided.quality is not None:
        rules.append(pack.parameter("audit.pass.quality", on=decided.as_of, partner=partner))
    dated: list[str] = []
    if decided.outcome == "returned":
        dated += ["audit.correct.days_per_round", "audit.correct.total_days"]
    if decided.outcome != "accepted":
        dated += ["review.appeal_days", "review.appeal_answer_days"]
    rules += [pack.parameter(key, on=decided.decided_on, partner=partner) for key in dated]
    return Receipt(_said(decided, gates.overall, gates.element), _to_do(decided), tuple(rules), window)


def _said(decided: Decided, overall: object, element: object) -> tuple[Reason, ...]:
    what = {
        "returned": "Your audit came back to be corrected. It is not refused: the same file goes on.",
        "accepted": "Your audit is accepted.",
        "not_accepted": "Your audit is not accepted.",
    }[decided.outcome]
    said = [Reason(f"decided_{decided.outcome}", what)]
    if decided.outcome == "accepted" and decided.corrections:
        rounds = "one round" if decided.corrections == 1 else f"{decided.corrections} rounds"
        said = [Reason("decided_accepted_corrected", f"Your audit is accepted, after {rounds} of corrections.")]
    said += [
        Reason("visited", f"Your site was visited on {in_words(on)}, before this decision.")
        for on in decided.visited_on
    ]
    needed = f"{overall} % overall" + (f" and {element} % in every element" if element else "")
    if decided.percent is not None:
        # Compared as a fraction when it was decided; here only told, cut to two places and never rounded up.
        sentence = f"The reviewer's points come to {decided.percent} %. Needed: {needed}."
        said.append(Reason("decided_score", sentence, "audit.pass"))
    else:
        said.append(Reason("decided_no_score", f"Not every question was scored. Needed in the end: {needed}."))
    if decided.quality is not None:
        sentence = f"How the file was put together was marked with {decided.quality.normalize():f} %."
        said.append(Reason("decided_quality", sentence, "audit.pass.quality"))
    return tuple(said)


def _to_do(decided: Decided) -> tuple[Reason, ...]:
    if decided.since == "certified":
        return (Reason("certified", "Nothing is left for you to do. Both have signed, so your certificate stands."),)
    if decided.since == "gone_on":
        sentence = (
            "Nothing more on this receipt: the file has gone on since. The audit itself says where it stands now."
        )
        return (Reason("gone_on", sentence),)
    if decided.outcome == "accepted":
        if decided.purpose is Purpose.CERTIFICATION:
            then = "Nothing is left for you to do. The Partnerships office signs next, then your Certifying Partner."
            return (
                Reason("wait_for_signatures", then),
                Reason("not_yet_certified", "You are certified once both have signed, not before."),
            )
        return (Reason("runs_on", "Nothing is left for you to do. Your certificate runs on."),)
    if decided.outcome == "not_accepted":
        return (Reason("begin_again", "You may begin again on any day. What you collected is kept and yours to use."),)
    steps = [Reason("answer_notes", "Answer each note that asks you to fix something; the report has them all.")]
    if decided.correct_by is not None:
        sentence = f"Send it again by {in_words(decided.correct_by)}. That day counts."
        steps.append(Reason("correct_by", sentence, "audit.correct.days_per_round"))
    if decided.closes_on is not None and decided.closes_on != decided.correct_by:
        sentence = f"All rounds of corrections together end on {in_words(decided.closes_on)}."
        steps.append(Reason("corrections_close", sentence, "audit.correct.total_days"))
    return tuple(steps)
