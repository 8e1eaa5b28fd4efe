"""Prairie Crest's year as its crew kept it: the records behind the papers, the layoff, and what the firm promised itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import partial
from random import Random
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from handrail.rules.record.coverage import Coverage
from handrail.services.corrective_action import mending
from handrail.services.demonstration.firm import Calendar, Firm
from handrail.services.demonstration.papers.roofing import JOBS, STARTS, TOPICS, WORK
from handrail.services.moment import Moment
from handrail.services.record import calendar as days
from handrail.services.record import promising
from handrail.services.record.calendar import StretchFields
from handrail.services.record.keeping import Defect, RecordSent, Signed, keep
from handrail.services.record.promising import Wanted
from handrail.services.record.year import year_of
from handrail.store.models import ActionLine, Audit

OWNER, LEAD, REP = "Dana Kowal", "Luis Ortega", "Priya Nair"
HANDS = (LEAD, REP, "Jesse Martin", "Amir Haddad")
OFFICE = "Robin Kowal"
LAST = date(2026, 5, 29)
LAYOFF = (date(2025, 12, 12), date(2026, 3, 9))
# Days of the layoff on which the owner sat at the desk; the chinook day of 21 January is still a question.
DESK_DAYS = (date(2026, 1, 9), date(2026, 2, 12), date(2026, 3, 2), date(2026, 3, 3))
PROMISES = {
    "field_hazard_assessment": Wanted(1, "week"),
    "toolbox_talk": Wanted(1, "week"),
    "inspection": Wanted(1, "month"),
    "ppe_inspection": Wanted(1, "quarter"),
    "first_aid_check": Wanted(1, "quarter"),
    "emergency_drill": Wanted(1, "year"),
    "system_review": Wanted(1, "year"),
}
HAZARDS = ("Falls from height", "Ladders", "Falling objects", "Tools and cords", "Weather, wind, heat, cold", "Lifting")
CONTROLS = (
    "Anchor, rope, toe boards.",
    "Tied at the top, three rungs over.",
    "Yard closed, tarp, call before throwing.",
)
LOOKED_AT = ("Ladders and scaffolds", "Fall gear and anchors", "Edges and openings", "Housekeeping", "First aid kit")
COVERED = ("Safety policy and rules", "Right to refuse unsafe work", "Hazards of the job and what we do about them", "Violence and harassment")  # fmt: skip


Answers = tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Something found in a record: what, who takes it, by when, and how long it took; None while it is open."""

    what: str
    who: str
    took: int | None
    note: str = ""
    due: int = 7


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of the year, by a code that makes its number."""

    code: str
    kind: str
    day: date
    title: str = ""
    place: str = ""
    fields: Answers = ()
    people: tuple[str, ...] = ()
    found: tuple[Found, ...] = ()
    late: int = 0
    paper_of: str = ""
    about: str = ""
    by_owner: bool = False


def put_in(firm: Firm, calendar: Calendar) -> None:
    """Every record on the day it was kept, the promises, the layoff and the fixes, into the firm's calendar of the replay."""
    calendar.add(date(2025, 4, 1), 18, lambda at: promising.promise(firm.owner, at, PROMISES), 30)
    calendar.add(LAYOFF[0], 16, partial(_layoff, firm))
    calendar.add(LAYOFF[1] + timedelta(days=1), 7, partial(_back, firm))
    for day in DESK_DAYS:
        calendar.add(day, 21, lambda at: days.answer_day(firm.owner, at, at.day, worked=False))
    for entry in entries():
        calendar.add(entry.day + timedelta(days=entry.late), 19 if entry.late else 7, partial(_keep, firm, entry), 5)
        for number, one in enumerate(entry.found):
            if one.took is not None:
                calendar.add(entry.day + timedelta(days=one.took), 20, partial(_fixed, firm, entry, number), 10)


def entries() -> list[Entry]:
    """The year's records and those of the present season, oldest first."""
    every = [*_talks(), *_sheets(), *_checks(), *_gear(), *_care(), *_office(), *_happenings()]
    return sorted(every, key=lambda one: (one.day, one.code))


def covered(firm: Firm, moment: Moment) -> tuple[int, int]:
    """How many record questions of the firm's audit its records cover with nothing typed, and of how many that apply."""
    audit = Audit.objects.select_related("partner").get(employer=firm.key)
    asked = [one for one in year_of(firm.owner, moment, audit).coverages.values() if _applies(one)]
    return sum(one.state == "covered" for one in asked), len(asked)


def _applies(one: Coverage) -> bool:
    return one.state in {"covered", "thin", "missing"}


def _number(code: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"handrail:prairie-crest:{code}")


