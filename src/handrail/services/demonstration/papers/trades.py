"""Three more made-up firms: a fence builder, a plumber who has grown, and an excavator under review."""

from __future__ import annotations

from datetime import date
from functools import partial

from handrail.services.demonstration.papers import scenes
from handrail.services.demonstration.papers.manual import Trade
from handrail.services.demonstration.papers.records import Crew
from handrail.services.demonstration.papers.small_firm import Year

_RESCUE = "Whoever is down is reached by the plan of the morning sheet; nobody goes in after him alone."

FOOTHILL = Crew("Foothill Fencing Ltd.", "Joanne Bellerose", "Mateo Silva", ("Ines Drake", "Cody Lund"))
REDPOLL = Crew(
    "Redpoll Plumbing & Heating Ltd.", "Grace Yuen", "Owen Tate", ("Nina Sorel", "Pavel Horak", "Ama Boateng")
)
SANDHILL = Crew("Sandhill Excavating Ltd.", "Ross Kittredge", "Lena Fuchs", ("Dale Moss", "Kofi Mensah", "Rita Olson"))


def _trade(crew: Crew, representative: str, **own: object) -> Trade:
    common: dict[str, object] = {
        "firm": crew.firm,
        "owner": crew.owner,
        "lead": crew.lead,
        "representative": representative or "none while we are fewer than five",
        "rescue": _RESCUE,
        "subs": "Digging near lines is done by a hydrovac firm under its own WCB account.",
        "public": "Cones and tape stand before the first tool comes off the truck.",
        "own_hazards": True,
        "full_plan": True,
    }
    return Trade(**{**common, **own})  # type: ignore[arg-type]


FENCES = Year(
    crew=FOOTHILL,
    trade=_trade(
        FOOTHILL,
        "",
        place="Cochrane, Alberta",
        work="fences, gates and decks",
        tasks=(
            ("Digging post holes", "buried line", "12 high", "locates before the first hole, hand dig within a metre"),
            ("Auger", "caught in the auger", "12 high", "no loose sleeves, two on the handle, off to clear"),
            ("Cutting boards", "saw", "9 high", "guard down, glasses, bench"),
            ("Setting panels", "strain, wind", "9 high", "two to a panel, none over 40 km/h"),
            ("Pouring concrete", "skin burns", "6", "gloves, wash at once"),
            ("Driving and trailer", "collision", "8 high", "walk round, straps, no phone"),
        ),
        gear=(("Boots", "always"), ("Glasses", "cutting, auger"), ("Gloves", "boards, concrete"), ("Vest", "by the road")),
        equipment=(
            ("Truck and trailer", "walk-round daily, service twice a year", "Mateo Silva"),
            ("Auger", "before use, service each spring", "Mateo Silva"),
            ("Saws (2)", "guard and cord before use", "Ines Drake"),
        ),
        tickets=(("Owner", "building course"), ("Lead hand", "first aid, WHMIS"), ("Hand", "WHMIS, saw shown")),
        emergencies=("a line is hit", "a cut", "a crash", "heat stroke"),
    ),
    jobs=("14 Ridge View", "208 Sunset Way", "Lot 9, Bow Meadows", "3 Glenpatrick Road", "77 West Terrace"),
    hazards=(
        ("Buried lines", "locates on site, marks seen"), ("Auger", "two on the handle"), ("Saw", "guard, glasses"),
        ("Traffic at the curb", "cones, vest"), ("Dog in the yard", "owner asked, gate shut"),
    ),
    topics=(
        ("Locates", "No marks, no hole. Hand dig within a metre."), ("Saws", "Guard down. Cord behind you."),
        ("Lifting", "Two to a panel."), ("Heat", "Water and shade."), ("Trailer", "Chains, pin, lights, straps."),
        ("Speaking up", "Anybody stops the job."),
    ),
    start=date(2025, 5, 26),
    new_hand="Cody Lund",
    representative="",
    close_call=(
        "auger hit a sprinkler line 20 cm from the mark; nobody hurt",
        "we trusted the mark and did not hand dig; the job was behind",
        "hand dig within a metre of any mark, said each morning",
    ),
    scene=scenes.fence,
)  # fmt: skip

