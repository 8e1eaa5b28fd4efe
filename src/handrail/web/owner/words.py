"""The words the owner's pages use for what the rules name by code."""

from __future__ import annotations

import re
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from handrail.rules.audit.routes import InTime, RouteKind
from handrail.rules.days import in_words
from handrail.rules.deadlines import DeadlineItem, State
from handrail.rules.headcount import Headcount, Relation
from handrail.rules.journey import StepCode, StepState
from handrail.rules.premium import Gate
from handrail.rules.reason import Reason
from handrail.services.employer.cycle import Cycle

Words = str | Promise

RELATIONS: dict[Relation, Words] = {
    Relation.OWNER: lazy("Owner"),
    Relation.WORKER: lazy("Worker"),
    Relation.PART_TIME: lazy("Part-time"),
    Relation.CASUAL: lazy("Casual"),
    Relation.TEMPORARY: lazy("Temporary"),
    Relation.FAMILY: lazy("Family helping out"),
    Relation.VOLUNTEER: lazy("Volunteer"),
    Relation.SUBCONTRACTOR: lazy("Subcontractor"),
    Relation.SUPPLIER: lazy("Material supplier"),
    Relation.INSPECTOR: lazy("Inspector"),
    Relation.RENTAL_DELIVERY: lazy("Rental delivery"),
    Relation.OTHER: lazy("Somebody else"),
}
STEPS: dict[StepCode, Words] = {
    StepCode.CONTACT: lazy("Partner"),
    StepCode.TRAINING: lazy("Training"),
    StepCode.BUILD: lazy("System"),
    StepCode.ASSESS: lazy("Assess"),
    StepCode.KEEP: lazy("Keep going"),
}
STEP_ACTIONS: dict[StepCode, tuple[Words, str]] = {
    StepCode.CONTACT: (lazy("Choose a Certifying Partner"), "partner"),
    StepCode.TRAINING: (lazy("Book the training"), "training"),
    StepCode.BUILD: (lazy("Write the next section"), "system"),
    StepCode.ASSESS: (lazy("Go to the yearly audit"), "audit-home"),
    StepCode.KEEP: (lazy("See the due days"), "cycle"),
}
STEP_MARKS: dict[StepState, str] = {
    StepState.DONE: "done",
    StepState.NEXT: "now",
    StepState.AHEAD: "ahead",
    StepState.OVERDUE: "bad",
}
ROUTES: dict[RouteKind, Words] = {
    RouteKind.TEMPORARY_LETTER: lazy("Temporary letter"),
    RouteKind.ONE_YEAR: lazy("One-year certificate"),
    RouteKind.THREE_YEAR: lazy("Three-year certificate"),
}
IN_TIME: dict[InTime, tuple[Words, str]] = {
    InTime.YES: (lazy("in time"), "good"),
    InTime.TIGHT: (lazy("only with a quick review"), "half"),
    InTime.NO: (lazy("too late for your day"), "bad"),
}
GATES: dict[Gate, tuple[Words, str]] = {
    Gate.OPEN: (lazy("Open: a refund is due"), "good"),
    Gate.UNKNOWN: (lazy("Not known yet"), "half"),
    Gate.HELD: (lazy("Held for now"), "now"),
    Gate.CLOSED: (lazy("Closed: no refund this year"), "bad"),
}
SURE: dict[str, Words] = {
    "attested": lazy("Sure: the program's own pages say so."),
    "attested_old": lazy("Fairly sure: an older page says so."),
    "private": lazy("Not certain: only a private page says so."),
    "inferred": lazy("An estimate: it follows from what the program's pages say, and no page says it outright."),
    "design": lazy("Handrail's own working value."),
    "unknown": lazy("Not known: no page says it. Ask your Certifying Partner."),
}

_ISO = re.compile(r"\b(\d{4}-\d{2}-\d{2})\b")


def spoken(sentence: str) -> str:
    """A rule's sentence with its days as people say them."""
    return _ISO.sub(lambda found: in_words(date.fromisoformat(found[1])), sentence)


_DUE: dict[str, Words] = {
    "gathering_end_by": lazy("Finish gathering proof"),
    "submit_by": lazy("Send your audit"),
    "correct_by": lazy("Answer the reviewer's notes"),
    "corrections_close": lazy("Last day for all corrections"),
    "recertify_by": lazy("New certificate"),
    "extension_apply_by": lazy("Last day to ask for an extension"),
    "extended_to": lazy("Extension"),
    "cancelled_on": lazy("Certificate cancelled"),
    "letter_ends": lazy("Temporary letter ends"),
    "letter_again_from": lazy("A new temporary letter is possible"),
}


REGULAR_COR = lazy(
    "It must be a regular COR audit, done by an external certified auditor, and somebody who stays with the firm takes "
    "the COR training first. Ask your Certifying Partner for both now."
)


def is_regular(item: DeadlineItem, found: Cycle) -> bool:
    """Whether the firm has grown so that this yearly audit, or the next certificate, is a regular COR audit."""
    move = found.headcount.move_to_cor
    mine = found.certificate is not None and item.certificate == found.certificate.issued_on
    yearly = item.code in {"maintenance_due", "recertify_by"}
    return yearly and mine and item.state is State.OPEN and move is not None and item.due >= move.at_audit_due


