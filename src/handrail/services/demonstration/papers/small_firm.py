"""A year of proof of any small firm: enough to pass, with the gaps of real life."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from handrail.services.demonstration.papers import records, scenes
from handrail.services.demonstration.papers.manual import Trade, manual
from handrail.services.demonstration.papers.records import Crew, Job
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


@dataclass(frozen=True, slots=True)
class Year:
    """One firm's year: `start` is the day its system went live; everything lies in the twelve months after."""

    crew: Crew
    trade: Trade
    jobs: tuple[str, ...]
    hazards: tuple[tuple[str, str], ...]
    topics: tuple[tuple[str, str], ...]
    start: date
    new_hand: str
    representative: str
    close_call: tuple[str, str, str]  # what happened, what let it happen, what was changed
    scene: Callable[[str, date], bytes]

    def day(self, number: int) -> date:
        """So many days into the year, moved off the weekend."""
        found = self.start + timedelta(days=number)
        return found + timedelta(days=(7 - found.weekday()) % 7 if found.weekday() > 4 else 0)


def pieces(year: Year) -> tuple[Piece, ...]:
    """Everything of the year, by day."""
    every = (*_binder(year), *_work(year), *_people(year), *_events(year), *_photos(year), *_office(year))
    return tuple(sorted(every, key=lambda one: (one.day, one.code)))


def unsorted(found: tuple[Piece, ...], every: int) -> tuple[Piece, ...]:
    """The same with each n-th paper still unsorted, named by the phone or scanner, as it fell into the shoebox.

    What stands on it keeps its words: somebody looked at it, nobody has said yet which kind of proof it is.
    """
    return tuple(
        _loose(one, number) if number % every == 0 and one.code != "MANUAL" else one for number, one in enumerate(found)
    )


def _loose(one: Piece, number: int) -> Piece:
    suffix = one.name.rpartition(".")[2]
    name = f"Scan_{number + 1:04}.pdf" if suffix == "pdf" else f"IMG_{one.day:%Y%m%d}_{number + 1:03}.jpg"
    return replace(one, name=name, kind="", site="")


def _binder(y: Year) -> Iterator[Piece]:
    yield Piece(
        "MANUAL", "Manual.pdf", "policy_document", y.start, "Safety manual", partial(manual, y.trade, y.start)
    )  # fmt: skip
    yield records.written(
        y.crew, "POL-01", y.day(340), "policy_review", "Safety policy, looked over",
        [p("The policy was read again with the crew. It stands."), signed(y.day(340), y.crew.owner)],
    )  # fmt: skip
    for number, (task, hazard, risk, control) in enumerate(y.trade.tasks[:4], 1):
        rows = (
            ("Set up", hazard, risk, control),
            ("Do it", hazard, risk, control),
            ("Clean up", "cuts, strain", "4", "gloves, two to lift"),
        )
        yield records.assessment(
            y.crew, f"FHA-{number:02}", y.day(2 + number * 3), task, rows, (y.crew.owner, *y.crew.there(y.start))
        )
    for number, (task, _hazard, _risk, control) in enumerate(y.trade.tasks[:3], 1):
        lines = (f"{control[0].upper()}{control[1:]}.", "Look before you start.", "Stop when it changes.")
        yield records.practice(y.crew, f"SWP-{number:02}", y.day(6), task, y.trade.gear[0][0], lines)
    yield records.written(
        y.crew, "REVLOG-01", y.day(338), "policy_review", "Review log of hazard assessments",
        [form(("Assessment", "Looked at again", "Changed"), *[(task[0], says(y.day(338)), "no") for task in y.trade.tasks[:4]]),
         signed(y.day(338), y.crew.owner, y.crew.lead)],
    )  # fmt: skip


def _work(y: Year) -> Iterator[Piece]:
    names = y.crew.there(y.start)
    for number in range(13):
        day = y.day(20 + number * 26)
        job = Job(
            y.jobs[number % len(y.jobs)],
            y.trade.tasks[number % len(y.trade.tasks)][0],
            y.hazards[number % 2 : number % 2 + 4],
        )
        yield records.hazard_sheet(y.crew, f"FLH-{number + 1:02}", day, job, names, photo=number % 3 == 0)
    for number in range(12):
        about, said = y.topics[number % len(y.topics)]
        how = ("photo", "pdf", "whiteboard", "pdf")[number % 4]
        yield records.talk(y.crew, f"TBT-{number + 1:02}", y.day(14 + number * 28), about, said, names, how=how)
    for number in range(3):
        items = tuple((what, "good") for what, _when in y.trade.gear[:4])
        yield records.gear_check(y.crew, f"PPE-{number + 1:02}", y.day(40 + number * 90), items, photo=number == 1)
    for number, (what, _often, _by) in enumerate((*y.trade.equipment, *y.trade.equipment)[:4], 1):
        defect = "guard loose" if number == 2 else ""
        done = "new bolts, tried, tag off" if defect else "oil, looked over"
        yield records.service(
            y.crew, f"MNT-{number:02}", y.day(30 + number * 70), what, done, y.crew.lead, defect=defect
        )
    for number in range(5):
        place = "Shop and yard" if number == 4 else y.jobs[number % len(y.jobs)]
        rows = [("Gear", "yes", ""), ("Barrier", "yes" if number % 2 else "no", "" if number % 2 else "cone missing"),
                ("Ladders and tools", "yes", ""), ("First aid", "yes", "")]  # fmt: skip
        by = (y.crew.lead, y.crew.hands[0]) if number % 2 == 0 else (y.crew.lead,)
        yield records.inspection(y.crew, f"INS-{number + 1:02}", y.day(25 + number * 76), place, rows, by=by)


