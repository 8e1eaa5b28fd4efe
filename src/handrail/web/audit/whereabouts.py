"""A sent audit in words: who has it, when the firm hears, what came back, and an appeal that is open."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handrail.services.review.whereabouts import Whereabouts
from handrail.web.audit.hearing import hear_words
from handrail.web.figures import day, percent
from handrail.web.requests import Request


def sent_words(request: Request, found: Whereabouts | None) -> dict[str, Any]:
    """What `audit/sent.html`, `audit/asked.html` and `audit/appealed.html` show; empty before an audit is sent."""
    if found is None:
        return {}
    audit = found.audit
    return {
        "found": found,
        "heading": _heading(found),
        "who": _who(found) if audit.state == "submitted" else "",
        "hear": hear_words(request, audit),
        "runs_on": audit.state == "returned",
    }


def _heading(found: Whereabouts) -> str:
    """Where it is, in one line; empty once that is no news."""
    audit = found.audit
    if found.anew is not None and found.anew.answered_on is not None:
        said = _("Your appeal was right: your audit is read anew since %(day)s")
        return said % {"day": day(found.anew.answered_on)}
    if audit.state == "submitted" and found.since is not None:
        said = _("Sent on %(day)s, and being read") if found.reading else _("Sent on %(day)s, and waiting to be read")
        return said % {"day": day(found.since)}
    if audit.state == "accepted" and found.decision is not None and found.decision.decided_on is not None:
        return _("Accepted on %(day)s: the certificate is being signed") % {"day": day(found.decision.decided_on)}
    if audit.state != "returned":
        return ""
    if found.to_answer:
        back = ngettext(
            "sent back with %(n)s note to answer", "sent back with %(n)s notes to answer", found.to_answer
        ) % {"n": found.to_answer}  # fmt: skip
    else:
        back = _("sent back, and every note is answered")
    if found.percent is None:
        return _("Your audit was %(back)s") % {"back": back}
    return _("Your reviewer scored it %(percent)s: %(back)s") % {"percent": percent(found.percent), "back": back}


def _who(found: Whereabouts) -> str:
    partner = found.audit.partner.organisation.name
    if found.anew is not None:
        return _who_anew(found, partner)
    if found.reading:
        return _("A reviewer of %(partner)s is reading it.") % {"partner": partner}
    return _("%(partner)s has it. Nobody there is reading it yet.") % {"partner": partner}


def _who_anew(found: Whereabouts, partner: str) -> str:
    """Who reads the same papers once more; another reader than the first is promised only once there is one."""
    if found.by_another and found.reading:
        return _("Somebody else than before is reading the same papers. You need not send anything.")
    if found.by_another:
        return _("Somebody else than before is to read the same papers. You need not send anything.")
    if found.reading:
        return _("A reviewer of %(partner)s is reading the same papers. You need not send anything.") % {
            "partner": partner
        }
    return _("%(partner)s has the same papers, and nobody there is reading them yet. You need not send anything.") % {
        "partner": partner
    }
