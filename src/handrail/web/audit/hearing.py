"""When a firm hears: the promised day in words, and whether sending earlier is heard sooner."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from handrail.program import load_pack
from handrail.services.review.earlier import Earlier, earlier
from handrail.services.review.promising import in_tens, told
from handrail.web.figures import day
from handrail.web.owner.words import SURE
from handrail.web.requests import Request


def hear_words(request: Request, audit: Any) -> dict[str, Any] | None:
    """What `audit/hear.html` shows while the audit waits at the partner; None while it does not."""
    found = told(audit, request.moment.day)
    if found is None:
        return None
    pack, name = load_pack(audit.pack), audit.partner.organisation.name
    if found.promised_on is None:
        heading = _("%(partner)s usually answers by %(day)s") % {"partner": name, "day": day(found.usual_to)}
    elif found.late:
        heading = _("You were to hear by %(day)s") % {"day": day(found.promised_on)}
    else:
        heading = _("You will hear by %(day)s") % {"day": day(found.promised_on)}
    contact = pack.partners[audit.partner.program_id].contact
    return {
        "told": found,
        "heading": heading,
        "partner": name,
        "phone": contact.phone,
        "sure": SURE.get(found.usual.confidence, ""),
        "sources": [pack.sources[code].title for code in found.usual.source.split() if code in pack.sources],
    }


def earlier_words(request: Request, audit: Any) -> dict[str, Any] | None:
    """What `audit/earlier.html` shows before the audit is sent; None where no earlier day is heard sooner."""
    return slot_words(earlier(audit, request.moment))


def slot_words(found: Earlier | None) -> dict[str, Any] | None:
    """The same for an earlier day that is found already."""
    if found is None:
        return None
    return {"found": found, "often": in_tens(found.percent), "sure": SURE.get(found.cycle.confidence, "")}
