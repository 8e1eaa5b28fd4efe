"""Contact a Certifying Partner, take the training, build the system, assess, keep it going."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from handrail.rules.days import add_months, in_words

if TYPE_CHECKING:
    from handrail.program import Pack


class StepCode(StrEnum):
    CONTACT = "contact"
    TRAINING = "training"
    BUILD = "build"
    ASSESS = "assess"
    KEEP = "keep"


class StepState(StrEnum):
    DONE = "done"
    NEXT = "next"
    AHEAD = "ahead"
    OVERDUE = "overdue"


class AuditPoint(StrEnum):
    """How far the firm's newest audit has come."""

    NONE = "none"
    GATHERING = "gathering"
    GATHERED = "gathered"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not_accepted"


@dataclass(frozen=True, slots=True)
class JourneyFacts:
    """Where a firm stands. Days are None where nothing has happened or nothing is due.

    `trained_until`: the last day on which somebody on staff has current training. `audit_due`: the day the audit's next
    move by the firm is due. `yearly_due`: the next yearly audit or re-certification of the certificate,
    which must be a regular COR audit where `grown`.
    """

    partner_name: str = ""
    applied_on: date | None = None
    accepted_on: date | None = None
    trained_name: str = ""
    trained_until: date | None = None
    sections_signed: int = 0
    sections_all: int = 0
    records_from: date | None = None
    audit: AuditPoint = AuditPoint.NONE
    audit_due: date | None = None
    certificate_number: str = ""
    certified_until: date | None = None
    yearly_due: date | None = None
    yearly_submitted: bool = False
    grown: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its place (1 to 5), its state, one sentence, the day it is due and the source of the rule."""

    place: int
    code: StepCode
    state: StepState
    sentence: str
    due: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Journey:
    """The five steps and the one to take next: an overdue one first."""

    steps: tuple[Step, ...]
    now: Step


@dataclass(frozen=True, slots=True)
class _Part:
    code: StepCode
    done: bool
    sentence: str
    due: date | None = None
    source: str = ""
    under_way: bool = False


def journey(facts: JourneyFacts, day: date, pack: Pack, partner: str | None = None) -> Journey:
    """The five steps on a day. The last one is never done: a certificate is kept, year after year."""
    parts = (
        _contact(facts),
        _training(facts, day, pack, partner),
        _build(facts, day, pack, partner),
        _assess(facts, day),
        _keep(facts, day, pack, partner),
    )
    steps: list[Step] = []
    reached = False
    for place, part in enumerate(parts, start=1):
        if part.done:
            state = StepState.DONE
        elif part.due is not None and part.due < day:
            state, reached = StepState.OVERDUE, True
        else:
            state, reached = (StepState.AHEAD if reached and not part.under_way else StepState.NEXT), True
        steps.append(Step(place, part.code, state, part.sentence, part.due, part.source))
    late = next((step for step in steps if step.state is StepState.OVERDUE), None)
    return Journey(tuple(steps), late or next(step for step in steps if step.state is not StepState.DONE))


def _certified(facts: JourneyFacts, day: date) -> bool:
    return facts.certified_until is not None and day <= facts.certified_until


def _contact(facts: JourneyFacts) -> _Part:
    name = facts.partner_name or "the Certifying Partner"
    if facts.accepted_on:
        return _Part(StepCode.CONTACT, True, f"{name} accepted your firm on {in_words(facts.accepted_on)}.")
    if facts.applied_on:
        said = f"You applied to {name} on {in_words(facts.applied_on)}; the answer is on its way."
        return _Part(StepCode.CONTACT, False, said)
    return _Part(StepCode.CONTACT, False, "Choose a Certifying Partner that serves small employers, and apply.")


def _training(facts: JourneyFacts, day: date, pack: Pack, partner: str | None) -> _Part:
    rule = pack.parameter("training.refresher_months", on=day, partner=partner)
    if facts.trained_until is None:
        said = "Somebody who stays with the firm takes the training: how to build a safety system, and how to audit it."
        return _Part(StepCode.TRAINING, False, said, None, rule.source)
    name = facts.trained_name or "Your trained person"
    if day <= facts.trained_until:
        said = f"{name} is trained; a refresher is due by {in_words(facts.trained_until)}."
        return _Part(StepCode.TRAINING, True, said, facts.trained_until, rule.source)
    said = f"{name} was due for a refresher on {in_words(facts.trained_until)}. Book the refresher."
    return _Part(StepCode.TRAINING, False, said, facts.trained_until, rule.source)


def _build(facts: JourneyFacts, day: date, pack: Pack, partner: str | None) -> _Part:
    """Built is signed in every section and in use long enough for at least the short certificate."""
    short = pack.parameter("audit.records.months_short", on=day, partner=partner)
    full = pack.parameter("audit.records.months_full", on=day, partner=partner)
    if _certified(facts, day):
        return _Part(StepCode.BUILD, True, "Your safety system is written and in use.", None, short.source)
    written = facts.sections_all > 0 and facts.sections_signed >= facts.sections_all
    if facts.records_from is None or not written:
        said = f"{facts.sections_signed} of {facts.sections_all} sections are signed."
        if facts.sections_all == 0:
            said = "Write down how your firm works safely, a section at a time."
        elif facts.records_from is None:
            said += " Then keep records of using it; the clock starts with the first one."
        return _Part(StepCode.BUILD, False, said, None, short.source)
    enough = add_months(facts.records_from, int(str(short.value)))
    whole = add_months(facts.records_from, int(str(full.value)))
    if day < enough:
        said = f"Keep records of using it: {short.value} months of them stand on {in_words(enough)}."
        return _Part(StepCode.BUILD, False, said, enough, short.source)
    said = f"Your system is signed and in use since {in_words(facts.records_from)}."
    if day < whole:
        said += f" The full certificate is possible from {in_words(whole)}."
    return _Part(StepCode.BUILD, True, said, None, full.source)


_ASSESS = {
    AuditPoint.NONE: "Go through the audit questions and gather proof for each.",
    AuditPoint.GATHERING: "You are gathering proof.",
    AuditPoint.GATHERED: "Gathering is over; submit the audit.",
    AuditPoint.SUBMITTED: "Submitted; the reviewer has it.",
    AuditPoint.RETURNED: "The reviewer sent it back with notes; answer each one.",
    AuditPoint.ACCEPTED: "Accepted; the certificate is being signed.",
    AuditPoint.NOT_ACCEPTED: "Not accepted this time; the notes say what to fix before the next try.",
}


def _assess(facts: JourneyFacts, day: date) -> _Part:
    if _certified(facts, day):
        number = f" {facts.certificate_number}" if facts.certificate_number else ""
        until = in_words(facts.certified_until or day)
        return _Part(StepCode.ASSESS, True, f"Certificate{number} is valid through {until}.")
    said = _ASSESS[facts.audit]
    waiting = facts.audit in {AuditPoint.SUBMITTED, AuditPoint.ACCEPTED}
    due = None if waiting else facts.audit_due
    if due is not None:
        said += f" Due by {in_words(due)}."
    under_way = facts.audit not in {AuditPoint.NONE, AuditPoint.NOT_ACCEPTED}
    return _Part(StepCode.ASSESS, facts.audit is AuditPoint.ACCEPTED, said, due, under_way=under_way)


def _keep(facts: JourneyFacts, day: date, pack: Pack, partner: str | None) -> _Part:
    rule = pack.parameter("due.mode", on=day, partner=partner)
    if facts.certified_until is None:
        said = "Every year another audit, and a refresher every few years, keep the certificate."
        return _Part(StepCode.KEEP, False, said, None, rule.source)
    if day > facts.certified_until:
        said = f"The certificate ended on {in_words(facts.certified_until)}; a full audit brings a new one."
        return _Part(StepCode.KEEP, False, said, facts.certified_until, rule.source)
    due = facts.yearly_due or facts.certified_until
    if facts.yearly_submitted:
        # Nothing is owed while the partner has it, so nothing can be overdue.
        return _Part(StepCode.KEEP, False, "This year's audit is in; the reviewer has it.", None, rule.source)
    said = f"The next {'audit, a regular COR audit,' if facts.grown else 'yearly audit'} is due by {in_words(due)}."
    if due < day:
        said = f"The yearly audit was due by {in_words(due)}. Speak to the Certifying Partner today."
    return _Part(StepCode.KEEP, False, said, due, rule.source)
