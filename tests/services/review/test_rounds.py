"""A review from the queue to its decision: the worked example's two rounds, who may not, and each decision once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from handrail.rules.permissions import Role
from handrail.services.actor import Actor
from handrail.services.errors import Absent, Conflict, Forbidden, Invalid, Refused, WrongState
from handrail.services.review import deciding, noting, opening, page, pointing, queue, report
from handrail.services.review.deciding import Decision
from handrail.services.review.pointing import Judgement
from handrail.store.models import (
    ActionLine,
    Answer,
    Membership,
    OutboxItem,
    Partner,
    Person,
    Review,
    ReviewedAnswer,
    User,
)
from tests import world
from tests.services.review.files import (
    AGAIN,
    EDITION,
    FIRST,
    READ,
    SECOND,
    being_read,
    crewed,
    gathered,
    give,
    prove,
    read_all,
    reviewer,
    sent,
)

pytestmark = pytest.mark.django_db
MOMENT = world.moment(READ)


def must_fix(actor: Actor, review: Review, question: str = "8.3") -> None:
    noting.write_note(actor, MOMENT, review.pk, question, kind="must_fix", text="Attach the drill record.")


def decide(actor: Actor, review: Review, how: str, summary: str = "", *, day: date = READ, quality: str = "") -> Review:
    version = Review.objects.get(pk=review.pk).version
    function = {"return": deciding.return_round, "accept": deciding.accept, "decline": deciding.decline}[how]
    return function(actor, world.moment(day), review.pk, Decision(summary, quality), version=version)


def test_the_first_round_is_returned_with_its_score_and_day(actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    read_all(actor, review, FIRST)
    must_fix(actor, review)
    found = decide(actor, review, "return", "Two drills are missing.")
    assert (found.awarded, found.available, found.percent) == (Decimal(385), Decimal(496), Decimal("77.62"))
    assert (found.passed, found.correct_by) == (False, date(2026, 5, 9))
    found.audit.refresh_from_db()
    assert found.audit.state == "returned"
    mail = OutboxItem.objects.get(kind="mail")
    assert "9 May 2026" in mail.payload["subject"]


def second_round(actor: Actor, partner: Partner) -> Review:
    """Returned once; the firm mended what it was told and sent again."""
    file = gathered(partner)
    prove(file, "8.3", date(2025, 9, 17), "first drill.pdf")
    first = opening.open_round(actor, world.moment(READ), sent(file).pk)
    read_all(actor, first, FIRST)
    must_fix(actor, first)
    returned = decide(actor, first, "return")
    audit = returned.audit
    Answer.objects.filter(audit=audit, question__in=SECOND).update(note="Mended.", changed_in_round=2)
    audit.round = 2
    prove(audit, "8.3", date(2026, 3, 11), "second drill.pdf")
    audit.round = 1
    audit.refresh_from_db()
    return opening.open_round(actor, world.moment(AGAIN), sent(audit, AGAIN).pk)


def test_the_second_round_carries_what_did_not_change_and_is_accepted(actor: Actor, partner: Partner) -> None:
    review = second_round(actor, partner)
    waiting = ReviewedAnswer.objects.filter(review=review, points__isnull=True, not_applicable=False)
    assert set(waiting.values_list("question", flat=True)) == set(SECOND)
    give(actor, review, SECOND, AGAIN)
    note = Review.objects.get(audit=review.audit, round=1).notes.get()
    with pytest.raises(Refused, match="must be fixed"):
        decide(actor, review, "accept", day=AGAIN)
    noting.settle(actor, world.moment(AGAIN), review.pk, note.pk, settled=True)
    found = decide(actor, review, "accept", day=date(2026, 5, 12))
    assert (found.awarded, found.available, found.percent, found.passed) == (463, 496, Decimal("93.34"), True)
    found.audit.refresh_from_db()
    assert found.audit.state == "accepted"
    lost = {line.question: line.points_lost for line in ActionLine.objects.filter(audit=found.audit)}
    assert sum(lost.values()) == 33
    assert lost["2.3"] == 4
    assert "6.3" not in lost


def test_round_two_shows_old_and_new_of_what_changed(actor: Actor, partner: Partner) -> None:
    review = second_round(actor, partner)
    shown = page.page(actor, review.pk, "8.3")
    assert shown.changed == set(SECOND)
    assert shown.shown is not None
    assert shown.shown.before is not None
    assert (shown.shown.before.note, shown.shown.claim.note) == ("How 8.3 is done here.", "Mended.")
    assert shown.shown.row_before is not None
    assert shown.shown.row_before.points == 0
    assert [proof.label for proof in shown.shown.new_proofs] == ["second drill.pdf"]
    assert shown.next_open_note is None
    assert page.page(actor, review.pk, "1.1").next_open_note == "8.3"
    assert page.page(actor, review.pk, "10.1").next_changed == "1.6"


def test_acceptance_asks_for_points_on_every_question(actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    give(actor, review, {"1.1": 10})
    with pytest.raises(Refused, match="no reviewed points"):
        decide(actor, review, "accept")


@pytest.mark.parametrize(
    "points",
    [
        {"8.1": 0, "8.2": 0, "8.3": 0, "8.4": 0},  # element 8 at 19 of 40
        FIRST,
    ],
)
def test_acceptance_asks_for_both_gates(actor: Actor, partner: Partner, points: dict[str, int]) -> None:
    review = being_read(actor, partner)
    read_all(actor, review, points)
    with pytest.raises(Refused, match="do not pass"):
        decide(actor, review, "accept")
    review.audit.refresh_from_db()
    assert review.audit.state == "submitted"


def test_a_return_asks_for_a_note_that_must_be_fixed(actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    noting.write_note(actor, MOMENT, review.pk, "1.1", kind="information", text="Well done.")
    with pytest.raises(Refused, match="note that must be fixed"):
        decide(actor, review, "return")


def test_not_accepting_asks_for_a_reason_and_closes_the_audit(actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    with pytest.raises(Refused, match="reason"):
        decide(actor, review, "decline")
    decide(actor, review, "decline", "The system is another firm's.")
    review.audit.refresh_from_db()
    assert (review.audit.state, review.audit.closed_on) == ("not_accepted", READ)


def test_deciding_twice_has_one_effect(actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    read_all(actor, review)
    version = Review.objects.get(pk=review.pk).version
    deciding.accept(actor, MOMENT, review.pk, Decision(), version=version)
    for again in (deciding.accept, deciding.decline):
        with pytest.raises(WrongState):
            again(actor, MOMENT, review.pk, Decision("no"), version=version)
    assert OutboxItem.objects.filter(kind="mail").count() == 1


def test_a_stale_page_is_told(actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    read_all(actor, review)
    with pytest.raises(WrongState, match="moved on"):
        deciding.accept(actor, MOMENT, review.pk, Decision(), version=1)
    assert Review.objects.get(pk=review.pk).state == "reading"


def test_two_reviewers_on_one_question_lose_nothing(actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    other = world.member(partner.organisation, Role.REVIEWER, "second@example.com")
    pointing.set_points(actor, MOMENT, review.pk, "1.1", Judgement("7", reason="First"), version=1)
    with pytest.raises(Conflict) as error:
        pointing.set_points(other, MOMENT, review.pk, "1.1", Judgement("9", reason="Second"), version=1)
    assert error.value.theirs == {"points": "7", "reason": "First"}
    assert error.value.yours == {"points": "9", "reason": "Second"}


@pytest.mark.parametrize("ended", [False, True])
def test_nobody_reviews_a_firm_he_belongs_or_belonged_to(actor: Actor, partner: Partner, ended: bool) -> None:
    review = sent(gathered(partner))
    Membership.objects.create(
        user_id=actor.user_id, organisation=review.audit.employer.organisation, role="consultant",
        since=MOMENT.now, ended_at=MOMENT.now if ended else None,
    )  # fmt: skip
    for attempt in (
        lambda: opening.open_round(actor, MOMENT, review.pk),
        lambda: page.page(actor, review.pk),
        lambda: deciding.decline(actor, MOMENT, review.pk, Decision("no"), version=1),
    ):
        with pytest.raises(Forbidden, match="belong"):
            attempt()
    assert [line.own_firm for line in queue.queue(actor, MOMENT).lines] == [True]


def test_nobody_reviews_a_firm_whose_people_he_is_among(actor: Actor, partner: Partner) -> None:
    review = sent(gathered(partner))
    Person.objects.filter(employer=review.audit.employer).first()
    Person.objects.create(employer=review.audit.employer, name="Him", user=User.objects.get(pk=actor.user_id))
    with pytest.raises(Forbidden, match="belong"):
        opening.open_round(actor, MOMENT, review.pk)


def test_another_partner_and_other_roles_may_not(actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    foreign = reviewer(world.partner("demo-anyindustry", "Another partner"))
    admin = world.member(partner.organisation, Role.PARTNER_ADMIN)
    owner = world.member(review.audit.employer.organisation, Role.OWNER)
    with pytest.raises(Absent):
        page.page(foreign, review.pk)
    with pytest.raises(Absent):
        decide(foreign, review, "decline", "no")
    for other in (admin, owner):
        with pytest.raises(Forbidden):
            decide(other, review, "decline", "no")
        with pytest.raises(Forbidden):
            pointing.set_points(other, MOMENT, review.pk, "1.1", Judgement("7"), version=1)
    assert page.page(admin, review.pk).review == review
    assert queue.queue(foreign, MOMENT).lines == ()


@pytest.mark.parametrize("typed", ["", "-1", "11", "1e400", "NaN", "７", "2.555", "ten", "١"])
def test_points_are_plain_numbers_within_the_question(actor: Actor, partner: Partner, typed: str) -> None:
    review = being_read(actor, partner)
    with pytest.raises(Invalid) as error:
        pointing.set_points(actor, MOMENT, review.pk, "1.1", Judgement(typed), version=1)
    assert set(error.value.errors) == {"points"}


def test_half_points_and_not_applicable_as_the_facts_allow(actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    assert pointing.set_points(actor, MOMENT, review.pk, "1.1", Judgement("7.5"), version=1).row.points == Decimal(
        "7.5"
    )
    assert pointing.set_points(
        actor, MOMENT, review.pk, "6.3", Judgement(not_applicable=True), version=1
    ).row.not_applicable
    with pytest.raises(Invalid) as error:
        pointing.set_points(actor, MOMENT, review.pk, "1.2", Judgement(not_applicable=True), version=1)
    assert set(error.value.errors) == {"not_applicable"}


def test_proof_made_after_gathering_needs_the_reviewers_reason(actor: Actor, partner: Partner) -> None:
    audit = gathered(partner)
    prove(audit, "2.3", date(2026, 4, 29))
    review = opening.open_round(actor, MOMENT, sent(audit).pk)
    with pytest.raises(Invalid) as error:
        give(actor, review, {"2.3": 16})
    assert set(error.value.errors) == {"reason"}
    give(actor, review, {"2.3": 16}, reason="Both tasks existed in the window; only the form is late.")
    pointing.agree_with_element(actor, MOMENT, review.pk, "2")
    assert ReviewedAnswer.objects.get(review=review, question="2.3").points == 16


def test_a_partner_that_takes_no_late_proof_gives_it_no_points() -> None:
    strict = world.partner("demo-anyindustry", "Strict")
    actor = reviewer(strict)
    audit = gathered(strict)
    prove(audit, "2.3", date(2026, 4, 29))
    review = opening.open_round(actor, MOMENT, sent(audit).pk)
    with pytest.raises(Invalid):
        give(actor, review, {"2.3": 16}, reason="Please")
    give(actor, review, {"2.3": 0})


def test_a_quality_mark_is_asked_where_the_partner_has_one() -> None:
    strict = world.partner("demo-anyindustry", "Strict")
    actor = reviewer(strict)
    review = being_read(actor, strict)
    read_all(actor, review)
    for typed in ("", "79.99", "abc", "101"):
        with pytest.raises(Invalid) as error:
            decide(actor, review, "accept", quality=typed)
        assert set(error.value.errors) == {"quality"}
    assert decide(actor, review, "accept", quality="80").quality_percent == 80


def test_too_few_months_of_records_cannot_be_accepted_for_a_certificate(actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner, records_from=date(2026, 2, 1))
    read_all(actor, review)
    with pytest.raises(Refused, match="too few months"):
        decide(actor, review, "accept")


def test_an_accepted_yearly_audit_is_maintained(actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner, purpose="maintenance")
    read_all(actor, review)
    found = decide(actor, review, "accept")
    found.audit.refresh_from_db()
    assert (found.audit.state, found.audit.closed_on) == ("maintained", READ)


def test_what_is_decided_stands(actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    read_all(actor, review)
    decide(actor, review, "accept")
    with pytest.raises(WrongState):
        pointing.set_points(actor, MOMENT, review.pk, "1.1", Judgement("1"), version=2)
    with pytest.raises(WrongState):
        must_fix(actor, review)


def test_the_queue_counts_days_against_the_partners_target(actor: Actor, partner: Partner) -> None:
    firms = [crewed(f"Firm {number}") for number in range(3)]
    for firm, day in zip(firms, (date(2026, 4, 1), date(2026, 4, 10), date(2026, 4, 20)), strict=True):
        sent(gathered(partner, firm), day)
    found = queue.queue(actor, world.moment(date(2026, 4, 30)))
    assert (found.low, found.high) == (14, 28)
    assert [(line.days, line.clock) for line in found.lines] == [(29, "late"), (20, "due"), (10, "in_time")]


def test_returned_files_show_the_days_the_firm_has_left(actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    must_fix(actor, review)
    decide(actor, review, "return")
    assert queue.queue(actor, MOMENT).lines == ()
    (line,) = queue.queue(actor, world.moment(date(2026, 5, 1)), "firm").lines
    assert (line.days, line.by, line.open_notes) == (8, date(2026, 5, 9), 1)


def test_the_report_is_for_the_firm_once_decided_and_for_the_partner(actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    owner = world.member(review.audit.employer.organisation, Role.OWNER)
    other = world.member(world.employer("Another firm").organisation, Role.OWNER)
    read_all(actor, review, FIRST)
    must_fix(actor, review)
    with pytest.raises(Absent):
        report.report(owner, review.pk)
    decide(actor, review, "return", "Nearly there.")
    found = report.report(owner, review.pk)
    assert found.must_fix == 1
    assert found.standing.score.percent == Decimal("77.62")
    pdf, name, _ = report.report_pdf(owner, review.pk)
    assert pdf.startswith(b"%PDF-")
    assert name == "review-round-1-2026-04-24.pdf"
    with pytest.raises(Absent):
        report.report(other, review.pk)


def test_putting_back_frees_a_round(actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    assert opening.put_back(actor, MOMENT, review.pk).state == "waiting"
    assert Review.objects.get(pk=review.pk).reviewer_id is None
    with pytest.raises(WrongState):
        give(actor, review, {"1.1": 5})


def test_agreeing_leaves_out_points_by_documents_that_show_none(actor: Actor, partner: Partner) -> None:
    audit = gathered(partner)
    prove(audit, "2.3", date(2026, 3, 10))
    review = opening.open_round(actor, MOMENT, sent(audit).pk)
    found = pointing.agreement(actor, review.pk, "2")
    assert found.points["2.3"] == EDITION.question("2.3").points
    assert all("D" not in EDITION.question(one).verify for one in found.points if one != "2.3")
    assert all("D" in EDITION.question(one).verify for one in found.left)
    assert pointing.agree_with_element(actor, MOMENT, review.pk, "2") == len(found.points)
    unread = page.page(actor, review.pk).standing.unread
    assert set(found.left) <= set(unread)
    assert not set(found.points) & set(unread)


def test_agreeing_never_writes_over_points_saved_meanwhile(
    actor: Actor, partner: Partner, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    audit = gathered(partner)
    prove(audit, "2.3", date(2026, 3, 10))
    review = opening.open_round(actor, MOMENT, sent(audit).pk)
    wanted = pointing.agreement(actor, review.pk, "2")
    monkeypatch.setattr(pointing, "_agreement", lambda _review, _element: wanted)
    ReviewedAnswer.objects.filter(review=review, question="2.3").update(points=3, version=2)
    with django_assert_max_num_queries(20):
        assert pointing.agree_with_element(actor, MOMENT, review.pk, "2") == len(wanted.points) - 1
    row = ReviewedAnswer.objects.get(review=review, question="2.3")
    assert (row.points, row.version) == (3, 2)
