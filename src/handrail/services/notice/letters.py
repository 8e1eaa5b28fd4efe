"""The plain letters: one at each hand-off, one before each due day. Text only, short, with what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter ready to be sent: to which side it goes, subject and text."""

    to: str  # "owners" of the employer | "partner" (reviewers and administrators) | "office" | an address
    subject: str
    text: str


def long_day(day: date | str) -> str:
    """`Friday 24 April 2026`."""
    return date_format(date.fromisoformat(day) if isinstance(day, str) else day, "l j F Y")


def compose(kind: str, facts: dict[str, Any]) -> list[Letter]:
    """The letters of one hand-off. Facts hold plain values: names of firm and partner, days as ISO text, a link."""
    firm, partner, link = facts.get("firm", ""), facts.get("partner", ""), facts.get("link", "")
    day = long_day(facts["day"]) if facts.get("day") else ""
    foot = f"\n\n{link}\n" if link else "\n"
    match kind:
        case "submitted":
            return [
                Letter(
                    "owners",
                    _("%(firm)s: your audit is with %(partner)s") % facts,
                    _(
                        "Your audit reached %(partner)s. Receipt: %(receipt)s.\n"
                        "You will hear by mail when it comes back or is accepted."
                    )
                    % {"partner": partner, "receipt": facts.get("receipt", "")}
                    + foot,
                ),
                Letter(
                    "partner",
                    _("Audit received: %(firm)s") % facts,
                    _("%(firm)s sent in round %(round)s of its audit. It is in your queue.")
                    % {"firm": firm, "round": facts.get("round", 1)}
                    + foot,
                ),
            ]
        case "returned":
            return [
                Letter(
                    "owners",
                    _("%(firm)s: your audit came back, answer by %(day)s") % {"firm": firm, "day": day},
                    _(
                        "%(partner)s read your audit and sent it back with notes. Each note stands on the question it is "
                        "about.\nSend it in again by %(day)s. That day counts."
                    )
                    % {"partner": partner, "day": day}
                    + foot,
                )
            ]
        case "accepted":
            return [
                Letter(
                    "owners",
                    _("%(firm)s: your audit is accepted") % facts,
                    _("%(partner)s accepted your audit with %(percent)s %%. %(next)s")
                    % {"partner": partner, "percent": facts.get("percent", ""), "next": facts.get("next", "")}
                    + foot,
                )
            ]
        case "not_accepted":
            return [
                Letter(
                    "owners",
                    _("%(firm)s: your audit was not accepted") % facts,
                    _(
                        "%(partner)s did not accept your audit. The report says why, question by question. "
                        "You can begin again; nothing you collected is lost."
                    )
                    % {"partner": partner}
                    + foot,
                )
            ]
        case "withdrawn":
            return [
                Letter(
                    "partner",
                    _("Audit withdrawn: %(firm)s") % facts,
                    _("%(firm)s withdrew its audit. Nothing is left to do.") % facts + foot,
                )
            ]
        case "closed":
            return [
                Letter(
                    "owners",
                    _("%(firm)s: the days to correct your audit are used up") % facts,
                    _(
                        "All days to correct this audit are used up, so it is closed. Your answers and proof are kept. "
                        "Begin a new audit when you are ready."
                    )
                    + foot,
                )
            ]
        case "signed":
            return [
                Letter(
                    "owners",
                    _("%(firm)s: your certificate %(number)s") % {"firm": firm, "number": facts.get("number", "")},
                    _(
                        "Both signatures are on your certificate %(number)s. It is valid through %(day)s, as long as the "
                        "yearly audit is done on its day.\nAnyone can check it at the address below."
                    )
                    % {"number": facts.get("number", ""), "day": day}
                    + foot,
                )
            ]
        case "application_received":
            return [
                Letter(
                    "partner",
                    _("Application: %(firm)s") % facts,
                    _("%(firm)s asks you to be its Certifying Partner. Accept or refuse it on your desk.") % facts + foot,
                )
            ]
        case "application_accepted":
            return [
                Letter(
                    "owners",
                    _("%(firm)s: %(partner)s is your Certifying Partner") % {"firm": firm, "partner": partner},
                    _("%(partner)s accepted your application. Next: the training.") % {"partner": partner} + foot,
                )
            ]
        case "application_refused":
            return [
                Letter(
                    "owners",
                    _("%(firm)s: %(partner)s could not accept your application") % {"firm": firm, "partner": partner},
                    _("The reason given: %(reason)s") % {"reason": facts.get("reason", "")} + foot,
                )
            ]
        case "invitation":
            return [
                Letter(
                    str(facts["email"]),
                    _("You are invited to %(firm)s on Handrail") % {"firm": firm},
                    _("%(by)s invites you. Open this link by %(day)s; it works once.")
                    % {"by": facts.get("by", firm), "day": day}
                    + foot,
                )
            ]
        case "due":
            return [
                Letter(
                    "owners",
                    _("%(firm)s: %(what)s by %(day)s (%(days)s days)")
                    % {"firm": firm, "what": facts.get("what", ""), "day": day, "days": facts.get("days", "")},
                    _("%(what)s is due by %(day)s. %(cost)s")
                    % {"what": facts.get("what", ""), "day": day, "cost": facts.get("cost", "")}
                    + foot,
                )
            ]
        case "cancelled":
            return [
                Letter(
                    "owners",
                    _("%(firm)s: your certificate is cancelled from %(day)s") % {"firm": firm, "day": day},
                    _(
                        "The yearly audit was not sent in by its day, so the certificate ended. "
                        "Phone %(partner)s today and ask what can still be done."
                    )
                    % {"partner": partner}
                    + foot,
                )
            ]
    raise ValueError(f"no letter of kind {kind!r}")
