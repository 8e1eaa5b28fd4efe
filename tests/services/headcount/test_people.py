"""People as spells: what is written, what is counted from it, and two people editing one list."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from handrail.rules.permissions import Kind, Role
from handrail.services.actor import Actor
from handrail.services.errors import Absent, Conflict, Forbidden, Invalid, Refused
from handrail.services.headcount import people
from handrail.services.headcount.counting import counts
from handrail.services.headcount.people import SpellFields, near_limit
from handrail.services.headcount.roster import roster
from handrail.store.models import Employer, Event, Person, Training
from tests import world

pytestmark = pytest.mark.django_db
SPELL = SpellFields("worker", date(2026, 3, 2))


@pytest.fixture
def firm() -> Employer:
    return world.employer()


@pytest.fixture
def owner(firm: Employer) -> Actor:
    return world.member(firm.organisation, Role.OWNER)


def test_a_new_person_counts_from_the_first_day(firm: Employer, owner: Actor) -> None:
    people.add(owner, world.moment(), name="  Luis   Ortega ", spell=SPELL)
    assert Person.objects.filter(name="Luis Ortega").exists()
    assert counts(firm, date(2026, 3, 1)).count == 1
    assert counts(firm, date(2026, 3, 2)).count == 2
    assert Event.objects.filter(chain=firm.pk, action="people.write", facts__what="added").count() == 1


def test_the_journal_holds_no_name(firm: Employer, owner: Actor) -> None:
    people.add(owner, world.moment(), name="Luis Ortega", spell=SPELL)
    assert "Luis" not in str(list(Event.objects.values_list("facts", flat=True)))


@pytest.mark.parametrize(
    ("name", "spell", "field"),
    [
        ("  ", SPELL, "name"),
        ("Luis", replace(SPELL, relation="boss"), "relation"),
        ("Luis", replace(SPELL, to_day=date(2026, 3, 1)), "to_day"),
    ],
)
def test_what_cannot_be_is_refused_on_its_field(owner: Actor, name: str, spell: SpellFields, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        people.add(owner, world.moment(), name=name, spell=spell)
    assert list(refused.value.errors) == [field]


@pytest.mark.parametrize("role", [Role.CREW])
def test_the_crew_changes_no_list(firm: Employer, role: Role) -> None:
    crew = world.member(firm.organisation, role)
    with pytest.raises(Forbidden):
        people.add(crew, world.moment(), name="Luis", spell=SPELL)


def test_another_firms_person_is_absent(firm: Employer) -> None:
    other = world.member(world.employer("Other Ltd.").organisation, Role.OWNER)
    theirs = Person.objects.get(employer=firm)
    with pytest.raises(Absent):
        people.rename(other, world.moment(), theirs.pk, version=1, name="Mine now")
    with pytest.raises(Absent):
        people.end(other, world.moment(), theirs.pk, version=1, last_day=world.DAY)


def test_the_second_of_two_editors_loses_nothing_and_sees_both(firm: Employer, owner: Actor) -> None:
    row = people.add(owner, world.moment(), name="Luis Ortega", spell=SPELL)
    people.rename(owner, world.moment(), row.pk, version=1, name="Luis Ortega Diaz")
    with pytest.raises(Conflict) as conflict:
        people.rename(owner, world.moment(), row.pk, version=1, name="Luis O.")
    assert conflict.value.yours == {"name": "Luis O."}
    assert conflict.value.theirs == {"name": "Luis Ortega Diaz"}
    assert conflict.value.version == 2
    assert Person.objects.get(pk=row.pk).name == "Luis Ortega Diaz"


def test_a_spell_and_its_person_are_one_version(firm: Employer, owner: Actor) -> None:
    row = people.add(owner, world.moment(), name="Luis", spell=SPELL)
    people.end(owner, world.moment(), row.pk, version=1, last_day=date(2026, 5, 1))
    with pytest.raises(Conflict):
        people.change_spell(owner, world.moment(), row.pk, row.spells.get().pk, version=1, spell=SPELL)
    assert row.spells.get().to_day == date(2026, 5, 1)


def test_an_ended_person_still_stands_in_the_look_back(firm: Employer, owner: Actor) -> None:
    row = people.add(owner, world.moment(), name="Luis", spell=SPELL)
    people.end(owner, world.moment(), row.pk, version=1, last_day=date(2026, 5, 1))
    found = counts(firm, world.DAY)
    assert (found.count, found.peak, found.peak_on) == (1, 2, date(2026, 3, 2))
    with pytest.raises(Refused, match="already left"):
        people.end(owner, world.moment(), row.pk, version=2, last_day=date(2026, 5, 2))


def test_a_last_day_before_the_first_is_refused(owner: Actor) -> None:
    row = people.add(owner, world.moment(), name="Luis", spell=SPELL)
    with pytest.raises(Invalid) as refused:
        people.end(owner, world.moment(), row.pk, version=1, last_day=date(2026, 3, 1))
    assert list(refused.value.errors) == ["last_day"]


def test_somebody_who_comes_back_is_one_person(firm: Employer, owner: Actor) -> None:
    row = people.add(owner, world.moment(), name="Luis", spell=replace(SPELL, to_day=date(2026, 4, 1)))
    people.add_spell(owner, world.moment(), row.pk, version=1, spell=replace(SPELL, from_day=date(2026, 3, 20)))
    assert counts(firm, date(2026, 3, 25)).count == 2


def test_the_last_spell_takes_the_person_along_unless_records_hang_on_him(owner: Actor) -> None:
    typo = people.add(owner, world.moment(), name="Typo", spell=SPELL)
    assert people.remove_spell(owner, world.moment(), typo.pk, typo.spells.get().pk, version=1) is False
    assert not Person.objects.filter(pk=typo.pk).exists()
    trained = people.add(owner, world.moment(), name="Luis", spell=SPELL)
    Training.objects.create(person=trained, title="First aid", taken_on=world.DAY)
    with pytest.raises(Refused, match="stay on the list"):
        people.remove_spell(owner, world.moment(), trained.pk, trained.spells.get().pk, version=1)


@pytest.mark.parametrize(("others", "left"), [(6, None), (7, 2), (8, 1), (9, 0), (10, -1)])
def test_the_warning_comes_two_before_the_limit(firm: Employer, others: int, left: int | None) -> None:
    for number in range(others):
        world.person(firm, f"Worker {number}")
    assert near_limit(counts(firm, world.DAY)) == left


def test_the_partners_rule_counts_family_that_the_program_does_not(firm: Employer, owner: Actor) -> None:
    world.person(firm, "Robin", "family", covered=False)
    assert roster(owner, world.moment()).headcount.count == 1
    world.accepted(firm, world.partner())
    assert roster(owner, world.moment()).headcount.count == 2


def test_each_line_says_why_of_its_own_person(firm: Employer, owner: Actor) -> None:
    """Two people of one name, hired on one day, keep their own answers."""
    world.person(firm, "Kim", "worker")
    world.person(firm, "Kim", "supplier")
    world.person(firm, "Gone", to=date(2026, 5, 1))
    lines = roster(owner, world.moment()).lines
    told = {(line.person.name, line.person.spells.all()[0].relation): line.count.counts for line in lines}
    assert told == {
        ("Dana Owner", "owner"): True, ("Kim", "worker"): True, ("Kim", "supplier"): False, ("Gone", "worker"): False,
    }  # fmt: skip
    assert [line.here for line in lines] == [True, True, True, False]


def test_a_partners_reviewer_has_no_list_of_his_own(firm: Employer) -> None:
    reviewer = world.member(world.organisation(Kind.PARTNER, "P"), Role.REVIEWER)
    with pytest.raises(Forbidden):
        roster(reviewer, world.moment())
