"""Background firms for lists, queues and charts: made up from a seed, as far along as real ones would be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from random import Random
from uuid import UUID

from handrail.program import load_pack
from handrail.rules.days import add_months
from handrail.rules.permissions import Kind
from handrail.services.actor import CLOCKWORK
from handrail.services.demonstration.background_audits import Audits
from handrail.services.demonstration.background_firm import Made
from handrail.services.demonstration.cast import Cast, Desk, on
from handrail.services.installation.importing import Batch, last_serials
from handrail.store.ids import new_id
from handrail.store.models import (
    Application,
    Employer,
    Organisation,
    Person,
    Spell,
    Training,
    WcbAccount,
)

FIRMS_AT_ONCE = 100
FIRST_NUMBER = 10_000  # in their account numbers
SEED = "background firms of the demonstration"

FIRST = (
    "Aspen", "Kestrel", "Bearberry", "Cottonwood", "Wheatland", "Chinook", "Badlands", "Saskatoon", "Silver Creek",
    "Twin Rivers", "Highline", "Meadowlark", "Pine Hollow", "Stonebridge", "Blue Heron", "Northgate", "Coulee", "Hawkeye",
    "Red Willow", "Tamarack", "Lone Butte", "Foxglove", "Buffalo Trail", "Sundial", "Peace Country", "Birch Bay",
    "Elk Point Road", "Ghost Lake", "Crocus", "Wild Rose Lane", "Sweetgrass", "Magpie", "Kananaskis Road", "Milk River",
    "Big Sky", "Porcupine", "Beaver Hills", "Castle Rock", "Dry Island", "Whiskey Jack", "Grassy Mountain", "Frost Line",
)  # fmt: skip
SECOND = (
    "", "Valley", "Ridge", "Brothers", "West", "North", "& Daughters", "Crossing", "Family", "Prairie", "Summit", "Lake",
    "Point", "Junction", "Heights", "Creek", "Hill", "East", "South", "Bros.", "Alliance", "Craft", "Line", "First",
)  # fmt: skip
TRADES: tuple[tuple[str, str, str], ...] = (
    ("Roofing", "DEMO-ROOF", "Roofing"), ("Exteriors", "DEMO-ROOF", "Roofing"), ("Oilfield Services", "DEMO-OILF", "Oilfield maintenance"),
    ("Wellsite Rentals", "DEMO-OILF", "Oilfield maintenance"), ("Plumbing", "DEMO-GEN", "General trades"), ("Drywall", "DEMO-GEN", "General trades"),
    ("Painting", "DEMO-GEN", "General trades"), ("Framing", "DEMO-GEN", "General trades"), ("Electric", "DEMO-ELEC", "Electrical work"),
    ("Controls", "DEMO-ELEC", "Electrical work"), ("Excavating", "DEMO-EXC", "Excavation"), ("Trenching", "DEMO-EXC", "Excavation"),
    ("Landscaping", "DEMO-LAND", "Landscaping"), ("Tree Care", "DEMO-LAND", "Landscaping"), ("Hauling", "DEMO-TRUCK", "Hauling"),
    ("Hotshot", "DEMO-TRUCK", "Hauling"), ("Janitorial", "DEMO-CLEAN", "Building cleaning"), ("Window Cleaning", "DEMO-CLEAN", "Building cleaning"),
)  # fmt: skip
TOWNS = ("Airdrie", "Camrose", "Cold Lake", "Drumheller", "Edson", "Fort Macleod", "Grande Prairie", "Hinton", "Lacombe", "Leduc", "Olds", "Peace River", "Stettler", "Taber", "Wainwright", "Wetaskiwin")  # fmt: skip
GIVEN = ("Alex", "Bea", "Chris", "Dani", "Evan", "Fay", "Gus", "Hana", "Ian", "Jo", "Kit", "Lena", "Max", "Noor", "Otis", "Pat", "Quinn", "Rae", "Sol", "Tess", "Uma", "Vic", "Wren", "Yara")  # fmt: skip
FAMILY = ("Adair", "Bloom", "Castell", "Dray", "Eklund", "Farrow", "Gagnon", "Hollis", "Ibsen", "Jarvis", "Kozak", "Lund", "Marsh", "Nadeau", "Olsen", "Pruitt", "Quist", "Rowan", "Stoddart", "Thorne", "Ursel", "Voss", "Wyatt", "Zeller")  # fmt: skip

# How far along firms are, out of a hundred.
STAGES: tuple[tuple[str, int], ...] = (
    ("fresh", 5), ("applied", 4), ("building", 8), ("gathering", 7), ("submitted", 8), ("returned", 4), ("accepted", 2),
    ("signed", 2), ("certified", 42), ("grown", 3), ("expired", 6), ("lapsed", 4), ("not_accepted", 3), ("withdrawn", 2),
)  # fmt: skip
# How many days ago a firm came, at least and at most, where it is no old hand; who builds came in the running year.
SINCE: Mapping[str, tuple[int, int]] = {"fresh": (2, 60), "applied": (2, 60), "building": (25, 145)}


def fill(cast: Cast, count: int, day: date, say: Callable[[str], None] = lambda line: None, *, first: int = 0) -> int:
    """Write `count` background firms, from the `first` on, as they stand on `day`; gives how many rows."""
    serials, rows = last_serials(), 0
    for begin in range(first, first + count, FIRMS_AT_ONCE):
        batch = Batch()
        audits = Audits(batch, cast, serials)
        for number in range(begin, min(begin + FIRMS_AT_ONCE, first + count)):
            _one(batch, audits, cast, number=number, day=day, dice=Random(f"{SEED} {number}"))  # noqa: S311
        rows += batch.write()
        if begin > first and (begin - first) % 1000 == 0:
            say(f"background firms: {begin - first} of {count}")
    return rows


def name_of(number: int) -> tuple[str, tuple[str, str, str]]:
    """The made-up name of the n-th firm, no two alike, and its trade."""
    trade = TRADES[(number * 7 + number // len(FIRST)) % len(TRADES)]
    first = FIRST[number % len(FIRST)]
    turn = number // len(FIRST)
    second = SECOND[turn % len(SECOND)]
    later = turn // len(SECOND)
    words = (first, second, trade[0], str(later + 1) if later else "")
    return " ".join(word for word in words if word) + " Ltd.", trade


def _one(batch: Batch, audits: Audits, cast: Cast, *, number: int, day: date, dice: Random) -> None:
    stage = dice.choices([name for name, _ in STAGES], [weight for _, weight in STAGES])[0]
    # A queue such as each desk has known before: what it never saw it can promise only from its pace.
    desk = cast.construction if dice.random() < (0.4 if stage == "submitted" else 0.55) else cast.any_industry
    since = day - timedelta(days=dice.randint(*SINCE.get(stage, (420, 2600))))
    made = firm(batch, number, desk=desk, stage=stage, since=since, day=day, dice=dice)
    if stage == "fresh":
        return
    _application(batch, made, waiting=stage == "applied")
    if stage == "applied":
        return
    _training(batch, made)
    if stage != "building":
        audits.story(made, stage)


def joined(batch: Batch, made: Made) -> None:
    """The partner has accepted the firm, and its owner is trained."""
    _application(batch, made, waiting=False)
    _training(batch, made)


def firm(
    batch: Batch,
    number: int,
    *,
    desk: Desk,
    stage: str,
    since: date,
    day: date,
    dice: Random,
    called: tuple[str, tuple[str, str, str], str, int] | None = None,
) -> Made:
    """A firm with its people, not yet with a partner; `called` is its name, trade, owner and people where not by chance."""
    name, (_, code, industry) = called[:2] if called else name_of(number)
    key, moment = new_id(), on(since, 9)
    town = dice.choice(TOWNS)
    batch.add(Organisation(pk=key, kind=Kind.EMPLOYER.value, name=name.removesuffix(" Ltd."), created_at=moment.now))
    batch.add(
        Employer(
            organisation_id=key,
            legal_name=name,
            trade_name=name.removesuffix(" Ltd."),
            operations=industry,
            address=f"{dice.randint(1, 99)} Sample Street, {town}, Alberta",
            phone=f"780-555-0{dice.randint(100, 199)}",
            records_from=since,
            pir_registered_on=since if dice.random() < 0.9 else None,
        )
    )
    account = f"DEMO-{number + FIRST_NUMBER:06}"
    batch.add(WcbAccount(employer_id=key, account=account, industry_code=code, industry=industry))
    batch.note(CLOCKWORK, moment, "employer.create", ("employer", key), chain=key)
    people = (
        11 + dice.randint(0, 2)
        if stage == "grown"
        else dice.choices(range(1, 11), (6, 9, 12, 14, 15, 14, 11, 9, 6, 4))[0]
    )
    people = called[3] if called else people
    owner = _people(batch, key, people, since=since, stage=stage, day=day, dice=dice)
    owner.name = called[2] if called else owner.name
    return Made(key, name, account, code, industry, desk, owner, people, people - 1, since, day, dice)


def _people(batch: Batch, key: UUID, people: int, *, since: date, stage: str, day: date, dice: Random) -> Person:
    owner = Person(pk=new_id(), employer_id=key, name=f"{dice.choice(GIVEN)} {dice.choice(FAMILY)}", position="Owner")
    batch.add(owner)
    batch.add(_spell(owner, "owner", since - timedelta(days=dice.randint(200, 3000)), regularly=False))
    for number in range(people - 1):
        one = Person(pk=new_id(), employer_id=key, name=f"{dice.choice(GIVEN)} {dice.choice(FAMILY)}", position="Crew")
        # Who came last makes a firm that has grown past ten; everybody else was there before its audit.
        late = stage == "grown" and number >= 9
        began = day - timedelta(days=dice.randint(20, 150)) if late else since - timedelta(days=dice.randint(1, 900))
        batch.add(one)
        batch.add(_spell(one, "worker", began, regularly=True))
    return owner


def _spell(person: Person, relation: str, since: date, *, regularly: bool) -> Spell:
    return Spell(
        pk=new_id(), person=person, relation=relation, from_day=since, covered=True, regularly_employed=regularly
    )


def _application(batch: Batch, made: Made, *, waiting: bool) -> None:
    applied = made.since + timedelta(days=1)
    decided = applied + timedelta(days=made.dice.randint(1, 5))
    row = Application(
        pk=new_id(),
        employer_id=made.key,
        partner=made.desk.partner,
        state="applied" if waiting else "accepted",
        applied_on=applied,
        message=f"{made.people} people, {made.industry.lower()}.",
        decided_on=None if waiting else decided,
        decided_by_id=None if waiting else made.desk.admin.user_id,
    )
    batch.add(row)
    facts = {"partner": str(made.desk.partner.pk)}
    batch.note(
        CLOCKWORK, on(applied), "partner.apply", ("application", row.pk), chain=made.key, state="applied", **facts
    )
    if not waiting:
        batch.note(
            made.desk.admin, on(decided), "partner.decide", ("application", row.pk), chain=made.key, state="accepted", **facts
        )  # fmt: skip


def _training(batch: Batch, made: Made) -> None:
    """The owner's first course, and a refresher each time three years are over, unless it was forgotten."""
    two_days = made.desk.partner.program_id == "demo-anyindustry"
    course = "building-two-day" if two_days else "building"
    taken, refresher = made.since + timedelta(days=14), False
    while True:
        row = Training(
            pk=new_id(),
            person=made.owner,
            course="refresher" if refresher else course,
            title=load_pack().courses["refresher" if refresher else course].name,
            taken_on=taken,
            is_refresher=refresher,
            partner=made.desk.partner,
            confirmed_by_id=made.desk.trainer.user_id,
            confirmed_on=taken,
        )
        batch.add(row)
        batch.note(
            made.desk.trainer,
            on(taken, 16),
            "training.confirm",
            ("training", row.pk),
            chain=made.key,
            course=row.course,
        )
        taken, refresher = add_months(taken, 36) - timedelta(days=made.dice.randint(5, 90)), True
        if taken > made.day or made.dice.random() < 0.05:
            return
