"""A decision is asked once more where something is unusual about it, and only there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from handrail.services.actor import Actor
from handrail.services.review import asking, noting, pointing
from handrail.services.review.pointing import Judgement
from handrail.store.models import DemonstrationDay, Partner, Review, ReviewedAnswer
from tests import world
from tests.services.review.files import READ, being_read, give, read_all
from tests.web.looking import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> None:
    DemonstrationDay.objects.create(day=READ)


@pytest.fixture
def desk(actor: Actor) -> Client:
    return signed_in(actor)


def decided(desk: Client, review: Review, **given: str) -> tuple[int, str]:
    """The status and the page that answers a decision, wherever it leads; the round is read again."""
    review.refresh_from_db()
    form = {"version": str(review.version), "summary": "Three things.\nSee the notes.", "quality": "", **given}
    answer = desk.post(f"/reviews/{review.pk}/decision", form)
    review.refresh_from_db()
    return answer.status_code, " ".join(answer.content.decode().split())


def questions(review: Review) -> list[str]:
    return list(ReviewedAnswer.objects.filter(review=review).values_list("question", flat=True))


def note(actor: Actor, review: Review, question: str, kind: str = "must_fix") -> None:
    noting.write_note(
        actor, world.moment(READ), review.pk, question, kind=kind, text=f"Attach the record of {question}."
    )


def test_a_file_read_whole_is_returned_at_once(desk: Client, actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    read_all(actor, review)
    note(actor, review, "8.3")
    assert decided(desk, review, decision="return") == (302, "")
    assert review.state == "returned"


def test_questions_without_points_are_asked_about_before_a_return(desk: Client, actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    note(actor, review, "8.3")
    note(actor, review, "2.6", "information")
    give(actor, review, {"1.1": 10})
    status, page = decided(desk, review, decision="return")
    assert (status, review.state) == (200, "reading")
    assert f"{len(questions(review)) - 1} questions have no points of yours" in page
    assert "1 note that must be fixed goes to the firm." in page
    assert "1 note for information goes to the firm." in page
    assert f'href="/reviews/{review.pk}/question/1.2"' in page and "Go on reading" in page
    assert "Three things. See the notes." in page
    assert "Return it all the same" in page and 'name="sure" value="return"' in page
    was = review.version
    assert decided(desk, review, sure="return")[0] == 302
    assert (review.state, review.summary) == ("returned", "Three things.\nSee the notes.")
    assert review.correct_by is not None
    told = f"sends it again by {review.correct_by:%A} {review.correct_by.day} {review.correct_by:%B %Y}"
    assert told in page
    # Pressed twice, or from a page that is no longer true, it stays one decision.
    before = (review.state, review.version, review.decided_at)
    again = decided(desk, review, sure="return", version=str(was))
    assert again[0] == 409
    assert (review.state, review.version, review.decided_at) == before


def test_a_stale_page_is_told_so_before_anything_is_asked(desk: Client, actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    note(actor, review, "8.3")
    for press in ("decision", "sure"):
        status, page = decided(desk, review, version="1", **{press: "return"})
        assert (status, review.state) == (409, "reading")
        assert "moved on since you opened it" in page


def test_what_would_be_refused_is_refused_and_not_asked(desk: Client, actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    for given in ({"decision": "return"}, {"decision": "decline", "summary": " "}, {"decision": "accept"}):
        status, page = decided(desk, review, **given)
        assert (status, review.state) == (422, "reading")
        assert "all the same" not in page


def test_not_accepting_an_unread_file_is_asked_too(desk: Client, actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    status, page = decided(desk, review, decision="decline")
    assert (status, review.state) == (200, "reading")
    assert f"{len(questions(review))} questions have no points of yours" in page and "this audit is over" in page
    assert "only in a later round" not in page
    assert decided(desk, review, sure="decline")[0] == 302
    assert review.state == "not_accepted"


def test_an_open_quick_ask_is_named_with_the_time_it_has(desk: Client, actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    read_all(actor, review)
    note(actor, review, "8.3")
    asked = asking.ask(actor, world.moment(READ), review.pk, "5.3", text="Both sides of the card, please.")
    status, page = decided(desk, review, decision="return")
    assert (status, review.state) == (200, "reading")
    assert "One quick ask is still open" in page and "Both sides of the card, please." in page
    asked.answer_by = world.moment(READ - timedelta(days=1)).now
    asked.save()
    assert decided(desk, review, decision="return")[0] == 302


def test_points_lost_without_a_word_are_listed(desk: Client, actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    read_all(actor, review, {"8.3": 6, "2.6": 10, "2.3": 12})
    note(actor, review, "8.3")
    row = ReviewedAnswer.objects.get(review=review, question="2.6")
    pointing.set_points(
        actor, world.moment(READ), review.pk, "2.6", Judgement("10", reason="Two of twelve."), version=row.version
    )
    status, page = decided(desk, review, decision="return")
    assert (status, review.state) == (200, "reading")
    assert "One question loses points and nothing says why" in page
    assert f'/reviews/{review.pk}/question/2.3"' in page
    assert f'/reviews/{review.pk}/question/2.6"' not in page and f'/reviews/{review.pk}/question/8.3"' not in page


def test_a_colleagues_file_is_not_decided_by_being_sure(actor: Actor, partner: Partner, other: Actor) -> None:
    review = being_read(actor, partner)
    note(actor, review, "8.3")
    status, _page = decided(signed_in(other), review, sure="return")
    assert (status, review.state) == (409, "reading")
