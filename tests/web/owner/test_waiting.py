"""What waits and what comes: a review by the office, an application, fixes with a day, and the menu."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from handrail.services.actor import Actor
from handrail.services.premium import basis
from handrail.services.premium.basis import BasisFields
from handrail.store.models import ActionLine, Application, Audit, Certificate, Employer, EmployerHold, WcbAccount
from tests import world
from tests.web.owner.conftest import text

pytestmark = pytest.mark.django_db
Enter = Callable[[Actor], Client]
SINCE = date(2026, 4, 20)


@pytest.fixture
def certified(firm: Employer) -> Certificate:
    partner = world.partner()
    world.accepted(firm, partner)
    audit = Audit.objects.create(
        employer=firm, partner=partner, pack="ca-ab", edition="ref10-2023", purpose="certification", state="certified",
        started_at=world.moment().now, gathering_started_on=date(2026, 3, 9), gathering_ended_on=date(2026, 3, 20),
        submitted_on=date(2026, 4, 7), closed_on=date(2026, 5, 19),
    )  # fmt: skip
    return Certificate.objects.create(
        number="HR-26-00042-N", year=2026, serial=42, employer=firm, audit=audit, partner=partner, legal_name="x",
        accounts=[], term_months=36, issued_on=date(2026, 3, 20), expires_on=date(2029, 3, 20),
        signed_by_both_at=world.moment().now,
    )  # fmt: skip


def fix(found: Certificate, question: str, due_on: date | None, points: str = "1") -> ActionLine:
    return ActionLine.objects.create(
        employer=found.employer, audit=found.audit, question=question, points_lost=Decimal(points), due_on=due_on,
        what=f"{'Drills are held every year and written down ' * 4}: a record of each. And who was there.",
    )  # fmt: skip


@pytest.mark.parametrize("name", ["owner-home", "firm", "cycle"])
def test_a_firm_under_review_reads_it_first(
    name: str, firm: Employer, owner: Actor, certified: Certificate, enter: Enter
) -> None:
    account = WcbAccount.objects.get(employer=firm)
    payroll = BasisFields(insurable_earnings=Decimal(414100))
    basis.save(owner, world.moment(), account.pk, 2026, version=0, fields=payroll)
    EmployerHold.objects.create(employer=firm, since=SINCE, reason="An action plan is asked for.")
    page = text(enter(owner).get(reverse(name)))
    assert "Under review since Monday 20 April 2026" in page
    assert "An action plan is asked for." in page
    assert "$3,064.34" in page
    assert "Nothing needs you today" not in page
    assert page.index("banner-now") < page.index("An action plan") < page.index("<h2>", page.index("An action plan"))
    EmployerHold.objects.update(until=world.DAY)
    assert "Under review" not in text(enter(owner).get(reverse(name)))


def test_held_money_waits_and_is_never_said_not_to_pay(
    firm: Employer, owner: Actor, certified: Certificate, enter: Enter
) -> None:
    account = WcbAccount.objects.get(employer=firm)
    payroll = BasisFields(insurable_earnings=Decimal(414100))
    basis.save(owner, world.moment(), account.pk, 2026, version=0, fields=payroll)
    EmployerHold.objects.create(employer=firm, since=SINCE, reason="x")
    page = text(enter(owner).get(reverse("money")))
    assert "Held: $3,064.34 to" in page
    assert "Held since Monday 20 April 2026" in page
    assert "No refund" not in page
    assert "does not pay" not in page
    assert "$0.00" not in page


def test_fixes_with_a_day_are_coming_and_an_overdue_one_needs_you(
    owner: Actor, certified: Certificate, enter: Enter
) -> None:
    fix(certified, "8.2", date(2026, 7, 31))
    near = fix(certified, "8.1", date(2026, 6, 30))
    fix(certified, "9.1", None)
    browser = enter(owner)
    page = text(browser.get(reverse("owner-home")))
    assert page.index("Fix 8.1 by Tuesday 30 June 2026") < page.index("Fix 8.2 by Friday 31 July 2026")
    assert "1 fix has no day yet" in page
    ActionLine.objects.filter(pk=near.pk).update(due_on=date(2026, 5, 29))
    late = text(browser.get(reverse("owner-home")))
    assert "A fix was due on Friday 29 May 2026." in late
    assert reverse("fix", args=[near.pk]) in late


def test_the_fixes_stand_by_day_with_their_whole_first_line(owner: Actor, certified: Certificate, enter: Enter) -> None:
    fix(certified, "9.1", None, "8")
    fix(certified, "8.2", date(2026, 7, 31), "1")
    fix(certified, "8.1", date(2026, 6, 30), "0.5")
    page = text(enter(owner).get(reverse("fixes")))
    places = [page.index(f"{one} Drills") for one in ("8.1", "8.2", "9.1")]
    assert places == sorted(places)
    assert ": a record of each." in page
    assert "1 point" in page and "1 points" not in page
    assert "Say who and by when" in page


def test_a_fix_saved_by_two_shows_both_and_can_be_saved_again(
    owner: Actor, certified: Certificate, enter: Enter
) -> None:
    row, browser = fix(certified, "8.1", None), enter(owner)
    address = reverse("fix", args=[row.pk])
    assert browser.post(address, {"assign": "1", "version": "1", "who": "Luis"}).status_code == 302
    met = browser.post(address, {"assign": "1", "version": "1", "who": "Dana"})
    assert met.status_code == 409
    assert "Luis" in text(met) and "Dana" in text(met)
    assert 'name="version" value="2"' in text(met)
    assert browser.post(address, {"assign": "1", "version": "2", "who": "Dana"}).status_code == 302
    row.refresh_from_db()
    assert row.who == "Dana"


def test_after_applying_the_button_leads_to_the_application(firm: Employer, owner: Actor, enter: Enter) -> None:
    Application.objects.create(employer=firm, partner=world.partner(), state="applied", applied_on=world.DAY)
    page = text(enter(owner).get(reverse("owner-home")))
    assert "See your application" in page
    assert "Choose a Certifying Partner" not in page


def test_who_wants_it_is_a_labelled_value(firm: Employer, owner: Actor, enter: Enter) -> None:
    Employer.objects.filter(pk=firm.pk).update(wanted_by="A builder asks for it")
    page = text(enter(owner).get(reverse("owner-home")))
    assert "<dt>Who wants it</dt>" in page
    assert "For A builder" not in page


def test_the_menu_before_and_after_the_first_certificate(
    firm: Employer, owner: Actor, crew: Actor, enter: Enter
) -> None:
    page = text(enter(owner).get(reverse("people")))
    menu = page.split("</header>")[0]
    assert ">Audit</a>" in menu and ">Yearly audit</a>" not in menu
    for label in ("Due days", "Training", "Partner", "Fixes", "Money"):
        assert f">{label}</a>" in menu
    assert ">Manual</a>" in text(enter(crew).get(reverse("owner-home"))).split("</header>")[0]


def test_a_certified_firm_has_its_yearly_audit_and_its_certificate_as_pdf(
    owner: Actor, certified: Certificate, enter: Enter
) -> None:
    page = text(enter(owner).get(reverse("owner-home")))
    assert ">Yearly audit</a>" in page.split("</header>")[0]
    assert reverse("certificate-document", args=[certified.pk]) in page


def test_the_year_counts_audits_in_one_wording(owner: Actor, certified: Certificate, enter: Enter) -> None:
    page = text(enter(owner).get(reverse("cycle")))
    assert "Yearly audit, year 2 of 3" in page
    assert "Yearly audit 1" not in page
    assert "One Certifying Partner publishes this rule" in page
