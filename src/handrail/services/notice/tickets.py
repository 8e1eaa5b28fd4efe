"""Tickets that end soon, at every firm on a day: read in bulk, so that the daily run stays quick."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from handrail.program import load_pack
from handrail.rules.training.tickets import notice_due, notices
from handrail.services.training.tickets import CERTIFICATE_KIND, day_in
from handrail.store.models import Person, RecordPerson, Spell, Training


@dataclass(frozen=True, slots=True)
class TicketDay:
    """A ticket of somebody who is with the firm, its last day, and the notice (days before) it stands at."""

    employer: UUID
    person_id: UUID
    person: str
    title: str
    ends_on: date
    notice: int

    @property
    def key(self) -> str:
        """Under which its letter goes out once."""
        told = hashlib.sha256(self.title.casefold().encode()).hexdigest()[:16]
        return f"ticket:{self.person_id}:{told}:{self.ends_on.isoformat()}:{self.notice}"


def tickets_ending(day: date) -> Iterator[TicketDay]:
    """Every ticket that stands at a notice on the day; one that was renewed since is not spoken of. Four statements at most."""
    before = notices(load_pack(), day)
    last = day + timedelta(days=max(before))
    here = Exists(
        Spell.objects.filter(Q(to_day__isnull=True) | Q(to_day__gte=day), person=OuterRef("person"), from_day__lte=day)
    )
    found: dict[tuple[UUID, str], TicketDay] = {}
    for person, title, ends_on in (*_on_record(here, day, last), *_photographed(here, day, last)):
        notice, key = notice_due(ends_on, day, before), (person.pk, title.casefold())
        known = found.get(key)
        if notice is not None and (known is None or known.ends_on < ends_on):
            found[key] = TicketDay(person.employer_id, person.pk, person.name, title, ends_on, notice)
    renewed = _renewed({key[0] for key in found}, last) if found else set()
    for key, one in sorted(found.items(), key=lambda pair: (pair[1].ends_on, str(pair[0]))):
        if key not in renewed:
            yield one


def _on_record(here: Exists, day: date, last: date) -> Iterator[tuple[Person, str, date]]:
    rows = Training.objects.filter(here, expires_on__range=(day, last)).select_related("person")
    yield from ((row.person, row.title, row.expires_on) for row in rows.iterator() if row.expires_on is not None)


def _photographed(here: Exists, day: date, last: date) -> Iterator[tuple[Person, str, date]]:
    """Cards kept as records: their last day stands in a field of the record."""
    first, end = day.isoformat(), last.isoformat()
    rows = _kept().filter(here, record__fields__expires_on__gte=first, record__fields__expires_on__lte=end)
    for row in rows.iterator():
        until = day_in(row.record.fields.get("expires_on"))
        if until is not None and row.person is not None:
            yield row.person, row.record.title, until


def _kept() -> QuerySet[RecordPerson]:
    return (
        RecordPerson.objects.filter(
            person__isnull=False, record__kind=CERTIFICATE_KIND, record__removed_at__isnull=True
        )
        .exclude(part=RecordPerson.Part.ABSENT)
        .select_related("record", "person")
    )


def _renewed(people: set[UUID], last: date) -> set[tuple[UUID, str]]:
    """Person and title of every ticket that lasts past the widest notice."""
    later = Training.objects.filter(person__in=people, expires_on__gt=last).values_list("person", "title")
    kept = _kept().filter(person__in=people, record__fields__expires_on__gt=last.isoformat())
    found = {(person, title.casefold()) for person, title in later}
    return found | {(person, title.casefold()) for person, title in kept.values_list("person", "record__title")}
