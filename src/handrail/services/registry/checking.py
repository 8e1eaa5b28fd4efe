"""The public check of one certificate on a day, and the search of the register. Never scores, never people."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils.translation import gettext as _

from handrail.program import load_pack
from handrail.rules.certificate.number import parse_number
from handrail.rules.certificate.standing import Standing, StandingOnDay
from handrail.rules.days import in_words
from handrail.rules.reason import BadInput, Reason
from handrail.services.certificate.yearly import next_due
from handrail.services.moment import Moment
from handrail.services.registry.telling import Told, told
from handrail.store.models import Certificate

PAGE_SIZE = 20
# Two letters and then mostly digits: no firm is called so, and a number with a slip in it still looks like it.
_LIKE_A_NUMBER = re.compile(r"[A-Za-z]{2}[0-9OoIiLl]{7,11}[0-9A-Za-z]?")
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015\u2212]+")


class Word(StrEnum):
    """The one word a stranger is told."""

    VALID = "valid"
    AS_IT_STANDS = "valid_as_it_stands"  # a day that has not come: what happens until then can still end it
    NOT_VALID = "not_valid"
    COULD_NOT_CHECK = "could_not_check"


@dataclass(frozen=True, slots=True)
class PublicCheck:
    """What anyone may know of a certificate on a day. `holder` is empty where the number stands for nothing here:
    then `problem` is `mistyped` or `absent`, and `sentence` says it. `expires` is the last day as printed or extended,
    `last_valid` the last day it was or is worth something, None if there was none.
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
    last_valid: date | None = None
    problem: str = ""
    sentence: str = ""

    @property
    def is_over(self) -> bool:
        """Whether its last valid day has passed, or it never had one."""
        return self.last_valid is None or self.last_valid < self.known_on

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
            "last_valid_day": self.last_valid.isoformat() if self.last_valid else None,
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
    last_valid: date | None
    standing: Standing


def check(moment: Moment, typed: str, day: date | None = None) -> PublicCheck:
    """The certificate of a number on a day (today unless said otherwise); a number that is mistyped or stands for
    nothing is an answer, too. Two statements, three for a day that has not come.
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
    known = told([certificate], on, moment.day)[certificate.pk]
    word, found = _word(moment, certificate, known)
    return PublicCheck(
        number,
        word,
        on,
        moment.day,
        found,
        certificate.legal_name,
        load_pack(certificate.audit.pack).program.name,
        certificate.partner.organisation.name,
        certificate.issued_on,
        found.expires,
        known.last_valid,
    )


def _word(moment: Moment, certificate: Certificate, known: Told) -> tuple[Word, StandingOnDay]:
    """The word, and the standing with what the word rests on."""
    found = known.standing
    if found.standing is Standing.UNKNOWN:
        return Word.COULD_NOT_CHECK, found
    if not found.is_valid:
        return Word.NOT_VALID, found
    if found.as_of <= moment.day:
        return Word.VALID, found
    due = next_due(certificate, moment.day)
    if due is None or due >= found.as_of:
        return Word.AS_IT_STANDS, found
    said = _("A yearly audit comes before, by %(day)s; if it is missed, the certificate ends the day after.")
    audit = Reason("yearly_audit_before", said % {"day": in_words(due)}, "yearly audits of the certificate")
    return Word.AS_IT_STANDS, replace(found, reasons=(*found.reasons, audit))


def number_of(text: str) -> str:
    """The certificate number that the text is, as it is printed; empty where it is none."""
    try:
        return str(parse_number(text))
    except BadInput:
        return ""


def mistyped(text: str) -> str:
    """What is wrong with a text that looks like a number and is none; empty for anything else, such as a name."""
    if not _LIKE_A_NUMBER.fullmatch(_BETWEEN.sub("", text)):
        return ""
    try:
        parse_number(text)
    except BadInput as error:
        return f"{error.what[:1].upper()}{error.what[1:]} {error.mend}"
    return ""


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
    found = told(page.object_list, day, day)
    return page, [
        RegisterRow(
            row.number,
            row.legal_name,
            row.partner.organisation.name,
            row.issued_on,
            found[row.pk].last_valid,
            found[row.pk].standing.standing,
        )
        for row in page.object_list
    ]
