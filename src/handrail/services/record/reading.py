"""Reading kept records: the list, one of them with all that was ever said of it, and what a new one can start from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from handrail.program import RecordKind, load_pack
from handrail.rules.days import in_words
from handrail.rules.permissions import Action
from handrail.rules.record import facts as rule
from handrail.services import access
from handrail.services.actor import Actor
from handrail.services.errors import Absent
from handrail.services.moment import Moment, zone
from handrail.services.record.checking import kind_of
from handrail.services.record.sent import words_of
from handrail.store.models import (
    ActionLine,
    Person,
    Record,
    RecordPerson,
    RecordPhoto,
    RecordPhotoBeside,
    RecordRevision,
    Site,
)

LATE_FROM = 1  # days between the day it happened and the day it was captured from which a record is called late
SITES_OFFERED, JOBS_OFFERED = 60, 12


@dataclass(frozen=True, slots=True)
class Kept:
    """A firm's records at a glance: how many, from which day to which, and the months of the last year with their counts."""

    number: int
    first: date | None
    last: date | None
    months: tuple[tuple[date, int], ...]
    kinds: tuple[tuple[RecordKind, int], ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """One record with everybody on it, its pictures, its fixes, what it said before and what waits beside it.

    `beside` are pictures that somebody else than its keeper sent, for whoever may decide about them.
    """

    record: Record
    kind: RecordKind
    people: tuple[RecordPerson, ...]
    photos: tuple[RecordPhoto, ...]
    fixes: tuple[ActionLine, ...]
    before: tuple[RecordRevision, ...]
    waiting: tuple[RecordRevision, ...]
    followed_by: tuple[Record, ...]
    follows: Record | None
    beside: tuple[RecordPhotoBeside, ...] = ()

    @property
    def late(self) -> int:
        return late_days(self.record)


@dataclass(frozen=True, slots=True)
class Start:
    """What a new record can start from: the firm's jobs, who is here, and the last record of the same kind."""

    sites: tuple[Site, ...]
    crew: tuple[Person, ...]
    places: tuple[str, ...]
    last: Record | None
    last_crew: frozenset[UUID]


def late_days(record: Record) -> int:
    """Days between the day it happened and the program's day on which it was captured, as the rules count them."""
    captured, received = (clock.astimezone(zone()).date() for clock in (record.captured_at, record.received_at))
    return rule.late_days(record.happened_on, captured, received)


def is_late(record: Record) -> bool:
    """Whether a record is labelled as a late entry: it was captured a day or more after the day it tells of."""
    return late_days(record) >= LATE_FROM


def may_change(actor: Actor, record: Record) -> bool:
    """Whether what the actor sends may stand in this record's place: they kept it, or they may change any record."""
    return access.may(actor, Action.RECORD_CHANGE) or is_keeper(actor, record)


def is_keeper(actor: Actor, record: Record) -> bool:
    """Whether it is the same account that kept the record, the same phone, or the phone that took that one's place."""
    if actor.device_id is not None:
        return record.device_id is not None and record.device_id in {actor.device_id, *actor.earlier_devices}
    return actor.user_id is not None and record.kept_by_id == actor.user_id


def words_now(record: Record) -> str:
    """The digest of what somebody who signs the record now would sign."""
    return words_of(record.title, record.fields, record.happened_on.isoformat())


def signed_before(record: Record, one: RecordPerson) -> bool:
    """Whether somebody's drawn signature was given to other words, or another day, than the record says now."""
    return bool(one.words) and one.words != words_now(record)


def changed_words(record: Record, people: Iterable[RecordPerson], *, named: bool = True) -> str:
    """The sentence that says when and by whom what stands was written in place of an earlier text; empty where none was.

    `named`: with the name and the role of whoever wrote it.
    """
    if record.changed_at is None:
        return ""
    at = record.changed_at.astimezone(zone())
    by = author_words(record.changed_by_name, record.changed_as)
    said = {"day": f"{in_words(at.date())}, {at:%H:%M}", "by": by}
    signed = any(signed_before(record, one) for one in people)
    if not named or not by:
        return (_("Changed on %(day)s, after it was signed.") if signed else _("Changed on %(day)s.")) % said
    if signed:
        return _("Changed on %(day)s by %(by)s, after it was signed.") % said
    return _("Changed on %(day)s by %(by)s.") % said


def _roles() -> dict[str, str]:
    return {"owner": _("owner"), "crew": _("crew"), "consultant": _("consultant"), "phone": _("crew, by phone")}


def author_words(name: str, role: str) -> str:
    """Who wrote a text, with the role they wrote it in where that is known."""
    said = _roles().get(role, "")
    return f"{name} ({said})" if said else name


def listing(actor: Actor, *, kind: str = "", from_: date | None = None, to: date | None = None) -> QuerySet[Record]:
    """The records the actor may read, latest day first, both days included; one statement a page."""
    rows = access.records(actor, Action.RECORD_READ)
    if kind:
        rows = rows.filter(kind=kind)
    if from_ is not None:
        rows = rows.filter(happened_on__gte=from_)
    if to is not None:
        rows = rows.filter(happened_on__lte=to)
    return rows.select_related("site").order_by("-happened_on", "-received_at", "-pk")


def at_a_glance(actor: Actor, moment: Moment) -> Kept:
    """How much is kept, by month of the last twelve and by kind; three statements."""
    rows = access.records(actor, Action.RECORD_READ)
    whole = rows.aggregate(n=Count("pk"), first=Min("happened_on"), last=Max("happened_on"))
    months = _months(moment.day)
    counted = dict(
        rows.filter(happened_on__gte=months[0])
        .annotate(month=TruncMonth("happened_on"))
        .values_list("month")
        .annotate(n=Count("pk"))
        .order_by()
    )
    kinds = dict(rows.values_list("kind").annotate(n=Count("pk")).order_by())
    known = load_pack().record_kinds
    return Kept(
        number=whole["n"],
        first=whole["first"],
        last=whole["last"],
        months=tuple((month, counted.get(month, 0)) for month in months),
        kinds=tuple((known[name], n) for name, n in sorted(kinds.items(), key=lambda one: -one[1]) if name in known),
    )


def _months(day: date) -> list[date]:
    """The first days of the twelve months that end with this day's own, oldest first."""
    year, month, found = day.year, day.month, []
    for _back in range(12):
        found.append(date(year, month, 1))
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return found[::-1]


def row(actor: Actor, record_id: UUID | str, action: Action = Action.RECORD_READ) -> Record:
    """One record the actor may read (or do this to), or Absent."""
    rows = access.records(actor, Action.RECORD_READ)
    if action is not Action.RECORD_READ:
        access.require(actor, action)
    return access.one(rows.select_related("site", "about", "device"), record_id, "record")


def one(actor: Actor, record_id: UUID | str) -> Seen:
    """One record with all that belongs to it, in at most seven statements; Absent where it is not the actor's to read."""
    record = row(actor, record_id)
    kind = kind_of(record.kind)
    if kind is None:
        raise Absent("record")
    revisions = [one for one in record.revisions.order_by("version", "at") if _reads(actor, one.body.get("kind", ""))]
    photos = (
        RecordPhoto.objects.filter(employer=record.employer_id, record_id=record.pk, evidence__removed_at__isnull=True)
        .select_related("evidence")
        .order_by("added_at", "pk")
    )
    return Seen(
        record=record,
        kind=kind,
        people=tuple(record.people.order_by("name", "pk")),
        photos=tuple(photos),
        fixes=tuple(record.fixes.order_by("pk")),
        before=tuple(one for one in revisions if one.superseded),
        waiting=tuple(one for one in revisions if not one.superseded and one.settled_at is None),
        followed_by=tuple(access.records(actor, Action.RECORD_READ).filter(about=record).order_by("happened_on")),
        follows=followed(actor, record),
        beside=_beside(actor, record),
    )


def _beside(actor: Actor, record: Record) -> tuple[RecordPhotoBeside, ...]:
    """The pictures that wait beside the record, for whoever decides about them."""
    if not access.may(actor, Action.RECORD_CHANGE):
        return ()
    return tuple(
        record.photos_beside.filter(evidence__removed_at__isnull=True).select_related("evidence").order_by("at", "pk")
    )


def _reads(actor: Actor, kind: str) -> bool:
    """Whether a text of this kind is the actor's to read; of a kind that is not known, only for whoever reads all."""
    found = load_pack().record_kinds.get(kind)
    open_to_all = found is not None and not found.restricted
    return open_to_all or access.may(actor, Action.RECORD_READ_RESTRICTED)


def followed(actor: Actor, record: Record) -> Record | None:
    """The record that this one follows, where it stands and is the actor's to read."""
    about = record.about
    return about if about is not None and about.removed_at is None and _reads(actor, about.kind) else None


def kinds_offered() -> tuple[RecordKind, ...]:
    """The kinds of record that are kept, those for the field first, each group in the order of the pack."""
    kept = [kind for kind in load_pack().record_kinds.values() if kind.kept]
    return tuple(sorted(kept, key=lambda kind: not kind.field))


def start(actor: Actor, moment: Moment, kind: str) -> Start:
    """The firm's open jobs, who is with it today, and last time's place, crew and topic; four or five statements.

    What was kept last is offered only to whoever may read it.
    """
    access.require(actor, Action.RECORD_ADD)
    today = moment.day
    sites = Site.objects.filter(employer=actor.organisation_id).filter(Q(to_day__isnull=True) | Q(to_day__gte=today))
    here = Q(spells__from_day__lte=today) & (Q(spells__to_day__isnull=True) | Q(spells__to_day__gte=today))
    crew = Person.objects.filter(here, employer=actor.organisation_id).distinct().order_by("name", "pk")
    # By the day they were kept: who catches up on a sheet of last week was last at today's job all the same.
    latest = list(listing(actor, to=today).order_by("-happened_on", "-received_at", "-pk")[:SITES_OFFERED])
    last = next((one for one in latest if one.kind == kind), None) or listing(actor, kind=kind).first()
    on_it = last.people.exclude(part=RecordPerson.Part.ABSENT).values_list("person", flat=True) if last else ()
    return Start(
        sites=tuple(sorted(sites, key=_latest_first(latest))[:SITES_OFFERED]),
        crew=tuple(crew),
        places=tuple(dict.fromkeys(one.place for one in latest if one.place))[:JOBS_OFFERED],
        last=last,
        last_crew=frozenset(key for key in on_it if key),
    )


def start_again(actor: Actor, moment: Moment, record: Record) -> Start:
    """What the form of a standing record offers: its own job and people too, though they may be gone by now."""
    found = start(actor, moment, record.kind)
    people, sites = {one.pk: one for one in found.crew}, {one.pk: one for one in found.sites}
    for one in record.people.select_related("person"):
        if one.person is not None:
            people.setdefault(one.person.pk, one.person)
    if record.site is not None:
        sites.setdefault(record.site.pk, record.site)
    crew = tuple(sorted(people.values(), key=lambda person: (person.name.casefold(), str(person.pk))))
    return replace(found, crew=crew, sites=tuple(sites.values()))


def site_names(actor: Actor) -> dict[str, str]:
    """The names of the firm's jobs by their keys as text, for texts that name a job by its key."""
    access.require(actor, Action.RECORD_READ)
    rows = Site.objects.filter(employer=actor.organisation_id).values_list("pk", "name")
    return {str(key): name for key, name in rows}


def _latest_first(latest: Iterable[Record]) -> Callable[[Site], tuple[int, str]]:
    order: dict[UUID, int] = {}
    for at, record in enumerate(latest):
        if record.site_id:
            order.setdefault(record.site_id, at)
    return lambda site: (order.get(site.pk, SITES_OFFERED), site.name.casefold())
