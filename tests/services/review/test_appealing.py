"""The receipt of a decision, the appeal against it, who may answer, and the file read anew in a round of its own."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from handrail.rules.permissions import Role
from handrail.services.actor import Actor
from handrail.services.audit import withdrawing
from handrail.services.audit.overturned import opened_by
from handrail.services.audit.submitting import receipts
from handrail.services.audit.timing import corrections, days_of
from handrail.services.errors import Absent, Forbidden, Invalid, Refused, WrongState
from handrail.services.review import appealing, assigning, opening, packages, page, queue, receipt
from handrail.store.models import (
    Answer,
    AnswerEvidence,
    Appeal,
    Audit,
    Event,
    Membership,
    OutboxItem,
    Partner,
    Review,
    ReviewedAnswer,
    ReviewerTie,
    Submission,
    VerificationVisit,
)
from tests import world
from tests.services.review.files import READ, gathered, prove, reviewer, sent
from tests.services.review.twice import being_read_again, decided

pytestmark = pytest.mark.django_db
DAY = READ + timedelta(days=6)
NOW = world.moment(DAY)
TEXT = "The second drill is on page 4 of what we sent."


@pytest.fixture
def review(first: Actor, partner: Partner) -> Review:
    return decided(first, partner, {"8.3": 2})


@pytest.fixture
def owner(review: Review) -> Actor:
    return world.member(review.audit.employer.organisation, Role.OWNER, "owner@example.com")


@pytest.fixture
def appeal(owner: Actor, review: Review) -> Appeal:
    return appealing.make(owner, NOW, review.pk, TEXT)


def answer(actor: Actor, row: Appeal, outcome: str, day: date = DAY) -> Appeal:
    return appealing.answer(actor, world.moment(day), row.pk, outcome, "Page 4 shows it.", version=row.version)


# ---- the receipt ----------------------------------------------------------------------------------------------------


def test_the_receipt_is_for_the_firm_and_the_partner(first: Actor, owner: Actor, review: Review) -> None:
    found = receipt.given(owner, NOW, review.pk)
    assert found.may_appeal and found.appeal is None
    assert "not refused" in found.receipt.said[0].sentence
    assert found.receipt.appeal.until == READ + timedelta(days=30)
    assert not receipt.given(first, NOW, review.pk).may_appeal
    consultant = world.member(review.audit.employer.organisation, Role.CONSULTANT)
    assert not receipt.given(consultant, NOW, review.pk).may_appeal
    stranger = world.member(world.employer("Another Test Ltd.").organisation, Role.OWNER)
    with pytest.raises(Absent):
        receipt.given(stranger, NOW, review.pk)
    crew = world.member(review.audit.employer.organisation, Role.CREW)
    with pytest.raises(Forbidden):
        receipt.given(crew, NOW, review.pk)


def test_a_receipt_of_a_file_that_went_on_asks_for_nothing(
    first: Actor, owner: Actor, review: Review, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(7):  # type: ignore[operator]
        found = receipt.given(owner, NOW, review.pk)
    assert [step.code for step in found.receipt.to_do] == ["answer_notes", "correct_by", "corrections_close"]
    sent(Audit.objects.get(pk=review.audit_id), DAY)
    found = receipt.given(owner, NOW, review.pk)
    assert [step.code for step in found.receipt.to_do] == ["gone_on"]
    assert not found.appealable


def test_before_the_decision_there_is_none(first: Actor, partner: Partner) -> None:
    waiting = sent(gathered(partner))
    owner = world.member(waiting.audit.employer.organisation, Role.OWNER)
    for actor in (first, owner):
        with pytest.raises(Absent):
            receipt.given(actor, NOW, waiting.pk)


# ---- making one -----------------------------------------------------------------------------------------------------


def test_an_appeal_has_its_clock_and_the_partner_is_told(owner: Actor, appeal: Appeal, review: Review) -> None:
    assert (appeal.state, appeal.answer_by, appeal.text) == ("made", DAY + timedelta(days=21), TEXT)
    mail = OutboxItem.objects.get(kind="mail", payload__to="partner")
    assert "Appeal" in mail.payload["subject"]
    assert TEXT not in mail.payload["text"]
    noted = Event.objects.get(chain=review.audit.employer_id, action="appeal.make")
    assert TEXT not in str(noted.facts)
    with pytest.raises(WrongState, match="once"):
        appealing.make(owner, NOW, review.pk, "Again.")


def test_it_is_refused_after_its_days_without_words_and_to_others(owner: Actor, review: Review) -> None:
    with pytest.raises(Invalid):
        appealing.make(owner, NOW, review.pk, "  ")
    with pytest.raises(Invalid):
        appealing.make(owner, NOW, review.pk, "x" * 5001)
    with pytest.raises(Refused) as late:
        appealing.make(owner, world.moment(READ + timedelta(days=31)), review.pk, TEXT)
    assert late.value.code == "appeal_too_late"
    consultant = world.member(review.audit.employer.organisation, Role.CONSULTANT)
    with pytest.raises(Forbidden):
        appealing.make(consultant, NOW, review.pk, TEXT)
    stranger = world.member(world.employer("Another Test Ltd.").organisation, Role.OWNER)
    with pytest.raises(Absent):
        appealing.make(stranger, NOW, review.pk, TEXT)
    assert not Appeal.objects.exists()


def test_an_acceptance_and_a_file_sent_again_have_nothing_to_appeal(
    first: Actor, owner: Actor, partner: Partner, review: Review
) -> None:
    good = decided(first, partner, how="accept", firm=world.employer("Another Test Ltd."))
    theirs = world.member(good.audit.employer.organisation, Role.OWNER)
    with pytest.raises(Refused):
        appealing.make(theirs, NOW, good.pk, TEXT)
    sent(Audit.objects.get(pk=review.audit_id), DAY)
    with pytest.raises(WrongState, match="gone on"):
        appealing.make(owner, NOW, review.pk, TEXT)


def test_it_can_be_taken_back_once_and_made_again(owner: Actor, admin: Actor, appeal: Appeal, review: Review) -> None:
    assert appealing.take_back(owner, NOW, review.pk).state == "withdrawn"
    with pytest.raises(WrongState):
        appealing.take_back(owner, NOW, review.pk)
    with pytest.raises(WrongState):
        answer(admin, appeal, "upheld")
    assert receipt.given(owner, NOW, review.pk).may_appeal
    assert appealing.make(owner, NOW, review.pk, TEXT).state == "made"


# ---- answering ------------------------------------------------------------------------------------------------------


def test_who_had_a_part_may_not_answer(first: Actor, partner: Partner, appeal: Appeal, review: Review) -> None:
    other = reviewer(partner, "other@example.com")
    being_read_again(other, review)
    third = reviewer(partner, "third@example.com")
    assert not appealing.appeal(first, NOW, appeal.pk).mine_to_answer
    assert appealing.appeal(third, NOW, appeal.pk).mine_to_answer
    with pytest.raises(Forbidden, match="part"):
        answer(first, appeal, "upheld")
    with pytest.raises(Absent):  # reads it a second time just now, so sees nothing of the first reading
        answer(other, appeal, "upheld")
    stranger = reviewer(world.partner("demo-anyindustry", "Other partner"))
    with pytest.raises(Absent):
        answer(stranger, appeal, "upheld")


def test_who_told_the_reader_what_to_mind_had_a_part(admin: Actor, appeal: Appeal, review: Review) -> None:
    Review.objects.filter(pk=review.pk).update(assigned_by=admin.user_id)
    assert appealing.appeal(admin, NOW, appeal.pk).mine_to_answer, "handing a file out is no part in it"
    Review.objects.filter(pk=review.pk).update(instructions="Mind the drills.")
    with pytest.raises(Forbidden, match="part"):
        answer(admin, appeal, "upheld")


def test_an_administrator_tied_to_the_firm_answers_nothing(
    admin: Actor, partner: Partner, appeal: Appeal, review: Review
) -> None:
    ReviewerTie.objects.create(
        partner=partner, reviewer_id=admin.user_id, employer=review.audit.employer, kind="related",
        said_at=NOW.now, said_by_id=admin.user_id,
    )  # fmt: skip
    assert [line.mine_to_answer for line in appealing.appeals(admin, NOW)[1]] == [False]
    with pytest.raises(Forbidden, match="related"):
        answer(admin, appeal, "upheld")


def test_a_file_that_is_taken_back_leaves_no_appeal_and_no_visit(
    owner: Actor, admin: Actor, appeal: Appeal, review: Review
) -> None:
    visit = VerificationVisit.objects.create(
        review=review, reason="x", ordered_on=DAY, ordered_by_id=admin.user_id, visit_by=DAY
    )
    withdrawing.withdraw(owner, NOW, review.audit_id)
    visit.refresh_from_db()
    assert visit.called_off_on == DAY
    with pytest.raises(WrongState):
        answer(admin, appeal, "changed")


def test_upheld_with_reasons_the_decision_stands(admin: Actor, owner: Actor, appeal: Appeal, review: Review) -> None:
    with pytest.raises(Invalid) as wrong:
        appealing.answer(admin, NOW, appeal.pk, "", " ", version=appeal.version)
    assert set(wrong.value.errors) == {"outcome", "words"}
    with pytest.raises(WrongState, match="moved on"):
        appealing.answer(admin, NOW, appeal.pk, "upheld", "It stands.", version=appeal.version + 1)
    done = answer(admin, appeal, "upheld")
    assert (done.state, done.heard_by_id, done.answered_on) == ("upheld", admin.user_id, DAY)
    assert Audit.objects.get(pk=review.audit_id).state == "returned"
    subjects = OutboxItem.objects.filter(kind="mail", payload__to="owners").values_list("payload__subject", flat=True)
    assert sum("stands" in subject for subject in subjects) == 1
    with pytest.raises(WrongState):
        answer(admin, done, "changed")
    with pytest.raises(WrongState, match="once"):
        appealing.make(owner, NOW, review.pk, TEXT)


def test_changed_opens_a_round_with_the_same_papers_and_no_points(
    first: Actor, partner: Partner, appeal: Appeal, review: Review
) -> None:
    audit = Audit.objects.get(pk=review.audit_id)
    # The firm has begun to correct; nothing of that is sent, so nothing of it may be read.
    Answer.objects.filter(audit=audit, question="1.2").update(note="Not sent yet.", changed_in_round=2)
    audit.round = 2
    prove(audit, "8.3", READ, "not sent yet.pdf")
    third = reviewer(partner, "third@example.com")
    answer(third, appeal, "changed")
    audit.refresh_from_db()
    assert (audit.state, audit.round, audit.closed_on) == ("submitted", 2, None)
    anew = Review.objects.get(audit=audit, round=2)
    assert (anew.state, anew.assigned_to_id) == ("waiting", third.user_id)
    (line,) = queue.queue(third, NOW).lines
    assert [one.code for one in line.reasons if one.code in {"read_anew", "later_round"}] == ["read_anew"]
    assert not ReviewedAnswer.objects.filter(review=anew).exclude(points=None, not_applicable=False).exists()
    old = Review.objects.get(pk=review.pk)
    assert old.state == "returned" and old.answers.get(question="8.3").points == Decimal(2), "as it was decided"
    assert [one.round for one in receipts(audit)] == [1], "the firm sent it once"
    texts = set(Submission.objects.filter(audit=audit).values_list("sha256", flat=True))
    assert len(texts) == 1
    package = packages.read(Submission.objects.get(audit=audit, round=2))
    assert package.round == 2 and package.claims["1.2"].note == "How 1.2 is done here."
    assert Answer.objects.get(audit=audit, question="1.2").changed_in_round == 3
    assert AnswerEvidence.objects.get(answer__audit=audit).added_in_round == 3
    assert Event.objects.filter(chain=audit.employer_id, action="review.take").exists()
    opening.open_round(third, NOW, anew.pk)
    found = page.page(third, anew.pk, "8.3")
    assert found.shown is not None and found.shown.open_notes == (), "what the old decision asked for is asked no more"
    assert found.changed == frozenset() and found.shown is not None and found.shown.row.points is None


def test_who_made_the_decision_leaves_the_reading_anew_to_somebody_else_if_there_is_one(
    first: Actor, admin: Actor, partner: Partner, appeal: Appeal
) -> None:
    answer(admin, appeal, "changed")
    anew = Review.objects.get(audit=appeal.audit_id, round=2)
    third = reviewer(partner, "third@example.com")
    for attempt in (
        lambda: opening.open_round(first, NOW, anew.pk),
        lambda: assigning.take(first, NOW, anew.pk, version=anew.version),
        lambda: assigning.assign(admin, NOW, anew.pk, to=first.user_id, instructions="", version=anew.version),
    ):
        with pytest.raises(Refused, match="anew"):
            attempt()
    Membership.objects.filter(user=third.user_id).update(ended_at=NOW.now)
    assert opening.open_round(first, NOW, anew.pk).reviewer_id == first.user_id, "nobody else is there"


def test_a_refusal_and_a_closed_audit_come_back_too(first: Actor, admin: Actor, partner: Partner) -> None:
    review = decided(first, partner, how="decline")
    owner = world.member(review.audit.employer.organisation, Role.OWNER)
    audit = Audit.objects.get(pk=review.audit_id)
    assert (audit.state, audit.closed_on) == ("not_accepted", READ)
    answer(admin, appealing.make(owner, NOW, review.pk, TEXT), "changed")
    audit.refresh_from_db()
    assert (audit.state, audit.closed_on) == ("submitted", None)


@pytest.mark.parametrize("how", ["decline", "return"])
def test_a_decision_that_was_changed_takes_none_of_the_firms_days(
    how: str, first: Actor, admin: Actor, partner: Partner
) -> None:
    """The days of the file go on without it: its pages open, and a later return has its whole time."""
    review = decided(first, partner, {"8.3": 2}, how=how)
    owner = world.member(review.audit.employer.organisation, Role.OWNER)
    answer(admin, appealing.make(owner, NOW, review.pk, TEXT), "changed")
    audit = Audit.objects.select_related("partner").get(pk=review.audit_id)
    days_of(audit, DAY)
    again = DAY + timedelta(days=40)
    Review.objects.filter(audit=audit, round=2).update(state="returned", decided_on=again)
    found = corrections(audit, again)
    assert found.correct_by == again + timedelta(days=15)
    assert found.days_left == 90


def test_beside_another_open_audit_it_cannot_be_read_anew(first: Actor, admin: Actor, partner: Partner) -> None:
    review = decided(first, partner, how="decline")
    owner = world.member(review.audit.employer.organisation, Role.OWNER)
    made = appealing.make(owner, NOW, review.pk, TEXT)
    gathered(partner, review.audit.employer)
    with pytest.raises(Refused) as no:
        answer(admin, made, "changed")
    assert no.value.code == "no_other_open"
    made.refresh_from_db()
    assert made.state == "made", "nothing is half done"
    assert answer(admin, made, "upheld").state == "upheld"


def test_changed_after_it_was_sent_again_moves_nothing(admin: Actor, appeal: Appeal, review: Review) -> None:
    sent(Audit.objects.get(pk=review.audit_id), DAY)
    assert answer(admin, appeal, "changed").state == "changed"
    assert Review.objects.filter(audit=review.audit_id).count() == 2


def test_a_round_the_firm_sent_itself_is_no_reading_anew(
    first: Actor, admin: Actor, partner: Partner, appeal: Appeal, review: Review
) -> None:
    reviewer(partner, "third@example.com")
    sent(Audit.objects.get(pk=review.audit_id), DAY)
    answer(admin, appeal, "changed")
    again = Review.objects.get(audit=review.audit_id, round=2)
    assert opened_by(again) is None
    (line,) = queue.queue(first, NOW).lines
    assert "read_anew" not in {reason.code for reason in line.reasons}
    assert opening.open_round(first, NOW, again.pk).reviewer_id == first.user_id, "it is the firm's own new text"


def test_the_list_has_the_clocks_and_says_what_is_late(
    admin: Actor, first: Actor, appeal: Appeal, django_assert_max_num_queries: object
) -> None:
    late = world.moment(appeal.answer_by + timedelta(days=2))
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        _page, lines = appealing.appeals(admin, late)
    assert [(line.days, line.overdue, line.mine_to_answer) for line in lines] == [(-2, True, True)]
    assert not appealing.appeals(admin, world.moment(appeal.answer_by))[1][0].overdue, "the last day counts"
    assert not appealing.appeals(first, late)[1][0].mine_to_answer
    stranger = reviewer(world.partner("demo-anyindustry", "Other partner"))
    assert appealing.appeals(stranger, late)[1] == ()
    answer(admin, appeal, "upheld", appeal.answer_by + timedelta(days=2))
    assert not appealing.appeals(admin, late)[1][0].overdue
