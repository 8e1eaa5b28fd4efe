"""The book: all that a phone needs to keep records and to show an officer papers where there is no signal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from django.db.models import Count, Q

from handrail.program import RecordKind, load_pack
from handrail.rules.permissions import Action
from handrail.services import access
from handrail.services.actor import Actor
from handrail.services.errors import Absent
from handrail.services.moment import Moment
from handrail.store.models import Employer, Person, Record, Site, SystemSection, Training

DAYS_BACK: Final = 30
# Enough for a full month of a small crew; a phone on one bar need not carry more.
RECORDS_AT_MOST: Final = 120
PLACES_AT_MOST: Final = 12
PLAN_KEY: Final = "emergency"
# Whole on the phone, so that an officer at the gate can read it; of the others the line in the list is enough.
SHOWN_WHOLE: Final = frozenset({"field_hazard_assessment", "formal_hazard_assessment"})


def book(actor: Actor, moment: Moment) -> dict[str, Any]:
    """The firm's book for this reader on this day as plain values for JSON, in at most eight statements.

    Holds the kinds kept in the field with what they ask, who is with the firm today, its jobs, the last DAYS_BACK days of
    records this reader may read, the emergency plan, the crew's tickets, and what must be reported at once and to whom.
    """
    access.require(actor, Action.RECORD_ADD)
    firm = Employer.objects.select_related("organisation").filter(pk=actor.organisation_id).first()
    if firm is None:
        raise Absent("firm")
    crew = _crew(firm, moment)
    records = _records(actor, moment)
    return {
        "firm": {"id": str(firm.pk), "name": firm.name, "phone": firm.phone},
        "day": moment.day.isoformat(),
        "made_at": moment.now.isoformat(),
        "keeper": actor.name,
        "kinds": [_kind(kind) for kind in load_pack(firm.pack).record_kinds.values() if kind.kept and kind.field],
        "people": [{"id": str(one.pk), "name": one.name} for one in crew],
        "sites": [
            {"id": str(site.pk), "name": site.name, "address": site.address}
            for site in Site.objects.filter(employer=firm)
            .filter(Q(to_day__isnull=True) | Q(to_day__gte=moment.day))
            .order_by("name")
        ],
        "places": _places(records),
        "records": [_line(record) for record in records],
        "kept": _kept(actor, moment),
        "needed": needed(firm, moment),
        "plan": _plan(firm),
        "tickets": _tickets(crew),
        "reporting": _reporting(firm),
    }


def _crew(firm: Employer, moment: Moment) -> list[Person]:
    here = Q(spells__from_day__lte=moment.day) & (Q(spells__to_day__isnull=True) | Q(spells__to_day__gte=moment.day))
    return list(Person.objects.filter(here, employer=firm).distinct().order_by("name"))


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
    return list(rows.order_by("-happened_on", "-captured_at", "-id").prefetch_related("people")[:RECORDS_AT_MOST])


def _line(record: Record) -> dict[str, Any]:
    signed = [one.name for one in record.people.all() if one.part != "absent"]
    return {
        "id": str(record.pk),
        "kind": record.kind,
        "day": record.happened_on.isoformat(),
        "time": record.happened_at.isoformat("minutes") if record.happened_at else "",
        "place": record.place,
        "site": str(record.site_id or ""),
        "title": record.title,
        "people": signed,
        "defects": record.defects,
        "by": record.kept_by_name,
        "fields": record.fields if record.kind in SHOWN_WHOLE else {},
    }


def _places(records: Iterable[Record]) -> list[dict[str, str]]:
    """Where the last records were kept, yesterday's first, each place once."""
    found: dict[str, dict[str, str]] = {}
    for record in records:
        if record.place:
            found.setdefault(record.place.casefold(), {"place": record.place, "site": str(record.site_id or "")})
    return list(found.values())[:PLACES_AT_MOST]


def _kept(actor: Actor, moment: Moment) -> dict[str, int]:
    """How many of each kind were kept in the year that ends today."""
    rows = access.records(actor, Action.RECORD_READ).filter(
        happened_on__gt=moment.day - timedelta(days=365), happened_on__lte=moment.day
    )
    return dict(rows.order_by().values_list("kind").annotate(Count("pk")))


def needed(firm: Employer, moment: Moment) -> dict[str, int]:
    """How many of a kind the audit asks for across the year, for kinds that alone prove a question by their number."""
    found: dict[str, int] = {}
    for question in load_pack(firm.pack).edition_on(moment.day).questions:
        recipe = question.proof
        if recipe.per == "window" and recipe.minimum > 1 and len(recipe.record_kinds) == 1:
            kind = recipe.record_kinds[0]
            found[kind] = max(found.get(kind, 0), recipe.minimum)
    return found


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


def _tickets(crew: list[Person]) -> list[dict[str, str]]:
    rows = Training.objects.filter(person__in=crew).order_by("person__name", "-taken_on").select_related("person")
    courses = load_pack().courses
    return [
        {
            "name": row.person.name,
            "title": row.title or (courses[row.course].name if row.course in courses else row.course),
            "taken_on": row.taken_on.isoformat(),
            "expires_on": row.expires_on.isoformat() if row.expires_on else "",
        }
        for row in rows
    ]


def _reporting(firm: Employer) -> dict[str, Any]:
    rules = load_pack(firm.pack).reporting
    return {
        "call": rules.call,
        "phones": list(rules.phones),
        "events": [{"id": one.id, "sentence": one.sentence} for one in rules.reportable],
        "serious": rules.potentially_serious,
        "serious_then": rules.potentially_serious_then,
        "scene": list(rules.scene),
    }
