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
from handrail.services.employer.still import LastDay, Still
from handrail.services.employer.still import still as read
from handrail.services.review.whereabouts import whereabouts
from handrail.web.audit.whereabouts import sent_words
from handrail.web.owner.words import SURE, due_address, due_cost, due_label
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


@require_safe
def still(request: Request) -> HttpResponse:
    """The last lawful days, the nearest first."""
    found = read(request.actor, request.moment)
    nearest = found.days[0] if found.days else None
    shown = {
        "still": found,
        "sent": sent_words(request, whereabouts(found.found.audit, request.moment)),
        "nearest": nearest,
        "lines": [_line(one, found) for one in found.days],
        "missed": [_line(one, found) for one in found.missed],
        "extension_sure": SURE.get(found.extension.confidence, "") if found.extension else "",
    }
    return render(request, "owner/still.html", shown)


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
        "sure": SURE.get(item.confidence, ""),
    }
