"""Reading records: whose, how many at a time, and what a new one starts from; and deciding about one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID, uuid4

import pytest

from handrail.services.errors import Absent, Forbidden, Invalid, WrongState
from handrail.services.record import reading, settling
from handrail.services.record.keeping import keep, sent_of
from handrail.services.record.sent import body_of
from handrail.store.models import AnswerEvidence, Event, Evidence, Record, RecordInProof, RecordRevision, Site
from tests import world
from tests.services.audit.stage import Stage, photo, stage
from tests.services.record import sheets
from tests.services.record.test_photos import add
from tests.web.audit.visiting import at_most

pytestmark = pytest.mark.django_db
NOW = world.moment()


@pytest.fixture
def here() -> Stage:
    return stage()


def kept(here: Stage, day: str = "2026-06-01", **more: object) -> Record:
    return keep(here.crew, NOW, sheets.sent(happened_on=day, **more)).record


# ---- the list -------------------------------------------------------------------------------------------------------


def test_the_list_runs_from_the_latest_day_and_keeps_to_its_bounds(here: Stage) -> None:
    days = ["2026-05-02", "2026-06-01", "2026-05-03"]
    rows = {day: kept(here, day) for day in days}
    check = kept(here, "2026-05-03", kind="first_aid_check", fields={})
    talks = reading.listing(here.crew, kind="toolbox_talk")
    assert [str(row.happened_on) for row in talks] == sorted(days, reverse=True)
    within = reading.listing(here.crew, from_=date(2026, 5, 2), to=date(2026, 5, 3))
    assert set(within) == {rows["2026-05-02"], rows["2026-05-03"], check}


def test_another_firms_records_and_removed_ones_are_absent(here: Stage) -> None:
    other = stage("Other Roofing Ltd.", partner=here.partner)
    theirs, gone = kept(other), kept(here)
    settling.remove(here.owner, NOW, gone.pk, why="Kept twice")
    assert list(reading.listing(here.owner)) == []
    for key in (theirs.pk, gone.pk, uuid4(), "no-key"):
        with pytest.raises(Absent):
            reading.one(here.owner, key)
    with pytest.raises(Forbidden):
        reading.listing(here.reviewer)


def test_restricted_kinds_are_absent_for_crew(here: Stage) -> None:
    row = kept(here, kind="first_aid_entry", fields={"care": "Cut cleaned"})
    with pytest.raises(Absent):
        reading.one(here.crew, row.pk)
    assert reading.at_a_glance(here.crew, NOW).number == 0
    assert reading.one(here.owner, row.pk).record == row
    assert reading.start(here.crew, NOW, "first_aid_entry").last is None


def test_at_a_glance_counts_months_of_the_last_year_and_kinds(here: Stage) -> None:
    for day in ("2025-06-30", "2025-07-01", "2026-05-31", "2026-05-01"):
        kept(here, day)
    kept(here, "2026-05-01", kind="first_aid_check", fields={})
    with at_most(3):
        found = reading.at_a_glance(here.owner, NOW)
    assert (found.number, found.first, found.last) == (5, date(2025, 6, 30), date(2026, 5, 31))
    assert [found.months[0], found.months[-2], found.months[-1]] == [
        (date(2025, 7, 1), 1), (date(2026, 5, 1), 3), (date(2026, 6, 1), 0),
    ]  # fmt: skip
    assert [(kind.id, n) for kind, n in found.kinds] == [("toolbox_talk", 4), ("first_aid_check", 1)]


def test_one_record_takes_the_same_statements_however_much_is_on_it(here: Stage) -> None:
    people = [{"name": f"Somebody {n}", "part": "present"} for n in range(9)]
    row = kept(here, people=people, defects=[{"id": str(uuid4()), "what": f"Thing {n}"} for n in range(9)])
    for colour in ("red", "green", "blue"):
        add(here, row.pk, data=photo(colour))
    with at_most(7):
        seen = reading.one(here.owner, row.pk)
        assert [photo.evidence.name for photo in seen.photos] == ["IMG_1.JPG"] * 3
    assert (len(seen.people), len(seen.fixes)) == (9, 9)


def test_a_private_text_in_the_history_or_a_private_record_followed_is_the_owners(here: Stage) -> None:
    private = kept(here, kind="first_aid_entry", fields={"care": "Cut cleaned"})
    row = keep(here.owner, NOW, sheets.sent(about=str(private.pk))).record
    for number, superseded in enumerate((True, False)):
        RecordRevision.objects.create(
            record=row, version=1, body=body_of(sent_of(private)), sha256=str(number) * 64, superseded=superseded,
            at=NOW.now,
        )  # fmt: skip
    crew, owner = reading.one(here.crew, row.pk), reading.one(here.owner, row.pk)
    assert (crew.before, crew.waiting, crew.follows) == ((), (), None)
    assert (len(owner.before), len(owner.waiting), owner.follows) == (1, 1, private)
    settling.remove(here.owner, NOW, private.pk, why="Kept twice")
    assert reading.one(here.owner, row.pk).follows is None


# ---- what a new one starts from -------------------------------------------------------------------------------------


def test_a_new_one_starts_from_last_times_job_and_crew(here: Stage) -> None:
    old, job, over = (
        Site.objects.create(employer=here.employer, name=name, to_day=to)
        for name, to in (("A job", None), ("The job", None), ("Over", date(2026, 5, 1)))
    )
    worker, away = here.employer.people.get(name="Worker 1"), here.employer.people.get(name="Worker 2")
    there = [{"person_id": str(worker.pk), "part": "signed"}, {"person_id": str(away.pk), "part": "absent"}]
    kept(here, "2026-05-04", site_id=str(old.pk), place="Shop")
    last = kept(here, "2026-05-05", site_id=str(job.pk), place="12 Elm Street", people=there)
    with at_most(5):
        found = reading.start(here.crew, NOW, "toolbox_talk")
    assert found.last == last
    assert found.last_crew == {worker.pk}, "who was away is not offered as there"
    assert found.sites == (job, old), "the job of the last record on top"
    assert over not in found.sites
    assert found.places == ("12 Elm Street", "Shop")
    assert {one.name for one in found.crew} == {"Dana Owner", *(f"Worker {n}" for n in range(5))}


def test_the_job_of_last_time_is_offered_however_many_jobs_there_are(
    here: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "SITES_OFFERED", 3)
    jobs = [Site.objects.create(employer=here.employer, name=f"Job {n}") for n in range(6)]
    for job in (jobs[0], jobs[5]):
        kept(here, site_id=str(job.pk))
    assert {one.pk for one in reading.start(here.crew, NOW, "toolbox_talk").sites} == {
        jobs[0].pk, jobs[1].pk, jobs[5].pk
    }  # fmt: skip


def test_who_left_is_not_offered(here: Stage) -> None:
    world.person(here.employer, "Gone Away", to=date(2026, 5, 31))
    assert "Gone Away" not in {one.name for one in reading.start(here.crew, NOW, "toolbox_talk").crew}


# ---- deciding -------------------------------------------------------------------------------------------------------


def waiting(here: Stage) -> tuple[Record, RecordRevision]:
    row = kept(here)
    keep(
        world.member(here.employer.organisation, here.crew.role, "x@example.com"),
        NOW,
        sheets.sent(row.pk, title="Falls"),
    )  # type: ignore[arg-type]
    return row, row.revisions.get()


@pytest.mark.parametrize(("take_it", "title"), [(True, "Falls"), (False, "Ladders")])
def test_one_of_two_texts_stands_and_both_stay(here: Stage, take_it: bool, title: str) -> None:
    row, revision = waiting(here)
    settling.settle(here.owner, NOW, row.pk, revision.pk, version=1, take_it=take_it)
    seen = reading.one(here.owner, row.pk)
    assert (seen.record.title, seen.waiting) == (title, ())
    texts = {seen.record.title, *(one.body["title"] for one in row.revisions.all())}
    assert texts == {"Ladders", "Falls"}
    assert Event.objects.filter(action="record.settle").count() == 1
    with pytest.raises(WrongState):
        settling.settle(here.owner, NOW, row.pk, revision.pk, version=seen.record.version, take_it=True)


def test_settling_looks_at_what_stood_when_both_were_shown(here: Stage) -> None:
    row, revision = waiting(here)
    keep(here.owner, NOW, sheets.sent(row.pk, title="Weather", follows=1))
    with pytest.raises(WrongState):
        settling.settle(here.owner, NOW, row.pk, revision.pk, version=1, take_it=True)
    assert Record.objects.get(pk=row.pk).title == "Weather"


def test_a_text_of_another_record_or_firm_is_absent(here: Stage) -> None:
    row, _revision = waiting(here)
    other = stage("Other Roofing Ltd.", partner=here.partner)
    theirs, text = waiting_of(other)
    for record, revision in ((row.pk, text.pk), (theirs.pk, text.pk)):
        with pytest.raises(Absent):
            settling.settle(here.owner, NOW, record, revision, version=1, take_it=True)


def waiting_of(other: Stage) -> tuple[Record, RecordRevision]:
    row = kept(other)
    keep(other.owner, NOW, sheets.sent(row.pk, title="Theirs"))
    return row, row.revisions.get()


def refused_to(crew: Callable[[], object]) -> None:
    with pytest.raises(Forbidden):
        crew()


def test_crew_decides_nothing(here: Stage) -> None:
    row, revision = waiting(here)
    refused_to(lambda: settling.settle(here.crew, NOW, row.pk, revision.pk, version=1, take_it=True))
    refused_to(lambda: settling.remove(here.crew, NOW, row.pk, why="Mine"))
    assert Record.objects.get(pk=row.pk).removed_at is None


def test_a_record_goes_with_a_reason_and_is_not_deleted(here: Stage) -> None:
    row = kept(here)
    for why in ("", "  \x00 ", "x" * 201):
        with pytest.raises(Invalid):
            settling.remove(here.owner, NOW, row.pk, why=why)
    settling.remove(here.owner, NOW, row.pk, why="Kept twice")
    row.refresh_from_db()
    assert (row.removed_at, row.removed_why, row.title) == (NOW.now, "Kept twice", "Ladders")
    with pytest.raises(Absent):
        settling.remove(here.owner, NOW, row.pk, why="Again")


def test_a_removed_record_does_not_come_back_by_being_sent_again(here: Stage) -> None:
    body = sheets.sent()
    keep(here.crew, NOW, body)
    settling.remove(here.owner, NOW, body.id, why="Kept twice")
    assert keep(here.crew, NOW, body).outcome == "already"
    assert keep(here.owner, NOW, sheets.sent(body.id, title="Other", follows=1)).outcome == "set_aside"
    assert Record.objects.get().title == "Ladders"


def test_what_proof_of_an_answer_carries_stays(here: Stage) -> None:
    row = kept(here)
    audit = here.audit()
    piece = Evidence.objects.get(pk=add(here, row.pk).evidence_id)
    RecordInProof.objects.create(evidence=piece, record=row)
    laid = AnswerEvidence.objects.create(answer=audit.answers.all()[0], evidence=piece, added_at=NOW.now)
    with pytest.raises(WrongState):
        settling.remove(here.owner, NOW, row.pk, why="Kept twice")
    laid.delete()
    settling.remove(here.owner, NOW, row.pk, why="Kept twice")
    assert UUID(str(row.pk)) not in set(reading.listing(here.owner).values_list("pk", flat=True))
