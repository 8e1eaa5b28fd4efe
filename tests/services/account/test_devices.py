"""Phones that keep records: a code is for one phone and once, a removed phone reads nothing, and no secret is stored."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from handrail.rules.permissions import Kind, Role
from handrail.services.account import devices, members
from handrail.services.actor import STRANGER, Actor
from handrail.services.errors import Absent, Forbidden, Invalid, Refused, WrongState
from handrail.store.models import Device, DevicePass, Employer, Event, Membership
from tests import world
from tests.conftest import AtOnce

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm() -> Employer:
    return world.employer("Crest Testing Ltd.")


@pytest.fixture
def owner(firm: Employer) -> Actor:
    return world.member(firm.organisation, Role.OWNER, "owner@example.com", "Dana")


def shown(owner: Actor, name: str = "Truck 2", **at: int) -> str:
    return devices.show_pass(owner, world.moment(**at), name=name)[1]


def test_a_phone_let_in_acts_as_crew_of_its_firm_and_of_no_account(owner: Actor) -> None:
    device, token = devices.pair(world.moment(minute=5), shown(owner))
    actor = devices.actor_of(token, world.moment(minute=6))
    assert actor is not None
    assert (actor.organisation_id, actor.role, actor.user_id) == (owner.organisation_id, Role.CREW, None)
    assert (actor.device_id, actor.name, actor.signed_in) == (device.pk, "Truck 2", False)


def person(owner: Actor, name: str) -> UUID:
    employer = Employer.objects.get(pk=owner.organisation_id)
    return world.person(employer, name).pk


def let_in(owner: Actor, minute: int, name: str = "", who: UUID | None = None) -> Actor:
    _shown, code = devices.show_pass(owner, world.moment(minute=minute), person_id=who, name=name)
    found = devices.actor_of(devices.pair(world.moment(minute=minute), code)[1], world.moment(minute=minute))
    assert found is not None
    return found


def test_a_phone_let_in_again_inherits_what_its_persons_earlier_phones_kept(owner: Actor) -> None:
    ana, bo = person(owner, "Ana"), person(owner, "Bo")
    first, other = let_in(owner, 1, who=ana), let_in(owner, 2, who=bo)
    assert first.device_id is not None
    again = let_in(owner, 3, who=ana)
    assert again.earlier_devices == {first.device_id}
    assert other.earlier_devices == frozenset()
    devices.remove(owner, world.moment(minute=4), first.device_id)
    assert let_in(owner, 5, who=ana).earlier_devices == {first.device_id, again.device_id}


def test_a_phone_that_is_nobodys_inherits_from_one_put_out_that_was_called_the_same(owner: Actor) -> None:
    first, other = let_in(owner, 1, "Truck 2"), let_in(owner, 2, "Truck 1")
    assert first.device_id is not None and other.device_id is not None
    assert let_in(owner, 3, "truck 2").earlier_devices == frozenset(), "both are in: they are two phones"
    for one in (first, other):
        devices.remove(owner, world.moment(minute=4), one.device_id)  # type: ignore[arg-type]
    assert let_in(owner, 5, "Truck 2").earlier_devices == {first.device_id}
    assert let_in(owner, 6, "Truck 2", person(owner, "Ana")).earlier_devices == frozenset()
    stranger = world.member(world.employer("Other Ltd.").organisation, Role.OWNER, "other@example.com")
    assert let_in(stranger, 7, "Truck 2").earlier_devices == frozenset()


def test_neither_code_nor_secret_stands_in_the_tables_or_the_journal(owner: Actor) -> None:
    code = shown(owner)
    _device, token = devices.pair(world.moment(), code)
    stored = str([*Device.objects.values(), *DevicePass.objects.values(), *Event.objects.values()])
    assert code not in stored and token not in stored
    assert devices.digest(token) in stored


def test_the_code_is_readable_and_typed_as_people_type(owner: Actor) -> None:
    code = shown(owner)
    assert len(code) == 6 and not set(code) & set("01OIL")
    devices.pair(world.moment(), f" {code[:3].lower()}-{code[3:].lower()} ")


def test_a_code_lets_one_phone_in(owner: Actor) -> None:
    code = shown(owner)
    devices.pair(world.moment(), code)
    with pytest.raises(WrongState) as refused:
        devices.pair(world.moment(), code)
    assert refused.value.state == "used"
    assert Device.objects.count() == 1


@pytest.mark.parametrize(("minute", "works"), [(14, True), (15, False)])
def test_a_code_is_good_for_fifteen_minutes(owner: Actor, minute: int, works: bool) -> None:
    code = shown(owner)
    if works:
        devices.pair(world.moment(minute=minute), code)
        return
    with pytest.raises(WrongState) as refused:
        devices.pair(world.moment(minute=minute), code)
    assert refused.value.state == "expired"
    assert not Device.objects.exists()


def test_a_second_code_voids_the_first(owner: Actor) -> None:
    first, second = shown(owner), shown(owner, minute=1)
    with pytest.raises(WrongState):
        devices.offer(world.moment(minute=2), first)
    assert devices.offer(world.moment(minute=2), second).firm == "Crest Testing Ltd."


def test_a_code_never_shown_is_absent(owner: Actor) -> None:
    shown(owner)
    for guess in ("AAAAAA", "", "x" * 500):
        with pytest.raises(Absent):
            devices.pair(world.moment(), guess)


def test_a_removed_phone_is_nobody_and_what_it_kept_is_not_touched(owner: Actor) -> None:
    device, token = devices.pair(world.moment(), shown(owner))
    devices.remove(owner, world.moment(), device.pk)
    assert devices.actor_of(token, world.moment()) is None and devices.was_removed(token)
    assert Device.objects.filter(pk=device.pk).exists()
    assert [one.removed_at is not None for one in devices.phones(owner)] == [True]
    with pytest.raises(Absent):
        devices.remove(owner, world.moment(), device.pk)


@pytest.mark.parametrize("token", ["", "nothing-like-it"])
def test_an_unknown_secret_is_nobody(owner: Actor, token: str) -> None:
    _device, known = devices.pair(world.moment(), shown(owner))
    assert devices.actor_of(token, world.moment()) is None
    assert not devices.was_removed(token) and not devices.was_removed(known)


def test_last_seen_is_written_once_an_hour(owner: Actor, django_assert_num_queries: Any) -> None:
    device, token = devices.pair(world.moment(hour=6), shown(owner, hour=6))
    with django_assert_num_queries(2):  # the phone, and those it took the place of
        devices.actor_of(token, world.moment(hour=6, minute=59))
    with django_assert_num_queries(3):
        devices.actor_of(token, world.moment(hour=7))
    device.refresh_from_db()
    assert device.seen_at == world.moment(hour=7).now


def test_foreign_phones_and_people_are_absent(owner: Actor) -> None:
    device, _token = devices.pair(world.moment(), shown(owner))
    other = world.employer("Other Testing Ltd.")
    stranger = world.member(other.organisation, Role.OWNER)
    assert devices.phones(stranger) == ()
    for key in (device.pk, uuid4()):
        with pytest.raises(Absent):
            devices.remove(stranger, world.moment(), key)
        with pytest.raises(Absent):
            devices.phone(stranger, key)
    person = world.person(other, "Not Ours")
    with pytest.raises(Absent):
        devices.show_pass(owner, world.moment(), person_id=person.pk)
    assert Device.objects.get().removed_at is None


def test_only_the_owner_lets_phones_in(firm: Employer, owner: Actor) -> None:
    phone = devices.actor_of(devices.pair(world.moment(), shown(owner))[1], world.moment())
    assert phone is not None
    partner = world.member(world.organisation(Kind.OFFICE, "Office"), Role.OFFICE)
    for other in (world.member(firm.organisation, Role.CREW), phone, partner, STRANGER):
        with pytest.raises(Forbidden):
            devices.show_pass(other, world.moment(), name="Mine")
        with pytest.raises(Forbidden):
            devices.phones(other)


def test_an_owner_removed_a_moment_ago_lets_nobody_in(firm: Employer, owner: Actor) -> None:
    second = world.member(firm.organisation, Role.OWNER, "second@example.com")
    members.remove(owner, world.moment(), Membership.objects.get(user=second.user_id).pk)
    with pytest.raises(Forbidden):
        devices.show_pass(second, world.moment(), name="Mine")


def test_a_phone_needs_somebody_or_a_name(firm: Employer, owner: Actor) -> None:
    with pytest.raises(Invalid) as refused:
        devices.show_pass(owner, world.moment(), name="  ")
    assert "name" in refused.value.errors
    person = world.person(firm, "Sam Lead")
    assert devices.show_pass(owner, world.moment(), person_id=person.pk)[0].name == "Sam Lead"
    assert "Sam Lead" in [name for _key, name in devices.whose(owner, world.moment())]


def test_codes_have_a_limit(owner: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "CODES_AN_HOUR", 2)
    shown(owner), shown(owner)
    with pytest.raises(Refused):
        shown(owner, minute=59)
    shown(owner, hour=13, minute=1)


def test_of_two_phones_at_once_one_gets_in(at_once: AtOnce) -> None:
    def prepare() -> str:
        made = world.employer("Crest Testing Ltd.")
        return shown(world.member(made.organisation, Role.OWNER, "owner@example.com"))

    code = at_once.one(prepare)
    came = at_once.all([lambda: devices.pair(world.moment(), code) for _phone in range(3)])
    assert sorted(isinstance(one, WrongState) for one in came) == [False, True, True], came
    assert at_once.one(Device.objects.count) == 1


def test_a_longer_name_than_a_list_holds_is_refused_and_not_cut(owner: Actor) -> None:
    with pytest.raises(Invalid) as long:
        shown(owner, "x" * (devices.NAME_LENGTH + 1))
    assert "41 characters" in long.value.errors["name"] and "at most 40" in long.value.errors["name"]
    assert not DevicePass.objects.exists()
    assert shown(owner, f"  {'x' * devices.NAME_LENGTH}  ")
