"""Saving answers: scales, claims, conflicts, and a fixed number of statements."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from handrail.services.audit.answering import Given, save
from handrail.services.audit.claiming import claimed_score
from handrail.services.audit.describing import save_facts
from handrail.services.audit.starting import start
from handrail.services.errors import Absent, Conflict, Forbidden, Invalid, WrongState
from handrail.store.models import Answer, Audit, Event
from tests import world
from tests.services.audit.stage import BEGAN, Stage, stage

pytestmark = pytest.mark.django_db
MOMENT = world.moment(BEGAN)


@pytest.fixture
def here() -> Stage:
    return stage()


def answer(audit: Audit, question: str) -> Answer:
    return Answer.objects.get(audit=audit, question=question)


def test_a_start_makes_one_empty_answer_a_question(here: Stage) -> None:
    audit = here.audit()
    assert Answer.objects.filter(audit=audit).count() == 68
    score = claimed_score(audit)
    assert (score.awarded, score.available, len(score.unanswered)) == (Decimal(0), Decimal(500), 68)


def test_saving_gives_the_version_and_the_live_score(here: Stage) -> None:
    audit = here.audit()
    done = save(here.owner, MOMENT, audit.pk, "2.3", version=1, given=Given(points=Decimal("12.5"), note="Five tasks."))
    assert (done.version, done.score.awarded, done.after) == (2, Decimal("12.5"), "2.4")
    row = answer(audit, "2.3")
    assert (row.points, row.note, row.updated_by_id) == (Decimal("12.50"), "Five tasks.", here.owner.user_id)


@pytest.mark.parametrize("points", ["-1", "20.01", "3.141", "NaN", "Infinity", "1e400"])
def test_points_outside_the_scale_are_refused_at_their_field(here: Stage, points: str) -> None:
    audit = here.audit()
    with pytest.raises(Invalid) as refused:
        save(here.owner, MOMENT, audit.pk, "2.3", version=1, given=Given(points=Decimal(points)))
    assert set(refused.value.errors) == {"points"}
    assert answer(audit, "2.3").version == 1


def test_all_or_nothing_takes_no_part_of_it(here: Stage) -> None:
    audit = here.audit()
    with pytest.raises(Invalid):
        save(here.owner, MOMENT, audit.pk, "1.2", version=1, given=Given(points=Decimal(3)))
    assert save(here.owner, MOMENT, audit.pk, "1.2", version=1, given=Given(points=Decimal(5))).points == 5


@pytest.mark.parametrize(
    ("met", "points"),
    [((1, 2, 3, 4, 5, 6, 7, 8), Decimal(8)), ((0,), Decimal(0)), ((), None), ((3, 3, 99), Decimal(1))],
)
def test_criteria_are_prorated(here: Stage, met: tuple[int, ...], points: Decimal | None) -> None:
    audit = here.audit()
    done = save(here.owner, MOMENT, audit.pk, "8.1", version=1, given=Given(points=Decimal(10), criteria=met, note="x"))
    assert done.points == points
    assert answer(audit, "8.1").criteria == sorted({one for one in met if 1 <= one <= 10})


def test_does_not_apply_only_where_the_facts_allow(here: Stage) -> None:
    audit = here.audit()
    claim = Given(not_applicable="Nobody visits.")
    with pytest.raises(Invalid) as refused:
        save(here.owner, MOMENT, audit.pk, "6.3", version=1, given=claim)
    assert "not_applicable" in refused.value.errors
    save_facts(here.owner, MOMENT, audit.pk, version=1, facts={"visitors": False})
    done = save(here.owner, MOMENT, audit.pk, "6.3", version=1, given=claim)
    assert done.score.available == 496
    with pytest.raises(Invalid):
        save(here.owner, MOMENT, audit.pk, "1.1", version=1, given=claim)


def test_two_people_on_one_answer_both_texts_are_carried(here: Stage) -> None:
    audit = here.audit()
    save(here.owner, MOMENT, audit.pk, "1.6", version=1, given=Given(note="I visit on Mondays."))
    with pytest.raises(Conflict) as both:
        save(here.consultant, MOMENT, audit.pk, "1.6", version=1, given=Given(note="She visits weekly."))
    assert both.value.yours == {"note": "She visits weekly."}
    assert both.value.theirs == {"note": "I visit on Mondays."}
    assert (both.value.version, both.value.by) == (2, here.owner.name)
    assert answer(audit, "1.6").note == "I visit on Mondays."
    done = save(here.consultant, MOMENT, audit.pk, "1.6", version=2, given=Given(note="She visits weekly."))
    assert done.version == 3


def test_the_same_text_twice_is_no_conflict(here: Stage) -> None:
    audit = here.audit()
    given = Given(points=Decimal(5), note="Twice.")
    first = save(here.owner, MOMENT, audit.pk, "1.6", version=1, given=given)
    again = save(here.owner, MOMENT, audit.pk, "1.6", version=1, given=given)
    assert first.version == again.version == 2


def test_foreign_and_absent_look_the_same_and_crew_may_not(here: Stage) -> None:
    audit = here.audit()
    other = stage("Other Roofing Ltd.", partner=here.partner)
    for actor, question in ((other.owner, "1.1"), (here.owner, "99.9")):
        with pytest.raises(Absent):
            save(actor, MOMENT, audit.pk, question, version=1, given=Given(note="x"))
    for actor in (here.crew, here.reviewer):
        with pytest.raises(Forbidden):
            save(actor, MOMENT, audit.pk, "1.1", version=1, given=Given(note="x"))


def test_what_was_sent_is_not_written_in(here: Stage) -> None:
    audit = here.audit()
    Audit.objects.filter(pk=audit.pk).update(state="submitted")
    with pytest.raises(WrongState):
        save(here.owner, MOMENT, audit.pk, "1.1", version=1, given=Given(note="x"))


def test_after_a_return_a_change_belongs_to_the_next_round(here: Stage) -> None:
    audit = here.audit()
    Audit.objects.filter(pk=audit.pk).update(state="returned")
    save(here.owner, MOMENT, audit.pk, "1.6", version=1, given=Given(note="Mended."))
    assert answer(audit, "1.6").changed_in_round == 2
    assert answer(audit, "1.7").changed_in_round == 1


def test_the_journal_tells_of_claims_and_hands_not_of_keystrokes(here: Stage) -> None:
    audit = here.audit()
    version = 1
    for note in ("I", "I v", "I visit"):
        version = save(here.owner, MOMENT, audit.pk, "1.6", version=version, given=Given(note=note)).version
    save(here.owner, MOMENT, audit.pk, "1.6", version=version, given=Given(note="I visit", points=Decimal(6)))
    events = Event.objects.filter(action="audit.answer")
    assert [event.facts["after"] for event in events.order_by("number")] == [None, "6.00"]
    assert not any("visit" in str(event.facts) for event in events)


def _others(number: int, here: Stage) -> None:
    for index in range(number):
        start(stage(f"Firm {index} Ltd.", workers=0, partner=here.partner).owner, world.moment(date(2026, 3, 1)))


@pytest.mark.parametrize("others", [2, 12])
def test_saving_takes_four_statements_however_many_audits_there_are(here: Stage, others: int) -> None:
    audit = here.audit()
    _others(others, here)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        save(here.owner, MOMENT, audit.pk, "2.3", version=1, given=Given(points=Decimal(12), note="Five tasks."))
    statements = [
        one["sql"] for one in seen.captured_queries if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN"))
    ]
    assert len(statements) <= 4, statements
