"""Lost points become fixes, fixes are worked through, and next year's audit begins with what it may carry."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from handrail.services.audit.starting import outlook, start
from handrail.services.corrective_action.mending import (
    Ageing,
    age,
    ageing,
    assign,
    close,
    open_of,
    pictures,
    plan_of,
    show_before,
)
from handrail.services.corrective_action.planning import plan_from
from handrail.services.errors import Absent, Conflict, Forbidden, Invalid, Refused, WrongState
from handrail.services.evidence.keeping import keep
from handrail.services.evidence.sorting import remove
from handrail.services.record.keeping import keep as keep_record
from handrail.store.models import (
    ActionLine,
    Answer,
    Audit,
    Certificate,
    Record,
    RecordPhoto,
    Review,
    ReviewedAnswer,
)
from tests import world
from tests.services.audit.stage import Stage, photo, stage
from tests.services.record import sheets

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


def test_a_first_day_of_another_year_is_refused_with_the_day_the_audit_is_due(here: Stage) -> None:
    certified(here)
    on = world.moment(date(2027, 3, 1))
    with pytest.raises(Invalid) as refused:
        start(here.owner, on, gathering_started_on=date(2026, 3, 20))
    said = refused.value.errors["gathering_started_on"]
    assert (
        "due by Saturday 20 March 2027" in said and "Saturday 21 March 2026" in said and "Monday 1 March 2027" in said
    )
    assert start(here.owner, on, gathering_started_on=date(2026, 3, 21)).due_on == date(2027, 3, 20)


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


# ---- fixes from records -------------------------------------------------------------------------------------------------


def found(here: Stage, kind: str = "inspection", day: date = date(2026, 5, 20), **more: object) -> ActionLine:
    """A record of the firm that found one thing, straight in the tables."""
    record = Record.objects.create(
        employer=here.employer, kind=kind, happened_on=day, captured_at=NOW.now, received_at=NOW.now,
        kept_by_name="Luis", sha256="0" * 64, defects=1,
    )  # fmt: skip
    values = {"what": "Ladder 4 has a bent rung.", "raised_on": day, "record": record, **more}
    return ActionLine.objects.create(employer=here.employer, **values)


def test_fixes_of_the_last_audit_and_of_records_stand_together(here: Stage) -> None:
    plan_from(here.reviewer, NOW, certified(here), {"8.1": Decimal(2)})
    line = found(here)
    plan = plan_of(here.owner, NOW.day)
    assert {row.pk for row in plan.lines} == {line.pk, ActionLine.objects.get(question="8.1").pk}
    assert plan.audit is not None and (plan.done, len(plan.open)) == (0, 2)


def test_records_alone_make_a_list_without_any_audit(here: Stage) -> None:
    line = found(here)
    plan = plan_of(here.owner, NOW.day)
    assert (plan.audit, [row.pk for row in plan.lines]) == (None, [line.pk])
    assert (age(line, NOW.day), ageing(plan.lines, NOW.day)) == (12, Ageing(1, 12))


def test_long_done_fixes_of_records_leave_the_list_and_open_ones_never(here: Stage) -> None:
    found(here, day=date(2024, 5, 1), done_on=date(2024, 5, 9))
    old = found(here, day=date(2024, 5, 1))
    recent = found(here, day=date(2025, 12, 1), done_on=date(2025, 12, 3))
    assert {row.pk for row in plan_of(here.owner, NOW.day).lines} == {old.pk, recent.pk}
    assert age(recent, NOW.day) == 2


def test_what_a_removed_record_found_is_asked_of_nobody(here: Stage) -> None:
    line = found(here)
    Record.objects.filter(pk=line.record_id).update(removed_at=NOW.now, removed_why="Kept twice")
    assert plan_of(here.owner, NOW.day).lines == ()
    assert open_of(here.employer) == ()


def test_what_goes_out_has_the_open_part_of_the_same_plan(here: Stage) -> None:
    open_line = found(here)
    found(here, done_on=NOW.day)
    assert open_of(here.employer) == (open_line,) == plan_of(here.owner, NOW.day).open


def test_a_fix_is_closed_by_somebody_and_never_before_it_was_found(here: Stage) -> None:
    line = found(here)
    with pytest.raises(Invalid) as early:
        close(here.owner, NOW, line.pk, version=1, done_on=date(2026, 5, 19), done_note="New ladder.")
    assert set(early.value.errors) == {"done_on"}
    done = close(
        here.owner, NOW, line.pk, version=1, done_on=date(2026, 5, 26), done_note="New ladder.", done_by=" Luis "
    )
    assert (done.done_by, age(done, NOW.day)) == ("Luis", 6)
    with pytest.raises(Conflict):
        close(here.owner, NOW, line.pk, version=1, done_on=NOW.day, done_note="Again.")
    again = close(here.owner, NOW, line.pk, version=2, done_on=NOW.day, done_note="Again.")
    assert again.done_by == here.owner.name


def test_a_due_day_before_it_was_found_is_refused_at_the_fix_and_left_out_of_a_record(here: Stage) -> None:
    line = found(here)
    with pytest.raises(Invalid) as refused:
        assign(here.owner, NOW, line.pk, version=1, who="Luis", due_on=date(2026, 5, 19))
    assert "Wednesday 20 May 2026" in refused.value.errors["due_on"]
    assert assign(here.owner, NOW, line.pk, version=1, who="Luis", due_on=date(2026, 5, 20)).due_on
    days = {"Too early": "2026-05-31", "The same day": "2026-06-01"}
    defects = [{"id": str(uuid4()), "what": what, "due_on": day} for what, day in days.items()]
    sent = sheets.sent(
        kind="inspection", title="Truck", happened_on="2026-06-01", fields={}, paper_of="Builder", defects=defects
    )
    assert [keep_record(here.crew, NOW, sent).outcome for _twice in range(2)] == ["stored", "already"]
    assert {one.what: one.due_on for one in ActionLine.objects.exclude(pk=line.pk)} == {
        "Too early": None, "The same day": date(2026, 6, 1),
    }  # fmt: skip


def test_the_photo_from_before_is_of_the_own_firm_and_stays_in_the_shoebox(here: Stage) -> None:
    line = found(here)
    other = stage("Other Ltd.", partner=here.partner)
    theirs = keep(other.owner, NOW, "a.jpg", photo("red"))
    with pytest.raises(Absent):
        show_before(here.owner, NOW, line.pk, version=1, evidence_id=theirs.pk)
    mine = keep(here.owner, NOW, "a.jpg", photo())
    shown = show_before(here.owner, NOW, line.pk, version=1, evidence_id=mine.pk)
    assert pictures(shown).before == (mine,)
    with pytest.raises(WrongState):
        remove(here.owner, NOW, mine.pk)
    with pytest.raises(Absent):
        show_before(other.owner, NOW, line.pk, version=2, evidence_id=theirs.pk)


def test_without_one_the_pictures_of_the_record_are_the_before(here: Stage) -> None:
    line = found(here)
    mine = keep(here.owner, NOW, "a.jpg", photo())
    RecordPhoto.objects.create(
        employer=here.employer, record_id=line.record_id, evidence=mine, part="before", added_at=NOW.now
    )
    assert pictures(line).before == (mine,)


def test_the_crew_reaches_no_fix_at_all(here: Stage) -> None:
    line = found(here, kind="near_miss")
    with pytest.raises(Forbidden):
        plan_of(here.crew)
    with pytest.raises(Forbidden):
        close(here.crew, NOW, line.pk, version=1, done_on=NOW.day, done_note="x")


def test_next_years_audit_and_the_open_plan_live_with_fixes_of_records(here: Stage) -> None:
    certified(here)
    found(here)
    audit = start(here.owner, world.moment(date(2027, 3, 1)))
    assert Answer.objects.filter(audit=audit, question="10.2").exists()
