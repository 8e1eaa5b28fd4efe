"""Lost points become fixes, fixes are worked through, and next year's audit begins with what it may carry."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from handrail.services.audit.starting import outlook, start
from handrail.services.corrective_action.mending import assign, close, plan_of
from handrail.services.corrective_action.planning import plan_from
from handrail.services.errors import Absent, Conflict, Invalid, Refused
from handrail.services.evidence.keeping import keep
from handrail.store.models import ActionLine, Answer, Audit, Certificate, Review, ReviewedAnswer
from tests import world
from tests.services.audit.stage import Stage, photo, stage

pytestmark = pytest.mark.django_db
NOW = world.moment(date(2026, 6, 1))


@pytest.fixture
def here() -> Stage:
    return stage()


def certified(here: Stage) -> Audit:
    """An accepted and certified audit where 8.1 lost two points, straight in the tables."""
    audit = here.audit()
    review = Review.objects.create(audit=audit, round=1, state="accepted", received_on=date(2026, 4, 7))
    edition_points = {row.question: row for row in Answer.objects.filter(audit=audit)}
    from handrail.services.audit.reading import edition_of

    ReviewedAnswer.objects.bulk_create(
        ReviewedAnswer(
            review=review,
            question=question.id,
            points=Decimal(8) if question.id == "8.1" else Decimal(question.points),
            updated_at=NOW.now,
        )
        for question in edition_of(audit).questions
        if question.id in edition_points
    )
    Audit.objects.filter(pk=audit.pk).update(
        state="certified",
        submitted_on=date(2026, 4, 7),
        closed_on=date(2026, 5, 19),
        gathering_ended_on=date(2026, 3, 20),
    )
    Certificate.objects.create(
        number="AB-26-00001-X",
        year=2026,
        serial=1,
        employer=here.employer,
        audit=audit,
        partner=here.partner,
        legal_name="Prairie Test Roofing Ltd.",
        accounts=[],
        term_months=36,
        issued_on=date(2026, 3, 20),
        expires_on=date(2029, 3, 20),
        signed_by_both_at=world.moment(date(2026, 5, 19)).now,
    )
    return Audit.objects.select_related("partner").get(pk=audit.pk)


def test_every_lost_point_becomes_one_line_once(here: Stage) -> None:
    audit = certified(here)
    lost = {"8.1": Decimal(2), "1.5": Decimal("1.5"), "1.1": Decimal(0)}
    assert plan_from(here.reviewer, NOW, audit, lost) == 2
    assert plan_from(here.reviewer, NOW, audit, lost) == 0
    plan = plan_of(here.owner)
    assert [(line.question, line.points_lost) for line in plan.lines] == [("8.1", Decimal(2)), ("1.5", Decimal("1.5"))]
    assert plan.done == 0


def test_closing_a_fix_takes_words_a_day_and_proof(here: Stage) -> None:
    plan_from(here.reviewer, NOW, certified(here), {"8.1": Decimal(2)})
    row = ActionLine.objects.get()
    assign(here.owner, NOW, row.pk, version=1, who="Luis", due_on=date(2026, 9, 1))
    proof = keep(here.owner, NOW, "plan.jpg", photo())
    with pytest.raises(Invalid) as refused:
        close(here.owner, NOW, row.pk, version=2, done_on=date(2026, 6, 2), done_note=" ")
    assert set(refused.value.errors) == {"done_on", "done_note"}
    with pytest.raises(Conflict):
        close(here.owner, NOW, row.pk, version=1, done_on=NOW.day, done_note="Rescue added.")
    done = close(here.owner, NOW, row.pk, version=2, done_on=NOW.day, done_note="Rescue added.", evidence_id=proof.pk)
    assert (done.evidence, plan_of(here.owner).done) == (proof, 1)
    other = stage("Other Ltd.", partner=here.partner)
    with pytest.raises(Absent):
        close(other.owner, NOW, row.pk, version=3, done_on=NOW.day, done_note="x")


def test_the_yearly_audit_carries_what_had_full_points(here: Stage) -> None:
    certified(here)
    began = date(2027, 3, 1)
    found = outlook(here.owner, world.moment(began))
    assert (found.yearly, found.due_on) == (True, date(2027, 3, 20))
    audit = start(here.owner, world.moment(began))
    assert (audit.purpose, audit.maintains, audit.previous is not None) == (
        "maintenance",
        Certificate.objects.get(),
        True,
    )
    carried = {row.question for row in Answer.objects.filter(audit=audit, carried=True)}
    assert len(carried) == 18 and "8.1" not in carried
    why = Answer.objects.get(audit=audit, question="1.1").carried_why
    assert "20 March 2026" in why and "10 of 10" in why


def test_the_next_year_is_due_once_this_one_is_accepted(here: Stage) -> None:
    certified(here)
    audit = start(here.owner, world.moment(date(2027, 3, 1)))
    Audit.objects.filter(pk=audit.pk).update(
        state="maintained", submitted_on=date(2027, 3, 18), closed_on=date(2027, 4, 2)
    )
    assert outlook(here.owner, world.moment(date(2027, 6, 1))).due_on == date(2028, 3, 20)


def test_grown_past_ten_the_certificate_runs_on_and_the_next_years_audit_is_refused(here: Stage) -> None:
    certified(here)
    for number in range(6):
        world.person(here.employer, f"New {number}", since=date(2026, 8, 1))
    found = outlook(here.owner, world.moment(date(2027, 3, 1)))
    assert found.refusal is not None and found.refusal.code == "past_ten"
    assert "20 March 2027" in found.refusal.sentence
    with pytest.raises(Refused):
        start(here.owner, world.moment(date(2027, 3, 1)))
