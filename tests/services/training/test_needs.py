"""Which tasks people do, which tickets they need for them, and what a card counts for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from handrail.rules.permissions import Role
from handrail.rules.training.needs import NeedState
from handrail.services.actor import STRANGER, Actor
from handrail.services.errors import Absent, Conflict, Forbidden, Invalid, Refused, WrongState
from handrail.services.training.needs import csv_of, mine, page
from handrail.services.training.tasks import (
    add_task,
    end_task,
    person_tasks,
    say_meaning,
    set_tasks,
    titles,
)
from handrail.store.models import Employer, Event, FirmTask, Person, PersonTask, TicketMeaning, Training
from tests import world

pytestmark = pytest.mark.django_db
NOW = world.moment()


@pytest.fixture
def firm() -> Employer:
    return world.employer()


@pytest.fixture
def owner(firm: Employer) -> Actor:
    return world.member(firm.organisation, Role.OWNER)


@pytest.fixture
def luis(firm: Employer) -> Person:
    return world.person(firm, "Luis")


def ticket(person: Person, title: str, until: date | None = None, course: str = "") -> None:
    Training.objects.create(person=person, title=title, taken_on=date(2024, 1, 5), expires_on=until, course=course)


def does(actor: Actor, person: Person, *tasks: str, at: Any = NOW) -> None:
    person.refresh_from_db()
    set_tasks(actor, at, person.pk, version=person.version, tasks=tasks)


def states(actor: Actor, name: str, at: Any = NOW) -> dict[str, NeedState]:
    line = next(line for line in page(actor, at).lines if line.person.name == name)
    return {need.kind.name: need.state for need in line.needs}


def test_a_new_person_has_no_tasks_until_somebody_says_so(owner: Actor, luis: Person) -> None:
    found = page(owner, NOW)
    assert [person.name for person in found.unsaid] == ["Dana Owner", "Luis"]
    assert (found.columns, found.tally.asked) == ((), 0)
    does(owner, luis)
    assert [person.name for person in page(owner, NOW).unsaid] == ["Dana Owner"]
    assert Event.objects.filter(chain=luis.employer_id).count() == 1


def test_each_needed_ticket_stands_as_the_cards_say(owner: Actor, luis: Person) -> None:
    does(owner, luis, "heights", "first-aider", "hazardous-products", "forklift")
    ticket(luis, "Fall protection", NOW.day + timedelta(days=20))
    ticket(luis, "Two days with the ambulance people", NOW.day - timedelta(days=1), course="first-aid-standard")
    ticket(luis, "whmis 2015")
    assert states(owner, "Luis") == {
        "Fall protection": NeedState.ENDS_NOW,
        "First aid": NeedState.ENDED,
        "WHMIS": NeedState.HELD,
        "Forklift operator": NeedState.MISSING,
    }
    told = page(owner, NOW).tally
    assert (told.missing, told.ended, told.ending, told.held) == (1, 1, 1, 1)


def test_a_card_called_otherwise_counts_when_the_owner_says_so(owner: Actor, luis: Person) -> None:
    does(owner, luis, "heights")
    ticket(luis, "Working safely on roofs")
    assert states(owner, "Luis") == {"Fall protection": NeedState.MISSING}
    assert [card.title for card in page(owner, NOW).unclear] == ["Working safely on roofs"]
    say_meaning(owner, NOW, title="working  safely on roofs", kinds=["fall-protection"])
    assert states(owner, "Luis") == {"Fall protection": NeedState.HELD}
    assert page(owner, NOW).unclear == ()
    say_meaning(owner, NOW, title="Working safely on roofs", kinds=[])
    assert (states(owner, "Luis"), page(owner, NOW).unclear) == ({"Fall protection": NeedState.MISSING}, ())
    assert TicketMeaning.objects.count() == 1
    assert [(one.title, one.said, one.kinds) for one in titles(owner, NOW)] == [("Working safely on roofs", True, ())]


def test_a_card_is_placed_only_where_there_is_one_and_among_known_tickets(owner: Actor, luis: Person) -> None:
    ticket(world.person(world.employer("Other Ltd."), "Theirs"), "Their card")
    for title in ("Their card", "", "Nothing"):
        with pytest.raises(Refused):
            say_meaning(owner, NOW, title=title, kinds=["whmis"])
    ticket(luis, "Odd card")
    with pytest.raises(Invalid):
        say_meaning(owner, NOW, title="Odd card", kinds=["whmis", "flying"])
    assert not TicketMeaning.objects.exists()


def test_the_firms_own_task_asks_for_its_own_ticket(owner: Actor, luis: Person) -> None:
    key = uuid4()
    made = add_task(owner, NOW, words="Climbs  towers", ticket="Tower rescue", key=key)
    assert add_task(owner, NOW, words="Climbs towers", ticket="Tower rescue", key=key) == made
    assert FirmTask.objects.count() == 1
    does(owner, luis, str(made.pk), "heights")
    assert set(states(owner, "Luis")) == {"Tower rescue", "Fall protection"}
    ticket(luis, "tower rescue")
    assert states(owner, "Luis")["Tower rescue"] is NeedState.HELD
    later = world.moment(NOW.day + timedelta(days=3))
    end_task(owner, later, made.pk)
    assert set(states(owner, "Luis", later)) == {"Fall protection"}
    assert set(states(owner, "Luis")) == {"Tower rescue", "Fall protection"}
    with pytest.raises(Absent):
        end_task(owner, later, made.pk)


def test_an_own_task_that_asks_for_a_known_ticket_shares_its_column(owner: Actor, luis: Person) -> None:
    made = add_task(owner, NOW, words="Washes windows", ticket="fall protection")
    does(owner, luis, str(made.pk), "heights")
    (line,) = [line for line in page(owner, NOW).lines if line.person == luis]
    assert [[task.words for task in need.tasks] for need in line.needs] == [
        ["Works where a fall needs stopping", "Washes windows"]
    ]


@pytest.mark.parametrize(("words", "name"), [("", "x"), ("x", " ")])
def test_an_own_task_has_words_and_a_ticket(owner: Actor, words: str, name: str) -> None:
    with pytest.raises(Invalid):
        add_task(owner, NOW, words=words, ticket=name)


def test_a_task_of_the_list_is_not_added_again(owner: Actor) -> None:
    add_task(owner, NOW, words="Climbs towers", ticket="Tower rescue")
    for words in ("drives a FORKLIFT", "climbs towers"):
        with pytest.raises(Refused):
            add_task(owner, NOW, words=words, ticket="Anything")


def test_two_who_tick_at_once_do_not_overwrite_each_other(owner: Actor, luis: Person) -> None:
    set_tasks(owner, NOW, luis.pk, version=1, tasks=["heights"])
    with pytest.raises(Conflict) as seen:
        set_tasks(owner, NOW, luis.pk, version=1, tasks=["forklift"])
    assert (seen.value.yours, seen.value.theirs) == (
        {"tasks": "Drives a forklift"},
        {"tasks": "Works where a fall needs stopping"},
    )
    assert list(PersonTask.objects.values_list("task", flat=True)) == ["heights"]


def test_tasks_keep_their_days_and_can_be_ticked_off_and_on(owner: Actor, luis: Person) -> None:
    later, last = world.moment(NOW.day + timedelta(days=5)), world.moment(NOW.day + timedelta(days=9))
    does(owner, luis, "heights")
    does(owner, luis, "forklift", at=later)
    does(owner, luis, "forklift", "heights", at=last)
    assert set(states(owner, "Luis")) == {"Fall protection"}
    assert set(states(owner, "Luis", later)) == {"Forklift operator"}
    assert set(states(owner, "Luis", last)) == {"Forklift operator", "Fall protection"}
    does(owner, luis, at=last)
    assert PersonTask.objects.filter(to_day__isnull=True).count() == 0


def test_unknown_and_foreign_tasks_are_refused(owner: Actor, luis: Person) -> None:
    other = world.employer("Other Ltd.")
    theirs = add_task(world.member(other.organisation, Role.OWNER), NOW, words="Dives", ticket="Diver")
    for odd in ("flying", str(theirs.pk), ""):
        with pytest.raises(Invalid):
            set_tasks(owner, NOW, luis.pk, version=1, tasks=["heights", odd])
    assert not PersonTask.objects.exists()
    with pytest.raises(Absent):
        end_task(owner, NOW, theirs.pk)


def test_somebody_elses_person_looks_absent_and_the_crew_may_not(owner: Actor, firm: Employer, luis: Person) -> None:
    stranger = world.member(world.employer("Other Ltd.").organisation, Role.OWNER)
    with pytest.raises(Absent):
        set_tasks(stranger, NOW, luis.pk, version=1, tasks=[])
    with pytest.raises(Absent):
        person_tasks(stranger, NOW, luis.pk)
    crew = world.member(firm.organisation, Role.CREW)
    for act in (
        lambda: page(crew, NOW),
        lambda: csv_of(crew, NOW),
        lambda: titles(crew, NOW),
        lambda: person_tasks(crew, NOW, luis.pk),
        lambda: set_tasks(crew, NOW, luis.pk, version=1, tasks=[]),
        lambda: add_task(crew, NOW, words="x", ticket="y"),
        lambda: end_task(crew, NOW, uuid4()),
        lambda: say_meaning(crew, NOW, title="x", kinds=[]),
    ):
        with pytest.raises(Forbidden):
            act()


def test_who_left_falls_out_and_is_asked_nothing(owner: Actor, luis: Person) -> None:
    does(owner, luis, "heights")
    luis.spells.update(to_day=NOW.day)
    assert states(owner, "Luis") == {"Fall protection": NeedState.MISSING}
    after = world.moment(NOW.day + timedelta(days=1))
    assert [line.person.name for line in page(owner, after).lines] == ["Dana Owner"]
    with pytest.raises(WrongState):
        does(owner, luis, at=after)
    with pytest.raises(WrongState):
        person_tasks(owner, after, luis.pk)


def test_a_worker_sees_what_their_own_work_asks_for_and_nobody_elses(
    owner: Actor, firm: Employer, luis: Person
) -> None:
    crew = world.member(firm.organisation, Role.CREW)
    does(owner, luis, "heights", "forklift")
    does(owner, world.person(firm, "Amir"), "driving")
    ticket(luis, "Forklift")
    assert mine(crew, NOW) == ()
    Person.objects.filter(pk=luis.pk).update(user=crew.user_id)
    assert [(where, need.kind.name) for where, need in mine(crew, NOW)] == [(firm.name, "Fall protection")]
    luis.spells.update(to_day=NOW.day - timedelta(days=1))
    assert mine(crew, NOW) == ()
    with pytest.raises(Forbidden):
        mine(STRANGER, NOW)


def test_an_industry_suggests_and_ticks_nothing(owner: Actor, luis: Person) -> None:
    found = person_tasks(owner, NOW, luis.pk)
    assert found.industry == "Roofing"
    assert {one.task.key for one in found.choices if one.often} == {"heights", "hazardous-products", "hot-work"}
    assert not any(one.ticked for one in found.choices)


def test_the_file_has_a_line_for_each_need_and_starts_no_formula(owner: Actor, firm: Employer, luis: Person) -> None:
    does(owner, luis, "heights")
    ticket(luis, "Fall protection", date(2027, 4, 22))
    Person.objects.filter(pk=luis.pk).update(name="=HYPERLINK(1)")
    lines = csv_of(owner, NOW).splitlines()
    assert lines[0] == "name,position,tasks,ticket,state,card,taken,last_day,as_of"
    assert lines[1].startswith("'=HYPERLINK(1)")
    assert lines[1].endswith("Fall protection,held,Fall protection,2024-01-05,2027-04-22,2026-06-01")
    assert lines[2] == "Dana Owner,,,,,,,,2026-06-01"


def test_the_needs_are_read_in_a_fixed_number_of_statements(
    owner: Actor, firm: Employer, django_assert_max_num_queries: Any
) -> None:
    made = add_task(owner, NOW, words="Climbs towers", ticket="Tower rescue")
    for number in range(12):
        person = world.person(firm, f"Worker {number}")
        does(owner, person, "heights", "forklift", str(made.pk))
        ticket(person, "Fall protection")
        ticket(person, f"Odd {number}")
    with django_assert_max_num_queries(9):
        found = page(owner, NOW)
    assert (found.tally.asked, found.tally.held, len(found.unclear)) == (36, 12, 12)