PIPES = Year(
    crew=REDPOLL,
    trade=_trade(
        REDPOLL,
        "Nina Sorel",
        place="Lethbridge, Alberta",
        work="plumbing and heating in houses",
        tasks=(
            ("Soldering", "fire", "12 high", "extinguisher at hand, mat behind the joint, half-hour watch"),
            ("Work in crawl spaces", "bad air, stuck", "12 high", "air tested, one man outside"),
            ("Ladders", "fall", "9 high", "tied, three points"),
            ("Water heaters", "strain", "9 high", "dolly, two to lift"),
            ("Driving", "collision", "8 high", "walk round, no phone"),
        ),
        gear=(("Boots", "always"), ("Glasses", "soldering, drilling"), ("Gloves", "hot work"), ("Knee pads", "crawl space")),
        equipment=(
            ("Vans (4)", "walk-round daily, service twice a year", "driver"),
            ("Torches", "hose before use", "Owen Tate"),
            ("Gas detector", "bump test before use", "Owen Tate"),
        ),
        tickets=(("Owner", "building course"), ("Plumber", "trade ticket, WHMIS, first aid in each van")),
        emergencies=("a fire behind a wall", "bad air", "a burn", "a crash"),
    ),
    jobs=("19 Scenic Drive", "402 Mayor Magrath", "8 Coulee Crescent", "61 Paradise Close"),
    hazards=(("Torch by wood", "mat, extinguisher"), ("Crawl space", "air tested"), ("Stairs", "clear, lit"), ("Customer's kids", "door shut"), ("Power", "off, tried")),
    topics=(("Hot work", "Mat, extinguisher, watch."), ("Crawl spaces", "Test, tell, one outside."), ("Backs", "Dolly first."), ("Driving", "Phone in the box.")),
    start=date(2024, 6, 3),
    new_hand="Pavel Horak",
    representative="Nina Sorel",
    close_call=("a stud smouldered behind a joint, put out at once", "no mat in that van", "a mat in every van, on the list"),
    scene=partial(scenes.roof, workers=1),
)  # fmt: skip

DIRT = Year(
    crew=SANDHILL,
    trade=_trade(
        SANDHILL,
        "Rita Olson",
        place="Vegreville, Alberta",
        work="trenching and small excavation",
        tasks=(
            ("Trenching", "cave-in", "16 high", "sloped or boxed past 1.5 metres, nobody in an open trench"),
            ("Swinging bucket", "struck by", "16 high", "no man within reach, eye contact, horn"),
            ("Lines", "hit line", "12 high", "locates, hydrovac"),
            ("Hauling", "collision", "8 high", "walk round, straps"),
        ),
        gear=(("Boots", "always"), ("Hard hat", "near the machine"), ("Vest", "always"), ("Gloves", "pipe")),
        equipment=(("Excavator", "daily walk-round, 250-hour service", "Lena Fuchs"), ("Dump truck", "daily, quarterly service", "Dale Moss")),
        tickets=(("Owner", "building course"), ("Operator", "machine shown and signed, WHMIS, first aid")),
        emergencies=("a trench caves in", "a line is hit", "a man is struck"),
    ),
    jobs=("Range Road 144", "Lot 3, Elk Park", "50 Street culvert"),
    hazards=(("Trench wall", "sloped"), ("Bucket", "eye contact"), ("Lines", "marks seen"), ("Road", "cones, vest"), ("Mud", "boots, slow")),
    topics=(("Trench", "Past 1.5 metres: slope or box."), ("Reach", "Nobody inside it."), ("Lines", "No marks, no dig.")),
    start=date(2024, 9, 9),
    new_hand="Kofi Mensah",
    representative="Rita Olson",
    close_call=("a wall slid a metre from an empty trench", "rain overnight, nobody looked", "a look after rain, on the sheet"),
    scene=scenes.yard,
)  # fmt: skip
