"""The reviewer's pages: the queue, the question, the decision; who may see them, and what they cost."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from handrail.rules.permissions import Role
from handrail.services.actor import Actor
from handrail.services.review import deciding, noting, opening, ties
from handrail.services.review.deciding import Decision
from handrail.store.models import (
    DemonstrationDay,
    Membership,
    Partner,
    Review,
    ReviewedAnswer,
    ReviewNote,
    SavedPhrase,
)
from tests import world
from tests.services.review.files import (
    EDITION,
    READ,
    being_read,
    crewed,
    gathered,
    prove,
    read_all,
    read_unproved,
    reviewer,
    sent,
)
from tests.web.looking import signed_in, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> None:
    DemonstrationDay.objects.create(day=date(2026, 4, 24))


@pytest.fixture
def desk(actor: Actor) -> Client:
    return signed_in(actor)


def test_from_the_queue_to_an_accepted_file(desk: Client, actor: Actor, partner: Partner) -> None:
    review = sent(gathered(partner))
    assert "Prairie Test Roofing" in desk.get("/reviews").content.decode()
    opened = desk.post(f"/reviews/{review.pk}/open")
    assert opened["Location"] == f"/reviews/{review.pk}/question/1.1"
    page = desk.get(opened["Location"]).content.decode()
    assert "How 1.1 is done here." in page
    saved = desk.post(f"/reviews/{review.pk}/question/1.1/points", {"points": "10", "version": "1", "reason": ""})
    assert saved["Location"] == f"/reviews/{review.pk}/question/1.2"
    for element in EDITION.elements:
        desk.post(f"/reviews/{review.pk}/question/{element.questions[0].id}/agree")
    read_unproved(review)
    version = Review.objects.get(pk=review.pk).version
    done = desk.post(
        f"/reviews/{review.pk}/decision",
        {"decision": "accept", "version": version, "summary": "Good work.", "quality": ""},
    )
    assert done["Location"] == f"/reviews/{review.pk}"
    assert "accepted, with the office" in desk.get(done["Location"]).content.decode().lower()
    report = desk.get(f"/reviews/{review.pk}/report").content.decode()
    assert "Good work." in report


def test_what_was_typed_is_kept_when_it_cannot_be_saved(desk: Client, actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    answer = desk.post(
        f"/reviews/{review.pk}/question/1.1/points", {"other": "99", "version": "1", "reason": "A long thought."}
    )
    assert answer.status_code == 422
    assert "A long thought." in answer.content.decode()
    assert 'class="error-summary"' in answer.content.decode()
    answer = desk.post(f"/reviews/{review.pk}/question/1.1/note", {"text": "Where is it?"})
    assert answer.status_code == 422
    assert "Where is it?" in answer.content.decode()


def test_a_conflict_shows_both(desk: Client, actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    address = f"/reviews/{review.pk}/question/1.1/points"
    desk.post(address, {"points": "7", "version": "1", "reason": "Theirs."})
    answer = desk.post(address, {"points": "9", "version": "1", "reason": "Mine."})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs." in text
    assert "Mine." in text
    assert ReviewedAnswer.objects.get(review=review, question="1.1").points == 7
    assert desk.post(address, {"points": "9", "version": "2", "reason": "Mine."}).status_code == 302


def test_a_refused_decision_comes_back_with_its_words(desk: Client, actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    answer = desk.post(
        f"/reviews/{review.pk}/decision", {"decision": "accept", "version": review.version, "summary": "My words."}
    )
    assert answer.status_code == 422
    assert "My words." in answer.content.decode()
    stale = desk.post(f"/reviews/{review.pk}/decision", {"decision": "decline", "version": 1, "summary": "No."})
    assert stale.status_code == 409


def test_proof_opens_at_its_page(desk: Client, actor: Actor, partner: Partner) -> None:
    audit = gathered(partner)
    piece = prove(audit, "2.3", date(2026, 3, 1))
    review = sent(audit)
    page = desk.get(f"/reviews/{review.pk}/question/2.3").content.decode()
    assert f'src="/proof/{piece.pk}/file#page=2&amp;' in page


def test_in_a_later_round_new_proof_is_marked_and_opens_first(desk: Client, actor: Actor, partner: Partner) -> None:
    audit = gathered(partner)
    prove(audit, "8.3", date(2025, 9, 17), "first drill.pdf")
    review = opening.open_round(actor, world.moment(date(2026, 4, 24)), sent(audit).pk)
    read_all(actor, review)
    noting.write_note(actor, world.moment(date(2026, 4, 24)), review.pk, "8.3", kind="must_fix", text="One more.")
    review.refresh_from_db()
    returned = Decision(summary="One more drill.")
    audit = deciding.return_round(
        actor, world.moment(date(2026, 4, 24)), review.pk, returned, version=review.version
    ).audit
    audit.round = 2
    new = prove(audit, "8.3", date(2026, 3, 11), "second drill.pdf")
    audit.round = 1
    again = sent(audit, date(2026, 5, 5))
    page = desk.get(f"/reviews/{again.pk}/question/8.3").content.decode()
    assert page.count("new in this round") == 1
    assert f'src="/proof/{new.pk}/file#' in page


def test_notes_are_written_and_settled(desk: Client, actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    desk.post(f"/reviews/{review.pk}/question/8.3/note", {"kind": "must_fix", "text": "<b>Attach</b> the record."})
    note = ReviewNote.objects.get()
    page = desk.get(f"/reviews/{review.pk}/question/8.3").content.decode()
    assert "&lt;b&gt;Attach" in page
    desk.post(f"/reviews/{review.pk}/note/{note.pk}", {"settled": "yes"})
    note.refresh_from_db()
    assert note.resolved_at is not None


def test_foreign_looks_absent_and_other_roles_are_refused(actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    pages = [f"/reviews/{review.pk}", f"/reviews/{review.pk}/question/1.1", f"/reviews/{review.pk}/report"]
    foreign = signed_in(reviewer(world.partner("demo-anyindustry", "Another")))
    absent = foreign.get("/reviews/00000000-0000-7000-8000-000000000000")
    for address in pages:
        answer = foreign.get(address)
        assert answer.status_code == 404
    assert (absent.status_code, "Prairie" in foreign.get(pages[0]).content.decode()) == (404, False)
    owner = signed_in(world.member(review.audit.employer.organisation, Role.OWNER))
    assert [owner.get(address).status_code for address in pages[:2]] == [403, 403]
    assert owner.get("/reviews").status_code == 403
    assert Client().get(pages[0]).status_code == 302
    admin = signed_in(world.member(partner.organisation, Role.PARTNER_ADMIN))
    assert admin.get(pages[1]).status_code == 200
    assert admin.post(f"/reviews/{review.pk}/question/1.1/points", {"points": "1", "version": "1"}).status_code == 403


def test_a_reviewer_of_his_own_firm_is_refused(desk: Client, actor: Actor, partner: Partner) -> None:
    review = sent(gathered(partner))
    Membership.objects.create(
        user_id=actor.user_id,
        organisation=review.audit.employer.organisation,
        role="owner",
        since=world.moment(date(2026, 6, 1)).now,
    )
    assert desk.get(f"/reviews/{review.pk}").status_code == 403
    assert desk.post(f"/reviews/{review.pk}/open").status_code == 403
    assert "you belong to this firm" in desk.get("/reviews").content.decode()


def test_the_queue_stays_at_six_statements(desk: Client, partner: Partner, django_assert_max_num_queries: Any) -> None:
    employers = [crewed(f"Firm {number:02d}") for number in range(22)]
    for employer in employers:
        audit = gathered(partner, employer, state="submitted", submitted_on=date(2026, 4, 7))
        Review.objects.create(audit=audit, round=1, received_on=date(2026, 4, 7))
    with django_assert_max_num_queries(6):
        text = desk.get("/reviews").content.decode()
    assert "22 files wait" in text


def test_saving_points_stays_at_ten_statements_and_a_page_at_fifteen(
    desk: Client, actor: Actor, partner: Partner, django_assert_max_num_queries: Any
) -> None:
    review = being_read(actor, partner)
    read_all(actor, review)
    with django_assert_max_num_queries(15):
        desk.get(f"/reviews/{review.pk}/question/1.1")
    row = ReviewedAnswer.objects.get(review=review, question="1.1")
    with django_assert_max_num_queries(10 + 2):  # the transaction's own savepoint and release
        answer = desk.post(f"/reviews/{review.pk}/question/1.1/points", {"points": "5", "version": row.version})
    assert answer.status_code == 302


def test_agreeing_is_asked_first_and_names_what_it_leaves(desk: Client, actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    address = f"/reviews/{review.pk}/question/1.1/agree"
    assert f'href="{address}"' in desk.get(f"/reviews/{review.pk}/question/1.1").content.decode()
    asked = desk.get(address).content.decode()
    assert "Agree with the claim on" in asked
    assert "it claims points by documents and shows none" in asked
    assert not ReviewedAnswer.objects.filter(review=review, points__isnull=False).exists()
    assert desk.post(address).status_code == 302
    assert ReviewedAnswer.objects.filter(review=review, points__isnull=False).exists()


def test_a_note_is_shown_at_its_place_and_says_nothing_elsewhere(desk: Client, actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    assert "No note yet" in desk.get(f"/reviews/{review.pk}/question/2.4").content.decode()
    sent_in = desk.post(f"/reviews/{review.pk}/question/2.4/note", {"kind": "must_fix", "text": "Show the sheet."})
    assert sent_in["Location"] == f"/reviews/{review.pk}/question/2.4#note-{ReviewNote.objects.get().pk}"
    assert "stands on" not in desk.get(f"/reviews/{review.pk}/question/2.5").content.decode()
    page = desk.get(sent_in["Location"]).content.decode()
    assert "One note" in page
    assert "Show the sheet." in page


def test_a_reload_after_a_refused_decision_leads_back(desk: Client, actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    answer = desk.get(f"/reviews/{review.pk}/decision")
    assert (answer.status_code, answer["Location"]) == (302, f"/reviews/{review.pk}")
    foreign = signed_in(reviewer(world.partner("demo-anyindustry", "Another")))
    assert foreign.get(f"/reviews/{review.pk}/decision").status_code == 404


def test_an_unread_file_leads_to_reading_and_cannot_be_accepted(desk: Client, actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    page = desk.get(f"/reviews/{review.pk}").content.decode()
    assert "80 %" not in page
    assert "Go to the first question" in page and "Start reading" not in page
    assert "questions have no points of yours yet" in page
    assert 'value="accept"' not in page
    assert 'value="return"' not in page
    assert 'value="decline"' in page
    noting.write_note(actor, world.moment(date(2026, 4, 24)), review.pk, "8.3", kind="must_fix", text="Attach it.")
    page = desk.get(f"/reviews/{review.pk}").content.decode()
    assert 'value="return"' in page
    assert 'value="accept"' not in page


def test_a_report_with_nothing_to_fix_says_where_points_were_lost(desk: Client, actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    read_all(actor, review, {"8.3": 6})
    deciding.accept(actor, world.moment(date(2026, 5, 12)), review.pk, Decision(), version=review.version)
    page = desk.get(f"/reviews/{review.pk}/report").content.decode()
    assert "0 things" not in page
    assert "Nothing must be fixed; where points were lost" in page


def test_fewer_points_than_claimed_owe_a_reason_before_they_are_saved(
    desk: Client, actor: Actor, partner: Partner
) -> None:
    review = being_read(actor, partner)
    address = f"/reviews/{review.pk}/question/2.6"
    hint = "Where you give fewer than the 15 the firm claims, say why, here or in a note"
    assert hint in text(desk, address)
    assert "say why, here or in a note" not in text(desk, f"/reviews/{review.pk}/question/6.3")  # said not to apply
    noting.write_note(actor, world.moment(READ), review.pk, "2.6", kind="must_fix", text="Two sheets are missing.")
    assert hint not in text(desk, address)


def test_what_was_typed_stays_where_late_proof_needs_a_reason(desk: Client, actor: Actor, partner: Partner) -> None:
    audit = gathered(partner)
    prove(audit, "2.6", date(2026, 3, 25))
    review = opening.open_round(actor, world.moment(READ), sent(audit).pk)
    address = f"/reviews/{review.pk}/question/2.6"
    refused = desk.post(f"{address}/points", {"points": "7", "reason": " ", "version": "1"})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert re.search(r'value="7"[^>]* checked', page)
    assert 'id="reason_error"' in page and 'aria-invalid="true"' in page
    assert ReviewedAnswer.objects.get(review=review, question="2.6").points is None


def test_a_question_that_needs_no_document_does_not_ask_for_one(desk: Client, actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    said = next(one.id for one in EDITION.questions if "D" not in one.verify)
    assert "No proof, and none is needed" in text(desk, f"/reviews/{review.pk}/question/{said}")
    assert "No proof, and none is needed" in text(desk, f"/reviews/{review.pk}/question/6.3")
    shown = next(one.id for one in EDITION.questions if "D" in one.verify)
    assert "No proof was sent for this question" in text(desk, f"/reviews/{review.pk}/question/{shown}")


def test_a_tied_reviewer_is_told_so_and_led_to_their_ties(desk: Client, actor: Actor, partner: Partner) -> None:
    review = sent(gathered(partner))
    world.accepted(review.audit.employer, partner)
    ties.say(actor, world.moment(READ), firm=review.audit.employer.legal_name, kind="related", last_on=None)
    answer = desk.get(f"/reviews/{review.pk}")
    page = " ".join(answer.content.decode().split())
    assert answer.status_code == 403
    assert "<title>This file is not yours to read" in page
    assert "You are related to somebody in this firm" in page
    assert 'href="/review/ties"' in page
    assert "Not open to you" not in page


def test_keeping_a_phrase_is_shown_and_a_name_is_refused_at_its_note(
    desk: Client, actor: Actor, partner: Partner
) -> None:
    review = being_read(actor, partner)
    moment = world.moment(READ)
    notes = [
        noting.write_note(actor, moment, review.pk, "2.6", kind="information", text=words)
        for words in ("Sign every sheet.", "Worker 1 signs no sheet.")
    ]
    kept = desk.post(f"/reviews/{review.pk}/note/{notes[0].pk}/phrase", {"for": "question"})
    assert "kept as a phrase" in text(desk, kept["Location"].partition("#")[0])
    assert f'id="{kept["Location"].partition("#")[2]}"' in text(desk, kept["Location"].partition("#")[0])
    refused = desk.post(f"/reviews/{review.pk}/note/{notes[1].pk}/phrase", {"for": "any"})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "leaves out “Worker 1”" in page
    assert f'href="#id_keep_{notes[1].pk}"' in page and f'id="id_keep_{notes[1].pk}"' in page
    assert SavedPhrase.objects.count() == 1


def test_the_partners_own_quality_mark_is_asked_and_stands_on_the_receipt() -> None:
    strict = world.partner("demo-anyindustry", "Strict")
    actor = reviewer(strict)
    desk, review = signed_in(actor), being_read(actor, strict)
    read_all(actor, review)
    assert "Your organisation asks for 80 or more." in text(desk, f"/reviews/{review.pk}")
    review.refresh_from_db()
    form = {"decision": "accept", "version": review.version, "summary": "Clear and complete.", "quality": "79"}
    refused = desk.post(f"/reviews/{review.pk}/decision", form)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "The quality mark is below the 80 that is needed" in page
    assert 'value="79"' in page and "Clear and complete." in page
    assert desk.post(f"/reviews/{review.pk}/decision", {**form, "quality": "85"}).status_code == 302
    receipt = text(desk, f"/decisions/{review.pk}")
    assert "was marked with 85 %" in receipt
