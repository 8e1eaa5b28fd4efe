"""The written system in its first form: each section as text or as pages of a file, reviewed and signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from handrail.program import Pack, Question, Section, load_pack
from handrail.rules.permissions import Action
from handrail.services import access, journal
from handrail.services.actor import Actor
from handrail.services.employer.own import differing, own
from handrail.services.errors import Absent, Conflict, Invalid, Refused
from handrail.services.headcount.counting import counts
from handrail.services.moment import Moment
from handrail.store.models import Employer, Evidence, SystemSection

MOST_PAGES = 9_999  # of a file whose pages cannot be counted here


@dataclass(frozen=True, slots=True)
class Part:
    """One section of the firm's manual: what the program asks, and what the firm has written (perhaps nothing yet)."""

    section: Section
    row: SystemSection | None
    needed: bool
    questions: tuple[Question, ...] = ()

    @property
    def written(self) -> bool:
        return self.row is not None and bool(self.row.body.strip() or self.row.evidence_id)

    @property
    def signed(self) -> bool:
        return self.written and self.row is not None and self.row.signed_on is not None

    def review_overdue(self, day: date) -> bool:
        return self.row is not None and self.row.review_on is not None and self.row.review_on < day


@dataclass(frozen=True, slots=True)
class Manual:
    """The whole written system of a firm."""

    firm: Employer
    parts: tuple[Part, ...]

    @property
    def needed(self) -> tuple[Part, ...]:
        """The parts that count: those the program needs of this firm, and whatever else it has written."""
        return tuple(part for part in self.parts if part.needed or part.written)

    @property
    def signed(self) -> tuple[Part, ...]:
        return tuple(part for part in self.needed if part.signed)


def manual(actor: Actor, moment: Moment) -> Manual:
    """The written system of the actor's own firm."""
    firm = own(actor, Action.SYSTEM_READ)
    return manual_of(firm, counts(firm, moment.day).representative_required)


def manual_of(firm: Employer, representative_required: bool) -> Manual:
    """The written system of a firm, in one statement."""
    pack = load_pack(firm.pack)
    rows = {row.key: row for row in SystemSection.objects.filter(employer=firm).select_related("evidence")}
    return Manual(
        firm, tuple(_part(one, rows.get(one.key), pack, representative_required) for one in pack.manual.section)
    )


def part(actor: Actor, moment: Moment, key: str) -> Part:
    """One section of the actor's own manual; Absent for a key the program does not have."""
    firm = own(actor, Action.SYSTEM_READ)
    pack = load_pack(firm.pack)
    section = _section(pack, key)
    row = SystemSection.objects.filter(employer=firm, key=key).select_related("evidence").first()
    return _part(section, row, pack, True)


def _part(section: Section, row: SystemSection | None, pack: Pack, representative_required: bool) -> Part:
    needed = representative_required or section.only_with is None
    return Part(section, row, needed, _questions(section, pack))


def _questions(section: Section, pack: Pack) -> tuple[Question, ...]:
    edition = pack.edition(pack.manual.edition)
    return tuple(edition.question(one) for one in section.questions)


def _section(pack: Pack, key: str) -> Section:
    found = next((one for one in pack.manual.section if one.key == key), None)
    if found is None:
        raise Absent(_("section"))
    return found


@dataclass(frozen=True, slots=True)
class SectionFields:
    """What is typed of a section: its text, or a file with the pages of it, and when it is looked over next."""

    body: str = ""
    evidence_id: UUID | None = None
    first_page: int | None = None
    last_page: int | None = None
    review_on: date | None = None


@transaction.atomic
def write(actor: Actor, moment: Moment, key: str, *, version: int, fields: SectionFields) -> SystemSection:
    """Save a section; `version` 0 is one not written yet. Changed words or pages are no longer signed.

    Raises Invalid for pages that cannot be, Conflict with both texts when somebody saved in between.
    """
    firm = own(actor, Action.SYSTEM_WRITE)
    section = _section(load_pack(firm.pack), key)
    mine = _checked(actor, fields)
    row = SystemSection.objects.filter(employer=firm, key=key).select_related("evidence").first()
    if row is None:
        return _first(actor, moment, firm, section, mine)
    changed = any(getattr(row, name) != mine[name] for name in ("body", "evidence_id", "first_page", "last_page"))
    unsigned = {"signed_on": None, "signed_name": ""} if changed else {}
    _save(row, version, mine, {**mine, **unsigned, "updated_at": moment.now})
    _note(actor, moment, row, what="written", signature_ended=bool(changed and row.signed_on))
    row.refresh_from_db()
    return row


