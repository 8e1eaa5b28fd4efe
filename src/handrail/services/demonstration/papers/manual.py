"""The written safety manual of a small firm: one section a page, so that proof can point at the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from handrail.services.demonstration.papers.sheet import (
    Block,
    bullets,
    fields,
    h,
    p,
    paper,
    says,
    section,
    signed,
    steps,
    table,
)  # fmt: skip

# The pages before the first section: title and contents.
FRONT_PAGES = 2


@dataclass(frozen=True, slots=True)
class Trade:
    """What differs between the manuals of two firms."""

    firm: str
    owner: str
    lead: str
    representative: str
    place: str
    work: str
    tasks: tuple[tuple[str, str, str, str], ...]  # task, worst hazard, risk, control
    gear: tuple[tuple[str, str], ...]  # what, when
    equipment: tuple[tuple[str, str, str], ...]  # what, how often, by whom
    tickets: tuple[tuple[str, str], ...]  # position, tickets
    emergencies: tuple[str, ...]
    rescue: str
    subs: str
    public: str
    own_hazards: bool  # whether health, violence and harassment already stand as hazards of their own
    full_plan: bool  # whether the emergency plan has all ten contents or eight


# Title -> key of the firm's written system, in the order of the pages.
SECTIONS: tuple[str, ...] = (
    "Health and safety policy",
    "Who is responsible for what",
    "Jobs and tasks",
    "How we assess hazards",
    "Health, stress, violence and harassment",
    "How we choose controls",
    "Safe work practices",
    "Protective gear",
    "Tools, trucks and their care",
    "Company rules",
    "Violence and harassment plan",
    "The health and safety representative",
    "Tickets by position",
    "Subcontractors, visitors and suppliers",
    "Telling others about our hazards",
    "Inspections",
    "Emergency response plan",
    "Reporting and investigating",
    "Records",
)


def page_of(title: str) -> int:
    """The page of the manual on which a section stands."""
    return FRONT_PAGES + 1 + SECTIONS.index(title)


def manual(trade: Trade, day: date, reviewed: date | None = None) -> bytes:
    """The manual as a PDF of one title page, one page of contents and one page a section."""
    texts = (
        _policy(trade, day, reviewed), _responsibilities(trade), _jobs(trade), _assessing(trade), _own_hazards(trade),
        _controls(trade), _practices(trade), _gear(trade), _equipment(trade), _rules(trade),
        _violence(trade), _representative(trade), _tickets(trade), _others(trade), _telling(trade),
        _inspections(trade), _emergency(trade), _reporting(trade), _records(trade),
    )  # fmt: skip
    blocks: list[Block] = [
        section(f"Health and safety manual of {trade.firm}"),
        p(f"For everybody who works for or with {trade.firm}: {trade.work}, out of {trade.place}."),
        fields(
            In_force_since=says(day), Looked_over=says(reviewed) if reviewed else "first year", Signed_by=trade.owner
        ),
        p("A copy lies in the shop and in the door pocket of each truck. Whoever finds a mistake tells the owner."),
        section("What stands where"),
        ("contents",),
    ]
    for title, text in zip(SECTIONS, texts, strict=True):
        blocks += [section(title), *text]
    return paper(trade.firm, "Manual", f"Health and safety manual of {trade.firm}", day, blocks, sections=True)


def _policy(trade: Trade, day: date, reviewed: date | None) -> list[Block]:
    return [
        p(f"{trade.firm} wants everybody to go home whole, every day. No job is worth an injury."),
        p(
            "We protect the body, the mind, and how people treat each other: physical, psychological and social "
            "health. Nobody here is threatened, mocked or harassed."
        ),
        h("Goals"),
        bullets(
            "No injury that costs a day of work.",
            "A talk before work starts on every new job, and at least once a week.",
            "Every fix done by its day.",
        ),
        h("Responsibilities"),
        bullets(
            f"{trade.owner}, the owner: money, time, tools and training for safe work; has the last word.",
            f"{trade.lead}, lead hand: walks the job first, holds the talk, stops work that is not safe.",
            "Workers: follow the plan, use the gear, report what is wrong, look out for each other.",
            "Subcontractors: the same as workers, and their own coverage and tickets.",
        ),
        p("Everybody follows the law of Alberta and our own rules, whichever asks for more."),
        p(
            "You have the right to know the hazards, to take part, and to refuse dangerous work. Nobody is punished "
            "for using a right."
        ),
        signed(day, trade.owner),
        *([signed(reviewed, trade.owner)] if reviewed else []),
    ]


def _responsibilities(trade: Trade) -> list[Block]:
    return [
        h(f"Owner: {trade.owner}"),
        bullets(
            "Signs the policy and looks it over each year.",
            "Sees that each job has a hazard sheet before it starts.",
            "Visits the jobs, joins a talk or a site check at least monthly in season.",
            "Reports to the authorities and leads investigations.",
        ),
        h(f"Lead hand: {trade.lead}"),
        bullets(
            "Fills in the morning hazard sheet with the crew.",
            "Holds the talk and has it signed.",
            "Checks gear, ladders and the truck; tags out what is broken.",
            "Calls 911 and gives the address; leads the rescue until help is there.",
        ),
        h("Workers"),
        bullets(
            "Wear the gear, use the anchor, keep the tickets in date.",
            "Report hazards, close calls and injuries the same day.",
            "Refuse work that is dangerous, and say so.",
        ),
        h("Subcontractors"),
        bullets("Show coverage and tickets before the first day.", "Follow this manual on our jobs."),
        p("We have no supervisor level besides the lead hand, so none is listed."),
    ]


def _jobs(trade: Trade) -> list[Block]:
    return [
        p("Every position, the tasks in it, and how bad the worst of it could be."),
        table(("Task", "Worst hazard", "Risk"), *[(task, hazard, risk) for task, hazard, risk, _ in trade.tasks]),
        p("Reviewed each March, and when a new kind of work is taken on."),
    ]


def _assessing(trade: Trade) -> list[Block]:
    return [
        p(f"{trade.owner} leads, {trade.lead} and at least one worker who does the task take part and sign."),
        steps(
            "List the steps of the task.",
            "Name what could hurt somebody at each step, body and mind.",
            "Rank it: how bad (1 to 4) times how likely (1 to 4). Eight and more is high.",
            "Choose the control as high on the list of controls as is reasonable.",
            "Sign, date, and show it to everybody who does the task.",
        ),
        h("When again"),
        bullets(
            "Each March.",
            "When the task, the tool or the material changes.",
            "After an injury or a close call.",
            "Before a new kind of site.",
        ),
        p("On the job the morning hazard sheet does the same in one page, before work starts and when things change."),
    ]


def _own_hazards(trade: Trade) -> list[Block]:
    if not trade.own_hazards:
        return [
            p("Heat, cold, dust, noise and asphalt fumes are dealt with in the assessments of the tasks."),
            p("Bad behaviour is not put up with; see the plan further on in this manual."),
        ]
    return [
        p("These are hazards of their own and are ranked like any other."),
        table(
            ("Hazard", "Where", "Risk", "Control"),
            (
                "Heat and cold",
                "outside, July and January",
                "8",
                "water, shade, warm-up truck, no work under minus 25",
            ),
            ("Dust and fumes", "cutting, torch", "6", "wet cutting, mask, upwind"),
            ("Noise", "saws, nailers", "6", "plugs within five metres"),
            ("Stress and tiredness", "long weeks in season", "6", "ten-hour limit, a day off after six"),
            (
                "Violence",
                "angry neighbour or customer, theft in the yard",
                "8",
                "leave, call the owner, call 911, never alone at night",
            ),
            (
                "Harassment",
                "among crew, by a customer",
                "6",
                "say it to the representative or the owner; written record; no contact",
            ),
        ),
        p("Violence and harassment are two separate hazards. One plan serves both."),
    ]


def _controls(trade: Trade) -> list[Block]:
    return [
        p("In this order: do away with it, engineer it out, arrange the work, and protective gear last."),
        table(
            ("Task", "Hazard", "Control chosen"), *[(task, hazard, control) for task, hazard, _, control in trade.tasks]
        ),
    ]


def _practices(trade: Trade) -> list[Block]:
    rows = [(f"SWP-{number:02}", task, control) for number, (task, _, _, control) in enumerate(trade.tasks[:6], 1)]
    return [
        p("Six practices stand in the appendix, one page each. Nobody does the task who was not shown the page."),
        table(("Number", "Task", "In one line"), *rows),
    ]


def _gear(trade: Trade) -> list[Block]:
    return [
        table(("What", "When"), *trade.gear),
        p(
            "The firm supplies and pays for everything but boots. Broken or doubtful gear goes in the red bag and is cut."
        ),
        p("Fall gear is looked at before each use, and by the lead hand on a form each month of the season."),
    ]


def _equipment(trade: Trade) -> list[Block]:
    return [
        table(("What", "How often", "By whom"), *trade.equipment),
        p("Defects: red tag, out of use, on the repair list, owner signs when it is back."),
    ]


def _rules(trade: Trade) -> list[Block]:
    return [
        steps(
            "Come fit for work: no drink, no drugs, rested.",
            "Tie off above three metres, or have the guard up.",
            "No phone on the roof edge, the ladder or behind the wheel.",
            "Nobody works alone at height.",
            "Report the same day.",
        ),
        h("When a rule is broken"),
        p(
            "First we talk and write it down. The second time in a year there is a written warning; the third time "
            "you go home for a day without pay. What could have killed somebody ends the job at once. The owner is "
            "held to the same rules, and the crew may write it down too."
        ),
    ]


def _violence(trade: Trade) -> list[Block]:
    lines = [
        "Anybody who is threatened or harassed tells the lead hand, the representative or the owner.",
        "The owner listens to both sides within two days and writes down what was decided.",
        "Nobody is punished for speaking up.",
        "Who is hurt is helped: a drive home, a doctor, paid time.",
    ]
    if trade.own_hazards:
        lines += [
            "Where the owner is the one complained of, the bookkeeper takes the report to an outside person.",
            "The plan is looked over each March and after each report.",
        ]
    return [p("One plan against violence and harassment, at work and by customers and the public."), steps(*lines)]


def _representative(trade: Trade) -> list[Block]:
    return [
        p(f"With five regularly employed workers or more we have a representative: {trade.representative}."),
        bullets(
            "Hears concerns and brings them to the owner, who answers within a week.",
            "Takes part in hazard assessments and in one site check a month in season.",
            "Takes part in investigations and in refusals of dangerous work.",
            "Is trained on paid time and has time for the work.",
        ),
        p("Name and number are posted on each truck door and in the shop."),
    ]


def _tickets(trade: Trade) -> list[Block]:
    return [
        table(("Position", "Tickets needed before doing it alone"), *trade.tickets),
        p("New people are shown the ropes on the first day, by the form, before any work."),
    ]


def _others(trade: Trade) -> list[Block]:
    return [
        p(trade.subs),
        bullets(
            "Subs: clearance letter, tickets, our orientation, before the first day. Checked again each year.",
            "Visitors: sign in with the lead hand, hat and boots, stay with somebody.",
            "Suppliers and drivers: told where to drop and where not to stand.",
        ),
    ]


def _telling(trade: Trade) -> list[Block]:
    return [
        p(trade.public),
        p(
            "Where somebody else is prime contractor we hand over our hazard sheet and take theirs. Where nobody is, "
            "the owner asks in writing before the first day who it is."
        ),
    ]


def _inspections(trade: Trade) -> list[Block]:
    return [
        table(
            ("What", "How often", "By whom"),
            ("Each kind of job site", "monthly in season (April to November)", f"{trade.lead} with a worker"),
            ("Shop and yard", "each quarter", f"{trade.owner}"),
            ("Trucks and trailer", "before the first drive of the day; form each quarter", "driver"),
        ),
        p("What is found goes on the list of fixes with a name and a day. The owner signs each form within a week."),
    ]


def _emergency(trade: Trade) -> list[Block]:
    blocks: list[Block] = [
        p("What could happen: " + ", ".join(trade.emergencies) + "."),
        h("What to do"),
        steps(
            "Stop work, make it safe, count heads.",
            "Call 911, give the address from the morning hazard sheet. Send one person to the street.",
            "First aid by whoever holds the ticket. Kit: behind the seat of each truck.",
            trade.rescue,
            f"Phone {trade.owner}, who tells the family and reports where the law asks for it.",
        ),
        h("Gear and places"),
        bullets(
            "Kit, blanket and extinguisher in each truck; rescue rope and ladder on the trailer.",
            "Nearest hospital and its address on the morning hazard sheet.",
            "Extinguisher: checked monthly, serviced yearly; no torch work without one within five metres.",
        ),
    ]
    if trade.full_plan:
        blocks += [
            h("Who does what"),
            bullets(
                f"Rescue: {trade.lead}, and whoever was named on the morning sheet.",
                "Head count and way out: the worker nearest the street.",
                "Training: everybody in this plan on the first day and each spring; one drill a year.",
            ),
        ]
    return blocks


def _reporting(trade: Trade) -> list[Block]:
    return [
        steps(
            "Report every injury, damage and close call to the lead hand at once, the owner the same day.",
            "Serious or possibly serious: leave the place as it is, the owner reports to the province at once.",
            "WCB is told within 72 hours where somebody needs a doctor or loses time.",
            "The owner, the lead hand and the representative find out what happened, what let it happen, and what "
            "let that happen.",
            "Each cause gets a fix, a name and a day; the crew hears about it at the next talk.",
        ),
    ]


def _records(trade: Trade) -> list[Block]:
    return [
        p("Forms are kept for three years, first aid records too; exposure and training records as long as the firm."),
        p("Paper lies in the binder in the shop by kind and month; photos and scans in the firm's own folder."),
    ]
