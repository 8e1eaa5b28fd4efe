"""What a record's page asks about its paper can be answered: it is asked again only where something else is asked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from handrail.services.errors import Absent, Forbidden, Invalid, WrongState
from handrail.services.record import asking, reading
from handrail.services.record.asking import Question
from handrail.services.record.keeping import keep
from handrail.store.models import Event, Record, RecordAnswer
from tests import world
from tests.conftest import AtOnce
from tests.services.audit.stage import Stage, stage
from tests.services.record import sheets

pytestmark = pytest.mark.django_db
NOW = world.moment(date(2026, 6, 1))


@pytest.fixture
def here() -> Stage:
    return stage()


def card(here: Stage, name: str = "Dana Ownr", follows: int = 0, record: Record | None = None) -> Record:
    people = [{"person_id": str(here.dana.pk), "name": "", "part": "present"}]
    more: dict[str, Any] = {"kind": "training_certificate", "title": "First aid", "people": people}
    fields = {"name_on_it": name}
    sent = sheets.sent(record.pk if record else None, **more, fields=fields, follows=follows)
    return keep(here.owner, NOW, sent).record


def asked(here: Stage, record: Record) -> Question:
    [found] = asking.questions(reading.one(here.owner, record.pk))
    return found


def answer(here: Stage, record: Record, why: str = "She spells it both ways.", **more: Any) -> RecordAnswer:
    found = asked(here, record)
    given = {"asked": found.asked, "why": why, **more}
    return asking.answer(here.owner, NOW, record.pk, found.about, **given)


def test_an_answer_stands_with_its_reason_and_it_is_not_asked_again(here: Stage) -> None:
    record = card(here)
    made = answer(here, record)
    found = asked(here, record)
    assert found.answer == made and made.by_name == here.owner.name
    event = Event.objects.get(action="record.question_answered")
    assert event.facts == {"about": "name"}, "no name goes to the journal"


def test_another_name_on_the_card_is_another_question(here: Stage) -> None:
    record = card(here)
    answer(here, record)
    card(here, "D. Wner", follows=1, record=record)
    assert asked(here, record).answer is None
    card(here, follows=2, record=record)
    assert asked(here, record).answer is not None


def test_a_year_that_is_off_is_answered_too(here: Stage) -> None:
    sent = sheets.sent(happened_on="2025-06-01", paper_of="Big Contractor")
    record = keep(here.owner, NOW, sent).record
    assert asked(here, record).about == "day"
    answer(here, record, "It was found in the old truck.")
    assert asked(here, record).answer is not None


def test_without_words_or_with_too_many_nothing_is_answered(here: Stage) -> None:
    record = card(here)
    for why in ("", "  \u202e ", "x" * 201):
        with pytest.raises(Invalid) as wrong:
            answer(here, record, why)
        assert set(wrong.value.errors) == {"why"}
    assert not RecordAnswer.objects.exists()


def test_what_is_not_asked_or_answered_already_is_refused(here: Stage) -> None:
    record = card(here)
    first = asked(here, record)
    with pytest.raises(WrongState):
        answer(here, record, asked="0" * 64)
    with pytest.raises(WrongState):
        asking.answer(here.owner, NOW, record.pk, "day", asked=first.asked, why="x")
    answer(here, record)
    with pytest.raises(WrongState):
        answer(here, record, "Twice.")
    assert RecordAnswer.objects.get().why == "She spells it both ways."


def test_the_crew_is_refused_and_another_firm_finds_nothing(here: Stage) -> None:
    record, other = card(here), stage("Other Ltd.", partner=here.partner)
    found = asked(here, record)
    with pytest.raises(Forbidden):
        asking.answer(here.crew, NOW, record.pk, "name", asked=found.asked, why="x")
    with pytest.raises(Absent):
        asking.answer(other.owner, NOW, record.pk, "name", asked=found.asked, why="x")


@pytest.mark.slow
def test_answered_by_two_at_once_one_stands(at_once: AtOnce) -> None:
    here = at_once.one(stage)
    record = at_once.one(lambda: card(here))
    found = at_once.one(lambda: asked(here, record))

    def said(why: str) -> str:
        try:
            return asking.answer(here.owner, NOW, record.pk, "name", asked=found.asked, why=why).why
        except WrongState:
            return "refused"

    given = at_once.all([lambda why=why: said(why) for why in ("One", "Two")])  # type: ignore[misc]
    assert sorted(given)[-1] == "refused" and at_once.one(RecordAnswer.objects.count) == 1
