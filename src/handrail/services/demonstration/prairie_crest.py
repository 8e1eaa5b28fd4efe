"""Prairie Crest Roofing Ltd., replayed from the first call on 14 January 2025 to the certificate of 19 May 2026."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial

from handrail.rules.permissions import Role
from handrail.services.corrective_action import mending
from handrail.services.demonstration import asked, given, kept
from handrail.services.demonstration import firm as firms
from handrail.services.demonstration.cast import Cast, on
from handrail.services.demonstration.firm import Calendar, Firm
from handrail.services.demonstration.first_audit import FirstAudit, elements, story
from handrail.services.demonstration.papers import roofing, roofing_office
from handrail.services.employer import firm as particulars
from handrail.services.employer.starting import Wishes
from handrail.services.headcount import people
from handrail.services.moment import Moment
from handrail.services.premium import basis
from handrail.services.review import deciding
from handrail.services.training import tasks
from handrail.store.models import ActionLine, Person, Review, WcbAccount

OWNER = "Dana Kowal"
CREW = ("Luis Ortega", "Priya Nair", "Jesse Martin", "Amir Haddad", "Robin Kowal")
FIRST, SECOND = (Decimal(385), "77.62"), (Decimal(463), "93.34")
AVAILABLE = Decimal(496)
RETURNED = """\
The system is there and the notes are honest. It does not pass yet: 77.62 percent, and emergency response stands at 42.50, \
below the half that every element needs. Most of it is paper that was not attached: the record of the drill, the training \
of the representative. Two high tasks have no assessment, violence and harassment are not assessed as hazards, one first \
aid ticket ran out, two fixes are open."""
ACCEPTED = """\
Accepted at 93.34 percent. What was written after the proof days is named on its question with the reason it counts. For \
next year: a morning sheet on every job, the shop check each quarter, names for the rescue, and do the proof days while \
the crew is working."""


class NotAsTold(Exception):
    """The replay did not come out where the story says it does."""


def replay(cast: Cast) -> Firm:
    """The firm as it stands on the evening of 19 May 2026."""
    firm = firms.found(
        on(date(2025, 1, 14), 19),
        "owner@prairiecrest.example",
        "Prairie Crest Roofing",
        cast.construction,
        Wishes(
            wanted_by="A general contractor",
            this_week="Two re-roofs in Red Deer, one torch-on patch",
        ),
    )
    calendar = Calendar()
    _beginning(firm, calendar)
    for piece in roofing_office.pieces():
        day = piece.received or piece.day
        # Tickets older than the firm's place here came in with the first papers.
        calendar.add(max(day, date(2025, 3, 3)), 17, firm.keep(piece))
    audit = FirstAudit(firm, {"owner": OWNER, "lead": "Luis Ortega", "rep": "Priya Nair"}, story("prairie_crest"))
    _gathering(firm, audit, calendar)
    _first_round(cast, audit, calendar)
    _second_round(cast, audit, calendar)
    _certified(cast, firm, audit, calendar)
    kept.put_in(firm, calendar)
    asked.put_in(firm, calendar, asked.PRAIRIE_CREST)
    given.put_in(firm, calendar)
    calendar.play()
    _check(audit)
    return firm


def _beginning(firm: Firm, calendar: Calendar) -> None:
    add = calendar.add
    add(date(2025, 1, 22), 9, partial(_registered, firm))
    add(date(2025, 1, 27), 9, partial(_counted, firm))
    add(
        date(2025, 1, 27),
        10,
        lambda at: firm.join_partner(at, on(date(2025, 1, 30), 11), "We are five. Roofing, Red Deer."),
    )
    add(date(2025, 2, 3), 9, lambda at: firm.take_course(at, date(2025, 2, 11), OWNER, "building", "Red Deer, hall B"))
    add(
        date(2025, 2, 18),
        18,
        lambda at: firm.ticket(at, "Luis Ortega", "Industry orientation", taken=at.day, until=None, course="industry"),
    )
    add(date(2025, 3, 1), 18, partial(_tickets, firm))
    add(date(2025, 3, 4), 7, partial(_crew_joins, firm))
    add(date(2025, 3, 12), 18, lambda at: firm.write_system(at, OWNER, date(2026, 3, 3)))
    add(date(2025, 5, 26), 8, partial(_subs, firm))
    add(date(2025, 6, 2), 7, lambda at: firm.hire(at, "Amir Haddad", position="Apprentice roofer"))
    add(
        date(2025, 6, 4),
        18,
        lambda at: firm.ticket(at, "Amir Haddad", "Fall protection", taken=at.day, until=date(2028, 6, 4)),
    )
    add(date(2025, 11, 3), 19, partial(_tasks, firm))
    add(date(2026, 1, 14), 19, partial(_payroll, firm))
    add(date(2026, 2, 12), 18, lambda at: firm.ticket(at, "Priya Nair", "Representative, given by us", taken=at.day, until=None, course="hs-representative"))  # fmt: skip
    add(date(2026, 2, 20), 9, partial(_consultant_joins, firm))
    add(date(2026, 3, 2), 18, lambda at: firm.sign_again(at, OWNER, date(2027, 3, 2)))


def _registered(firm: Firm, at: Moment) -> None:
    firm.tell(
        at,
        legal_name="Prairie Crest Roofing Ltd.",
        trade_name="Prairie Crest Roofing",
        operations="Residential re-roofing, shingles and torch-on; one shift, April to mid-December",
        address="Bay 4, 7710 Edgar Way (made up), Red Deer, Alberta",
        phone="403-555-0164",
        contact_email="owner@prairiecrest.example",
        records_from=None,
        pir_registered_on=at.day,
    )
    particulars.add_account(firm.owner, at, account="DEMO-0001", industry_code="DEMO-ROOF", industry="Roofing")
    particulars.add_site(firm.owner, at, name="Shop and yard", address="Bay 4, 7710 Edgar Way (made up)")


def _counted(firm: Firm, at: Moment) -> None:
    firm.hire(at, OWNER, "owner", date(2016, 4, 4), position="Owner, estimator", regularly=False)
    firm.hire(at, "Robin Kowal", "part_time", date(2017, 1, 9), position="Bookkeeper")
    firm.hire(at, "Luis Ortega", "worker", date(2019, 4, 8), position="Lead hand")
    firm.hire(at, "Priya Nair", "worker", date(2021, 5, 3), position="Roofer")
    firm.hire(at, "Jesse Martin", "worker", date(2022, 4, 11), position="Roofer")


def _tickets(firm: Firm, at: Moment) -> None:
    firm.tell(at, records_from=None)
    firm.ticket(
        at, "Luis Ortega", "Standard first aid", taken=at.day, until=date(2028, 3, 1), course="first-aid-standard"
    )
    firm.ticket(at, "Luis Ortega", "Fall protection", taken=date(2024, 4, 22), until=date(2027, 4, 22))
    firm.ticket(at, "Priya Nair", "Fall protection", taken=date(2024, 5, 6), until=date(2027, 5, 6))
    firm.ticket(
        at,
        "Jesse Martin",
        "Standard first aid",
        taken=date(2023, 1, 31),
        until=date(2026, 1, 31),
        course="first-aid-standard",
    )


def _tasks(firm: Firm, at: Moment) -> None:
    """Who does what, and the cards that came out of wallets for it; nobody has said yet what the bookkeeper does.

    Three tickets stay missing, one of them behind a card whose title does not say plainly what it is.
    """
    for name in ("Luis Ortega", "Priya Nair", "Jesse Martin"):
        firm.ticket(at, name, "WHMIS", taken=date(2025, 3, 8), until=None)
    firm.ticket(at, "Luis Ortega", "Torch safety", taken=date(2023, 8, 12), until=date(2026, 8, 12))
    firm.ticket(at, "Luis Ortega", "Leading a crew safely", taken=date(2024, 11, 20), until=None)
    firm.ticket(at, "Jesse Martin", "Roof rescue and tie-off", taken=date(2024, 5, 6), until=date(2027, 5, 6))
    firm.ticket(at, OWNER, "Class 5 licence", taken=date(2023, 9, 2), until=date(2028, 9, 2))
    firm.does(at, OWNER, "supervising", "driving")
    firm.does(at, "Luis Ortega", "heights", "first-aider", "hazardous-products", "hot-work", "supervising")
    firm.does(at, "Priya Nair", "heights", "hazardous-products", "representative")
    firm.does(at, "Jesse Martin", "heights", "first-aider", "hazardous-products")
    firm.does(at, "Amir Haddad", "heights", "hazardous-products")
    tasks.say_meaning(firm.owner, at, title="Class 5 licence", kinds=["driver"])


def _crew_joins(firm: Firm, at: Moment) -> None:
    firm.tell(at, records_from=roofing.LIVE)
    firm.crew = firms.bring_in(firm, at, "crew@prairiecrest.example", Role.CREW)
    Person.objects.filter(pk=firm.people["Luis Ortega"].pk).update(user=firm.crew.user_id)


def _consultant_joins(firm: Firm, at: Moment) -> None:
    firm.consultant = firms.bring_in(firm, at, "consultant@example.com", Role.CONSULTANT)


def _subs(firm: Firm, at: Moment) -> None:
    # Two people of a subcontractor with their own account: told here, counted by another partner's rule only.
    for name in ("Hot Tar Subs: T. Varga", "Hot Tar Subs: T. Balog"):
        spell = people.SpellFields("subcontractor", at.day, None, covered=False, regularly_employed=False)
        people.add(firm.owner, at, name=name, position="Flat roofs", spell=spell)


def _payroll(firm: Firm, at: Moment) -> None:
    account = WcbAccount.objects.get(employer=firm.key)
    for year, earnings in ((2025, "251400"), (2026, "264000")):
        fields = basis.BasisFields(insurable_earnings=Decimal(earnings), personal_coverage=Decimal("60000"))
        basis.save(firm.owner, at, account.pk, year, version=0, fields=fields)


def _gathering(firm: Firm, audit: FirstAudit, calendar: Calendar) -> None:
    calendar.add(date(2026, 3, 9), 8, audit.start)
    for number, who in enumerate(CREW):
        calendar.add(date(2026, 3, 10 + number // 2), 8 + number, partial(audit.talk, who=who))
    for number, element in enumerate(elements()):
        day = date(2026, 3, 12 + number * 4 // 5)
        calendar.add(day, 18, partial(_element, firm, audit, element), number)
    cover = {"representative": OWNER, "assessor_contact": "403-555-0164", "workers": 4, "supervisors": 0, "managers": 1}
    calendar.add(date(2026, 3, 20), 20, partial(audit.close_gathering, records_from=roofing.LIVE, cover=cover))
    calendar.add(date(2026, 4, 7), 19, audit.send)


def _element(firm: Firm, audit: FirstAudit, element: str, at: Moment) -> None:
    """The consultant prepares three elements, the owner the others."""
    actor = firm.consultant if element in {"5", "7", "9"} and firm.consultant else firm.owner
    audit.lay(at, actor, element)
    audit.answer(at, actor, element)


def _first_round(cast: Cast, audit: FirstAudit, calendar: Calendar) -> None:
    reviewer = cast.construction.reviewers[0]

    def read(at: Moment) -> None:
        review = audit.open(at, reviewer)
        audit.point(at, reviewer, review, _points(audit, "first"), {})
        audit.note(at, reviewer, review)

    def give_back(at: Moment) -> None:
        review = Review.objects.get(audit=audit.audit, round=1)
        audit.decide(deciding.return_round, at, reviewer, review.pk, summary=RETURNED)

    calendar.add(date(2026, 4, 21), 9, read)
    calendar.add(date(2026, 4, 24), 14, give_back)


def _second_round(cast: Cast, audit: FirstAudit, calendar: Calendar) -> None:
    reviewer = cast.construction.reviewers[0]
    why = {question: str(told["why"]) for question, told in story("prairie_crest").items() if "why" in told}

    def read(at: Moment) -> None:
        review = audit.open(at, reviewer)
        audit.settle(at, reviewer, review)
        audit.point(at, reviewer, review, _points(audit, "second"), why)
        audit.decide(deciding.accept, at, reviewer, review, summary=ACCEPTED)

    calendar.add(date(2026, 4, 28), 18, partial(_renewed, audit.firm))
    calendar.add(date(2026, 5, 4), 19, lambda at: audit.mend(at, audit.firm.owner))
    calendar.add(date(2026, 5, 5), 19, audit.send)
    calendar.add(date(2026, 5, 12), 11, read)


def _renewed(firm: Firm, at: Moment) -> None:
    firm.ticket(
        at, "Jesse Martin", "Standard first aid", taken=at.day, until=date(2029, 4, 28), course="first-aid-standard"
    )


def _points(audit: FirstAudit, which: str) -> dict[str, str]:
    return {one.question.id: one.text(which) for one in audit.part() if one.text(which)}


def _certified(cast: Cast, firm: Firm, audit: FirstAudit, calendar: Calendar) -> None:
    calendar.add(date(2026, 5, 19), 10, lambda at: audit.sign(cast, at.day))
    calendar.add(date(2026, 5, 14), 19, partial(_plan, firm))
    for question, told in story("prairie_crest_fixes").items():
        if "done_on" in told:
            calendar.add(told["done_on"], 19, partial(_mended, firm, question, told["done"]))


def _plan(firm: Firm, at: Moment) -> None:
    """Every lost point gets a person and a day."""
    told = story("prairie_crest_fixes")
    for row in ActionLine.objects.filter(employer=firm.key, audit__isnull=False).order_by("question"):
        one = told[row.question]
        mending.assign(firm.owner, at, row.pk, version=row.version, who=one["who"], due_on=one["by"])


def _mended(firm: Firm, question: str, done: str, at: Moment) -> None:
    row = ActionLine.objects.get(employer=firm.key, question=question)
    mending.close(firm.owner, at, row.pk, version=row.version, done_on=at.day, done_note=done)


def _check(audit: FirstAudit) -> None:
    """Both rounds stand at the figures that are told everywhere else."""
    for number, (awarded, percent) in ((1, FIRST), (2, SECOND)):
        round_ = Review.objects.get(audit=audit.audit, round=number)
        if (round_.awarded, round_.available, str(round_.percent)) != (awarded, AVAILABLE, percent):
            raise NotAsTold(
                f"Review {number} of Prairie Crest came to {round_.awarded} of {round_.available} = {round_.percent}; "
                f"told is {awarded} of {AVAILABLE} = {percent}."
            )
