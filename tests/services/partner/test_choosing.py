"""A firm applies, the partner decides: once, with a reason, and not past its rule of size."""

from __future__ import annotations

from uuid import uuid4

import pytest

from handrail.rules.permissions import Role
from handrail.services.actor import Actor
from handrail.services.errors import Absent, Forbidden, Invalid, Refused, WrongState
from handrail.services.partner import choosing
from handrail.store.models import Application, Employer, Event, OutboxItem, Partner
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner() -> Partner:
    return world.partner()


@pytest.fixture
def admin(partner: Partner) -> Actor:
    return world.member(partner.organisation, Role.PARTNER_ADMIN)


@pytest.fixture
def firm() -> Employer:
    return world.employer()


@pytest.fixture
def owner(firm: Employer) -> Actor:
    return world.member(firm.organisation, Role.OWNER)


def crowd(firm: Employer, count: int) -> None:
    for number in range(count):
        world.person(firm, f"Worker {number}")


def test_applying_reaches_the_partner_and_its_acceptance_the_owner(
    partner: Partner, admin: Actor, firm: Employer, owner: Actor
) -> None:
    row = choosing.apply(owner, world.moment(), partner.pk, " We roof houses. ")
    assert [one.pk for one in choosing.applications(admin)] == [row.pk]
    assert choosing.partner_of(firm.pk) is None
    choosing.decide(admin, world.moment(), row.pk, accept=True)
    assert choosing.partner_of(firm.pk) == partner
    assert [(item.payload["to"], item.payload["employer"]) for item in OutboxItem.objects.order_by("id")] == [
        ("partner", str(firm.pk)),
        ("owners", str(firm.pk)),
    ]
    event = Event.objects.filter(chain=firm.pk).latest("number")
    assert event.facts == {"partner": str(partner.pk), "state": "accepted", "count": 1, "peak": 1}


def test_applying_twice_gives_the_first_application_and_one_letter(partner: Partner, owner: Actor) -> None:
    first = choosing.apply(owner, world.moment(), partner.pk)
    assert choosing.apply(owner, world.moment(), partner.pk).pk == first.pk
    assert OutboxItem.objects.count() == 1


def test_one_partner_at_a_time(partner: Partner, admin: Actor, owner: Actor) -> None:
    other = world.partner("demo-anyindustry", "Other Partner")
    row = choosing.apply(owner, world.moment(), partner.pk)
    with pytest.raises(Refused) as asked:
        choosing.apply(owner, world.moment(), other.pk)
    assert asked.value.code == "applied_already"
    choosing.decide(admin, world.moment(), row.pk, accept=True)
    with pytest.raises(Refused) as taken:
        choosing.apply(owner, world.moment(), other.pk)
    assert taken.value.code == "has_partner"


def test_an_application_taken_back_leaves_the_firm_free(partner: Partner, admin: Actor, owner: Actor) -> None:
    other = world.partner("demo-anyindustry", "Other Partner")
    row = choosing.apply(owner, world.moment(), partner.pk)
    choosing.withdraw(owner, world.moment(), row.pk)
    with pytest.raises(WrongState):
        choosing.decide(admin, world.moment(), row.pk, accept=True)
    with pytest.raises(WrongState):
        choosing.withdraw(owner, world.moment(), row.pk)
    choosing.apply(owner, world.moment(), other.pk)


def test_refusing_needs_a_reason_and_the_firm_reads_it(partner: Partner, admin: Actor, owner: Actor) -> None:
    row = choosing.apply(owner, world.moment(), partner.pk)
    with pytest.raises(Invalid) as refused:
        choosing.decide(admin, world.moment(), row.pk, accept=False, reason="  ")
    assert "reason" in refused.value.errors
    choosing.decide(admin, world.moment(), row.pk, accept=False, reason="Register with WCB first.")
    assert "Register with WCB first." in OutboxItem.objects.latest("id").payload["text"]
    assert "Register" not in str(list(Event.objects.values_list("facts", flat=True)))


def test_a_decision_is_made_once(partner: Partner, admin: Actor, owner: Actor) -> None:
    row = choosing.apply(owner, world.moment(), partner.pk)
    choosing.decide(admin, world.moment(), row.pk, accept=True)
    for accept in (True, False):
        with pytest.raises(WrongState) as refused:
            choosing.decide(admin, world.moment(), row.pk, accept=accept, reason="No.")
        assert refused.value.state == "accepted"


@pytest.mark.parametrize(("workers", "admitted"), [(9, True), (10, False)])
def test_ten_people_are_admitted_and_eleven_are_not(  # noqa: PLR0917 - fixtures
    partner: Partner, admin: Actor, firm: Employer, owner: Actor, workers: int, admitted: bool
) -> None:
    crowd(firm, workers)
    row = choosing.apply(owner, world.moment(), partner.pk)
    considered = choosing.consider(admin, world.moment(), row.pk)
    assert (considered.headcount.count, bool(considered.over_limit)) == (workers + 1, not admitted)
    if admitted:
        choosing.decide(admin, world.moment(), row.pk, accept=True)
    else:
        with pytest.raises(Refused) as refused:
            choosing.decide(admin, world.moment(), row.pk, accept=True)
        assert (refused.value.code, "11 people" in refused.value.sentence) == ("over_limit", True)
        assert Application.objects.get().state == "applied"


def test_the_partners_own_counting_decides(admin: Actor, partner: Partner, firm: Employer, owner: Actor) -> None:
    crowd(firm, 9)
    world.person(firm, "Helping Cousin", "family", covered=False)
    row = choosing.apply(owner, world.moment(), partner.pk)
    # This partner counts family whether or not the account covers them; the province alone does not.
    assert choosing.consider(admin, world.moment(), row.pk).over_limit


def test_foreign_and_absent_applications_look_the_same(partner: Partner, owner: Actor, admin: Actor) -> None:
    row = choosing.apply(owner, world.moment(), partner.pk)
    other = world.member(world.partner("demo-anyindustry", "Other").organisation, Role.PARTNER_ADMIN)
    rival = world.member(world.employer("Rival Ltd.").organisation, Role.OWNER)
    for key in (row.pk, uuid4()):
        with pytest.raises(Absent):
            choosing.decide(other, world.moment(), key, accept=True)
        with pytest.raises(Absent):
            choosing.withdraw(rival, world.moment(), key)
    assert list(choosing.applications(other)) == []


def test_an_unknown_partner_is_absent(owner: Actor) -> None:
    with pytest.raises(Absent):
        choosing.apply(owner, world.moment(), uuid4())


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.TRAINER])
def test_reviewer_and_trainer_decide_no_application(partner: Partner, owner: Actor, role: Role) -> None:
    row = choosing.apply(owner, world.moment(), partner.pk)
    desk = world.member(partner.organisation, role)
    with pytest.raises(Forbidden):
        choosing.decide(desk, world.moment(), row.pk, accept=True)


def test_crew_cannot_apply(partner: Partner, firm: Employer) -> None:
    with pytest.raises(Forbidden):
        choosing.apply(world.member(firm.organisation, Role.CREW), world.moment(), partner.pk)


def test_taking_back_and_applying_again_does_not_fill_the_partners_mailbox(partner: Partner, owner: Actor) -> None:
    for _ in range(4):
        row = choosing.apply(owner, world.moment(), partner.pk)
        choosing.withdraw(owner, world.moment(), row.pk)
    assert OutboxItem.objects.filter(kind="mail").count() == 1
