"""Starting, sending, coming back, sending again, taking back, closing: each once, each refused in the wrong place."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
import rfc8785

from handrail.integrations.files import file_store
from handrail.rules.audit.facts import Purpose
from handrail.services.audit.answering import Given, save
from handrail.services.audit.checking import check
from handrail.services.audit.closing import close_used_up
from handrail.services.audit.copying import copy_of
from handrail.services.audit.describing import save_cover, save_days, save_facts
from handrail.services.audit.moving import move
from handrail.services.audit.proving import lay_bunch
from handrail.services.audit.replying import reply
from handrail.services.audit.starting import outlook, start
from handrail.services.audit.submitting import receipt, submit
from handrail.services.audit.withdrawing import withdraw
from handrail.services.errors import Absent, Conflict, Forbidden, Invalid, Refused, WrongState
from handrail.services.evidence.keeping import keep
from handrail.store.models import Answer, Application, Audit, Evidence, OutboxItem, Review, ReviewNote, Submission, User
from tests import world
from tests.services.audit.stage import BEGAN, ENDED, SENT, Stage, pdf, stage

pytestmark = pytest.mark.django_db
SENDING = world.moment(SENT)


@pytest.fixture
def here() -> Stage:
    return stage()


def send(here: Stage, audit: Audit, day: date = SENT) -> Submission:
    return submit(here.owner, world.moment(day), audit.pk, ethics=True, declaration=True)


def returned(here: Stage, audit: Audit, day: date = date(2026, 4, 24)) -> ReviewNote:
    """The reviewer sends it back with one note on 8.3, straight in the tables: only our side is under test."""
    review = Review.objects.get(audit=audit, round=audit.round)
    Review.objects.filter(pk=review.pk).update(state="returned", decided_on=day, decided_at=world.moment(day).now)
    Audit.objects.filter(pk=audit.pk).update(state="returned", version=audit.version + 1)
    return ReviewNote.objects.create(
        review=review,
        question="8.3",
        kind="must_fix",
        text="The drill record is missing.",
        author=User.objects.get(email=here.reviewer.email),
        written_at=world.moment(day).now,
    )


# ---- starting -------------------------------------------------------------------------------------------------------


def test_one_open_audit_a_firm(here: Stage) -> None:
    here.audit()
    with pytest.raises(Refused) as refused:
        start(here.owner, world.moment(BEGAN))
    assert refused.value.code == "one_open_audit"


def test_no_partner_no_audit() -> None:
    firm = world.employer("Alone Ltd.")
    from handrail.rules.permissions import Role

    owner = world.member(firm.organisation, Role.OWNER)
    with pytest.raises(Refused) as refused:
        start(owner, world.moment(BEGAN))
    assert refused.value.code == "no_partner"
    Application.objects.create(
        employer=firm, partner=world.partner(), state=Application.State.APPLIED, applied_on=date(2026, 5, 28)
    )
    with pytest.raises(Refused) as refused:
        start(owner, world.moment())
    assert refused.value.code == "applied"
    assert "You applied on Thursday 28 May 2026" in refused.value.sentence


def test_past_ten_is_told_with_its_reason(here: Stage) -> None:
    for number in range(6):
        world.person(here.employer, f"More {number}")
    found = outlook(here.owner, world.moment(BEGAN))
    assert found.purpose is Purpose.CERTIFICATION
    with pytest.raises(Refused) as refused:
        start(here.owner, world.moment(BEGAN))
    assert refused.value.code == "over_limit"
    assert "12 people" in refused.value.sentence


def test_a_first_day_to_come_is_refused_and_a_past_one_is_kept(here: Stage) -> None:
    with pytest.raises(Invalid):
        start(here.owner, world.moment(BEGAN), gathering_started_on=BEGAN + timedelta(days=1))
    assert start(here.owner, world.moment(ENDED), gathering_started_on=BEGAN).gathering_started_on == BEGAN


def test_questions_drop_out_by_the_list_of_people() -> None:
    small = stage("Small Ltd.", workers=3)
    audit = small.audit()
    assert audit.facts == {"regularly_employed": 3, "owner_only": False}
    alone = stage("Owner Ltd.", workers=0, partner=small.partner)
    assert alone.audit().facts == {"regularly_employed": 0, "owner_only": True}


def test_only_the_owners_people_start(here: Stage) -> None:
    for actor in (here.crew, here.reviewer):
        with pytest.raises(Forbidden):
            start(actor, world.moment(BEGAN))


# ---- describing -----------------------------------------------------------------------------------------------------


def test_days_are_checked(here: Stage) -> None:
    audit = here.audit()
    for ended, from_, field in (
        (BEGAN - timedelta(days=1), None, "gathering_ended_on"),
        (ENDED + timedelta(days=1), None, "gathering_ended_on"),
        (ENDED, ENDED + timedelta(days=1), "records_from"),
    ):
        with pytest.raises(Invalid) as refused:
            save_days(
                here.owner, world.moment(ENDED), audit.pk, version=1, gathering_ended_on=ended, records_from=from_
            )
        assert field in refused.value.errors


def test_two_people_on_the_cover(here: Stage) -> None:
    audit = here.audit()
    save_cover(here.owner, SENDING, audit.pk, version=1, cover={"operations": "Roofs"}, assessor_id=None)
    with pytest.raises(Conflict):
        save_cover(here.consultant, SENDING, audit.pk, version=1, cover={"operations": "Sheds"}, assessor_id=None)
    with pytest.raises(Invalid):
        save_cover(here.owner, SENDING, audit.pk, version=2, cover={"secret": "x"}, assessor_id=None)
    with pytest.raises(Invalid):
        save_facts(here.owner, SENDING, audit.pk, version=2, facts={"owner_only": True})


# ---- the list before sending ----------------------------------------------------------------------------------------


def test_an_empty_audit_names_every_gap(here: Stage) -> None:
    found = check(here.reread(here.audit()), SENDING, signed=True)
    codes = {gap.code for gap in found.blocking}
    assert {"unanswered", "cover_missing", "cover_unseen", "dates_missing"} <= codes
    assert sum(gap.code == "unanswered" for gap in found.gaps) == 68


def test_a_complete_audit_has_no_blocking_gap(here: Stage) -> None:
    audit = here.complete(here.audit())
    assert check(audit, SENDING, signed=True).blocking == ()


# ---- sending --------------------------------------------------------------------------------------------------------


def test_sending_freezes_a_package_that_anybody_can_check(here: Stage) -> None:
    audit = here.complete(here.audit())
    found = send(here, audit)
    package = json.loads(found.package)
    assert rfc8785.dumps(package).decode() == found.package
    assert hashlib.sha256(found.package.encode()).hexdigest() == found.sha256
    assert package["score"]["percent"] == "100.00"
    question = package["elements"][0]["questions"][0]
    assert question["asked"] and question["answer"]["note"] == "How we do written safety policy."
    piece = question["evidence"][0]
    stored = Evidence.objects.get(pk=piece["id"])
    assert hashlib.sha256(file_store().read(stored.stored)).hexdigest() == piece["sha256"]
    assert package["parameters"]["audit.pass.overall"]["value"] == 80
    assert package["parameters"]["audit.pass.overall"]["source"]
    assert package["people"]["count"] == 6
    audit = here.reread(audit)
    assert (audit.state, audit.submitted_on, audit.round) == ("submitted", SENT, 1)
    assert Review.objects.filter(audit=audit, round=1, state="waiting").count() == 1
    assert OutboxItem.objects.filter(kind="mail").count() == 2


def test_what_is_answered_later_does_not_reach_the_package(here: Stage) -> None:
    audit = here.complete(here.audit())
    found = send(here, audit)
    Answer.objects.filter(audit=audit, question="1.1").update(note="Rewritten.")
    assert "Rewritten." not in receipt(here.owner, audit.pk, 1).package
    assert receipt(here.owner, audit.pk, 1).sha256 == found.sha256


def test_sending_twice_is_once(here: Stage) -> None:
    audit = here.complete(here.audit())
    send(here, audit)
    with pytest.raises(WrongState):
        send(here, audit)
    assert Submission.objects.filter(audit=audit).count() == Review.objects.filter(audit=audit).count() == 1


def test_gaps_and_missing_signatures_stand_in_the_way(here: Stage) -> None:
    audit = here.audit()
    with pytest.raises(Refused) as refused:
        send(here, audit)
    assert refused.value.code == "complete"
    audit = here.complete(audit)
    with pytest.raises(Invalid) as unsigned:
        submit(here.owner, SENDING, audit.pk, ethics=False, declaration=False)
    assert set(unsigned.value.errors) == {"ethics", "declaration"}
    assert here.reread(audit).state == "gathering"
    assert not Submission.objects.exists()


def test_only_the_owner_sends_and_only_his_own(here: Stage) -> None:
    audit = here.complete(here.audit())
    other = stage("Other Roofing Ltd.", partner=here.partner)
    with pytest.raises(Forbidden):
        submit(here.consultant, SENDING, audit.pk, ethics=True, declaration=True)
    with pytest.raises(Absent):
        submit(other.owner, SENDING, audit.pk, ethics=True, declaration=True)


# ---- coming back ----------------------------------------------------------------------------------------------------


def test_sending_again_after_a_return(here: Stage) -> None:
    audit = here.complete(here.audit())
    first = send(here, audit)
    note = returned(here, here.reread(audit))
    with pytest.raises(Refused):
        send(here, audit, date(2026, 5, 5))
    reply(
        here.owner, world.moment(date(2026, 5, 5)), audit.pk, note.pk, text="The record of 17 September is there now."
    )
    again = send(here, audit, date(2026, 5, 5))
    audit = here.reread(audit)
    assert (audit.round, audit.state, audit.submitted_on) == (2, "submitted", SENT)
    package = json.loads(again.package)
    assert package["previous_sha256"] == first.sha256
    changed = [
        question["id"]
        for element in package["elements"]
        for question in element["questions"]
        if question["answer"]["changed_in_round"] == 2
    ]
    assert changed == ["8.3"]


def test_a_note_of_a_round_still_being_read_is_not_there_yet(here: Stage) -> None:
    audit = here.complete(here.audit())
    send(here, audit)
    note = returned(here, here.reread(audit))
    Review.objects.filter(audit=audit).update(state="reading")
    with pytest.raises(Absent):
        reply(here.owner, SENDING, audit.pk, note.pk, text="x")


def note_beside(note: ReviewNote) -> ReviewNote:
    return ReviewNote.objects.create(
        review=note.review, question=note.question, kind="must_fix", text="And its day.", author=note.author,
        written_at=note.written_at,
    )  # fmt: skip


def test_a_note_is_answered_by_words_or_by_what_changed_since_and_by_nothing_else(here: Stage) -> None:
    audit, now = here.complete(here.audit()), world.moment(date(2026, 5, 5))
    send(here, audit)
    note = returned(here, here.reread(audit))
    other = note_beside(note)
    for text in ("", " \n\t"):
        with pytest.raises(Invalid, match="Write what you did, or change your answer, or lay new proof"):
            reply(here.owner, now, audit.pk, note.pk, text=text)
    note.refresh_from_db()
    assert note.answered_at is None
    assert reply(here.owner, now, audit.pk, note.pk, text="It was not done.").answered_at == now.now
    with pytest.raises(Invalid):  # words to one note are nothing done about the other
        reply(here.owner, now, audit.pk, other.pk)
    lay_bunch(here.owner, now, audit.pk, ["8.4"], [here.manual(date(2026, 5, 4)).pk])
    with pytest.raises(Invalid):
        reply(here.owner, now, audit.pk, other.pk)
    paper = keep(here.owner, now, "Drill.pdf", pdf(1, "Drill"))
    lay_bunch(here.owner, now, audit.pk, ["8.3"], [paper.pk])
    assert reply(here.owner, now, audit.pk, other.pk).answered_at == now.now


def test_an_answer_written_differently_since_the_return_answers_its_note(here: Stage) -> None:
    audit, now = here.complete(here.audit()), world.moment(date(2026, 5, 5))
    send(here, audit)
    note = returned(here, here.reread(audit))
    row = Answer.objects.get(audit=audit, question="8.3")
    given = Given(points=row.points, criteria=tuple(row.criteria), note=row.note, own_knowledge=row.own_knowledge)
    again = save(here.owner, now, audit.pk, "8.3", version=row.version, given=given)
    with pytest.raises(Invalid):  # saved again as it was
        reply(here.owner, now, audit.pk, note.pk)
    save(here.owner, now, audit.pk, "8.3", version=again.version, given=replace(given, note="The drill of 3 May too."))
    assert reply(here.owner, now, audit.pk, note.pk).answered_at == now.now


def test_days_used_up_close_the_audit_the_day_after(here: Stage) -> None:
    audit = here.complete(here.audit())
    send(here, audit)
    note = returned(here, here.reread(audit), date(2026, 4, 24))
    last = date(2026, 4, 24) + timedelta(days=90)
    assert close_used_up(world.moment(last)) == 0
    reply(here.owner, world.moment(last), audit.pk, note.pk, text="It lay in the truck.")
    with pytest.raises(Refused) as late:
        send(here, audit, last + timedelta(days=1))
    assert late.value.code == "days_left"
    assert close_used_up(world.moment(last + timedelta(days=1))) == 1
    assert close_used_up(world.moment(last + timedelta(days=2))) == 0
    audit = here.reread(audit)
    assert (audit.state, audit.closed_on) == ("closed", last + timedelta(days=1))


# ---- taking back ----------------------------------------------------------------------------------------------------


def test_taking_back_ends_the_round_too(here: Stage) -> None:
    audit = here.complete(here.audit())
    send(here, audit)
    with pytest.raises(Forbidden):
        withdraw(here.consultant, SENDING, audit.pk)
    withdraw(here.owner, SENDING, audit.pk)
    assert Review.objects.get(audit=audit).state == "withdrawn"
    with pytest.raises(WrongState):
        withdraw(here.owner, SENDING, audit.pk)
    assert start(here.owner, SENDING).pk != audit.pk


def test_a_move_by_somebody_quicker_is_refused(here: Stage) -> None:
    audit = here.audit()
    stale = here.reread(audit)
    move(here.owner, SENDING, here.reread(audit), "withdraw")
    with pytest.raises(WrongState):
        move(here.owner, SENDING, stale, "withdraw")
    assert here.reread(audit).version == 2


# ---- the printed copy -----------------------------------------------------------------------------------------------


def test_the_copy_is_a_tagged_pdf_and_the_same_bytes_again(here: Stage) -> None:
    import io

    import pikepdf

    audit = here.complete(here.audit())
    save(
        here.owner, SENDING, audit.pk, "1.6", version=2, given=Given(points=Decimal(8), note="#panic() *x* on Mondays")
    )
    draft = copy_of(here.owner, SENDING, audit.pk)
    send(here, audit)
    sent = copy_of(here.owner, SENDING, audit.pk)
    assert sent == copy_of(here.owner, world.moment(date(2026, 5, 1)), audit.pk) != draft
    with pikepdf.open(io.BytesIO(sent)) as made:
        assert made.Root.MarkInfo.Marked
        assert len(made.pages) >= 5
    other = stage("Other Roofing Ltd.", partner=here.partner)
    with pytest.raises(Absent):
        copy_of(other.owner, SENDING, audit.pk)


def test_pages_of_a_pdf_differ_by_title() -> None:
    assert pdf(2, "A") != pdf(2, "B")
