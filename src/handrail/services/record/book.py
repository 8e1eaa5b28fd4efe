"""The book: all that a phone needs to keep records and to show an officer papers where there is no signal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery

from handrail.program import RecordKind, load_pack
from handrail.rules.permissions import Action
from handrail.services import access
from handrail.services.actor import Actor
from handrail.services.errors import Absent
from handrail.services.moment import Moment
from handrail.services.record.checking import LINE, NAME, TEXT
from handrail.services.record.keeping import may_change
from handrail.services.training.tickets import tickets_of
from handrail.store.models import Device, Employer, Person, Record, RecordPhoto, Site, SystemSection

DAYS_BACK: Final = 30
# Enough for a full month of a small crew; a phone on one bar need not carry more.
RECORDS_AT_MOST: Final = 120
PLACES_AT_MOST: Final = 12
PLAN_KEY: Final = "emergency"
# Always whole on the phone, so that an officer at the gate can read it.
SHOWN_WHOLE: Final = frozenset({"field_hazard_assessment", "formal_hazard_assessment"})
# So many characters of answers and things found travel, the newest records first; of older ones the line in the list.
TOLD_AT_MOST: Final = 60_000


def book(actor: Actor, moment: Moment) -> dict[str, Any]:
    """The firm's book for this reader on this day as plain values for JSON, in at most ten statements.

    Holds the kinds kept in the field with what they ask, who is with the firm today, its jobs, the last DAYS_BACK days of
    records this reader may read, the emergency plan, the crew's tickets, and what must be reported at once and to whom.
    `let_in` is set for a phone of its own; `keeper_person` is who of the crew keeps by this phone or account, empty where
    that is nobody's in particular.
    """
    access.require(actor, Action.RECORD_ADD)
    firm = Employer.objects.select_related("organisation").filter(pk=actor.organisation_id).first()
    if firm is None:
        raise Absent("firm")
    crew = _crew(firm, moment, actor)
    kinds = load_pack(firm.pack).record_kinds
    records = _records(actor, moment)
    return {
        "firm": {"id": str(firm.pk), "name": firm.name, "phone": firm.phone},
        "day": moment.day.isoformat(),
        "made_at": moment.now.isoformat(),
        "let_in": actor.device_id is not None,
        "keeper": actor.name,
        "keeper_person": next((str(one.id) for one in crew if one.keeps), ""),
        "kinds": [_kind(kind) for kind in kinds.values() if kind.kept and kind.field],
        "people": [{"id": str(one.id), "name": one.name} for one in crew],
        "sites": [
            {"id": str(site.pk), "name": site.name, "address": site.address}
            for site in Site.objects.filter(employer=firm)
            .filter(Q(to_day__isnull=True) | Q(to_day__gte=moment.day))
            .order_by("name")
        ],
        "places": _places(one for one in records if _is_told(kinds.get(one.kind))),
        "records": _lines(actor, records, kinds),
        "kept": _kept(actor, moment),
        "needed": needed(firm, moment),
        "limits": {"text": TEXT, "line": LINE, "fix": LINE * 2, "name": NAME},
        "plan": _plan(firm),
        "tickets": _tickets(firm, moment, crew),
        "reporting": _reporting(firm),
    }


@dataclass(frozen=True, slots=True)
class _Hand:
    """Somebody who is with the firm on the day; `keeps` where the phone, or the account, is theirs."""

    id: UUID
    name: str
    keeps: bool


def _crew(firm: Employer, moment: Moment, actor: Actor) -> list[_Hand]:
    here = Q(spells__from_day__lte=moment.day) & (Q(spells__to_day__isnull=True) | Q(spells__to_day__gte=moment.day))
    own = (
        Exists(Device.objects.filter(pk=actor.device_id, person=OuterRef("pk")))
        if actor.device_id is not None
        else Exists(Person.objects.filter(pk=OuterRef("pk"), user__isnull=False, user=actor.user_id))
    )
    rows = Person.objects.filter(here, employer=firm).distinct().annotate(keeps=own).order_by("name")
    return [_Hand(*row) for row in rows.values_list("pk", "name", "keeps")]


def _kind(kind: RecordKind) -> dict[str, Any]:
    return {
        "id": kind.id,
        "words": kind.owner_words,
        "asks": kind.title_asks,
        "topics": list(kind.topics),
        "signed_by": kind.signed_by,
        "finds": kind.finds,
        "restricted": kind.restricted,
        "fields": [
            {
                "id": field.id,
                "label": field.label,
                "kind": field.kind,
                "options": list(field.options),
                "required": field.required,
                "hint": field.hint,
            }
            for field in kind.fields
        ],
    }


def _records(actor: Actor, moment: Moment) -> list[Record]:
    rows = access.records(actor, Action.RECORD_READ).filter(
        happened_on__gt=moment.day - timedelta(days=DAYS_BACK), happened_on__lte=moment.day
    )
    rows = rows.order_by("-happened_on", "-captured_at", "-id").select_related("site")
    pictures = RecordPhoto.objects.filter(record_id=OuterRef("pk"), employer=OuterRef("employer")).order_by()
    counted = pictures.values("record_id").annotate(n=Count("pk")).values("n")
    rows = rows.annotate(pictures=Subquery(counted, output_field=IntegerField()))
    return list(rows.prefetch_related("people", "fixes")[:RECORDS_AT_MOST])


def _place(record: Record) -> str:
    """Where it was: as it was written, or else the job it was kept for."""
    return record.place or (record.site.name if record.site else "")


def _is_told(kind: RecordKind | None) -> bool:
    """Whether a phone, which goes from hand to hand, tells more of records of this kind than that there is one."""
    return kind is not None and not kind.restricted


def _lines(actor: Actor, records: Iterable[Record], kinds: Mapping[str, RecordKind]) -> list[dict[str, Any]]:
    """The records as the phone lists them, newest first, and as much of what they say as TOLD_AT_MOST lets travel."""
    found, told = [], 0
    for record in records:
        line = _line(record)
        if not _is_told(kinds.get(record.kind)):
            found.append(line)
            continue
        more = _told(record)
        told += len(json.dumps(more))
        whole = told <= TOLD_AT_MOST or record.kind in SHOWN_WHOLE
        found.append({**line, **_named(actor, record), **(more if whole else {}), "whole": whole})
    return found


def _line(record: Record) -> dict[str, Any]:
    """Kind and day alone, with the rest of a line left blank."""
    return {
        "id": str(record.pk),
        "kind": record.kind,
        "day": record.happened_on.isoformat(),
        "time": "",
        "place": "",
        "site": "",
        "title": "",
        "people": [],
        "defects": 0,
        "by": "",
        "fields": {},
        "version": 0,
        "mine": False,
    }


def _named(actor: Actor, record: Record) -> dict[str, Any]:
    return {
        "by": record.kept_by_name,
        "version": record.version,
        "mine": may_change(actor, record),
        "time": record.happened_at.isoformat("minutes") if record.happened_at else "",
        "place": _place(record),
        "site": str(record.site_id or ""),
        "title": record.title,
        "people": [{"name": one.name, "part": one.part} for one in record.people.all()],
        "defects": record.defects,
        "pictures": getattr(record, "pictures", None) or 0,
        "paper_of": record.paper_of,
        "received_at": record.received_at.isoformat(timespec="seconds"),
    }


def _told(record: Record) -> dict[str, Any]:
    fixes = [
        {
            "what": line.what,
            "who": line.who,
            "due_on": line.due_on.isoformat() if line.due_on else "",
            "done_on": line.done_on.isoformat() if line.done_on else "",
        }
        for line in record.fixes.all()
    ]
    return {"fields": record.fields, "fixes": fixes}


def _places(records: Iterable[Record]) -> list[dict[str, str]]:
    """Where the last records were kept, yesterday's first, each place once."""
    found: dict[str, dict[str, str]] = {}
    for record in records:
        if place := _place(record):
            found.setdefault(place.casefold(), {"place": place, "site": str(record.site_id or "")})
    return list(found.values())[:PLACES_AT_MOST]