def _layoff(firm: Firm, at: Moment) -> None:
    days.add(firm.owner, at, StretchFields(LAYOFF[0], None, "layoff", "Snow on the roofs", date(2026, 4, 15)))


def _back(firm: Firm, at: Moment) -> None:
    (row,) = days.stretches(firm.owner).filter(to_day=None)
    days.back(firm.owner, at, row.pk, at.day)


def _keep(firm: Firm, entry: Entry, at: Moment) -> None:
    actor = firm.owner if entry.by_owner or firm.crew is None else firm.crew
    people = tuple(_signed(firm, name, at, own_hand=not entry.paper_of) for name in entry.people)
    defects = tuple(
        Defect(_number(f"{entry.code}-{number}"), one.what, one.who, entry.day + timedelta(days=one.due))
        for number, one in enumerate(entry.found)
    )
    sent = RecordSent(
        id=_number(entry.code), kind=entry.kind, happened_on=entry.day, captured_at=at.now, happened_at=time(6, 50) if entry.kind == "toolbox_talk" else None,
        place=entry.place, title=entry.title, fields=dict(entry.fields), paper_of=entry.paper_of,
        about=_number(entry.about) if entry.about else None, defects=defects, people=people,
    )  # fmt: skip
    keep(actor, at, sent)


def _signed(firm: Firm, name: str, at: Moment, *, own_hand: bool) -> Signed:
    return Signed(firm.people[name].pk, name, "signed", _scribble(name) if own_hand else [], at.now)


def _scribble(name: str) -> list[list[int]]:
    """A signature: the same hand for the same name."""
    chance = Random(name)  # noqa: S311 -- a made-up hand, not a secret
    strokes = []
    x = 60
    for _word in name.split():
        stroke = []
        for step in range(9):
            x += chance.randint(18, 46)
            stroke += [min(x, 990), 120 + (70 if step % 2 else -60) + chance.randint(-30, 30)]
        strokes.append(stroke)
        x += 40
    return strokes


def _fixed(firm: Firm, entry: Entry, number: int, at: Moment) -> None:
    row = ActionLine.objects.get(pk=_number(f"{entry.code}-{number}"))
    one = entry.found[number]
    mending.close(firm.owner, at, row.pk, version=row.version, done_on=at.day, done_note=one.note, done_by=one.who)


def _there(day: date) -> tuple[str, ...]:
    return tuple(name for name in HANDS if STARTS.get(name, day) <= day)


def _mondays(first: date, last: date) -> Iterable[date]:
    while first <= last:
        yield first
        first += timedelta(weeks=1)


def _talks() -> Iterable[Entry]:
    season = [*_mondays(date(2025, 4, 14), date(2025, 11, 10)), *_mondays(date(2026, 4, 20), LAST)]
    special = {
        18: ("The shingles that slid off", "Toe boards before bundles. Barrier two metres further out."),
        23: ("Drill on Wednesday", "Rescue from the rope. Ladder first, second rope, who calls."),
    }
    for number, day in enumerate(season, 1):
        about, said = special.get(number, TOPICS[number % len(TOPICS)])
        people = (*_there(day), OFFICE) if number in {2, 18, 23} else _there(day)
        people = (*people, OWNER) if number % 6 == 0 else people
        late = 6 if number in {9, 27} else 0
        yield Entry(
            f"talk-{number}", "toolbox_talk", day, about, JOBS[number % len(JOBS)], (("said", said),), people, late=late
        )


