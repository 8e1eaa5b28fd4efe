"""What the page of a round says once the file is back with its firm."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from handrail.services.actor import Actor
from handrail.services.review import asking, deciding, noting
from handrail.services.review.deciding import Decision
from handrail.store.models import DemonstrationDay, Employer, Partner, Review
from tests import world
from tests.services.review.files import READ, being_read, read_all
from tests.web.looking import signed_in, text

pytestmark = pytest.mark.django_db


def shown_on(day: date, desk: Client, review: Review) -> str:
    DemonstrationDay.objects.all().delete()
    DemonstrationDay.objects.create(day=day)
    return text(desk, f"/reviews/{review.pk}")


def returned(actor: Actor, partner: Partner, *, whole: bool = True) -> Review:
    review = being_read(actor, partner)
    if whole:
        read_all(
            actor, review, {"2.3": 1, "2.6": 0, "5.3": 0, "7.2": 0, "8.3": 0, "8.1": 0, "1.1": 0, "1.2": 0, "3.3": 0}
        )
    noting.write_note(actor, world.moment(READ), review.pk, "8.3", kind="must_fix", text="Attach the record.")
    asking.ask(actor, world.moment(READ), review.pk, "5.3", text="Both sides of the card, please.")
    review.refresh_from_db()
    return deciding.return_round(actor, world.moment(READ), review.pk, Decision(), version=review.version)


def test_a_round_returned_unread_has_no_score(actor: Actor, partner: Partner) -> None:
    review = returned(actor, partner, whole=False)
    page = shown_on(READ, signed_in(actor), review)
    assert "it has no score" in page
    assert "80 %" not in page and "you need" not in page


def test_a_round_returned_whole_has_its_score_in_the_reviewers_voice(actor: Actor, partner: Partner) -> None:
    page = shown_on(READ, signed_in(actor), returned(actor, partner))
    assert "you need" not in page and "80 %" in page


def test_an_ask_that_had_time_left_is_not_called_late(actor: Actor, partner: Partner) -> None:
    page = shown_on(READ, signed_in(actor), returned(actor, partner))
    assert "Not answered before the decision" in page
    assert "Not answered in time" not in page


def test_a_day_to_answer_that_is_past_says_so_and_how_to_reach_the_firm(actor: Actor, partner: Partner) -> None:
    review, desk = returned(actor, partner), signed_in(actor)
    Employer.objects.filter(pk=review.audit.employer_id).update(phone="403 555 0148", contact_email="jo@x.example")
    due = review.correct_by
    assert due is not None
    said = f"{due:%A} {due.day} {due:%B %Y}"
    assert f"The firm answers by {said}." in shown_on(due, desk, review)
    page = shown_on(date.fromordinal(due.toordinal() + 2), desk, review)
    assert f"The firm was to answer by {said}." in page and "2 days past" in page
    assert "The firm answers by" not in page
    assert 'href="tel:403 555 0148"' in page and 'href="mailto:jo@x.example"' in page


def test_letters_of_a_question_are_said_in_words(actor: Actor, partner: Partner) -> None:
    DemonstrationDay.objects.create(day=READ)
    page = text(signed_in(actor), f"/reviews/{being_read(actor, partner).pk}/question/2.6")
    assert '<abbr title="documents">D</abbr>' in page
    assert '<abbr title="records of the year">R</abbr>' in page
