"""The public check of one certificate on a day, and the search of the register. Never scores, never people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils.translation import gettext as _

from handrail.program import load_pack
from handrail.rules.certificate.number import parse_number
from handrail.rules.certificate.standing import Standing, StandingOnDay
from handrail.rules.reason import BadInput
from handrail.services.certificate.standing import of, standings
from handrail.services.moment import Moment
from handrail.store.models import Certificate

PAGE_SIZE = 20


class Word(StrEnum):
    """The one word a stranger is told."""

    VALID = "valid"
    NOT_VALID = "not_valid"
    COULD_NOT_CHECK = "could_not_check"


@dataclass(frozen=True, slots=True)
class PublicCheck:
    """What anyone may know of a certificate on a day. `holder` is empty where the number stands for nothing here:
    then `problem` is `mistyped` or `absent`, and `sentence` says it.
    """

    number: str
    word: Word
    as_of: date
    known_on: date
    standing: StandingOnDay | None = None
    holder: str = ""
    program: str = ""
    partner: str = ""
    issued: date | None = None
    expires: date | None = None
    problem: str = ""
    sentence: str = ""

    def as_json(self) -> dict[str, Any]:
        """The same for a program: the shape of `handrail verify`."""
        found = self.standing
        return {
            "number": self.number,
            "word": self.word.value,
            "holder": self.holder or None,
            "program": self.program or None,
            "certifying_partner": self.partner or None,
            "issued": self.issued.isoformat() if self.issued else None,
            "expires": self.expires.isoformat() if self.expires else None,
            "standing": (found.standing if found else Standing.UNKNOWN).value,
            "as_of": self.as_of.isoformat(),
            "status_known_on": self.known_on.isoformat() if found else None,
            "reasons": [reason.as_json() for reason in found.reasons]
            if found
            else [{"code": self.problem, "sentence": self.sentence, "source": ""}],
        }


@dataclass(frozen=True, slots=True)
class RegisterRow:
    number: str
    holder: str
    partner: str
    issued: date
    expires: date
    standing: Standing


def check(moment: Moment, typed: str, day: date | None = None) -> PublicCheck:
    """The certificate of a number on a day (today unless said otherwise); a number that is mistyped or stands for
    nothing is an answer, too. Two statements.
    """
    on = day or moment.day
    try:
        number = str(parse_number(typed))
    except BadInput as error:
        sentence = f"{error.what[:1].upper()}{error.what[1:]} {error.mend}"
        return PublicCheck(
            typed.strip()[:40], Word.COULD_NOT_CHECK, on, moment.day, problem="mistyped", sentence=sentence
        )
    rows = Certificate.objects.select_related("partner__organisation", "audit")
    certificate = rows.filter(number=number, signed_by_both_at__isnull=False).first()
    if certificate is None:
        sentence = _("No certificate that carries both signatures has this number.")
        return PublicCheck(number, Word.COULD_NOT_CHECK, on, moment.day, problem="absent", sentence=sentence)
    found = of(certificate, on)
    word = Word.VALID if found.is_valid else Word.NOT_VALID
    return PublicCheck(
        number,
        Word.COULD_NOT_CHECK if found.standing is Standing.UNKNOWN else word,
        on,
        moment.day,
        found,
        certificate.legal_name,
        load_pack(certificate.audit.pack).program.name,
        certificate.partner.organisation.name,
        certificate.issued_on,
        found.expires,
    )


def search(text: str, day: date, number: int = 1) -> tuple[Page[Certificate], list[RegisterRow]]:
    """A page of the register: certificates whose holder's name contains the text, or whose number it is."""
    wanted = text.strip()[:200]
    rows = Certificate.objects.filter(signed_by_both_at__isnull=False).select_related("partner__organisation")
    if wanted:
        asked = Q(legal_name__icontains=wanted)
        try:
            asked |= Q(number=str(parse_number(wanted)))
        except BadInput:
            asked |= Q(number__startswith=wanted.upper())
        rows = rows.filter(asked)
    page = Paginator(rows.order_by("legal_name", "-issued_on", "id"), PAGE_SIZE).get_page(number)
    found = standings(page.object_list, day)
    return page, [
        RegisterRow(
            row.number,
            row.legal_name,
            row.partner.organisation.name,
            row.issued_on,
            found[row.pk].expires,
            found[row.pk].standing,
        )
        for row in page.object_list
    ]
