"""The proof of Prairie Crest Roofing Ltd., a made-up firm of six: one year of a roofing crew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial

from handrail.services.demonstration.papers import records, scenes
from handrail.services.demonstration.papers.manual import Trade
from handrail.services.demonstration.papers.records import Crew, Job
from handrail.services.demonstration.papers.sheet import Piece

FIRM = "Prairie Crest Roofing Ltd."
CREW = Crew(FIRM, "Dana Kowal", "Luis Ortega", ("Priya Nair", "Jesse Martin", "Amir Haddad"))
STARTS = {"Amir Haddad": date(2025, 6, 2)}
LIVE = date(2025, 3, 3)

JOBS = (
    "4412 47 Avenue", "118 Maple Close", "23 Oriole Drive", "6 Kendrew Crescent", "905 Ellis Street",
    "71 Vista Bay", "340 Garrison Place", "12 Fern Road", "88 Timber Ridge", "5021 35 Street", "2 Heritage Lane",
)  # fmt: skip
WORK = ("tear-off", "underlay and drip edge", "shingles, south side", "shingles, north side", "ridge and clean-up")
HAZARDS = (
    ("Fall from the edge", "anchor, rope, toe boards"),
    ("Ladder slips", "tied at the top, three rungs over"),
    ("Things fall on people", "yard closed, tarp, call before throwing"),
    ("Heat or cold", "water, shade, breaks"),
    ("Power line at the gable", "three metres off, marked"),
    ("Nail gun", "trigger checked, glasses on"),
)

TRADE = Trade(
    firm=FIRM,
    owner="Dana Kowal",
    lead="Luis Ortega",
    representative="Priya Nair",
    place="Red Deer, Alberta",
    work="residential re-roofing",
    tasks=(
        ("Tear-off", "fall from the edge", "16 high", "anchor and rope before the first shovel; toe boards"),
        ("Sheathing", "fall through the deck", "12 high", "walk on trusses, cover and mark each hole"),
        ("Underlay", "slip on a slick deck", "12 high", "no work on a wet deck; rope short"),
        ("Shingles", "fall, nail gun", "12 high", "anchor, sequential trigger, glasses"),
        ("Torch-on", "fire", "12 high", "extinguisher within five metres, one-hour watch"),
        ("Loading and ladder", "ladder slips, strain", "9 high", "tied ladder, hoist for bundles, two to lift"),
        ("Driving", "collision", "8 high", "walk round, belts, no phone, secured load"),
    ),
    gear=(
        ("Harness, rope, anchor", "above three metres without a guard"),
        ("Hard hat", "whenever somebody is above"),
        ("Glasses", "nailing and cutting"),
        ("Boots with ankle and grip", "always"),
        ("Plugs", "compressor and saw"),
        ("Gloves", "tear-off, metal, torch"),
    ),
    equipment=(
        ("Truck 1 and 2, trailer", "walk-round daily, service each quarter", "driver; shop in town"),
        ("Compressor", "oil weekly, service each quarter", "Luis Ortega"),
        ("Nailers (4)", "trigger and nose daily, seals each quarter", "Luis Ortega"),
        ("Ladders (5)", "before use; form each month in season", "Luis Ortega"),
        ("Torch kit", "hose and regulator before use", "Jesse Martin"),
    ),
    tickets=(
        ("Owner", "building course, first aid"),
        ("Lead hand", "fall protection, first aid, industry orientation, WHMIS"),
        ("Roofer", "fall protection, WHMIS, first aid for one in each crew"),
        ("Apprentice", "WHMIS on the first day, fall protection before the first roof"),
        ("Bookkeeper", "WHMIS"),
    ),
    emergencies=("a fall into the rope", "an injury on the roof", "fire", "heat stroke", "a storm", "a crash"),
    rescue="Hanging in the rope: ladder to the person first, second rope, down within ten minutes; legs up and down.",
    subs="Hot Tar Subs Ltd. does our flat roofs, two people under their own WCB account.",
    public="The yard below the work is closed with barriers and a sign, and neighbours get a note the day before.",
    own_hazards=False,
    full_plan=False,
)

TOPICS = (
    ("Tie off before you step over", "Anchor first, then rope, then the edge. Knots checked by a second man."),
    ("Ladders", "Four up, one out. Tied. Nobody carries bundles."),
    ("Heat", "Water every twenty minutes, shade at ten and two."),
    ("Nail guns", "Sequential trigger only. Finger off when you walk."),
    ("Whose yard is it", "Close it, sign it, tell the owner. Kids come home at three."),
    ("Back and bundles", "Hoist them. Two to a roll of underlay."),
    ("Close calls count", "Tell it the same day; nobody is in trouble."),
    ("Hanging in the rope", "Who goes up, who calls, who stands at the street."),
    ("Wind", "Over forty we stop sheets, over fifty we come down."),
    ("Power lines", "Three metres. Ladders are carried flat."),
)  # fmt: skip


def _season() -> Iterator[date]:
    """The Mondays of the season, 14 April to 10 November 2025."""
    return (date(2025, 4, 14) + timedelta(weeks=week) for week in range(31))


def hazard_sheets() -> Iterator[Piece]:
    """38 sheets at 11 jobs; one in the winter, on a chinook day."""
    days = [date(2025, 3, 24) + timedelta(days=round(number * 7.2)) for number in range(36)]
    days += [date(2026, 1, 21), date(2026, 3, 18)]
    for number, day in enumerate(days, 1):
        place = JOBS[(number - 1) * len(JOBS) // len(days)]
        job = Job(place, WORK[number % 5], HAZARDS[number % 3 : number % 3 + 4])
        names = CREW.there(day, STARTS)
        code = f"FLH-{number:02}"
        if day == date(2026, 1, 21):
            yield _on_the_builders_sheet(code, day, place)
        else:
            yield records.hazard_sheet(CREW, code, day, job, names, photo=number % 4 == 0)


def _on_the_builders_sheet(code: str, day: date, place: str) -> Piece:
    """On the general contractor's paper, with a coffee ring, a tilt, and last year's date written in January."""
    boxes = [
        ("Builder's own sheet", "site 14"),
        ("Day", "Jan 21, 2025"),
        ("Place", place),
        ("Work", "patch and flashing, chinook, wet snow"),
        ("Hazard", "slick deck: scraped, rope short"),
    ]
    return Piece(
        code,
        "IMG_0121_sheet.jpg",
        "field_hazard_assessment",
        day,
        "Builder's hazard sheet, written 2025, taken January 2026",
        lambda: scenes.form(code, day, "Hazard sheet", boxes, names=("L. Ortega", "J. Martin"), tilt=6.5, ring=True),
        by_crew=True,
        site=place,
    )


def talks() -> Iterator[Piece]:
    for number, day in enumerate(_season(), 1):
        about, said = TOPICS[number % len(TOPICS)]
        how = "whiteboard" if number % 7 == 0 else "photo" if number % 3 == 0 else "pdf"
        if number == 18:
            about, said = "The shingles that slid off", "Toe boards before bundles. Barrier two metres further out."
        if number == 23:
            about, said = "Drill on Wednesday", "Rescue from the rope. Ladder first, second rope, who calls."
        names = CREW.there(day, STARTS)
        yield records.talk(CREW, f"TBT-{number:02}", day, about, said, names, how=how)


def gear() -> Iterator[Piece]:
    for number, month in enumerate(range(4, 13), 1):
        day = date(2025, month, 3 + number % 4)
        items = (
            ("Harness 1", "good"),
            ("Harness 2", "good"),
            ("Rope, 15 m", "worn at the end, cut back"),
            ("Anchor", "good"),
        )
        yield records.gear_check(CREW, f"PPE-{number:02}", day, items, photo=number % 3 == 0)


def upkeep() -> Iterator[Piece]:
    rows = (
        (date(2025, 4, 8), "Truck 1", "oil, brakes looked at", "Hillside Auto (demo)", ""),
        (date(2025, 6, 17), "Compressor", "oil, belt, drain", "Luis Ortega", ""),
        (date(2025, 7, 21), "Nailer 3", "new trigger and seals, tried on scrap", "Luis Ortega", "trigger sticks"),
        (date(2025, 9, 9), "Truck 2", "tires, lights", "Hillside Auto (demo)", ""),
        (date(2025, 11, 18), "Ladders", "one foot replaced", "Luis Ortega", ""),
        (date(2026, 3, 10), "Truck 1", "oil, walk-round, extinguisher", "Hillside Auto (demo)", ""),
    )
    for number, (day, what, done, by, defect) in enumerate(rows, 1):
        yield records.service(CREW, f"MNT-{number:02}", day, what, done, by, defect=defect)


def checks() -> Iterator[Piece]:
    """Site checks monthly in season and the shop each quarter; two papers were found again in spring."""
    plan = [(date(2025, month, 12 + month % 5), JOBS[month - 3]) for month in range(4, 12)]
    plan += [(date(2025, 12, 9), "Shop and yard"), (date(2026, 3, 11), "Shop and yard")]
    for number, (day, place) in enumerate(plan, 1):
        rows = [
            ("Anchors and ropes", "yes", ""),
            ("Edges and holes", "yes" if number % 3 else "no", "" if number % 3 else "hole not marked"),
            ("Ladders", "yes", ""),
            ("Yard closed", "yes" if number % 4 else "no", "" if number % 4 else "tape down at the gate"),
            ("First aid and extinguisher", "yes", ""),
        ]
        by = (CREW.lead, "Priya Nair") if number % 2 else (CREW.lead,)
        yield records.inspection(CREW, f"INS-{number:02}", day, place, rows, by=by, owner_signed=number % 2 == 0)


def fixes() -> Iterator[Piece]:
    rows = (
        (date(2025, 4, 16), "Gate latch of the yard", "worn out", "Jesse Martin", date(2025, 4, 18), "new latch"),
        (date(2025, 6, 13), "Hole in the deck not marked", "no spray can on the truck", "Luis Ortega", date(2025, 6, 13), "marked; can on both trucks"),
        (date(2025, 7, 21), "Nailer 3 trigger", "dirt, no cleaning on site", "Luis Ortega", date(2025, 7, 21), "repaired; cleaned weekly"),
        (date(2025, 8, 12), "Toe boards before bundles", "bundles landed before the boards", "Luis Ortega", date(2025, 8, 14), "order changed; barrier moved out"),
        (date(2025, 9, 17), "Rescue rope under the bundles", "no fixed place", "Luis Ortega", date(2025, 9, 24), "hook on the trailer; card with the address"),
    )  # fmt: skip
    for number, (day, what, why, who, done, how) in enumerate(rows, 1):
        yield records.fix(CREW, f"CAR-{number:02}", day, what, why, who, done, how)
    for number, what in ((6, "Second extinguisher for the torch"), (7, "Man untied at the edge on 3 September")):
        piece = records.fix(CREW, f"CAR-{number:02}", date(2025, 11, 12), what, "in a hurry", "Dana Kowal", None, "")
        yield piece


def late_fixes() -> Iterator[Piece]:
    """The two that were open, closed in April: proof from after the gathering days."""
    rows = (
        (
            "CAR-06B",
            "Second extinguisher for the torch",
            date(2026, 4, 27),
            "bought, receipt kept, hung on the trailer",
        ),
        ("CAR-07B", "Man untied at the edge", date(2026, 4, 29), "talked with him, rule read out, rope limits set"),
    )
    for code, what, done, how in rows:
        yield records.fix(CREW, code, date(2025, 11, 12), what, "in a hurry", "Dana Kowal", done, how)


TASK_STEPS: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "Sheathing": (
        ("Carry sheets", "wind, strain", "9", "two to a sheet, stop over 40 km/h"),
        ("Lay and nail", "fall through", "12", "walk on trusses, cover holes"),
    ),
    "Underlay": (("Roll out", "slick deck", "12", "dry deck only, short rope"), ("Drip edge", "cuts", "6", "gloves")),
    "Shingles": (
        ("Set anchors", "fall", "16", "first thing up, last thing down"),
        ("Nail", "nail gun", "8", "sequential trigger, glasses"),
    ),
    "Loading and ladder": (("Set ladder", "slips", "9", "tied, three rungs over"), ("Bundles", "strain", "9", "hoist")),
    "Driving": (("Load", "shifts", "8", "straps"), ("Drive", "collision", "8", "belts, no phone")),
    "Tear-off": (
        ("First shovel", "fall from the edge", "16", "anchor, rope, toe boards before the first shovel"),
        ("Throw down", "hits somebody", "12", "chute, yard closed, a man below who looks"),
    ),
    "Torch-on": (
        ("Light", "burns", "9", "gloves, sleeves, nobody downwind"),
        ("Torch", "fire in the wall", "12", "extinguisher within five metres, one-hour watch"),
    ),
}


def assessments() -> Iterator[Piece]:
    days = (LIVE, LIVE, date(2025, 3, 17), date(2025, 4, 2), date(2025, 4, 10), date(2026, 4, 29), date(2026, 4, 29))
    for number, (task, rows) in enumerate(TASK_STEPS.items(), 1):
        names = (CREW.owner, *CREW.there(days[number - 1], STARTS))
        yield records.assessment(CREW, f"FHA-{number:02}", days[number - 1], task, rows, names)


def practices() -> Iterator[Piece]:
    day = date(2025, 3, 10)
    rows = (
        ("Fall protection plan", "harness, rope, anchor", ("Anchor on the ridge, four nails.", "Rope no longer than the eave.", "Rescue as in the plan.")),
        ("Ladders", "boots with grip", ("Four up, one out.", "Tied at the top.", "Three rungs over the eave.")),
        ("Hot work", "gloves, extinguisher", ("Look behind the wall.", "Extinguisher within five metres.", "One-hour watch.")),
        ("Nail guns", "glasses, plugs", ("Sequential trigger.", "Air off before clearing.", "Never point it.")),
        ("Lifting and hoisting", "gloves", ("Hoist bundles.", "Nobody below.", "Two to a roll.")),
        ("Driving and loads", "belt", ("Walk round.", "Straps.", "Phone in the box.")),
    )  # fmt: skip
    for number, (title, what, lines) in enumerate(rows, 1):
        yield records.practice(CREW, f"SWP-{number:02}", day, title, what, lines)


def tickets() -> Iterator[Piece]:
    rows = (
        ("TRN-01", date(2025, 2, 11), "Dana Kowal", "Building course", "refresher 2028-02-11"),
        ("TRN-02", date(2025, 3, 1), "Luis Ortega", "Standard first aid", "valid to 2028-03-01"),
        ("TRN-03", date(2024, 5, 6), "Priya Nair", "Fall protection", "valid to 2027-05-06"),
        ("TRN-04", date(2023, 1, 31), "Jesse Martin", "Standard first aid", "valid to 2026-01-31"),
        ("TRN-05", date(2025, 6, 4), "Ameer Hadad", "Fall protection", "valid to 2028-06-04"),
        ("TRN-06", date(2024, 4, 22), "Luis Ortega", "Fall protection", "valid to 2027-04-22"),
    )
    for code, day, who, course, valid in rows:
        yield records.ticket(CREW, code, day, who, course, valid, back=code == "TRN-05")


def photos() -> Iterator[Piece]:
    """What the phone saw; all in season, since in March no roof is open."""
    policy = ("We want everybody", "to go home whole.", "Tie off. Speak up.", "D. Kowal  Mar 3, 2025")
    numbers = ("911", "address: morning sheet", "Dana 403-555-0164", "hospital: on the card")
    rows: tuple[tuple[str, date, str, str, Callable[[str, date], bytes]], ...] = (
        ("OBS-01", date(2025, 5, 5), "Policy on the truck door", "",
         lambda code, day: scenes.posted(code, day, "Safety policy", policy, thumb=True)),
        ("OBS-02", date(2025, 8, 20), "Two men tied off, toe boards set", JOBS[4], scenes.roof),
        ("OBS-03", date(2025, 10, 7), "Ropes and anchors on the north side", JOBS[6], scenes.roof),
        ("OBS-04", date(2025, 8, 20), "Yard closed below the work", JOBS[4], scenes.yard),
        ("OBS-05", date(2025, 8, 5), "Kit, extinguisher and numbers in truck 2", "",
         lambda code, day: scenes.shelf(code, day, numbers)),
        ("OBS-06", date(2025, 9, 3), "South side, man at the edge without a rope", JOBS[5],
         lambda code, day: scenes.roof(code, day, toe_boards=False, tied=False, workers=1)),
        ("OBS-07", date(2025, 8, 13), "Toe boards set before the bundles, barrier moved out", JOBS[4],
         lambda code, day: scenes.roof(code, day, workers=1)),
        ("OBS-08", date(2026, 1, 21), "Chinook day, snow on the deck, rope short", JOBS[10],
         lambda code, day: scenes.roof(code, day, workers=1, snow=True)),
    )  # fmt: skip
    for code, day, label, place, scene in rows:
        name = f"IMG_{day:%m%d}_{code}.jpg"
        yield Piece(code, name, "observation", day, label, partial(scene, code, day), by_crew=True, site=place)