def _sheets() -> Iterable[Entry]:
    season = [date(2025, 3, 24) + timedelta(days=round(number * 7.2)) for number in range(36)]
    season += [date(2026, 1, 21), date(2026, 3, 18), *(date(2026, 4, 15) + timedelta(days=5 * n) for n in range(9))]
    for number, day in enumerate(season, 1):
        fields = (
            (
                "hazards",
                [HAZARDS[number % 6], HAZARDS[(number + 2) % 6]]
                if number % 6 < (number + 2) % 6
                else list(HAZARDS[:2]),
            ),
            ("controls", CONTROLS[number % 3]),
            ("stop", False),
        )
        paper = "North Ridge Builders (made up)" if day == date(2026, 1, 21) else ""
        people = (LEAD, "Jesse Martin") if paper else _there(day)
        place = JOBS[(number - 1) * len(JOBS) // len(season)]
        yield Entry(
            f"sheet-{number}",
            "field_hazard_assessment",
            day,
            WORK[number % 5].capitalize(),
            place,
            fields,
            people,
            paper_of=paper,
        )


def _checks() -> Iterable[Entry]:
    found = {
        date(2025, 4, 16): (Found("Gate latch of the yard worn out", "Jesse Martin", 2, "New latch."),),
        date(2025, 6, 13): (Found("Hole in the deck not marked", LEAD, 0, "Marked; spray can on both trucks."),),
        date(2025, 8, 15): (Found("Tape down at the gate", "Amir Haddad", 0, "Put up again."), Found("Ladder foot worn", LEAD, 3, "New feet.")),
        date(2025, 9, 17): (Found("Rescue rope under the bundles", LEAD, 7, "Hook on the trailer; card with the address."),),
        date(2025, 12, 9): (Found("Extinguisher past its day", OWNER, 6, "Exchanged at the shop."),),
        date(2026, 4, 22): (Found("Anchor strap frayed", LEAD, 1, "Cut up, new one on the truck."),),
        date(2026, 5, 27): (Found("Second extinguisher for the torch", OWNER, None, due=14),),
    }  # fmt: skip
    plan = [date(2025, month, 12 + month % 5) for month in range(4, 12)]
    plan += [date(2025, 12, 9), date(2026, 3, 11), date(2026, 4, 22), date(2026, 5, 27)]
    for number, day in enumerate(plan, 1):
        place = "Shop and yard" if day.month in {12, 3} else JOBS[number % len(JOBS)]
        people = (LEAD, REP, OWNER) if number % 2 else (LEAD, "Jesse Martin")
        yield Entry(
            f"check-{number}",
            "inspection",
            day,
            "",
            place,
            (("looked_at", list(LOOKED_AT)),),
            people,
            found.get(day, ()),
        )


def _gear() -> Iterable[Entry]:
    plan = [date(2025, month, 3 + month % 4) for month in range(4, 12)] + [date(2026, 4, 15), date(2026, 5, 6)]
    for number, day in enumerate(plan, 1):
        fields = (("pieces", 9), ("taken_out", "Rope, worn at the end" if number % 4 == 0 else ""), ("competent", True))
        yield Entry(f"gear-{number}", "ppe_inspection", day, "Fall gear", "Shop and yard", fields, (LEAD,))


def _care() -> Iterable[Entry]:
    rows = (
        (date(2025, 4, 8), "Truck 1", "Oil, brakes looked at", "Hillside Auto (demo)"),
        (date(2025, 6, 17), "Compressor", "Oil, belt, drain", LEAD),
        (date(2025, 9, 9), "Truck 2", "Tires, lights", "Hillside Auto (demo)"),
        (date(2025, 11, 18), "Ladders", "One foot replaced", LEAD),
        (date(2026, 3, 10), "Truck 1", "Oil, walk-round, extinguisher", "Hillside Auto (demo)"),
        (date(2026, 5, 12), "Compressor", "Oil, belt, drain", LEAD),
    )
    for number, (day, what, done, by) in enumerate(rows, 1):
        fields: Answers = (("done", done), ("by", by), ("back_in_use", True))
        yield Entry(f"care-{number}", "maintenance", day, what, "Shop and yard", fields, (LEAD,))
    sticks = Found("Trigger of nailer 3 sticks", LEAD, 0, "New trigger and seals, tried on scrap; cleaned weekly.")
    fields = (("done", "Tagged out, new trigger and seals"), ("by", LEAD), ("back_in_use", True))
    yield Entry("care-7", "maintenance", date(2025, 7, 21), "Nailer 3", "Shop and yard", fields, (LEAD,), (sticks,))
    for number, day in enumerate((date(2025, 4, 14), date(2025, 8, 4), date(2025, 11, 3), date(2026, 4, 20)), 1):
        missing = (("missing", "Two triangular bandages, put back"),) if number == 2 else ()
        yield Entry(f"kit-{number}", "first_aid_check", day, "Both trucks", "Shop and yard", missing, (LEAD,))
    for number, day in enumerate((date(2025, 5, 26), date(2025, 9, 2)), 1):
        fields = (("clearance_number", f"DEMO-CL-{number}"), ("told", True), ("own_rules", True))
        yield Entry(f"sub-{number}", "contractor_check", day, "Hot Tar Subs Ltd.", JOBS[number], fields, (LEAD,))


def _office() -> Iterable[Entry]:
    own = partial(Entry, by_owner=True)
    yield own("goals-1", "goals", date(2025, 4, 2), "2025", fields=(("goals", "A sheet on every job. A drill before July."), ("spending", "New ropes $640, course two days")), people=(OWNER,))  # fmt: skip
    for number, (day, task) in enumerate(((date(2025, 4, 4), "Tear-off"), (date(2025, 4, 4), "Shingles"), (date(2025, 4, 11), "Torch-on"), (date(2025, 5, 2), "Loading and ladder")), 1):  # fmt: skip
        fields: Answers = (
            ("hazard", "A fall from the edge" if number < 3 else "Fire on the deck" if number == 3 else "The ladder slips"),
            ("severity", "Could kill or maim"), ("likelihood", "Could happen"), ("control_kind", "Guard or barrier"),
            ("controls", "Anchor and rope before the first shovel; toe boards. The lead hand keeps it up."), ("took_part", f"{LEAD}, {REP}"),
        )  # fmt: skip
        yield own(f"formal-{number}", "formal_hazard_assessment", day, task, fields=fields, people=(OWNER, LEAD, REP))
    yield own("policy-1", "policy_review", date(2026, 3, 2), "The whole manual", people=(OWNER,), fields=(("changed", "Rescue names added."),))  # fmt: skip
    yield own("rep-1", "representative_appointment", date(2025, 4, 7), REP, fields=(("how", "Chosen by the crew at the truck"),), people=(OWNER, *_there(date(2025, 4, 7))))  # fmt: skip
    for number, day in enumerate((date(2025, 5, 14), date(2025, 8, 13), date(2025, 10, 15)), 1):
        yield Entry(f"repdid-{number}", "representative_activity", day, "Walked the site check", JOBS[number], (("raised", "Where the ropes hang."),), (REP,))  # fmt: skip
    yield Entry("rep-training", "training_record", date(2026, 2, 12), "Representative, given by us", fields=(("how", "Went through the handbook together"),), people=(OWNER, REP))  # fmt: skip
    yield Entry("first-1", "orientation", date(2025, 6, 4), "Amir Haddad", JOBS[2], (("covered", list(COVERED)), ("started_on", "2025-06-02")), ("Amir Haddad", LEAD))  # fmt: skip
    for number, name in enumerate(HANDS):
        day = date(2025, 6, 18) + timedelta(days=7 * number)
        fields = (("seen", "Ties off, sets the anchor, checks the knots."), ("competent", True))
        yield Entry(f"watched-{number}", "competency_check", day, "Fall gear", JOBS[number], fields, (name, OWNER))
    for number, day in enumerate((date(2025, 5, 7), date(2025, 7, 9), date(2025, 9, 10), date(2025, 11, 5), date(2026, 5, 6)), 1):  # fmt: skip
        yield own(f"visit-{number}", "management_visit", day, "", JOBS[number], (("talked_about", "Order of the bundles, water, ropes."),), (OWNER,))  # fmt: skip
    fields = (("hours", 7420), ("first_aids", 1), ("lost_time", 0), ("near_misses", 2), ("trend", "Two slides of bundles, none since the order changed."))  # fmt: skip
    yield own("numbers-1", "statistics", date(2026, 1, 9), "2025", fields=fields, people=(OWNER,))
    look = (("worked", "Talks each Monday."), ("did_not", "Winter sheets; gathering in March."), ("next", "Gather in October."))  # fmt: skip
    yield own("look-1", "system_review", date(2026, 3, 3), "2025", fields=look, people=(OWNER,))


def _happenings() -> Iterable[Entry]:
    boards = Found("Toe boards before bundles", LEAD, 2, "Order changed; barrier moved out.")
    slid = (("what", "A bundle slid off the deck into the closed yard. Nobody was there."), ("serious", True), ("done_now", "Stopped, boards put up."))  # fmt: skip
    yield Entry("close-1", "near_miss", date(2025, 8, 12), "A bundle slid off", JOBS[4], slid, (LEAD, REP), (boards,))
    why = (
        ("happened", "A bundle slid off the deck."), ("direct", "It was landed before the toe boards were up."),
        ("root", "Nobody had written the order of the morning down."), ("change", "Boards first, in the morning sheet and the manual."),
    )  # fmt: skip
    yield Entry("why-1", "investigation", date(2025, 8, 14), "The bundle that slid off", JOBS[4], why, (OWNER, LEAD), about="close-1", by_owner=True)  # fmt: skip
    rope = Found("Rescue rope is found too late", LEAD, 6, "Hangs on its own hook; card with the address.")
    drill = (("minutes", 14), ("went_well", "Who calls, who goes to the street."), ("gaps", "The rope was under the bundles."))  # fmt: skip
    yield Entry("drill-1", "emergency_drill", date(2025, 9, 17), "Hanging in the rope", JOBS[6], drill, (*HANDS, OWNER), (rope,))  # fmt: skip
    kept = (("what", "A gust took an empty bundle wrap over the street."), ("serious", False), ("done_now", "Wraps go into the bag at once."))  # fmt: skip
    yield Entry("close-2", "near_miss", date(2026, 5, 20), "Wrap in the wind", JOBS[1], kept, (LEAD,))
