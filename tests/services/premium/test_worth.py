"""What the certificate is worth in a year, from what the owner typed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from handrail.rules.permissions import Role
from handrail.rules.premium import Gate
from handrail.services.actor import Actor
from handrail.services.errors import Absent, Conflict, Forbidden, Invalid
from handrail.services.premium import basis
from handrail.services.premium.basis import BasisFields
from handrail.services.premium.worth import worth
from handrail.store.models import Audit, Certificate, Employer, EmployerHold, Partner, PremiumBasis, WcbAccount
from tests import world

pytestmark = pytest.mark.django_db
D = Decimal
PAYROLL = BasisFields(insurable_earnings=D("414100"))


@pytest.fixture
def partner() -> Partner:
    return world.partner()


@pytest.fixture
def firm(partner: Partner) -> Employer:
    made = world.employer(pir_registered_on=date(2025, 1, 22))
    world.accepted(made, partner)
    return made


@pytest.fixture
def owner(firm: Employer) -> Actor:
    return world.member(firm.organisation, Role.OWNER)


def account(firm: Employer) -> WcbAccount:
    return WcbAccount.objects.get(employer=firm)


def certified(firm: Employer, partner: Partner, issued: date = date(2026, 3, 20)) -> Certificate:
    audit = Audit.objects.create(
        employer=firm, partner=partner, pack="ca-ab", edition="ref10-2023", purpose="certification", state="certified",
        started_at=world.moment(issued).now, gathering_started_on=issued, gathering_ended_on=issued,
    )  # fmt: skip
    return Certificate.objects.create(
        number="HR-26-00001-X", year=2026, serial=1, employer=firm, audit=audit, partner=partner, legal_name="x",
        accounts=[], term_months=36, issued_on=issued, expires_on=date(issued.year + 3, issued.month, issued.day),
        signed_by_both_at=world.moment().now,
    )  # fmt: skip


def save(owner: Actor, firm: Employer, fields: BasisFields = PAYROLL, year: int = 2026, version: int = 0) -> None:
    basis.save(owner, world.moment(), account(firm).pk, year, version=version, fields=fields)


def test_the_first_certificate_year_gives_ten_percent_of_the_base(
    firm: Employer, owner: Actor, partner: Partner
) -> None:
    certified(firm, partner)
    save(owner, firm)
    found = worth(owner, world.moment(), 2026)
    assert found.premium is not None
    assert found.premium.gate is Gate.OPEN
    # 414,100 at the demonstration's 7.40 for each 100
    assert found.premium.industry_premium == D("30643.40")
    assert (found.premium.percent_low, found.premium.refund_low) == (D("10.00"), D("3064.34"))
    assert (found.premium.percent_high, found.premium.refund_high) == (D("20.00"), D("6128.68"))
    assert found.demonstration_rates
    assert found.pays is True


def test_a_small_payroll_does_not_pay_and_it_says_so(firm: Employer, owner: Actor, partner: Partner) -> None:
    certified(firm, partner)
    save(owner, firm, BasisFields(insurable_earnings=D("5000")))
    found = worth(owner, world.moment(), 2026)
    assert found.premium is not None
    assert found.premium.refund_high == D("74.00")
    assert found.pays is False


def test_without_a_certificate_the_gate_is_closed(firm: Employer, owner: Actor) -> None:
    save(owner, firm)
    found = worth(owner, world.moment(), 2026).premium
    assert found is not None
    assert (found.gate, found.refund_high) == (Gate.CLOSED, D("0.00"))


def test_an_unknown_registration_keeps_the_gate_unknown(firm: Employer, owner: Actor, partner: Partner) -> None:
    certified(firm, partner)
    Employer.objects.update(pir_registered_on=None)
    save(owner, firm)
    found = worth(owner, world.moment(), 2026).premium
    assert found is not None
    assert found.gate is Gate.UNKNOWN
    assert found.refund_low == D("3064.34")


def test_the_offices_hold_holds_the_refund(firm: Employer, owner: Actor, partner: Partner) -> None:
    certified(firm, partner)
    save(owner, firm)
    EmployerHold.objects.create(employer=firm, since=date(2026, 5, 1), reason="looked into")
    found = worth(owner, world.moment(), 2026)
    assert found.premium is not None and found.freed is not None
    assert (found.premium.gate, found.premium.refund_high, found.pays) == (Gate.HELD, 0, None)
    assert (found.freed.gate, found.freed.refund_low) == (Gate.OPEN, D("3064.34"))
    EmployerHold.objects.update(until=world.DAY)
    free = worth(owner, world.moment(), 2026)
    assert (free.premium, free.freed) == (found.freed, None)


def test_a_missed_yearly_audit_closes_that_year(firm: Employer, owner: Actor, partner: Partner) -> None:
    certified(firm, partner)
    save(owner, firm, year=2027)
    after = world.moment(date(2027, 4, 1))
    found = worth(owner, after, 2027).premium
    assert found is not None
    assert found.gate is Gate.CLOSED


def test_a_year_without_a_rate_takes_the_last_known_one_and_says_so(
    firm: Employer, owner: Actor, partner: Partner
) -> None:
    certified(firm, partner)
    later = world.moment(date(2028, 6, 1))
    basis.save(owner, later, account(firm).pk, 2028, version=0, fields=PAYROLL)
    found = worth(owner, later, 2028)
    assert found.premium is not None
    (line,) = found.accounts
    assert line.stand_in is not None
    assert line.stand_in.year == 2027


def test_the_rate_of_the_owners_notice_wins(firm: Employer, owner: Actor, partner: Partner) -> None:
    certified(firm, partner)
    save(owner, firm, BasisFields(insurable_earnings=D("100000"), rate=D("5")))
    found = worth(owner, world.moment(), 2026)
    assert found.premium is not None
    assert found.premium.industry_premium == D("5000.00")
    assert found.accounts[0].stand_in is None
    assert not found.demonstration_rates


def test_an_unknown_code_without_any_rate_names_the_problem(firm: Employer, owner: Actor) -> None:
    WcbAccount.objects.update(industry_code="99999")
    save(owner, firm)
    found = worth(owner, world.moment(), 2026)
    assert found.premium is None
    assert "99999" in found.problem


def test_nothing_typed_is_no_figure_and_no_problem(firm: Employer, owner: Actor) -> None:
    found = worth(owner, world.moment(), 2026)
    assert (found.premium, found.problem) == (None, "")
    assert not found.accounts[0].typed


def test_two_people_typing_one_year_lose_nothing(firm: Employer, owner: Actor) -> None:
    save(owner, firm)
    with pytest.raises(Conflict) as conflict:
        save(owner, firm, BasisFields(insurable_earnings=D("1")))
    assert conflict.value.yours["insurable_earnings"] == "1"
    assert conflict.value.theirs["insurable_earnings"] == "414100.00"
    save(owner, firm, BasisFields(insurable_earnings=D("2")), version=conflict.value.version)
    assert PremiumBasis.objects.get().insurable_earnings == D("2.00")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        (BasisFields(insurable_earnings=D("1"), worker_earnings=(D("1"),)), "insurable_earnings"),
        (BasisFields(insurable_earnings=D("1"), costs=D("1")), "expected"),
        (BasisFields(insurable_earnings=D("-1")), "insurable_earnings"),
        (BasisFields(statement_amount=D("1")), "statement_on"),
    ],
)
def test_figures_that_cannot_be_are_refused(firm: Employer, owner: Actor, fields: BasisFields, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        save(owner, firm, fields)
    assert field in refused.value.errors


def test_money_is_the_owners_alone(firm: Employer) -> None:
    other = world.member(world.employer("Other Ltd.").organisation, Role.OWNER)
    with pytest.raises(Absent):
        save(other, firm)
    with pytest.raises(Forbidden):
        worth(world.member(firm.organisation, Role.CREW), world.moment(), 2026)
