"""What a client sees through a link: only what the link holds, as it stands on the day it is opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import F

from handrail.services.actor import Actor
from handrail.services.certificate import standing
from handrail.services.employer import sharing
from handrail.services.employer.cycle import Cycle, cycle_of
from handrail.services.errors import Absent
from handrail.services.moment import Moment
from handrail.services.system.manual import Part, manual_of
from handrail.services.training.tickets import Ticket, tickets_here
from handrail.store.models import Employer, SharedLink, WcbAccount

_SECTIONS = {sharing.POLICY: "policy", sharing.PLAN: "emergency"}
"""The section of the written system behind what a link calls by a shorter name."""


class LetterCode(StrEnum):
    """How far the firm is, said so that nobody can take it for a certificate."""

    VALID = "valid"
    NOT_VALID = "not_valid"  # there is a certificate, and it does not stand today
    SENT = "sent"
    GATHERING = "gathering"
    TRAINED = "trained"
    CHOSEN = "chosen"  # a Certifying Partner accepted the firm
    BEGUN = "begun"


@dataclass(frozen=True, slots=True)
class StatusLetter:
    """What is true of the firm's certification on a day. No score, no injury and no promise stands in it."""

    code: LetterCode
    firm: str
    day: date
    number: str = ""
    until: date | None = None
    since: date | None = None
    partner: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """The opened link: `None` or empty where the link does not hold the thing."""

    link: SharedLink
    firm: Employer
    letter: StatusLetter | None
    tickets: tuple[Ticket, ...] | None
    accounts: tuple[WcbAccount, ...] | None
    policy: Part | None
    plan: Part | None


def open_link(actor: Actor, moment: Moment, token: str) -> Shown:
    """What the link shows; each look is counted, except those of the firm's own people.

    Absent for a link that is unknown, over or taken back.
    """
    row = sharing.found(moment, token, sharing.Purpose.CLIENT)
    count_look(actor, moment, row)
    return shown(row, moment)


def count_look(actor: Actor, moment: Moment, row: SharedLink) -> None:
    """Count one look through a link, at its page or at one of its sheets; the firm's own people are not counted."""
    if actor.organisation_id != row.employer_id:
        SharedLink.objects.filter(pk=row.pk).update(opened=F("opened") + 1, opened_at=moment.now)


def shown(row: SharedLink, moment: Moment) -> Shown:
    """Everything the link holds, read on the day."""
    firm, holds = row.employer, set(row.holds)
    parts = {part.section.key: part for part in manual_of(firm, True).parts} if holds & set(_SECTIONS) else {}
    return Shown(
        link=row,
        firm=firm,
        letter=letter_of(firm, moment.day) if sharing.LETTER in holds else None,
        tickets=tickets_here(firm, moment.day) if sharing.TICKETS in holds else None,
        accounts=tuple(firm.accounts.order_by("account", "industry_code")) if sharing.ACCOUNT in holds else None,
        policy=parts.get(_SECTIONS[sharing.POLICY]) if sharing.POLICY in holds else None,
        plan=parts.get(_SECTIONS[sharing.PLAN]) if sharing.PLAN in holds else None,
    )


def part_shown(actor: Actor, moment: Moment, token: str, what: str) -> tuple[Employer, Part]:
    """One section that the link holds, with its firm, and a look counted.

    Absent where it holds none of that name, or nothing is written.
    """
    row = sharing.found(moment, token, sharing.Purpose.CLIENT)
    found = shown(row, moment)
    part = {sharing.POLICY: found.policy, sharing.PLAN: found.plan}.get(what)
    if part is None or not part.written:
        raise Absent
    count_look(actor, moment, row)
    return row.employer, part


def letter_of(firm: Employer, day: date) -> StatusLetter:
    """The honest state of a firm on a day: the certificate if there is one, else the furthest step it took."""
    name = firm.legal_name or firm.name
    certificate = standing.current(firm.pk, day)
    found = cycle_of(firm, day)
    if certificate is not None:
        row, stands = certificate
        code = LetterCode.VALID if stands.is_valid else LetterCode.NOT_VALID
        return StatusLetter(code, row.legal_name or name, day, number=row.number, until=stands.expires)
    return _before(found, name, day)


def _before(found: Cycle, name: str, day: date) -> StatusLetter:
    partner = found.partner.organisation.name if found.partner else ""
    audit = found.audit
    if audit is not None and audit.submitted_on is not None and audit.state in {"submitted", "returned"}:
        return StatusLetter(LetterCode.SENT, name, day, since=audit.submitted_on, partner=partner)
    if audit is not None and audit.state == "gathering":
        return StatusLetter(LetterCode.GATHERING, name, day, since=audit.gathering_started_on, partner=partner)
    if found.trained.duty.met:
        since = max(one.last_on for one in found.trained.duty.carried_by)
        return StatusLetter(LetterCode.TRAINED, name, day, since=since, partner=partner)
    if found.partner is not None and found.application is not None:
        return StatusLetter(LetterCode.CHOSEN, name, day, since=found.application.decided_on, partner=partner)
    return StatusLetter(LetterCode.BEGUN, name, day)
