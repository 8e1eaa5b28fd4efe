"""One page for the firm whose days run out: what can still be saved, until when, and whom to phone."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from handrail.rules.days import in_words
from handrail.rules.deadlines import DeadlineItem
from handrail.services.employer.still import LastDay, Still
from handrail.services.employer.still import still as read
from handrail.services.review.whereabouts import whereabouts
from handrail.web.audit.whereabouts import sent_words
from handrail.web.owner.words import SURE, Words, due_address, due_cost, due_label, is_regular
from handrail.web.requests import Request

NEEDS = {
    "gathering_end_by": lazy("Do the walk and the talks, and photograph what is missing. After this day no proof can be gathered for this audit."),
    "submit_by": lazy("Answer what is open, sign, and send. What cannot be proved is better left honest than late."),
    "correct_by": lazy("Answer each note of your reviewer and send the audit again."),
    "corrections_close": lazy("No return after this day: whatever is still open then stays open."),
    "maintenance_due": lazy("Send the yearly audit. Sent is enough: it need not be decided by then."),
    "recertify_by": lazy("The next certificate is decided and signed by then, so the audit is sent well before."),
    "extension_apply_by": lazy("Ask your partner in writing for an extension, and say until when."),
}  # fmt: skip


# What is at stake on a day, once said as the rule it is, and once where no page of the program says so outright.
AT_STAKE = {
    "maintenance_due": (
        lazy("Send by %(day)s or the certificate ends"),
        lazy("Send by %(day)s, and ask your partner whether that day holds"),
    ),
    "recertify_by": (
        lazy("The certificate ends on %(day)s: hold a new one by then"),
        lazy("The certificate may end on %(day)s: ask your partner whether that day holds"),
    ),
    "gathering_end_by": (
        lazy("Finish gathering by %(day)s or your partner may refuse this audit"),
        lazy("Finish gathering by %(day)s, and ask your partner whether that day holds"),
    ),
    "submit_by": (
        lazy("Send by %(day)s or your partner may refuse this audit"),
        lazy("Send by %(day)s, and ask your partner whether that day holds"),
    ),
    "correct_by": (
        lazy("Answer your reviewer's notes by %(day)s or the audit may be closed"),
        lazy("Answer your reviewer's notes by %(day)s, and ask your partner whether that day holds"),
    ),
    "corrections_close": (
        lazy("Settle every note by %(day)s or the audit is closed"),
        lazy("Settle every note by %(day)s, and ask your partner whether that day holds"),
    ),
    "extension_apply_by": (
        lazy("Ask for an extension by %(day)s or it is not given"),
        lazy("Ask for an extension by %(day)s, and ask your partner whether that day holds"),
    ),
}
REGULAR = (
    lazy("Send a regular COR audit by %(day)s or the certificate ends"),
    lazy("Send a regular COR audit by %(day)s, and ask your partner whether that day holds"),
)
WAITS = lazy("The certificate ends on %(day)s, and your audit is with your partner")
# What was missed, the gravest first, and what can still be done.
MISSED = {
    "maintenance_due": (
        lazy("The yearly audit was not sent by %(day)s, and the certificate has ended"),
        lazy("An audit sent now does not bring the certificate back by itself. Ask from when a new audit counts, and what you can tell a client until then."),
    ),
    "recertify_by": (
        lazy("The certificate ended on %(day)s, and no new one was decided"),
        lazy("Ask whether it can still be extended, and by when the new audit has to be in."),
    ),
    "corrections_close": (
        lazy("The day for all corrections, %(day)s, is over"),
        lazy("Ask whether the audit is still open, and if not, when a new one may begin."),
    ),
    "submit_by": (
        lazy("The audit was not sent by %(day)s"),
        lazy("Ask whether your partner still takes it. Everything you answered stays as it is, ready to be sent."),
    ),
    "correct_by": (
        lazy("Your reviewer's notes were not answered by %(day)s"),
        lazy("Ask whether your partner still takes the answers, and go on with the notes until you hear."),
    ),
    "gathering_end_by": (
        lazy("Gathering was to end by %(day)s"),
        lazy("Ask whether this audit can still be sent with what you have, or whether you gather again."),
    ),
    "extension_apply_by": (
        lazy("The last day to ask for an extension, %(day)s, is over"),
        lazy("Ask all the same: only your partner can say whether anything is left."),
    ),
}  # fmt: skip
RULES = frozenset({"attested", "attested_old"})  # grades of a day that a page of the program states


@require_safe
def still(request: Request) -> HttpResponse:
    """The last lawful days, the nearest first; the heading names the day that is missed, or else the next at stake."""
    found = read(request.actor, request.moment)
    nearest = found.days[0] if found.days else None
    gravest = [*MISSED]
    missed = sorted(found.missed, key=lambda one: (gravest.index(one.item.code), one.item.due))
    shown = {
        "still": found,
        "sent": sent_words(request, whereabouts(found.found.audit, request.moment)),
        "nearest": nearest,
        "heading": _heading(found, missed, nearest),
        "next": _at_stake(nearest, found) if nearest and (missed or found.ended_on) else "",
        "lines": [_line(one, found) for one in found.days],
        "missed": [_missed(one, found) for one in missed],
    }
    return render(request, "owner/still.html", shown)


def _heading(found: Still, missed: list[LastDay], nearest: LastDay | None) -> str:
    if missed:
        return MISSED[missed[0].item.code][0] % {"day": in_words(missed[0].item.due)}
    if found.ended_on:
        return _("The certificate ended on %(day)s") % {"day": in_words(found.ended_on)}
    return _at_stake(nearest, found) if nearest else _("Nothing runs out within a year")


def _at_stake(one: LastDay, found: Still) -> str:
    """The day and what hangs on it: as a rule only where a page of the program states it."""
    cycle, item = found.found, one.item
    rule = _sure(item, found) in {SURE[grade] for grade in RULES}
    waits = cycle.audit is not None and cycle.audit.state == "submitted"
    if is_regular(item, cycle):
        said = REGULAR[not rule]
    elif item.code == "recertify_by" and waits and rule:
        said = WAITS
    else:
        said = AT_STAKE[item.code][not rule]
    return said % {"day": in_words(item.due)}


def _missed(one: LastDay, found: Still) -> dict[str, Any]:
    """A day that is over: what was missed and what it cost, what can still be done, and how sure the day is."""
    item = one.item
    words, left = MISSED[item.code]
    return {
        "what": words % {"day": in_words(item.due)},
        "cost": due_cost(item),
        "left": left,
        "url": reverse(due_address(item, found.found)),
        "sure": _sure(item, found),
    }


def _sure(item: DeadlineItem, found: Still) -> Words:
    """How sure the day is. Of an extension another partner's rule is all that is published: it is not said to be sure."""
    if item.code == "extension_apply_by" and item.rule_of == found.found.firm.pack:
        return _("One Certifying Partner publishes this rule, and yours may have another: ask before you count on it.")
    return SURE.get(item.confidence, "")


def _line(one: LastDay, found: Still) -> dict[str, Any]:
    item, cycle = one.item, found.found
    needs = [str(NEEDS.get(item.code, ""))]
    if one.begin_by is not None and one.begin_by >= cycle.day:
        needs.append(
            _("Begin by %(day)s to have all your days to gather; later leaves fewer.") % {"day": in_words(one.begin_by)}
        )
    elif one.begin_by is not None and not one.missed:
        needs.append(_("Begin today: fewer days to gather are left than the rule allows, and it still counts."))
    return {
        "one": one,
        "label": due_label(item, cycle),
        "needs": [need for need in needs if need],
        "cost": due_cost(item),
        "url": reverse(due_address(item, cycle)),
        "sure": _sure(item, found),
    }
