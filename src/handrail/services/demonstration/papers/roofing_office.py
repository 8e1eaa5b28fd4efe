"""The other half of Prairie Crest's proof: what lies in the office binder, and what came after the return."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from handrail.services.demonstration.papers import records, roofing, scenes
from handrail.services.demonstration.papers.manual import manual
from handrail.services.demonstration.papers.roofing import CREW, FIRM, LIVE, TRADE
from handrail.services.demonstration.papers.sheet import (
    Piece,
    bullets,
    fields,
    form,
    h,
    hand,
    p,
    says,
    signed,
    steps,
    table,
)

REVIEWED = date(2026, 3, 2)
HIRED = date(2025, 6, 2)
SLID = date(2025, 8, 12)
DRILL = date(2025, 9, 17)


def pieces() -> tuple[Piece, ...]:
    """Everything the firm had before its first submission, by day."""
    every = (
        *_binder(),
        *roofing.assessments(),
        *roofing.practices(),
        *roofing.hazard_sheets(),
        *roofing.talks(),
        *roofing.gear(),
        *roofing.upkeep(),
        *roofing.checks(),
        *roofing.fixes(),
        *roofing.tickets(),
        *roofing.photos(),
        *_people(),
        *_representative(),
        *_events(),
        *_year(),
        *_later(),
        *roofing.late_fixes(),
    )
    return tuple(sorted(every, key=lambda one: (one.received or one.day, one.code)))


def _binder() -> Iterator[Piece]:
    yield Piece(
        "MANUAL", "Manual.pdf", "policy_document", LIVE, "Safety manual", partial(manual, TRADE, LIVE),
        received=date(2025, 3, 12),
    )  # fmt: skip
    yield records.written(
        CREW, "POL-01", REVIEWED, "policy_review", "Safety policy, looked over",
        [
            p("The policy of March 3, 2025 was read again with the crew. It stands as it is."),
            fields(Signed_first=says(LIVE), Looked_over=says(REVIEWED), Next_look="March 2027"),
            signed(LIVE, CREW.owner), signed(REVIEWED, CREW.owner),
        ],
    )  # fmt: skip
    yield records.written(
        CREW, "REVLOG-01", date(2026, 3, 5), "policy_review", "Review log of hazard assessments",
        [
            form(("Assessment", "Looked at again", "Changed"), ("Sheathing", says(date(2026, 3, 5)), "no"),
                 ("Underlay", says(date(2026, 3, 5)), "no"), ("Shingles", "", "")),
            hand("Rest after the season starts."),
        ],
    )  # fmt: skip


def _people() -> Iterator[Piece]:
    shown = ("Rights: know, take part, refuse", "Tie-off and rope", "Ladders", "Emergency plan and address",
             "Reporting the same day", "Gear handed out", "WHMIS sheets in the truck")  # fmt: skip
    yield records.orientation(CREW, "ORI-01", HIRED, "Amir Haddad", shown)
    yield records.competency(CREW, "CMP-01", date(2025, 6, 20), "Amir Haddad", ("Tie-off", "Ladder", "Nail gun"))
    yield records.competency(CREW, "CMP-02", date(2025, 5, 14), "Priya Nair", ("Tie-off", "Torch", "Ladder"))
    yield records.competency(CREW, "CMP-03", date(2025, 5, 14), "Jesse Martin", ("Tie-off", "Torch", "Nail gun"))
    crew = ("Luis Ortega", "Priya Nair", "Jesse Martin")
    yield records.sign_off(
        CREW,
        "SGN-01",
        date(2025, 4, 7),
        "fall protection plan and ladders",
        crew,
        ("Anchors", "Rope length", "Ladders tied"),
    )
    yield records.sign_off(
        CREW,
        "SGN-02",
        date(2025, 6, 4),
        "fall protection plan and ladders",
        ("Amir Haddad",),
        ("Anchors", "Rope length"),
    )
    yield records.sign_off(
        CREW, "SGN-03", date(2025, 5, 26), "hot work and nail guns", (*crew[1:],), ("Extinguisher", "Watch", "Trigger")
    )
    yield records.sign_off(
        CREW,
        "SGN-04",
        date(2025, 4, 7),
        "emergency plan",
        crew,
        ("Who calls", "Where the kit is", "Rescue from the rope"),
    )


def _representative() -> Iterator[Piece]:
    yield records.written(
        CREW, "HSR-01", date(2025, 6, 9), "representative_appointment", "Priya Nair is our representative",
        [
            p("Since June 2 we are five regularly employed workers. The crew chose Priya Nair on June 9."),
            bullets("Time for the work is paid.", "Her number is on each truck door and in the shop."),
            signed(date(2025, 6, 9), "Priya Nair", CREW.owner),
        ],
    )  # fmt: skip
    yield Piece(
        "HSR-02", "IMG_0609_HSR-02.jpg", "observation", date(2025, 6, 9), "Who our representative is, in the shop",
        lambda: scenes.posted("HSR-02", date(2025, 6, 9), "Safety rep", ("Priya Nair", "403-555-0163", "Talk to her."), on="wall"),
        by_crew=True,
    )  # fmt: skip
    yield records.written(
        CREW, "HSR-03", date(2026, 2, 12), "training_record", "Training of the representative",
        [
            fields(Who="Priya Nair", Day=says(date(2026, 2, 12)), Hours="6", Given_by="Dana Kowal, from the published material"),
            bullets("Roles and duties", "What the owner, the lead hand and workers owe", "Workers' rights", "Inspections and investigations"),
            signed(date(2026, 2, 12), "Priya Nair", CREW.owner),
        ],
    )  # fmt: skip
    for number, day in enumerate((date(2025, 7, 8), date(2025, 9, 10), date(2025, 10, 21)), 1):
        yield records.written(
            CREW, f"REP-{number:02}", day, "representative_activity", f"What the representative did, {says(day)}",
            [
                fields(Walked="site check with Luis", Heard=("water on site", "short rope", "glasses fog up")[number - 1],
                       Answered_by_owner="within the week"),
                signed(day, "Priya Nair", CREW.owner),
            ],
        )  # fmt: skip


def _events() -> Iterator[Piece]:
    sub = date(2025, 5, 26)
    yield records.written(
        CREW, "SUB-01", sub, "contractor_check", "Hot Tar Subs checked",
        [
            fields(Who="Hot Tar Subs Ltd. (2 people)", Clearance="letter of their own account, seen and copied",
                   Tickets="fall protection, both", Shown="our manual, the yard, the rope plan"),
            signed(sub, CREW.owner, "T. Varga"),
        ],
    )  # fmt: skip
    yield records.written(
        CREW, "SUB-02", date(2025, 9, 29), "contractor_check", "Hot Tar Subs, second job",
        [fields(Clearance="still good, checked by phone", Shown="new man shown round: T. Balog"), signed(date(2025, 9, 29), CREW.owner)],
    )  # fmt: skip
    yield records.written(
        CREW, "INC-01", date(2025, 8, 14), "near_miss", "Close call: bundle slid off the edge",
        [
            fields(Day=says(SLID), Where=roofing.JOBS[4], What="a bundle slid off the roof edge into the closed yard",
                   Hurt="nobody; yard was closed", Could_have="killed somebody below",
                   Serious_by_the_law="no: nobody there, barrier held; written down why"),
            h("What let it happen"),
            hand("Bundles were landed before the toe boards were on."),
            signed(SLID, "Luis Ortega", "Priya Nair", CREW.owner),
        ],
    )  # fmt: skip
    yield records.written(
        CREW, "DRL-01", DRILL, "emergency_drill", "Rescue drill, written up",
        [
            fields(Day=says(DRILL), What="a man hangs in his harness at the eave", Took="11 minutes", There="Luis, Priya, Jesse, Amir, Dana"),
            h("What went well"), hand("Ladder up in three minutes, head count right."),
            h("What did not"),
            steps("The rescue rope lay under the bundles.", "Nobody at the street knew the address."),
            h("Fixed"), hand("Sept 24: rope on its own hook; address card in both trucks. L. Ortega"),
            signed(date(2025, 9, 24), "Luis Ortega", CREW.owner),
        ],
    )  # fmt: skip
    for number, day in enumerate((date(2025, 5, 20), date(2025, 8, 25), date(2025, 11, 4)), 1):
        yield records.written(
            CREW, f"VIS-{number:02}", day, "management_visit", f"Dana on site, {says(day)}",
            [fields(Where=roofing.JOBS[number * 3], Did="joined the talk, walked the roof, signed the sheet"), signed(day, CREW.owner, CREW.lead)],
        )  # fmt: skip
    for number, day in enumerate((date(2025, 6, 30), date(2025, 12, 8)), 1):
        yield records.written(
            CREW, f"KIT-{number:02}", day, "first_aid_check", f"First aid kits, {says(day)}",
            [form(("Kit", "Complete?", "Put in"), ("Truck 1", "yes", ""), ("Truck 2", "no", "gloves, pads"), ("Shop", "yes", "")),
             signed(day, "Luis Ortega")],
        )  # fmt: skip


def _year() -> Iterator[Piece]:
    yield records.written(
        CREW, "GOAL-01", date(2025, 4, 1), "goals", "Goals and money for the year",
        [
            table(("Goal", "How we know", "Money"), ("No lost day", "year's numbers", ""),
                  ("A talk a week", "31 talks", "30 paid minutes"), ("New ropes", "receipt", "$ 640")),
            signed(date(2025, 4, 1), CREW.owner),
        ],
    )  # fmt: skip
    yield records.written(
        CREW, "STA-01", date(2026, 3, 5), "statistics", "Numbers of 2025",
        [
            table(("What", "2025"), ("Days worked", "128"), ("Jobs", "64"), ("Lost days", "0"), ("First aid", "2"),
                  ("Close calls", "1"), ("Morning sheets", "38"), ("Talks", "31")),
            signed(date(2026, 3, 5), CREW.owner),
        ],
    )  # fmt: skip
    yield records.written(
        CREW, "REV-01", date(2026, 3, 5), "system_review", "Owner's yearly look at the system",
        [
            fields(Day=says(date(2026, 3, 5)), There="Dana, Luis, Priya"),
            bullets("Morning sheets: 38 at 11 of 64 jobs. Too few; each job gets one from April on.",
                    "Talks: good.", "Emergency plan: names for the rescue are missing.", "Money: ropes bought, hoist next."),
            signed(date(2026, 3, 5), CREW.owner, "Luis Ortega", "Priya Nair"),
        ],
    )  # fmt: skip
    yield records.written(
        CREW, "PLAN-01", date(2026, 3, 6), "action_plan", "What we fix this year",
        [
            form(("What", "Who", "By"), ("A sheet on every job", "Luis", "April 30, 2026"),
                 ("Names for the rescue", "Dana", "April 30, 2026"), ("Hoist", "Dana", "June 30, 2026")),
            signed(date(2026, 3, 6), CREW.owner),
        ],
    )  # fmt: skip


def _later() -> Iterator[Piece]:
    """Found again or made after the return of 24 April 2026."""
    found = date(2026, 4, 28)
    yield records.ticket(CREW, "TRN-04B", found, "Jesse Martin", "Standard first aid", "valid to 2029-04-28")
    yield records.written(
        CREW, "HAZ-01", date(2026, 4, 29), "formal_hazard_assessment", "Health, stress, violence and harassment as hazards",
        [
            table(("Hazard", "Where", "Risk", "Control"),
                  ("Violence", "angry customer, theft in the yard", "8", "leave, call Dana, call 911"),
                  ("Harassment", "among the crew, by a customer", "6", "tell Priya or Dana; written; no contact"),
                  ("Stress and tiredness", "long weeks", "6", "ten hours, a day off after six"),
                  ("Heat and cold", "July, January", "8", "water, shade, warm-up"),
                  ("Fumes and dust", "torch, saw", "6", "upwind, mask")),
            p("Two separate hazards, one plan. The plan page was changed the same day: who hears a complaint about the owner."),
            signed(date(2026, 4, 29), CREW.owner, "Luis Ortega", "Priya Nair", "Jesse Martin", "Amir Haddad"),
        ],
    )  # fmt: skip
    yield records.written(
        CREW, "INC-01B", date(2025, 8, 19), "investigation", "Close call of 12 August, second page",
        [
            h("What let it happen"), hand("Bundles landed before the toe boards were on."),
            h("And what let that happen"), hand("The driver was early and nobody had said the order. No order was written down."),
            h("So"), hand("Order of work on the morning sheet: anchors, toe boards, barrier, bundles."),
            signed(date(2025, 8, 19), "Luis Ortega", "Priya Nair", CREW.owner),
        ],
        )  # fmt: skip
    yield records.written(
        CREW, "STA-02", date(2026, 3, 5), "statistics", "2025 beside 2024",
        [
            table(("What", "2024", "2025"), ("Lost days", "3", "0"), ("First aid", "4", "2"), ("Close calls told", "0", "1")),
            hand("Fewer first aid since gloves are on for tear-off. Close calls: one in a year is too few, nobody tells."),
            signed(date(2026, 3, 5), CREW.owner),
        ],
    )  # fmt: skip
    yield records.written(
        CREW, "JOBS-01", date(2026, 3, 9), "field_hazard_assessment", "Job list of the year with its morning sheets",
        [p(f"{FIRM}: 64 addresses, 128 days worked, 38 sheets at 11 of the addresses; 26 were one-day patches."),
         signed(date(2026, 3, 9), CREW.owner)],
    )  # fmt: skip