def _people(y: Year) -> Iterator[Piece]:
    hired = y.day(60)
    shown = (
        "Rights: know, take part, refuse",
        "Emergency plan and address",
        "Reporting the same day",
        "Gear handed out",
    )
    yield records.orientation(y.crew, "ORI-01", hired, y.new_hand, shown)
    for number, who in enumerate(y.crew.hands[:3], 1):
        tasks = tuple(task[0] for task in y.trade.tasks[:3])
        yield records.competency(y.crew, f"CMP-{number:02}", y.day(70 + number), who, tasks)
    everybody = y.crew.there(y.start)
    yield records.sign_off(
        y.crew, "SGN-01", y.day(15), "the practices of our tasks", everybody, [t[3] for t in y.trade.tasks[:3]]
    )
    yield records.sign_off(
        y.crew, "SGN-02", y.day(200), "gear and tools, once more", everybody, [g[0] for g in y.trade.gear[:3]]
    )
    yield records.sign_off(
        y.crew, "SGN-04", y.day(16), "emergency plan", everybody, ("Who calls", "Where the kit is", "Where we meet")
    )
    ticket = partial(records.ticket, y.crew)
    yield ticket("TRN-01", y.start, y.crew.owner, "Building course", "refresher in three years")
    yield ticket("TRN-02", y.day(10), y.crew.lead, "Standard first aid", "valid three years")
    yield ticket("TRN-03", y.day(12), y.crew.hands[0], "WHMIS", "this year")
    yield ticket("TRN-04", y.day(61), y.new_hand, "WHMIS", "this year")
    if y.representative:
        yield from _representative(y)


def _representative(y: Year) -> Iterator[Piece]:
    day, who = y.day(30), y.representative
    yield records.written(
        y.crew, "HSR-01", day, "representative_appointment", f"{who} is our representative",
        [p("The crew chose its representative. Time for the work is paid."), signed(day, who, y.crew.owner)],
    )  # fmt: skip
    yield Piece(
        "HSR-02", f"IMG_{day:%m%d}_HSR-02.jpg", "observation", day, "Who our representative is, in the shop",
        lambda: scenes.posted("HSR-02" + y.crew.firm, day, "Safety rep", (who, "Talk to them."), on="wall"),
    )  # fmt: skip
    yield records.written(
        y.crew, "HSR-03", y.day(45), "training_record", "Training of the representative",
        [fields(Who=who, Hours="6"), bullets("Roles and duties", "Rights", "Inspections"), signed(y.day(45), who, y.crew.owner)],
    )  # fmt: skip
    for number in range(3):
        when = y.day(80 + number * 80)
        yield records.written(
            y.crew, f"REP-{number + 1:02}", when, "representative_activity", f"What the representative did, {says(when)}",
            [fields(Walked="site check", Heard="one concern, answered within the week"), signed(when, who, y.crew.owner)],
        )  # fmt: skip