def _first(actor: Actor, moment: Moment, firm: Employer, section: Section, mine: dict[str, Any]) -> SystemSection:
    try:
        with transaction.atomic():
            row = SystemSection.objects.create(
                employer=firm,
                key=section.key,
                title=section.title,
                position=load_pack(firm.pack).manual.section.index(section) + 1,
                updated_at=moment.now,
                **mine,
            )
    except IntegrityError:
        theirs = SystemSection.objects.get(employer=firm, key=section.key)
        raise _conflict(theirs, mine) from None
    _note(actor, moment, row, what="begun")
    return row


@transaction.atomic
def sign(
    actor: Actor, moment: Moment, key: str, *, version: int, name: str, on: date, review_on: date | None = None
) -> None:
    """Sign a section off by name and day, and say when it is looked over next. Refused for an empty section."""
    firm = own(actor, Action.SYSTEM_WRITE)
    row = SystemSection.objects.filter(employer=firm, key=key).first()
    if row is None or not (row.body.strip() or row.evidence_id):
        raise Refused("nothing_to_sign", _("Nothing is written here yet. Write it, or add its pages; then sign it."))
    wrong: dict[str, str] = {}
    clean = " ".join(name.split())[:120]
    if not clean:
        wrong["name"] = _("Write who signs.")
    if on > moment.day:
        wrong["on"] = _("This day is still to come. Sign with today's day, or the day it was signed on paper.")
    if review_on and review_on <= on:
        wrong["review_on"] = _("The next look comes after the signature. Choose a later day.")
    if wrong:
        raise Invalid(wrong)
    mine = {"signed_name": clean, "signed_on": on, "review_on": review_on}
    _save(row, version, mine, {**mine, "updated_at": moment.now})
    _note(actor, moment, row, what="signed", on=on.isoformat())


def _save(row: SystemSection, version: int, mine: dict[str, Any], columns: dict[str, Any]) -> None:
    current = SystemSection.objects.filter(pk=row.pk, version=version)
    if not current.update(version=F("version") + 1, **columns):
        raise _conflict(row, mine)


def _conflict(row: SystemSection, mine: dict[str, Any]) -> Conflict:
    yours, theirs = differing(mine, {name: getattr(row, name) for name in mine})
    sentence = _("Somebody saved this section while you were writing. Yours was not saved; both texts stand below.")
    return Conflict(sentence, yours=yours, theirs=theirs, version=row.version)


def _checked(actor: Actor, fields: SectionFields) -> dict[str, Any]:
    first, last = fields.first_page, fields.last_page
    wrong: dict[str, str] = {}
    if fields.evidence_id is None:
        first = last = None
    else:
        rows = access.evidence(actor, Action.EVIDENCE_READ).filter(removed_at__isnull=True)
        file: Evidence = access.one(rows, fields.evidence_id, _("file"))
        last = last if last is not None else first
        if first is not None and first < 1:
            wrong["first_page"] = _("Pages are counted from 1.")
        if first is None and last is not None:
            wrong["first_page"] = _("Write the first page too.")
        if first is not None and last is not None and last < first:
            wrong["last_page"] = _("The last page is before the first one. Correct one of the two.")
        if not file.pages and last is not None and last > MOST_PAGES:
            wrong["last_page"] = _("No file has that many pages. Correct the number.")
        if file.pages and last is not None and last > file.pages:
            wrong["last_page"] = _("This file has %(pages)s pages.") % {"pages": file.pages}
    if wrong:
        raise Invalid(wrong)
    return {
        "body": fields.body.replace("\r\n", "\n").strip(),
        "evidence_id": fields.evidence_id,
        "first_page": first,
        "last_page": last,
        "review_on": fields.review_on,
    }


def _note(actor: Actor, moment: Moment, row: SystemSection, **facts: str | bool) -> None:
    journal.note(
        actor, moment, Action.SYSTEM_WRITE.value, ("section", row.pk), chain=row.employer_id, section=row.key, **facts
    )
