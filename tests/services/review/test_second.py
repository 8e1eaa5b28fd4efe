"""The blind second reading: who is drawn, who may read, that nothing of the first reader is in it, and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import override_settings

from handrail.rules.permissions import Role
from handrail.services.actor import Actor
from handrail.services.errors import Absent, Conflict, Forbidden, Invalid, Refused, WrongState
from handrail.services.evidence import serving
from handrail.services.review import assigning, beside, opening, page, parts, queue, report, second
from handrail.services.review.pointing import Judgement
from handrail.store.models import (
    Audit,
    CallNote,
    Event,
    FileLook,
    OutboxItem,
    Partner,
    Person,
    QuickAsk,
    Review,
    ReviewedAnswer,
    SecondAnswer,
    SecondRead,
)
from tests import world
from tests.services.review.files import READ, being_read, gathered, prove, reviewer, sent
from tests.services.review.twice import (
    FIRST_NOTE,
    FIRST_REASON,
    FIRST_WORDS,
    LATER,
    being_read_again,
    decided,
    drawn,
    judged,
    read_twice,
)

pytestmark = pytest.mark.django_db
NOW = world.moment(LATER)


def test_a_decided_first_round_is_drawn_by_lot_and_nobody_is_told(
    first: Actor, partner: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, int, bytes]] = []
    monkeypatch.setattr(second, "is_drawn", lambda *given: bool(asked.append(given)) or True)
    with override_settings(SECRET_KEY="the installation's"):
        review = decided(first, partner)
    assert asked == [(str(review.pk), 5, b"the installation's")]
    row = SecondRead.objects.get(review=review)
    assert (row.state, row.reader) == ("drawn", None)
    assert not Event.objects.filter(chain=review.audit.employer_id, action__startswith="second").exists()
    assert Event.objects.filter(chain=partner.pk, action="second.draw").count() == 1
    assert OutboxItem.objects.filter(kind="mail").count() == 1, "the letter of the decision and no other"


def test_what_is_not_drawn_is_read_once(first: Actor, partner: Partner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second, "is_drawn", lambda *given: False)
    decided(first, partner)
    assert not SecondRead.objects.exists()


def test_a_later_round_is_never_drawn(first: Actor, partner: Partner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second, "is_drawn", lambda *given: True)
    review = sent(gathered(partner))
    review.round = 2
    assert second.draw(first, NOW, review) is None


def test_it_waits_for_everybody_but_the_first_reader_and_the_firms_own(
    first: Actor, other: Actor, partner: Partner
) -> None:
    review = decided(first, partner)
    row = drawn(review)
    tied = reviewer(partner, "tied@example.com")
    Person.objects.create(employer=review.audit.employer, name="Tied", user_id=tied.user_id)
    stranger = reviewer(world.partner("demo-anyindustry", "Other partner"))
    assert second.waiting(other, NOW).to_read == (row,)
    for actor in (first, tied, stranger):
        assert second.waiting(actor, NOW).to_read == ()
        with pytest.raises(Absent):
            second.open_second(actor, NOW, row.pk)
    admin = world.member(partner.organisation, Role.PARTNER_ADMIN)
    for refused in (lambda: second.waiting(admin, NOW), lambda: second.open_second(admin, NOW, row.pk)):
        with pytest.raises(Forbidden):
            refused()


HANDS: dict[str, Callable[[Actor, Review], object]] = {
    "gave points": lambda actor, review: review.answers.filter(question="8.3").update(given_by=actor.user_id),
    "asked": lambda actor, review: QuickAsk.objects.create(
        review=review, question="8.3", text="Both sides?", token_sha256="a" * 64, asked_by_id=actor.user_id,
        asked_at=NOW.now, answer_by=NOW.now,
    ),
    "called": lambda actor, review: CallNote.objects.create(
        review=review, spoke_with="Owner", text="Drill?", called_on=READ, written_at=NOW.now, written_by_id=actor.user_id
    ),
    "was given it": lambda actor, review: Review.objects.filter(pk=review.pk).update(assigned_to=actor.user_id),
    "told its reader what to mind": lambda actor, review: Review.objects.filter(pk=review.pk).update(
        assigned_by=actor.user_id, instructions="Mind the drills."
    ),
    "looked": lambda actor, review: parts.looked(actor, NOW, review),
    "looked from an administrator's seat": lambda actor, review: parts.looked(
        replace(actor, role=Role.PARTNER_ADMIN), NOW, review
    ),
}  # fmt: skip


@pytest.mark.parametrize("hand", HANDS)
def test_who_had_a_hand_in_a_file_or_looked_at_it_does_not_read_it_afresh(
    first: Actor, other: Actor, partner: Partner, hand: str
) -> None:
    row = drawn(decided(first, partner))
    assert second.waiting(other, NOW).to_read == (row,)
    HANDS[hand](other, row.review)
    assert second.waiting(other, NOW).to_read == ()
    with pytest.raises(Absent):
        second.open_second(other, NOW, row.pk)


def test_a_file_that_was_put_back_with_points_is_known_to_whoever_looks(
    first: Actor, other: Actor, partner: Partner
) -> None:
    review = being_read(first, partner)
    opening.put_back(first, world.moment(READ), review.pk)
    review.refresh_from_db()
    parts.looked(other, NOW, review)
    assert not FileLook.objects.exists(), "nobody has given anything in it yet"
    ReviewedAnswer.objects.filter(review=review, question="8.3").update(points=4)
    parts.looked(other, NOW, review)
    assert FileLook.objects.get().user_id == other.user_id


def test_the_year_after_tells_nothing_of_a_reading_that_is_still_to_be_made_blind(
    first: Actor, other: Actor, partner: Partner
) -> None:
    row = drawn(decided(first, partner, {"8.3": 4}, how="decline"))
    later = sent(gathered(partner, row.review.audit.employer, previous_id=row.review.audit_id))
    opened = opening.open_round(other, NOW, later.pk)

    def told(actor: Actor) -> object:
        last = beside.of_question(actor, NOW, page.page(actor, opened.pk, "8.3")).last
        return last and last.row.points

    assert (told(first), told(other)) == (Decimal(4), None)
    second.open_second(other, NOW, row.pk)
    assert told(other) is None
    judged(row)
    second.finish(other, NOW, row.pk)
    assert told(other) == Decimal(4)


def test_the_queue_tells_no_score_of_a_first_round_that_is_still_to_be_read_blind(
    first: Actor, other: Actor, partner: Partner
) -> None:
    review = decided(first, partner, {"8.3": 2})
    Review.objects.filter(pk=review.pk).update(percent=Decimal("83.06"))
    drawn(review)
    Review.objects.create(audit=review.audit, round=2, received_on=LATER)
    Audit.objects.filter(pk=review.audit_id).update(state="submitted", round=2)

    def said(actor: Actor) -> str:
        lines = queue.queue(actor, NOW).lines
        return " ".join(reason.sentence for line in lines for reason in line.reasons)

    assert "83.06 % in the round before" in said(first)
    assert "round before" not in said(other)


def test_given_back_it_waits_for_somebody_else_without_a_point_of_it(
    first: Actor, other: Actor, partner: Partner
) -> None:
    row = being_read_again(other, decided(first, partner))
    second.set_second_points(other, NOW, row.pk, "8.3", Judgement("4"), version=1)
    second.give_back(other, NOW, row.pk)
    assert second.waiting(other, NOW).to_read == (), "for somebody else"
    assert not SecondAnswer.objects.filter(second_read=row).exists()
    with pytest.raises(Absent):
        second.give_back(other, NOW, row.pk)
    third = reviewer(partner, "third@example.com")
    row = second.open_second(third, NOW, row.pk)
    assert (row.state, row.reader_id) == ("reading", third.user_id)
    assert {one.points for one in row.answers.all()} == {None}


def test_a_reader_long_silent_keeps_nobody_waiting(first: Actor, other: Actor, partner: Partner) -> None:
    row = being_read_again(other, decided(first, partner))
    second.set_second_points(other, NOW, row.pk, "8.3", Judgement("4"), version=1)
    third = reviewer(partner, "third@example.com")
    soon, later = world.moment(LATER + timedelta(days=14)), world.moment(LATER + timedelta(days=15))
    assert second.waiting(third, soon).to_read == ()
    with pytest.raises(WrongState):
        second.open_second(third, soon, row.pk)
    assert second.waiting(third, later).to_read == (row,)
    row = second.open_second(third, later, row.pk)
    assert (row.reader_id, {one.points for one in row.answers.all()}) == (third.user_id, {None})
    with pytest.raises(Absent):
        second.set_second_points(other, later, row.pk, "8.3", Judgement("4"), version=1)
    assert FileLook.objects.get().user_id == other.user_id, "who was silent knows the file"


def test_a_later_round_is_not_given_to_whoever_reads_the_first_afresh(
    first: Actor, other: Actor, partner: Partner
) -> None:
    row = being_read_again(other, decided(first, partner))
    later = Review.objects.create(audit=row.review.audit, round=2, received_on=LATER)
    admin = world.member(partner.organisation, Role.PARTNER_ADMIN)
    with pytest.raises(Refused, match="a second time"):
        assigning.assign(admin, NOW, later.pk, to=other.user_id, instructions="", version=1)
    judged(row)
    second.finish(other, NOW, row.pk)
    assigning.assign(admin, NOW, later.pk, to=other.user_id, instructions="", version=1)


def test_two_open_it_and_one_is_told(first: Actor, other: Actor, partner: Partner) -> None:
    row = being_read_again(other, decided(first, partner))
    assert (row.state, row.reader_id) == ("reading", other.user_id)
    third = reviewer(partner, "third@example.com")
    with pytest.raises(WrongState, match="Another reviewer"):
        second.open_second(third, NOW, row.pk)
    assert SecondAnswer.objects.filter(second_read=row).count() == row.review.answers.count()
    for reader in (third, first):
        with pytest.raises(Absent):
            second.second_page(reader, row.pk)


def test_the_page_knows_the_claim_and_its_proof_and_nothing_of_the_first_reader(
    first: Actor, other: Actor, partner: Partner, django_assert_max_num_queries: object
) -> None:
    review = decided(first, partner, {"8.3": 2})
    row = being_read_again(other, review)
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        found = second.second_page(other, row.pk, "8.3")
    assert found.shown is not None
    assert found.shown.claim.note == "How 8.3 is done here."
    assert (found.shown.row.points, found.shown.row.not_applicable, found.shown.row.reason) == (None, False, "")
    assert len(found.unread) == len(found.order)
    assert {post.must_fix for element in found.rail for post in element.posts} == {0}
    said = repr((found.shown, found.package, found.rail))
    assert not any(text in said for text in (FIRST_REASON, FIRST_NOTE, FIRST_WORDS))


def test_while_it_is_read_the_first_reading_is_absent_to_its_second_reader(
    first: Actor, other: Actor, partner: Partner
) -> None:
    review = decided(first, partner)
    row = being_read_again(other, review)
    with pytest.raises(Absent):
        page.page(other, review.pk, "8.3")
    with pytest.raises(Absent):
        report.report(other, review.pk)
    assert queue.queue(other, NOW, "firm").page.paginator.count == 0
    assert queue.queue(first, NOW, "firm").page.paginator.count == 1
    judged(row)
    second.finish(other, NOW, row.pk)
    assert page.page(other, review.pk, "8.3").shown is not None


def test_a_second_reader_opens_the_proof(first: Actor, other: Actor, partner: Partner) -> None:
    review = decided(first, partner)
    piece = prove(review.audit, "8.3", READ)
    being_read_again(other, review)
    kept = serving.file_store().put(b"%PDF-1.4 drill", suffix=".pdf")
    type(piece).objects.filter(pk=piece.pk).update(stored=kept.key)
    assert serving.serve(other, piece.pk).path.read_bytes() == b"%PDF-1.4 drill"


def test_points_are_held_to_the_same_checks_and_a_stale_page_keeps_what_was_typed(
    first: Actor, other: Actor, partner: Partner
) -> None:
    row = being_read_again(other, decided(first, partner))
    saved = second.set_second_points(other, NOW, row.pk, "8.3", Judgement("4"), version=1)
    assert (saved.row.points, saved.row.version, saved.next) == (Decimal(4), 2, "8.4")
    with pytest.raises(Invalid) as wrong:
        second.set_second_points(other, NOW, row.pk, "8.3", Judgement("400"), version=2)
    assert set(wrong.value.errors) == {"points"}
    with pytest.raises(Invalid):
        second.set_second_points(other, NOW, row.pk, "1.1", Judgement(not_applicable=True), version=1)
    with pytest.raises(Conflict) as stale:
        second.set_second_points(other, NOW, row.pk, "8.3", Judgement("3"), version=1)
    assert (stale.value.yours["points"], stale.value.theirs["points"]) == ("3", "4")
    with pytest.raises(Absent):
        second.set_second_points(other, NOW, row.pk, "99.9", Judgement("3"), version=1)
    with pytest.raises(Absent):
        second.set_second_points(first, NOW, row.pk, "8.3", Judgement("3"), version=2)


def test_it_ends_once_everything_is_judged_and_changes_nothing(first: Actor, other: Actor, partner: Partner) -> None:
    review = decided(first, partner, {"8.3": 2})
    before = Review.objects.filter(pk=review.pk).values().get()
    points = list(ReviewedAnswer.objects.filter(review=review).order_by("question").values("question", "points"))
    row = being_read_again(other, review)
    with pytest.raises(Refused, match="no points of yours"):
        second.finish(other, NOW, row.pk)
    judged(row, {"8.3": 5})
    mails = OutboxItem.objects.filter(kind="mail").count()
    done = second.finish(other, NOW, row.pk)
    assert (done.state, done.done_on) == ("done", LATER)
    assert Review.objects.filter(pk=review.pk).values().get() == before
    assert points == list(
        ReviewedAnswer.objects.filter(review=review).order_by("question").values("question", "points")
    )
    told = OutboxItem.objects.filter(kind="mail").order_by("queued_at", "pk")[mails:]
    assert [mail.payload["to"] for mail in told] == [first.email], "the first reader, and never the firm"
    with pytest.raises(WrongState):
        second.finish(other, NOW, row.pk)
    with pytest.raises(WrongState):
        second.set_second_points(other, NOW, row.pk, "8.3", Judgement("3"), version=1)


def test_two_readers_who_agree_on_everything_have_nothing_to_settle(
    first: Actor, other: Actor, partner: Partner
) -> None:
    mails = OutboxItem.objects.filter(payload__to=first.email)
    assert read_twice(first, other, partner).state == "settled"
    assert not mails.exists()
