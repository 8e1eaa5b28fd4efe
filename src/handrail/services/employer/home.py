"""The owner's first page: the five steps, what is next and by when, the one thing that needs the reader, and what is at risk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from handrail.program import load_pack
from handrail.rules.certificate.standing import StandingOnDay
from handrail.rules.deadlines import DeadlineItem
from handrail.rules.deadlines.reminding import days_before
from handrail.rules.journey import Journey, Step, StepCode, journey
from handrail.rules.permissions import Action
from handrail.services.actor import Actor
from handrail.services.audit.claiming import Claim, claim_of
from handrail.services.certificate import standing
from handrail.services.corrective_action.mending import plan_of
from handrail.services.employer.cycle import Cycle, cycle_of
from handrail.services.employer.own import own
from handrail.services.employer.under_review import UnderReview, under_review
from handrail.services.headcount.people import near_limit
from handrail.services.moment import Moment
from handrail.services.premium.worth import at_risk
from handrail.services.review.whereabouts import Whereabouts, whereabouts
from handrail.services.system.manual import manual_of
from handrail.store.facts.journey import journey_facts
from handrail.store.models import ActionLine, Certificate, Employer


class NeedKind(StrEnum):
    """What the one thing is that needs the owner; `wait` where the partner has the audit and nothing is owed it."""

    ASK = "ask"
    OVERDUE = "overdue"
    DUE = "due"
    FIX = "fix"
    OVER_LIMIT = "over_limit"
    WAIT = "wait"
    STEP = "step"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Need:
    """The one thing: a deadline, an overdue fix or a step of the way.

    `nothing`: the next duty is far off, and `step` only says so.
    """

    kind: NeedKind
    item: DeadlineItem | None = None
    fix: ActionLine | None = None
    step: Step | None = None


@dataclass(frozen=True, slots=True)
class Home:
    """`claim` is what the firm says of the audit it gathers for, `sent` where one is that was sent; `at_risk` the refund of the year that hangs on the certificate.

    `fixes` are the open ones of the last audit, those with a day first, the nearest first.
    """

    cycle: Cycle
    journey: Journey
    need: Need
    claim: Claim | None
    pass_mark: Decimal
    at_risk: tuple[Decimal, Decimal] | None
    risk_year: int
    near: int | None
    fixes: tuple[ActionLine, ...]
    review: UnderReview | None
    sent: Whereabouts | None


@dataclass(frozen=True, slots=True)
class CrewHome:
    """What the crew sees: the firm and whether its certificate stands."""

    firm: Employer
    certificate: Certificate | None
    standing: StandingOnDay | None


def crew_home(actor: Actor, moment: Moment) -> CrewHome:
    """The first page of somebody on the crew."""
    firm = own(actor, Action.EMPLOYER_READ)
    found = standing.current(firm.pk, moment.day)
    return CrewHome(firm, *(found or (None, None)))


def home(actor: Actor, moment: Moment) -> Home:
    """The first page of an owner or consultant."""
    found = cycle_of(own(actor, Action.PEOPLE_READ), moment.day)
    pack = load_pack(found.firm.pack)
    partner = found.partner.program_id if found.partner else None
    manual = manual_of(found.firm, found.headcount.representative_required)
    facts = journey_facts(
        found.firm,
        application=found.application,
        partner_name=found.application.partner.organisation.name if found.application else "",
        trained=found.trained.here,
        sections=(len(manual.signed), len(manual.needed)),
        audit=found.audit,
        certificate=found.certificate,
        items=found.items,
    )
    move, due = found.headcount.move_to_cor, found.next_yearly
    facts = replace(facts, grown=move is not None and due is not None and due.due >= move.at_audit_due)
    way = journey(facts, moment.day, pack, partner)
    fixes = tuple(sorted(plan_of(actor).open, key=lambda line: line.due_on or date.max))
    sent = whereabouts(found.audit, moment)
    return Home(
        cycle=found,
        journey=way,
        need=_need(found, way, fixes, sent, soon=max(days_before(pack, found.day, partner))),
        claim=claim_of(found.audit) if found.audit is not None and _gathering(found) else None,
        pass_mark=Decimal(str(pack.parameter("audit.pass.overall", on=moment.day, partner=partner).value)),
        at_risk=at_risk(found, _year_at_risk(found, moment.day)) if found.certified else None,
        risk_year=_year_at_risk(found, moment.day),
        near=near_limit(found.headcount),
        fixes=fixes,
        review=under_review(found, moment),
        sent=sent,
    )


_OF_OPEN_AUDIT = frozenset({"gathering_end_by", "submit_by", "correct_by"})


def _need(found: Cycle, way: Journey, fixes: tuple[ActionLine, ...], sent: Whereabouts | None, *, soon: int) -> Need:
    """What a reviewer asks before overdue before due, an audit under way before the next step; a step is always there.

    `soon`: how many days before the yearly duty the page begins to ask for it; the first reminder goes out then too.
    """
    if sent is not None and sent.asks:
        return Need(NeedKind.ASK, step=way.now)
    if (dated := _dated(found)) is not None:
        return dated
    late = next((line for line in fixes if line.due_on is not None and line.due_on < found.day), None)
    if late is not None:
        return Need(NeedKind.FIX, fix=late)
    if not found.headcount.eligible:
        return Need(NeedKind.OVER_LIMIT)
    return Need(_rest(found, way, sent, soon), step=way.now)


def _rest(found: Cycle, way: Journey, sent: Whereabouts | None, soon: int) -> NeedKind:
    """Where nothing has a day: the partner has the audit, the next duty is far off, or the next step waits."""
    if sent is not None and sent.waits:
        return NeedKind.WAIT
    far = way.now.due is not None and (way.now.due - found.day).days > soon
    return NeedKind.NOTHING if way.now.code is StepCode.KEEP and far else NeedKind.STEP


def _dated(found: Cycle) -> Need | None:
    """What is overdue, or due of the audit under way; None where neither is."""
    if found.overdue:
        return Need(NeedKind.OVERDUE, item=min(found.overdue, key=lambda item: item.due))
    due = [item for item in found.open if item.code in _OF_OPEN_AUDIT]
    if due:
        # A yearly audit under way is due on its own day, whatever days gathering would still allow.
        due += [item for item in found.open if item.code == "maintenance_due" and _gathering(found)]
        return Need(NeedKind.DUE, item=min(due, key=lambda item: item.due))
    last_day = next((item for item in found.open if item.code == "maintenance_due" and item.due == found.day), None)
    return Need(NeedKind.DUE, item=last_day) if last_day is not None else None


def _gathering(found: Cycle) -> bool:
    return found.audit is not None and found.audit.state == "gathering"


def _year_at_risk(found: Cycle, day: date) -> int:
    """The performance year that the next yearly duty decides."""
    return found.next_yearly.due.year if found.next_yearly else day.year
