"""The firm's own list of people: who, in what relation, from when to when. A person and their spells are one version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from handrail.rules.headcount import Headcount, Relation
from handrail.rules.permissions import Action
from handrail.services import access, journal
from handrail.services.actor import Actor
from handrail.services.employer.once import create_once
from handrail.services.employer.own import differing, own
from handrail.services.errors import Absent, Conflict, Invalid, Refused
from handrail.services.headcount.counting import with_spells
from handrail.services.moment import Moment
from handrail.store.models import Audit, Enrolment, Interview, Person, Spell, Training

NEAR = 2
"""How many people below the limit the page begins to warn."""


@dataclass(frozen=True, slots=True)
class SpellFields:
    """What is typed of one stretch of one person's time."""

    relation: str
    from_day: date
    to_day: date | None = None
    covered: bool = True
    regularly_employed: bool = True


def near_limit(count: Headcount) -> int | None:
    """How many more people still fit, once that is worth saying: 2, 1, 0, or below 0 when over; None while far from it."""
    left = count.limit - count.count
    return left if left <= NEAR else None


def person(actor: Actor, person_id: UUID | str) -> Person:
    """One person of the actor's firm with their spells, oldest first."""
    return access.one(with_spells(access.people(actor, Action.PEOPLE_READ)), str(person_id), _("person"))


@transaction.atomic
def add(
    actor: Actor, moment: Moment, *, name: str, position: str = "", spell: SpellFields, key: UUID | None = None
) -> Person:
    """Put a person on the list with a first spell; the same `key` puts them there once, however often it is sent.

    Raises Invalid for a name that is empty or days that cannot be.
    """
    firm = own(actor, Action.PEOPLE_WRITE)
    name = _checked(name, spell)
    columns = {"name": name, "position": position.strip()[:120]}
    row, new = create_once(Person, key, {"employer": firm}, columns)
    if not new:
        return row
    Spell.objects.create(person=row, **_columns(spell))
    _note(actor, moment, row, what="added", relation=spell.relation)
    return row


@transaction.atomic
def rename(actor: Actor, moment: Moment, person_id: UUID | str, *, version: int, name: str, position: str = "") -> None:
    """Correct a name or position. Raises Conflict with both texts when somebody saved in between."""
    row = _mine(actor, person_id)
    name, position = _checked(name, None), position.strip()[:120]
    _bump(row, version, {"name": name, "position": position}, name=name, position=position)
    _note(actor, moment, row, what="renamed")


@transaction.atomic
def add_spell(actor: Actor, moment: Moment, person_id: UUID | str, *, version: int, spell: SpellFields) -> None:
    """A further stretch: somebody came back, or changed from worker to owner."""
    row = _mine(actor, person_id)
    _checked(row.name, spell)
    _bump(row, version, _columns(spell))
    Spell.objects.create(person=row, **_columns(spell))
    _note(actor, moment, row, what="spell_added", relation=spell.relation)


@transaction.atomic
def change_spell(
    actor: Actor, moment: Moment, person_id: UUID | str, spell_id: UUID | str, *, version: int, spell: SpellFields
) -> None:
    """Correct a stretch, or end it by giving its last day."""
    row = _mine(actor, person_id)
    stretch = _spell(row, spell_id)
    _checked(row.name, spell)
    now = {name: getattr(stretch, name) for name in _columns(spell)}
    _bump(row, version, _columns(spell), now)
    Spell.objects.filter(pk=stretch.pk).update(**_columns(spell))
    _note(actor, moment, row, what="spell_changed", relation=spell.relation)


@transaction.atomic
def end(actor: Actor, moment: Moment, person_id: UUID | str, *, version: int, last_day: date) -> None:
    """The person's last day: ends every stretch that is still open on it."""
    row = _mine(actor, person_id)
    still = row.spells.filter(to_day__isnull=True)
    if not still.exists():
        raise Refused("already_ended", _("This person has already left. Change the days below instead."), "last_day")
    if still.filter(from_day__gt=last_day).exists():
        raise Invalid({"last_day": _("The last day is before the first one. Correct one of the two.")})
    _bump(row, version, {"last_day": last_day})
    still.update(to_day=last_day)
    _note(actor, moment, row, what="ended", on=last_day.isoformat())


@transaction.atomic
def remove_spell(actor: Actor, moment: Moment, person_id: UUID | str, spell_id: UUID | str, *, version: int) -> bool:
    """Take a stretch off that was never so; gives whether the person is still on the list.

    With the last stretch the person goes too, unless training, an interview or an audit hangs on the person.
    """
    row = _mine(actor, person_id)
    stretch = _spell(row, spell_id)
    last = row.spells.count() == 1
    if last and _on_record(row):
        sentence = _(
            "This person has training, a talk or an audit on record, so they stay on the list. Give their last day instead."
        )
        raise Refused("person_has_records", sentence)
    _bump(row, version, {})
    stretch.delete()
    _note(actor, moment, row, what="spell_removed", relation=stretch.relation)
    if last:
        row.delete()
    return not last


def _on_record(row: Person) -> bool:
    """Whether something that is kept hangs on this person: training, a seat, a talk, or an audit they assessed."""
    if any(table.objects.filter(person=row).exists() for table in (Training, Enrolment, Interview)):
        return True
    return Audit.objects.filter(assessor=row).exists()


def _mine(actor: Actor, person_id: UUID | str) -> Person:
    rows = access.people(actor, Action.PEOPLE_WRITE)
    return access.one(rows, str(person_id), _("person"))


def _spell(row: Person, spell_id: UUID | str) -> Spell:
    found = row.spells.filter(pk=spell_id).first()
    if found is None:
        raise Absent(_("entry"))
    return found


def _columns(spell: SpellFields) -> dict[str, Any]:
    return {
        "relation": spell.relation,
        "from_day": spell.from_day,
        "to_day": spell.to_day,
        "covered": spell.covered,
        "regularly_employed": spell.regularly_employed,
    }


def _checked(name: str, spell: SpellFields | None) -> str:
    wrong: dict[str, str] = {}
    clean = " ".join(name.split())
    if not clean:
        wrong["name"] = _("Write who this is.")
    if spell is not None:
        if spell.relation not in set(Relation):
            wrong["relation"] = _("Choose how this person stands to the firm.")
        if spell.to_day is not None and spell.to_day < spell.from_day:
            wrong["to_day"] = _(
                "The last day is before the first one. Correct one of the two, or leave the last one empty."
            )
    if wrong:
        raise Invalid(wrong)
    return clean[:120]


def _bump(
    row: Person, version: int, mine: dict[str, Any], theirs: dict[str, Any] | None = None, **changed: Any
) -> None:
    """Count one change of the person, if nobody made one in between."""
    if Person.objects.filter(pk=row.pk, version=version).update(version=F("version") + 1, **changed):
        return
    now = theirs if theirs is not None else {"name": row.name, "position": row.position}
    yours, saved = differing({key: value for key, value in mine.items() if key in now}, now)
    sentence = _("Somebody changed this person while you were typing. Your entry was not saved; both stand below.")
    raise Conflict(sentence, yours=yours or {k: str(v) for k, v in mine.items()}, theirs=saved, version=row.version)


def _note(actor: Actor, moment: Moment, row: Person, **facts: str) -> None:
    journal.note(actor, moment, Action.PEOPLE_WRITE.value, ("person", row.pk), chain=row.employer_id, **facts)
