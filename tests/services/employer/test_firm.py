"""The firm's particulars, accounts and places."""

from __future__ import annotations

from datetime import date

import pytest

from handrail.rules.permissions import Role
from handrail.services.actor import Actor
from handrail.services.employer import firm as firms
from handrail.services.employer.firm import FirmFields
from handrail.services.errors import Absent, Conflict, Forbidden, Invalid, Refused, WrongState
from handrail.store.models import Employer, Event, PremiumBasis, Site, WcbAccount
from tests import world

pytestmark = pytest.mark.django_db
FIELDS = FirmFields(legal_name="1234567 Alberta Ltd.", trade_name="Prairie Test", records_from=date(2025, 3, 3))


@pytest.fixture
def firm() -> Employer:
    return world.employer()


@pytest.fixture
def owner(firm: Employer) -> Actor:
    return world.member(firm.organisation, Role.OWNER)


def test_the_legal_name_stands_beside_the_trade_name(firm: Employer, owner: Actor) -> None:
    firms.change(owner, world.moment(), version=1, fields=FIELDS)
    stored = Employer.objects.get(pk=firm.pk)
    assert (stored.legal_name, stored.name, stored.version) == ("1234567 Alberta Ltd.", "Prairie Test", 2)
    noted = Event.objects.get(chain=firm.pk, action="employer.write")
    assert noted.facts == {"what": "changed", "fields": "legal_name,trade_name"}


def test_two_people_saving_the_firm(firm: Employer, owner: Actor) -> None:
    consultant = world.member(firm.organisation, Role.CONSULTANT)
    firms.change(owner, world.moment(), version=1, fields=FIELDS)
    with pytest.raises(Conflict) as conflict:
        firms.change(consultant, world.moment(), version=1, fields=FirmFields(legal_name="Another Ltd."))
    assert conflict.value.yours["legal_name"] == "Another Ltd."
    assert conflict.value.theirs["legal_name"] == "1234567 Alberta Ltd."
    assert Employer.objects.get(pk=firm.pk).legal_name == "1234567 Alberta Ltd."


def test_days_to_come_are_refused_on_their_fields(owner: Actor) -> None:
    fields = FirmFields(records_from=date(2026, 6, 2), pir_registered_on=date(2026, 6, 2))
    with pytest.raises(Invalid) as refused:
        firms.change(owner, world.moment(), version=1, fields=fields)
    assert set(refused.value.errors) == {"records_from", "pir_registered_on"}


def test_an_account_in_two_industries_but_not_twice(firm: Employer, owner: Actor) -> None:
    made = firms.add_account(owner, world.moment(), account=" TEST-0001", industry_code="demo-elec")
    assert (made.account, made.industry_code, made.industry) == (
        "TEST-0001", "DEMO-ELEC", "Demonstration: electrical work",
    )  # fmt: skip
    with pytest.raises(Refused, match="already"):
        firms.add_account(owner, world.moment(), account="TEST-0001", industry_code="DEMO-ELEC")
    assert firm.accounts.count() == 2


def test_correcting_an_account_somebody_else_corrected(firm: Employer, owner: Actor) -> None:
    row = firm.accounts.get()
    was = (row.account, row.industry_code)
    firms.change_account(owner, world.moment(), row.pk, was=was, account="7", industry_code="DEMO-GEN")
    with pytest.raises(Conflict) as conflict:
        firms.change_account(owner, world.moment(), row.pk, was=was, account="8", industry_code="DEMO-GEN")
    assert conflict.value.theirs["account"] == "7"


def test_an_account_with_payroll_stays(firm: Employer, owner: Actor) -> None:
    row = firm.accounts.get()
    PremiumBasis.objects.create(employer=firm, account=row, year=2026)
    with pytest.raises(Refused, match="stays"):
        firms.remove_account(owner, world.moment(), row.pk)
    PremiumBasis.objects.all().delete()
    firms.remove_account(owner, world.moment(), row.pk)
    assert not WcbAccount.objects.exists()


def test_a_place_ends_once(firm: Employer, owner: Actor) -> None:
    site = firms.add_site(owner, world.moment(), name="Elm Street", from_day=date(2026, 5, 1))
    with pytest.raises(Invalid):
        firms.end_site(owner, world.moment(), site.pk, last_day=date(2026, 4, 30))
    firms.end_site(owner, world.moment(), site.pk, last_day=world.DAY)
    with pytest.raises(WrongState):
        firms.end_site(owner, world.moment(), site.pk, last_day=world.DAY)
    assert Site.objects.get().to_day == world.DAY


def test_another_firms_account_and_place_are_absent_and_the_crew_is_refused(firm: Employer, owner: Actor) -> None:
    other = world.member(world.employer("Other Ltd.").organisation, Role.OWNER)
    site = firms.add_site(owner, world.moment(), name="Elm Street")
    with pytest.raises(Absent):
        firms.remove_account(other, world.moment(), firm.accounts.get().pk)
    with pytest.raises(Absent):
        firms.end_site(other, world.moment(), site.pk, last_day=world.DAY)
    crew = world.member(firm.organisation, Role.CREW)
    with pytest.raises(Forbidden):
        firms.change(crew, world.moment(), version=1, fields=FIELDS)
