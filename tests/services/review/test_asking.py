"""Quick asks from the question to the answer: who may, how many, until when, once; and what they never change."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handrail.rules.permissions import Role
from handrail.services import access
from handrail.services.actor import Actor
from handrail.services.errors import Absent, Forbidden, Invalid, Refused, WrongState
from handrail.services.evidence import sorting
from handrail.services.moment import Moment
from handrail.services.review import asked, asking, deciding, figures, opening, page, report
from handrail.services.review.deciding import Decision
from handrail.store.models import (
    Event,
    Evidence,
    OutboxItem,
    Partner,
    QuickAsk,
    QuickAskFile,
    Review,
    ReviewedAnswer,
    Submission,
)
from tests import world
from tests.conftest import AtOnce
from tests.services.audit.stage import photo
from tests.services.review.files import READ, being_read, gathered, read_all, reviewer, sent

pytestmark = pytest.mark.django_db
MOMENT = world.moment(READ)
WORDS = "Jesse's first-aid card, both sides?"
BASE = Moment(MOMENT.now + timedelta(hours=1), READ)


@pytest.mark.slow
def test_two_answers_at_once_are_one_and_so_is_the_last_ask(at_once: AtOnce) -> None:
    def prepare() -> tuple[Actor, Review, str]:
        partner = world.partner()
        seat = reviewer(partner)
        review = being_read(seat, partner)
        for number in range(3):
            asking.ask(seat, MOMENT, review.pk, "2.7", text=f"Card {number}?")
        _row, token = asked_once(seat, review)
        return seat, review, token

    seat, review, token = at_once.one(prepare)
    answers = [
        lambda words=words: asked.answer_behind(BASE, token, words=words) for words in ("One.", "Two.", "Three.")
    ]
    given = at_once.all(answers)
    assert sorted(type(one).__name__ for one in given) == ["QuickAsk", "WrongState", "WrongState"]
    told = at_once.one(lambda: Event.objects.filter(action="review.ask_answer").count())
    assert told == 1
    asks = [lambda text=text: asking.ask(seat, MOMENT, review.pk, "2.8", text=text) for text in ("A?", "B?", "C?")]
    given = at_once.all(asks)
    assert sorted(type(one).__name__ for one in given) == ["QuickAsk", "Refused", "Refused"]


@pytest.fixture
def review(actor: Actor, partner: Partner) -> Review:
    return being_read(actor, partner)


def link_of(text: str = WORDS) -> str:
    """The token in the letter that tells the firm of an ask."""
    letters = [row.payload["text"] for row in OutboxItem.objects.filter(kind="mail") if text in row.payload["text"]]
    return str(letters[-1].split("/ask/")[1].split()[0])


def asked_once(actor: Actor, review: Review, text: str = WORDS) -> tuple[QuickAsk, str]:
    row = asking.ask(actor, MOMENT, review.pk, "2.6", text=text)
    return row, link_of(text)


def test_an_ask_is_answered_by_photos_and_words_and_changes_nothing_else(actor: Actor, review: Review) -> None:
    package = Submission.objects.get(audit=review.audit).package
    points = list(ReviewedAnswer.objects.order_by("pk").values())
    row, token = asked_once(actor, review)
    assert token not in str(QuickAsk.objects.values())
    asked.answer_behind(BASE, token, words="Here it is.", files=[("card.jpg", photo())])
    row.refresh_from_db()
    assert (row.reply, row.answered_at) == ("Here it is.", BASE.now)
    file = QuickAskFile.objects.get(ask=row)
    assert file.evidence.employer_id == review.audit.employer_id
    (seen,) = asking.asks_of(review, BASE.now)["2.6"]
    assert seen.state == "answered"
    assert [one.id for one in seen.files] == [str(file.evidence_id)]
    assert access.evidence(actor, access.Action.EVIDENCE_READ).filter(pk=file.evidence_id).exists()
    assert Submission.objects.get(audit=review.audit).package == package
    assert list(ReviewedAnswer.objects.order_by("pk").values()) == points
    review.refresh_from_db()
    assert (review.round, review.audit.round) == (1, 1)
    noted = Event.objects.filter(chain=review.audit.employer_id, action__startswith="review.ask")
    assert list(noted.order_by("number").values_list("action", flat=True)) == ["review.ask", "review.ask_answer"]
    assert WORDS not in str(list(noted.values_list("facts", flat=True)))


def test_nothing_the_reviewer_was_not_given_is_seen(actor: Actor, review: Review) -> None:
    row, token = asked_once(actor, review)
    piece = Evidence.objects.create(
        employer=review.audit.employer, name="own.jpg", media_type="image/jpeg", size=1, stored="aa/own.jpg",
        sha256="1" * 64, original_sha256="1" * 64, received_at=MOMENT.now,
    )  # fmt: skip
    other = reviewer(world.partner("demo-anyindustry", "Another"))
    asked.answer_behind(BASE, token, files=[("card.jpg", photo())])
    given = QuickAskFile.objects.get(ask=row).evidence_id
    assert not access.evidence(actor, access.Action.EVIDENCE_READ).filter(pk=piece.pk).exists()
    assert not access.evidence(other, access.Action.EVIDENCE_READ).filter(pk=given).exists()


def test_an_answer_counts_once(actor: Actor, review: Review) -> None:
    row, token = asked_once(actor, review)
    asked.answer_behind(BASE, token, words="First.")
    with pytest.raises(WrongState) as over:
        asked.answer_behind(BASE, token, words="Second.")
    assert over.value.state == "answered"
    row.refresh_from_db()
    assert row.reply == "First."
    assert OutboxItem.objects.filter(payload__subject__startswith="Quick ask answered").count() == 1


def test_the_same_photo_twice_is_one(actor: Actor, review: Review) -> None:
    row, token = asked_once(actor, review)
    asked.answer_behind(BASE, token, files=[("a.jpg", photo()), ("b.jpg", photo())])
    assert QuickAskFile.objects.filter(ask=row).count() == 1


def test_a_file_that_cannot_be_kept_answers_nothing(actor: Actor, review: Review) -> None:
    row, token = asked_once(actor, review)
    with pytest.raises(Invalid) as wrong:
        asked.answer_behind(BASE, token, files=[("a.jpg", photo()), ("b.exe", b"MZ not a picture")])
    assert "b.exe" in wrong.value.errors["files"]
    row.refresh_from_db()
    assert row.answered_at is None
    assert not QuickAskFile.objects.exists()
    with pytest.raises(Invalid):
        asked.answer_behind(BASE, token, words="   ")
    many = [(f"{n}.jpg", photo(size=(40 + n, 30))) for n in range(asked.MOST_FILES + 1)]
    with pytest.raises(Invalid):
        asked.answer_behind(BASE, token, files=many)


def test_a_late_answer_is_refused_with_what_to_do(actor: Actor, review: Review) -> None:
    row, token = asked_once(actor, review)
    last = Moment(MOMENT.now + timedelta(hours=48), READ)
    assert asked.behind(last, token).state == "open"
    late = Moment(last.now + timedelta(seconds=1), READ)
    with pytest.raises(WrongState, match=r"time to answer this way is over.*Phone") as over:
        asked.answer_behind(late, token, words="Sorry.")
    assert over.value.state == "late"
    row.refresh_from_db()
    assert row.answered_at is None


def test_one_taken_back_takes_no_answer_and_one_answered_is_not_taken_back(actor: Actor, review: Review) -> None:
    row, token = asked_once(actor, review)
    asking.take_back(actor, MOMENT, review.pk, row.pk)
    asking.take_back(actor, MOMENT, review.pk, row.pk)
    assert Event.objects.filter(action="review.ask_back").count() == 1
    with pytest.raises(WrongState, match="does not need this any more"):
        asked.answer_behind(BASE, token, words="Here.")
    other, other_token = asked_once(actor, review, "The other card?")
    asked.answer_behind(BASE, other_token, words="Here.")
    with pytest.raises(WrongState, match="answered this meanwhile"):
        asking.take_back(actor, MOMENT, review.pk, other.pk)


def test_a_round_has_five_and_the_same_words_ask_once(actor: Actor, review: Review) -> None:
    first = asking.ask(actor, MOMENT, review.pk, "2.6", text=WORDS)
    assert asking.ask(actor, MOMENT, review.pk, "2.6", text=f" {WORDS}  ").pk == first.pk
    for number in range(4):
        asking.ask(actor, MOMENT, review.pk, "2.6", text=f"Card {number}?")
    with pytest.raises(Refused) as refused:
        asking.ask(actor, MOMENT, review.pk, "2.7", text="One more?")
    assert refused.value.code == "asks_used_up"
    # One taken back counts: the firm was written to all the same.
    asking.take_back(actor, MOMENT, review.pk, first.pk)
    with pytest.raises(Refused):
        asking.ask(actor, MOMENT, review.pk, "2.7", text="One more?")
    assert QuickAsk.objects.count() == 5


def test_a_partner_may_want_none(actor: Actor, review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    found = asking.allowance(review, MOMENT, 0)
    assert (found.most, found.hours, found.left) == (5, 48, 5)
    monkeypatch.setattr(asking, "whole_number", lambda _pack, key, _on, _partner: 0 if key.endswith("max") else 48)
    with pytest.raises(Refused) as refused:
        asking.ask(actor, MOMENT, review.pk, "2.6", text=WORDS)
    assert refused.value.code == "asks_off"


def test_only_while_it_is_read_by_a_reviewer_of_the_partner(actor: Actor, partner: Partner) -> None:
    review = sent(gathered(partner))
    with pytest.raises(WrongState):
        asking.ask(actor, MOMENT, review.pk, "2.6", text=WORDS)
    opening.open_round(actor, MOMENT, review.pk)
    with pytest.raises(Absent):
        asking.ask(actor, MOMENT, review.pk, "99.9", text=WORDS)
    with pytest.raises(Invalid):
        asking.ask(actor, MOMENT, review.pk, "2.6", text=" ")
    with pytest.raises(Invalid):
        asking.ask(actor, MOMENT, review.pk, "2.6", text="x" * 401)
    with pytest.raises(Absent):
        asking.ask(reviewer(world.partner("demo-anyindustry", "Another")), MOMENT, review.pk, "2.6", text=WORDS)
    with pytest.raises(Forbidden):
        asking.ask(
            world.member(partner.organisation, Role.PARTNER_ADMIN, "adm@x.example"), MOMENT, review.pk, "2.6", text="A?"
        )


def test_a_decided_round_takes_no_answer_and_its_report_lists_what_came(actor: Actor, review: Review) -> None:
    _row, token = asked_once(actor, review)
    asked.answer_behind(BASE, token, words="It hangs in the shop.")
    _open, open_token = asked_once(actor, review, "And the other?")
    assert figures.figures(actor, BASE).open_asks == 1
    read_all(actor, review)
    review.refresh_from_db()
    deciding.accept(actor, BASE, review.pk, Decision("Good."), version=review.version)
    with pytest.raises(WrongState) as over:
        asked.answer_behind(BASE, open_token, words="Late.")
    assert over.value.state == "decided"
    seen = asking.asks_of(Review.objects.get(pk=review.pk), BASE.now)["2.6"]
    assert [ask.cut_short for ask in seen] == [False, True]
    assert figures.figures(actor, BASE).open_asks == 0
    found = report.report(actor, review.pk)
    line = next(line for one in found.elements for line in one.lines if line.question.id == "2.6")
    assert [ask.row.reply for ask in line.asks] == ["It hangs in the shop."]
    assert line.said
    assert page.page(actor, review.pk).package.claims["2.6"].proofs == ()


def test_the_owner_answers_signed_in_and_others_do_not(actor: Actor, review: Review) -> None:
    row, _token = asked_once(actor, review)
    firm = review.audit.employer
    owner = world.member(firm.organisation, Role.OWNER, "own@x.example")
    assert [one.pk for one in asked.open_asks(BASE, firm.audits.get())] == [row.pk]
    stranger = world.member(world.employer("Other Ltd.").organisation, Role.OWNER, "other@x.example")
    with pytest.raises(Absent):
        asked.answer_own(stranger, BASE, row.pk, words="Mine.")
    asked.answer_own(owner, BASE, row.pk, words="Ours.", files=[("card.jpg", photo())])
    assert asked.open_asks(BASE, firm.audits.get()) == ()
    given = QuickAskFile.objects.get(ask=row).evidence
    with pytest.raises(WrongState, match="reviewer has this"):
        sorting.remove(owner, BASE, given.pk)


def test_a_link_that_leads_nowhere_is_absent() -> None:
    with pytest.raises(Absent):
        asked.behind(MOMENT, "nothing")
