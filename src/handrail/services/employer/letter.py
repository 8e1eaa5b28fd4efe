"""The honest status letter: one wording for the client's page and for the sheet the client keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from handrail.integrations.typesetting import typeset
from handrail.rules.days import in_words
from handrail.services.actor import Actor
from handrail.services.employer import sharing, shown
from handrail.services.employer.firm import both_names
from handrail.services.employer.shown import LetterCode, Shown, StatusLetter
from handrail.services.errors import Absent
from handrail.services.moment import Moment, zone
from handrail.store.models import WcbAccount

MOST_ACCOUNTS: Final = 5
"""WCB accounts named on the sheet, so that it stays one page; a firm of ten has one or two."""


@dataclass(frozen=True, slots=True)
class LetterWords:
    """The letter in sentences: what is true, what that means, what it is not, and where to look it up."""

    first: str
    then: str
    not_one: str
    look_up: str
    number: str
    day: date


def words(letter: StatusLetter) -> LetterWords:
    """What the letter says, in the words of its page and of its PDF alike."""
    said = {
        "firm": letter.firm,
        "number": letter.number,
        "until": in_words(letter.until) if letter.until else "",
        "since": in_words(letter.since) if letter.since else "",
        "partner": letter.partner or _("its Certifying Partner"),
    }
    none = _("It holds no certificate today.")
    sentences: dict[LetterCode, tuple[str, str]] = {
        LetterCode.VALID: (
            _("%(firm)s holds certificate %(number)s, valid through %(until)s."),
            _("Do not take this page for it: look the number up in the register."),
        ),
        LetterCode.NOT_VALID: (
            _("Certificate %(number)s of %(firm)s does not stand today."),
            _("The register says since when and why."),
        ),
        LetterCode.SENT: (_("%(firm)s sent its audit to %(partner)s on %(since)s. It is not decided."), none),
        LetterCode.GATHERING: (
            _("%(firm)s began to gather proof for its audit on %(since)s. Nothing is decided."),
            none,
        ),
        LetterCode.TRAINED: (_("%(firm)s has had a trained person since %(since)s and has not begun its audit."), none),
        LetterCode.CHOSEN: (_("%(partner)s accepted %(firm)s on %(since)s. Its training is still to come."), none),
        LetterCode.BEGUN: (_("%(firm)s has begun to build its safety system."), none),
    }
    first, then = sentences[letter.code]
    not_one = _(
        "This is no certificate and no temporary letter of certification. It is what Handrail knows of the firm today. "
        "Only a certificate that the register shows as valid is one."
    )
    if letter.number:
        look_up = _("Check certificate %(number)s in the register") % said
    else:
        look_up = _("Look up the firm in the register: a firm without a certificate is not listed")
    return LetterWords(first % said, then, not_one, look_up, letter.number, letter.day)


def letter_pdf(actor: Actor, moment: Moment, token: str) -> bytes:
    """The letter of a link as one tagged page to keep; a look like any other. Absent where the link is over or holds no
    letter."""
    row = sharing.found(moment, token, sharing.Purpose.CLIENT)
    found = shown.shown(row, moment)
    if found.letter is None:
        raise Absent
    shown.count_look(actor, moment, row)
    return typeset("status_letter", _data(found, found.letter, moment), at=moment.now)


def _data(found: Shown, letter: StatusLetter, moment: Moment) -> dict[str, Any]:
    said = words(letter)
    accounts = found.accounts or ()
    trade = found.firm.trade_name
    pairs = [[_("Working as"), trade]] if trade and both_names(found.firm) != letter.firm else []
    if found.accounts is not None:
        named = [_account(one) for one in accounts[:MOST_ACCOUNTS]] or [_("none on record")]
        pairs.append([_("WCB account"), "\n".join(named)])
    pairs.append([_("As it stands on"), in_words(letter.day)])
    pairs.append([_("Given to"), found.link.label])
    path = f"/verify/{said.number}" if said.number else "/registry"
    clock = f"{localtime(moment.now, zone()):%H:%M}"
    return {
        "title": _("Status letter, not a certificate: %(firm)s") % {"firm": letter.firm},
        "kind": _("Status letter"),
        "not_kind": _("Not a certificate"),
        "firm": letter.firm,
        "pairs": pairs,
        "standing_title": _("How far the firm is"),
        "standing": [said.first, said.then],
        "not_title": _("What this letter is not"),
        "not_one": said.not_one,
        "check_title": _("Where to check it"),
        "check": said.look_up,
        "address": f"{settings.BASE_URL}{path}",
        "made": _("Made on %(day)s at %(clock)s. What stands may have changed since: check it.")
        % {"day": in_words(moment.day), "clock": clock},
        "watermark": _("DEMONSTRATION") if moment.demonstration else "",
    }


def _account(one: WcbAccount) -> str:
    said = {"account": one.account, "code": one.industry_code, "industry": one.industry}
    if one.industry:
        return _("%(account)s, industry code %(code)s, %(industry)s") % said
    return _("%(account)s, industry code %(code)s") % said