def due_label(item: DeadlineItem, found: Cycle) -> str:
    """What is due, in an owner's words."""
    if is_regular(item, found):
        return _("Regular COR audit")
    if item.code == "maintenance_due":
        years = found.certificate.term_months // 12 if found.certificate else 1
        return _("Yearly audit, year %(year)s of %(of)s") % {"year": (item.round or 0) + 1, "of": max(years, 1)}
    if item.code == "refresher_due":
        return _("Refresher for %(person)s") % {"person": item.person}
    return str(_DUE.get(item.code, item.code))


def due_sentence(item: DeadlineItem, found: Cycle) -> str:
    """What there is to say of it beside its name and its day."""
    if is_regular(item, found):
        return str(REGULAR_COR)
    if item.code == "maintenance_due":
        # The rule's first sentence only repeats, by another number, what the label and the day say.
        return item.sentence.partition(". ")[2]
    if item.code == "extension_apply_by" and item.rule_of == found.firm.pack:
        said = _("One Certifying Partner publishes this rule, and yours may have another: ask before you count on it.")
        return f"{item.sentence} {said} {SURE.get(item.confidence, '')}".strip()
    return item.sentence


def due_standing(item: DeadlineItem, found: Cycle) -> tuple[str, str]:
    """The word and the mark of a day: what an ended certificate no longer asks for is neither done nor coming."""
    mine = found.certificate is not None and item.certificate == found.certificate.issued_on
    over = mine and not found.certified and found.valid_until is not None and item.due > found.valid_until
    if item.code == "cancelled_on":
        return _("ended"), "bad"
    if over and item.state is State.DONE:
        return _("dropped"), "none"
    return {
        State.DONE: (_("done"), "done"),
        State.OPEN: (_("coming"), "ahead"),
        State.OVERDUE: (_("overdue"), "bad"),
        State.REFUSED: (_("not given"), "none"),
    }[item.state]


_COSTS: dict[str, Words] = {
    "maintenance_due": lazy("Missed, it ends the certificate the day after, and that year's WCB refund with it."),
    "recertify_by": lazy("Without a new certificate by then you hold none, and the refund of the year goes."),
    "correct_by": lazy("After it the audit may be closed, and you begin again."),
    "corrections_close": lazy("After it the audit is closed, and you begin again."),
    "gathering_end_by": lazy("After it the partner may refuse this audit, and you gather again."),
    "submit_by": lazy("After it the partner may refuse this audit, and you gather again."),
    "refresher_due": lazy(
        "From the day after, this training does not count, and the audit cannot be sent on the strength of it."
    ),
}


def due_cost(item: DeadlineItem) -> str:
    """What it costs to miss it, as the rules have it; what it has cost where it was missed."""
    if item.code == "maintenance_due" and item.state is State.OVERDUE:
        return _("It ended the certificate the day after, and that year's WCB refund. Phone your partner today.")
    return str(_COSTS.get(item.code, ""))


def due_address(item: DeadlineItem, found: Cycle) -> str:
    """The name of the address where it is done."""
    if is_regular(item, found):
        return "partner"
    if item.code == "refresher_due":
        return "training"
    if item.code in {"extension_apply_by", "extended_to", "cancelled_on", "letter_ends", "letter_again_from"}:
        return "partner"
    return "audit-home"


def growth_reasons(count: Headcount) -> list[Reason]:
    """What follows from being past the limit; that it is past is said only where today's count does not say it."""
    codes = {"small_again", "move_to_cor", "certificate_runs_on", "refused_at_once"}
    if count.count <= count.limit:
        codes.add("over_limit")
    return [one for one in count.reasons if one.code in codes]


def count_sentence(count: Headcount) -> str:
    """ "6 people count today. At most 10 may count. The most since Sunday 1 June 2025 was 7." """
    return f"{_today(count)} {peak_sentence(count)}"


def peak_sentence(count: Headcount) -> str:
    """ "At most 10 may count. The most since Sunday 1 June 2025 was 7." """
    return _("At most %(limit)s may count. The most since %(day)s was %(peak)s.") % {
        "limit": count.limit,
        "day": in_words(count.look_back_from),
        "peak": count.peak,
    }


def _today(count: Headcount) -> str:
    return (
        _("1 person counts today.") if count.count == 1 else _("%(count)s people count today.") % {"count": count.count}
    )


def near_sentence(count: Headcount, left: int | None) -> str:
    """What the next hire would mean, once that is worth saying; empty before."""
    values = {"count": count.count, "limit": count.limit}
    if left is None:
        return ""
    if left > 1:
        return _("%(count)s of %(limit)s. Two more still fit; the one after makes you too large for SECOR.") % values
    if left == 1:
        return _("%(count)s of %(limit)s. One more still fits; the one after makes you too large for SECOR.") % values
    if left == 0:
        return _("%(count)s of %(limit)s. The next person makes you too large for SECOR.") % values
    return _("%(count)s people count: more than the %(limit)s of a small employer.") % values