def _kept(actor: Actor, moment: Moment) -> dict[str, int]:
    """How many of each kind were kept in the year that ends today."""
    rows = access.records(actor, Action.RECORD_READ).filter(
        happened_on__gt=moment.day - timedelta(days=365), happened_on__lte=moment.day
    )
    return dict(rows.order_by().values_list("kind").annotate(Count("pk")))


def needed(firm: Employer, moment: Moment) -> dict[str, int]:
    """How many of a kind the audit asks for across the year, for kinds that alone prove a question by their number.

    A kind that a question of its own counts by quarter or job is left out: a number across the year would say too little.
    """
    found: dict[str, int] = {}
    recipes = [question.proof for question in load_pack(firm.pack).edition_on(moment.day).questions]
    otherwise = {
        recipe.record_kinds[0] for recipe in recipes if recipe.per in {"quarter", "site"} and recipe.record_kinds
    }
    for recipe in recipes:
        if recipe.per == "window" and recipe.minimum > 1 and len(recipe.record_kinds) == 1:
            kind = recipe.record_kinds[0]
            found[kind] = max(found.get(kind, 0), recipe.minimum)
    return {kind: count for kind, count in found.items() if kind not in otherwise}


def _plan(firm: Employer) -> dict[str, Any]:
    """The plan's text; `page` is the page of a file it begins on, which does not travel, 0 where there is none."""
    section = SystemSection.objects.filter(employer=firm, key=PLAN_KEY).first()
    if section is None:
        return {"title": "", "text": "", "page": 0}
    return {
        "title": section.title,
        "text": section.body,
        "page": (section.first_page or 1) if section.evidence_id else 0,
    }


def _tickets(firm: Employer, moment: Moment, crew: list[_Hand]) -> list[dict[str, str]]:
    return [
        {
            "name": one.person,
            "title": one.title,
            "taken_on": one.taken_on.isoformat(),
            "expires_on": one.expires_on.isoformat() if one.expires_on else "",
        }
        for one in tickets_of(firm, moment.day, {one.id for one in crew})
    ]


def _reporting(firm: Employer) -> dict[str, Any]:
    rules = load_pack(firm.pack).reporting
    return {
        "emergency": rules.emergency,
        "call": rules.call,
        "phones": list(rules.phones),
        "events": [{"id": one.id, "sentence": one.sentence} for one in rules.reportable],
        "serious": rules.potentially_serious,
        "serious_then": rules.potentially_serious_then,
        "scene": list(rules.scene),
    }
