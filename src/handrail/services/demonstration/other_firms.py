"""Three further named firms: one that just starts, one that grew past ten, one the office looks into."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from handrail.rules.permissions import Role
from handrail.services.actor import Actor
from handrail.services.demonstration import asked
from handrail.services.demonstration import firm as firms
from handrail.services.demonstration.cast import Cast, on
from handrail.services.demonstration.firm import Calendar, Firm
from handrail.services.demonstration.first_audit import FirstAudit, elements
from handrail.services.demonstration.papers import small_firm, trades
from handrail.services.demonstration.papers.sheet import Piece
from handrail.services.demonstration.papers.small_firm import Year
from handrail.services.employer import firm as particulars
from handrail.services.employer.starting import Wishes
from handrail.services.moment import Moment
from handrail.services.oversight import holding
from handrail.services.premium import basis
from handrail.services.review import deciding
from handrail.store.models import WcbAccount

# Points the reviewers took off the two certified firms; everything else stood as claimed.
REDPOLL_POINTS = {"1.7": "4", "2.3": "16", "2.6": "13", "5.6": "6", "7.2": "17", "8.3": "7", "10.1": "5"}
SANDHILL_POINTS = {"1.6": "8", "2.3": "15", "2.5": "7", "2.6": "11", "5.4": "8", "7.2": "15", "7.3": "11", "9.3": "6"}

# Sections of Foothill's written system that nobody has written down yet.
STILL_TO_WRITE = ("violence-harassment", "others")


def foothill(cast: Cast) -> Firm:
    """Foothill Fencing: people, training and a shoebox of twelve months; no partner, no audit yet."""
    year = trades.FENCES
    firm = _found(
        cast,
        "owner@foothillfencing.example",
        year,
        "A builder",
        "Two fences, one gate",
    )
    calendar = Calendar()
    calendar.add(year.start, 8, partial(_told, firm, year, ("DEMO-0002", "DEMO-GEN", "General trades")))
    calendar.add(year.start, 9, partial(_small_crew, firm))
    calendar.add(date(2026, 2, 2), 9, partial(_trained_elsewhere, firm))
    calendar.add(date(2026, 5, 4), 9, partial(_consultant, firm))
    _keep(firm, calendar, small_firm.unsorted(small_firm.pieces(year), every=3))
    calendar.add(date(2026, 5, 18), 18, partial(_part_of_system, firm, year))
    asked.put_in(firm, calendar, asked.FOOTHILL)
    calendar.play()
    return firm


def redpoll(cast: Cast) -> Firm:
    """Redpoll Plumbing: certified in 2025, eleven people since May 2026; its next audits say what that means."""
    year = trades.PIPES
    firm = _found(cast, "owner@redpoll.example", year, "A builder", "Four houses, one boiler")
    calendar = Calendar()
    calendar.add(year.start, 8, partial(_told, firm, year, ("DEMO-0003", "DEMO-GEN", "General trades")))
    calendar.add(year.start, 9, partial(_ten, firm))
    calendar.add(year.start, 10, lambda at: firm.join_partner(at, on(at.day + timedelta(days=2), 11), "Ten of us."))
    calendar.add(date(2024, 9, 2), 9, partial(_trained, firm, year, date(2024, 9, 10), "Lethbridge, college"))
    calendar.add(date(2025, 2, 3), 9, partial(_consultant, firm))
    _keep(firm, calendar, small_firm.pieces(year))
    calendar.add(date(2025, 5, 20), 18, lambda at: firm.write_system(at, year.crew.owner, date(2026, 5, 20)))
    _audit(
        cast,
        firm,
        year,
        calendar,
        first=date(2025, 7, 28),
        points=REDPOLL_POINTS,
        reviewer=cast.construction.reviewers[1],
    )
    calendar.add(date(2026, 5, 4), 7, lambda at: firm.hire(at, "Eli Sundberg", position="Apprentice plumber"))
    calendar.add(date(2026, 5, 20), 18, lambda at: firm.sign_again(at, year.crew.owner, date(2027, 5, 20)))
    asked.put_in(firm, calendar, asked.REDPOLL)
    calendar.play()
    return firm


def sandhill(cast: Cast) -> Firm:
    """Sandhill Excavating: certified in 2025 and under employer review since April 2026, so its refund waits."""
    year = trades.DIRT
    firm = _found(cast, "owner@sandhill.example", year, "The county", "Two trenches, one culvert")
    calendar = Calendar()
    calendar.add(year.start, 8, partial(_told, firm, year, ("DEMO-0004", "DEMO-EXC", "Excavation")))
    calendar.add(year.start, 9, partial(_digging_crew, firm))
    calendar.add(year.start, 10, lambda at: firm.join_partner(at, on(at.day + timedelta(days=3), 11), "Six of us."))
    calendar.add(date(2024, 10, 7), 9, partial(_trained, firm, year, date(2024, 10, 16), "Vegreville, fire hall"))
    _keep(firm, calendar, small_firm.pieces(year))
    calendar.add(date(2025, 8, 25), 18, lambda at: firm.write_system(at, year.crew.owner, date(2026, 8, 25)))
    _audit(
        cast,
        firm,
        year,
        calendar,
        first=date(2025, 9, 15),
        points=SANDHILL_POINTS,
        reviewer=cast.any_industry.reviewers[0],
        quality="86",
    )
    calendar.add(date(2026, 1, 20), 19, partial(_payroll, firm, "318500"))
    calendar.add(date(2026, 4, 20), 10, partial(_held, cast, firm))
    asked.put_in(firm, calendar, asked.SANDHILL)
    calendar.play()
    return firm


def _found(cast: Cast, email: str, year: Year, wanted_by: str, this_week: str) -> Firm:
    desk = cast.any_industry if year is trades.DIRT else cast.construction
    name = year.crew.firm.removesuffix(" Ltd.")
    wishes = Wishes(wanted_by=wanted_by, this_week=this_week)
    return firms.found(on(year.start - timedelta(days=3), 19), email, name, desk, wishes)


def _told(firm: Firm, year: Year, account: tuple[str, str, str], at: Moment) -> None:
    number, code, industry = account
    firm.tell(
        at,
        legal_name=year.crew.firm,
        trade_name=year.crew.firm.removesuffix(" Ltd."),
        operations=f"{year.trade.work[0].upper()}{year.trade.work[1:]}",
        address=f"Bay 2, 100 Sample Road, {year.trade.place}",
        phone="403-555-0190",
        contact_email=firm.owner.email,
        records_from=at.day,
        pir_registered_on=at.day,
    )
    particulars.add_account(firm.owner, at, account=number, industry_code=code, industry=industry)
    for place in ("Shop and yard", *year.jobs[:2]):
        particulars.add_site(firm.owner, at, name=place)


def _small_crew(firm: Firm, at: Moment) -> None:
    firm.hire(at, "Joanne Bellerose", "owner", date(2019, 5, 6), position="Owner", regularly=False)
    firm.hire(at, "Mateo Silva", "worker", date(2020, 4, 14), position="Lead hand")
    firm.hire(at, "Ines Drake", "worker", date(2022, 5, 2), position="Fence builder")
    firm.hire(at, "Cody Lund", "worker", date(2025, 7, 25), position="Helper")


def _ten(firm: Firm, at: Moment) -> None:
    firm.hire(at, "Grace Yuen", "owner", date(2011, 3, 1), position="Owner", regularly=False)
    names = (
        "Owen Tate",
        "Nina Sorel",
        "Ama Boateng",
        "Tom Ardley",
        "Lise Caron",
        "Hugo Brandt",
        "May Lindqvist",
        "Sara Okoye",
    )
    for number, name in enumerate(names):
        firm.hire(at, name, "worker", date(2014 + number, 5, 2), position="Lead hand" if number == 0 else "Plumber")
    firm.hire(at, "Pavel Horak", "worker", date(2024, 8, 2), position="Apprentice plumber")


def _digging_crew(firm: Firm, at: Moment) -> None:
    firm.hire(at, "Ross Kittredge", "owner", date(2009, 4, 1), position="Owner", regularly=False)
    for number, name in enumerate(("Lena Fuchs", "Dale Moss", "Rita Olson", "Ivan Petryk", "Kofi Mensah")):
        firm.hire(at, name, "worker", date(2015 + number, 4, 20), position="Operator" if number < 3 else "Labourer")


def _trained(firm: Firm, year: Year, day: date, place: str, at: Moment) -> None:
    course = "building-two-day" if year is trades.DIRT else "building"
    firm.take_course(at, day, year.crew.owner, course, place)


def _trained_elsewhere(firm: Firm, at: Moment) -> None:
    """The owner took the course before choosing a partner, so nobody has confirmed it yet."""
    day = at.day - timedelta(days=6)
    firm.ticket(at, "Joanne Bellerose", "Building course", taken=day, until=None, course="building")
    firm.ticket(
        at,
        "Mateo Silva",
        "Standard first aid",
        taken=date(2025, 6, 5),
        until=date(2028, 6, 5),
        course="first-aid-standard",
    )


def _consultant(firm: Firm, at: Moment) -> None:
    firm.consultant = firms.bring_in(firm, at, "consultant@example.com", Role.CONSULTANT)


def _part_of_system(firm: Firm, year: Year, at: Moment) -> None:
    """The written system, all but two sections: those are still to do."""
    written = tuple(key for key in firms.PAGES if key not in STILL_TO_WRITE)
    firm.write_system(at, year.crew.owner, date(2027, 5, 18), written)


def _keep(firm: Firm, calendar: Calendar, pieces: tuple[Piece, ...]) -> None:
    for piece in pieces:
        calendar.add(piece.day, 17, firm.keep(piece))


def _payroll(firm: Firm, earnings: str, at: Moment) -> None:
    account = WcbAccount.objects.get(employer=firm.key)
    fields = basis.BasisFields(insurable_earnings=Decimal(earnings), personal_coverage=Decimal("60000"))
    for year in (2025, 2026):
        basis.save(firm.owner, at, account.pk, year, version=0, fields=fields)


def _held(cast: Cast, firm: Firm, at: Moment) -> None:
    reason = "Second stop-work order within twelve months, of 2 March and 14 April 2026. An action plan is asked for."
    holding.place(cast.office, at, firm.key, reason=reason)


def _audit(
    cast: Cast,
    firm: Firm,
    year: Year,
    calendar: Calendar,
    *,
    first: date,
    points: dict[str, str],
    reviewer: Actor,
    quality: str = "",
) -> None:
    """A certification accepted in its first round: ten days gathered, sent a week later, signed within the month."""
    names = {"owner": year.crew.owner, "lead": year.crew.lead, "rep": year.representative}
    audit = FirstAudit(firm, names)
    last = first + timedelta(days=9)
    calendar.add(first, 8, audit.start)
    for number, who in enumerate((year.crew.lead, *year.crew.hands)):
        calendar.add(first + timedelta(days=1), 9 + number, partial(audit.talk, who=who))
    calendar.add(last, 18, partial(_answered, firm, audit))
    cover = {"representative": year.crew.owner, "assessor_contact": "403-555-0190", "managers": 1}
    calendar.add(last, 20, lambda at: audit.close_gathering(at, year.start, cover))
    calendar.add(last + timedelta(days=7), 19, audit.send)

    def read(at: Moment) -> None:
        review = audit.open(at, reviewer)
        audit.point(at, reviewer, review, points, {})
        summary = "Accepted. What was taken off stands on its question and on the plan for next year."
        audit.decide(deciding.accept, at, reviewer, review, summary=summary, quality=quality)

    calendar.add(last + timedelta(days=21), 11, read)
    calendar.add(last + timedelta(days=28), 10, lambda at: audit.sign(cast, at.day))


def _answered(firm: Firm, audit: FirstAudit, at: Moment) -> None:
    for element in elements():
        audit.lay(at, firm.owner, element)
        audit.answer(at, firm.owner, element)