def _events(y: Year) -> Iterator[Piece]:
    for number, day in enumerate((y.day(50), y.day(190)), 1):
        yield records.written(
            y.crew, f"SUB-{number:02}", day, "contractor_check", f"Sub checked, {says(day)}",
            [fields(Who="Pinto Hydrovac Ltd. (demo)", Clearance="letter seen", Tickets="seen", Shown="the yard and our plan"), signed(day, y.crew.owner)],
        )  # fmt: skip
    for number, day in enumerate((y.day(33), y.day(150), y.day(280)), 1):
        yield records.written(
            y.crew, f"VIS-{number:02}", day, "management_visit", f"{y.crew.owner.split()[0]} on site, {says(day)}",
            [fields(Where=y.jobs[number % len(y.jobs)], Did="joined the talk, walked the job, signed"), signed(day, y.crew.owner, y.crew.lead)],
        )  # fmt: skip
    happened, why, changed = y.close_call
    when = y.day(110)
    yield records.written(
        y.crew, "INC-01", when, "investigation", "Close call, with what let it happen",
        [fields(Day=says(when), What=happened, Hurt="nobody"), h("What let it happen"), hand(why), h("Changed"), hand(changed),
         signed(when, y.crew.lead, y.crew.owner)],
    )  # fmt: skip
    yield records.written(
        y.crew, "INC-02", when, "near_miss", "Close call, told the same day",
        [fields(Day=says(when), What=happened, Told_by=y.crew.hands[0], Serious_by_the_law="no, written down why"), signed(when, y.crew.lead)],
    )  # fmt: skip
    rows = (("Cone missing at the barrier", "no spare", 27), ("Guard loose", "no check after transport", 171), ("After the close call", why, 112), ("First aid tape used up", "nobody wrote it down", 240))  # fmt: skip
    for number, (what, let, after) in enumerate(rows, 1):
        yield records.fix(
            y.crew,
            f"CAR-{number:02}",
            y.day(after),
            what,
            let,
            y.crew.lead,
            y.day(after + 3),
            "done, looked at again a week later",
        )
    yield records.talk(y.crew, "TBT-18", y.day(116), "The close call of last week", changed, y.crew.there(y.start))
    drill = y.day(120)
    yield records.written(
        y.crew, "DRL-01", drill, "emergency_drill", "Drill, written up",
        [fields(Day=says(drill), What=f"{y.trade.emergencies[0]}, with a man down", Took="9 minutes", There="everybody"), h("What did not go well"),
         steps("The kit was under the tools."), h("Fixed"), hand(f"{says(y.day(124))}: kit has its own box."), signed(y.day(124), y.crew.lead, y.crew.owner)],
    )  # fmt: skip


def _photos(y: Year) -> Iterator[Piece]:
    words = ("We want everybody", "to go home whole.", y.crew.owner)
    rows: tuple[tuple[str, int, str, Callable[[str, date], bytes]], ...] = (
        ("OBS-01", 30, "Policy on the truck door", lambda c, d: scenes.posted(c, d, "Safety policy", words, thumb=True)),
        ("OBS-02", 98, "The job as the morning sheet says", y.scene),
        ("OBS-03", 262, "Gear on, barrier up", y.scene),
        ("OBS-04", 99, "Public kept out", scenes.yard),
        ("OBS-05", 31, "Kit, extinguisher and numbers", lambda c, d: scenes.shelf(c, d, ("911", "address: sheet", "kit checked"))),
    )  # fmt: skip
    for code, after, label, scene in rows:
        day = y.day(after)
        yield Piece(
            code, f"IMG_{day:%m%d}_{code}.jpg", "observation", day, label, partial(scene, code + y.crew.firm, day)
        )
    thread = ((False, "ladder 3 is bent"), (True, "do not use it, tag it"), (False, "tagged, in the red corner"))
    yield Piece(
        "CHAT-01", "Screenshot.jpg", "corrective_action", y.day(205), "Text thread: ladder tagged",
        lambda: scenes.chat("chat" + y.crew.firm, thread),
    )  # fmt: skip


def _office(y: Year) -> Iterator[Piece]:
    yield records.written(
        y.crew, "GOAL-01", y.day(12), "goals", "Goals and money for the year",
        [table(("Goal", "How we know", "Money"), ("No lost day", "numbers", ""), ("A talk a month at least", "12 talks", "paid time"), ("New gear", "receipt", "$ 480")), signed(y.day(12), y.crew.owner)],
    )  # fmt: skip
    yield records.written(
        y.crew, "STA-01", y.day(345), "statistics", "The year's numbers",
        [table(("What", "Before", "This year"), ("Lost days", "1", "0"), ("First aid", "3", "1"), ("Close calls", "0", "1"), ("Talks", "4", "13")), hand("More is told, less happens."), signed(y.day(345), y.crew.owner)],
    )  # fmt: skip
    yield records.written(
        y.crew, "REV-01", y.day(346), "system_review", "Owner's yearly look at the system",
        [bullets("Morning sheets: steady.", "Winter: few talks, little work.", "Plan: names for the rescue are in."), signed(y.day(346), y.crew.owner, y.crew.lead)],
    )  # fmt: skip
    yield records.written(
        y.crew, "PLAN-01", y.day(347), "action_plan", "What we fix this year",
        [form(("What", "Who", "By"), ("A sheet on every job", y.crew.lead, "end of April"), ("Second kit", y.crew.owner, "end of June")), signed(y.day(347), y.crew.owner)],
    )  # fmt: skip
    for number, after in enumerate((90, 250), 1):
        yield records.written(
            y.crew, f"KIT-{number:02}", y.day(after), "first_aid_check", f"First aid kit, {says(y.day(after))}",
            [form(("Kit", "Complete?", "Put in"), ("Truck", "yes", ""), ("Shop", "no", "gloves")), signed(y.day(after), y.crew.lead)],
        )  # fmt: skip
