"""The desk's pages: the queue and its orders, handing files out, holding and taking over, and ties."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from handrail.rules.permissions import Role
from handrail.services.actor import Actor
from handrail.services.review import assigning, leasing, opening, ties
from handrail.store.models import DemonstrationDay, Partner, Review, ReviewedAnswer, ReviewerTie, ReviewNote
from tests import world
from tests.services.review.files import being_read, gathered, sent
from tests.services.review.test_desk import many
from tests.web.looking import signed_in, text

pytestmark = pytest.mark.django_db
READ = date(2026, 4, 24)
MOMENT = world.moment(READ)
FIRM = "Prairie Test Roofing Ltd."


@pytest.fixture(autouse=True)
def today() -> None:
    DemonstrationDay.objects.create(day=READ)


@pytest.fixture
def admin(partner: Partner) -> Actor:
    return world.member(partner.organisation, Role.PARTNER_ADMIN, "admin@example.com", "Ada Admin")


@pytest.fixture
def desk(actor: Actor) -> Client:
    return signed_in(actor)


@pytest.fixture
def office(admin: Actor) -> Client:
    return signed_in(admin)


@pytest.fixture
def review(partner: Partner) -> Review:
    made = sent(gathered(partner))
    world.accepted(made.audit.employer, partner)
    return made


def test_the_queue_stays_at_six_statements_with_many_files(
    desk: Client, partner: Partner, django_assert_max_num_queries: Any
) -> None:
    many(partner, 60)
    for address in (
        "/reviews",
        "/reviews?order=risk",
        "/reviews?whose=nobody&page=3",
        "/reviews?find=firm",
        "/reviews?pile=firm&find=firm",
    ):
        with django_assert_max_num_queries(6):
            assert desk.get(address).status_code == 200


def test_a_firm_in_another_pile_is_linked(desk: Client, partner: Partner) -> None:
    many(partner, 1, prefix="Birch")
    page = text(desk, "/reviews?pile=firm&find=birch")
    assert "“birch” is not among these files" in page
    assert '<a href="?pile=here&amp;find=birch">With us</a>' in page
    assert "No file found for “willow”" in text(desk, "/reviews?find=willow")


def test_the_days_stand_under_our_aim_and_what_the_firm_was_told(desk: Client, partner: Partner) -> None:
    (row,) = many(partner, 1)
    Review.objects.filter(pk=row.pk).update(received_on=date(2026, 4, 1), promised_on=date(2026, 4, 22))
    page = text(desk, "/reviews")
    assert "Our aim</th><th" in page.replace("> ", ">")
    told = re.search(r'data-label="The firm was told">(.*?)</td>', page)
    aim = re.search(r'data-label="Our aim">(.*?)</td>', page)
    assert told and "22 April 2026" in told[1] and "2 days past" in told[1]
    assert aim and "29 April 2026" in aim[1] and "5 days left" in aim[1]
    assert "target" not in page


def test_the_heading_counts_only_what_the_reviewer_may_take(
    desk: Client, office: Client, actor: Actor, other: Actor, partner: Partner
) -> None:
    rows = many(partner, 3)
    world.accepted(rows[0].audit.employer, partner)
    ties.say(actor, MOMENT, firm=rows[0].audit.employer.legal_name, kind="related", last_on=None)
    Review.objects.filter(pk=rows[1].pk).update(state="reading", reviewer=other.user_id)
    page = text(desk, "/reviews")
    assert "1 file waits for you" in page
    assert "3 files are here in all." in page
    assert "1 is in a colleague&#x27;s hands." in page
    assert "1 you may not take: you are tied to the firm." in page
    assert "Nobody&#x27;s yet (1)" in page
    assert "3 files are here" in text(office, "/reviews")


def test_links_keep_what_was_chosen(desk: Client, partner: Partner) -> None:
    many(partner, 45)
    page = text(desk, "/reviews?order=risk&whose=nobody&find=firm")
    assert 'href="?order=risk&amp;whose=nobody&amp;find=firm&amp;page=2"' in page
    assert 'href="?whose=nobody&amp;find=firm"' in page
    assert "certification, round 1, first audit" in page


@pytest.mark.parametrize("address", ["/reviews?order=nonsense&whose=1&pile=%00&page=-4", "/reviews?page=99999999999"])
def test_what_an_address_does_not_know_is_as_if_not_said(desk: Client, partner: Partner, address: str) -> None:
    many(partner, 2)
    assert "2 files wait for you" in text(desk, address)


def test_a_file_is_handed_out_and_the_reader_reads_what_to_mind(
    office: Client, desk: Client, actor: Actor, review: Review
) -> None:
    page = text(office, f"/reviews/{review.pk}")
    assert f"/reviews/{review.pk}/assign" in page
    sent_ = office.post(
        f"/reviews/{review.pk}/assign",
        {"to": str(actor.user_id), "instructions": "Look at the drills first.", "version": review.version},
    )
    assert sent_["Location"] == "/reviews"
    assert "given to you" in text(desk, "/reviews?whose=mine")
    page = text(desk, f"/reviews/{review.pk}")
    assert "Look at the drills first." in page
    assert "What to mind, from Ada Admin" in page
    assert "Start reading" in page


def test_another_reviewer_is_told_to_whom_it_was_given(
    other: Actor, admin: Actor, actor: Actor, review: Review
) -> None:
    assigning.assign(admin, MOMENT, review.pk, to=actor.user_id, instructions="", version=review.version)
    client = signed_in(other)
    page = text(client, f"/reviews/{review.pk}")
    assert "This file was given to" in page
    assert "Start reading" not in page
    assert client.post(f"/reviews/{review.pk}/open").status_code == 422


def test_a_stale_form_keeps_what_was_typed_and_can_be_sent_again(
    office: Client, admin: Actor, actor: Actor, other: Actor, review: Review
) -> None:
    assigning.assign(admin, MOMENT, review.pk, to=other.user_id, instructions="Theirs.", version=review.version)
    form = {"to": str(actor.user_id), "instructions": "Mine.", "version": str(review.version)}
    answer = office.post(f"/reviews/{review.pk}/assign", form)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs." in page
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found is not None
    assert office.post(f"/reviews/{review.pk}/assign", {**form, "version": found[1]}).status_code == 302
    assert Review.objects.get(pk=review.pk).instructions == "Mine."


@pytest.mark.parametrize("to", ["", "nonsense"])
def test_no_reader_chosen_is_told_and_the_words_stay(office: Client, actor: Actor, review: Review, to: str) -> None:
    answer = office.post(f"/reviews/{review.pk}/assign", {"to": to, "instructions": "Mind it.", "version": "1"})
    assert answer.status_code == 422
    assert "Mind it." in answer.content.decode()


def test_who_is_tied_is_named_with_the_reason_and_cannot_be_chosen(
    office: Client, actor: Actor, review: Review
) -> None:
    ties.say(actor, MOMENT, firm=FIRM, kind="related", last_on=None)
    page = text(office, f"/reviews/{review.pk}/assign")
    assert "One reviewer may not read it" in page
    assert "is related to somebody in this firm" in page
    assert f'value="{actor.user_id}"' not in page


def test_two_reviewers_one_file_and_one_is_told(desk: Client, other: Actor, actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    client = signed_in(other)
    page = text(client, f"/reviews/{review.pk}/question/1.1")
    assert "is reading this file" in page
    assert "Friday 24 April 2026" in page
    assert "Save and next" not in page
    assert "is reading this file" not in text(desk, f"/reviews/{review.pk}/question/1.1")
    assert "from" in text(client, f"/reviews/{review.pk}/take-over")
    assert Review.objects.get(pk=review.pk).reviewer_id == actor.user_id  # asking changes nothing
    client.post(f"/reviews/{review.pk}/take-over", {"version": review.version})
    assert Review.objects.get(pk=review.pk).reviewer_id == other.user_id
    assert "Save and next" in text(client, f"/reviews/{review.pk}/question/1.1")


def hidden(page: str, address: str) -> dict[str, str]:
    """The hidden fields of the form that goes to an address."""
    form = re.search(rf'<form method="post" action="{address}">(.*?)</form>', page, re.DOTALL)
    assert form is not None
    return dict(re.findall(r'<input type="hidden" name="(?!csrf)([a-z]+)" value="([^"]*)"', form[1]))


def test_points_typed_after_a_take_over_are_shown_and_saved_once_taken_back(
    desk: Client, actor: Actor, other: Actor, partner: Partner
) -> None:
    review = being_read(actor, partner)
    leasing.take_over(other, MOMENT, review.pk, version=review.version)
    typed = {"points": "7", "version": "1", "reason": "Seen on page 2."}
    answer = desk.post(f"/reviews/{review.pk}/question/1.1/points", typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "what you typed is not saved yet" in page
    assert "Seen on page 2." in page
    fields = hidden(page, f"/reviews/{review.pk}/take-over")
    back = desk.post(f"/reviews/{review.pk}/take-over", fields)
    assert back["Location"] == f"/reviews/{review.pk}/question/1.1"
    row = ReviewedAnswer.objects.get(review=review, question="1.1")
    assert (row.points, row.reason) == (7, "Seen on page 2.")


def test_a_note_typed_after_a_take_over_is_kept_too(desk: Client, actor: Actor, other: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    leasing.take_over(other, MOMENT, review.pk, version=review.version)
    note = {"kind": "must_fix", "text": "Attach the drill record."}
    answer = desk.post(f"/reviews/{review.pk}/question/8.3/note", note)
    assert answer.status_code == 409
    assert not ReviewNote.objects.exists()
    desk.post(f"/reviews/{review.pk}/take-over", hidden(answer.content.decode(), f"/reviews/{review.pk}/take-over"))
    assert ReviewNote.objects.get().text == "Attach the drill record."


def test_what_cannot_be_saved_after_taking_back_is_told_with_its_words(
    desk: Client, actor: Actor, other: Actor, partner: Partner
) -> None:
    review = being_read(actor, partner)
    leasing.take_over(other, MOMENT, review.pk, version=review.version)
    page = desk.post(
        f"/reviews/{review.pk}/question/1.1/points", {"points": "7", "version": "1", "reason": "Mine."}
    ).content.decode()
    ReviewedAnswer.objects.filter(review=review, question="1.1").update(version=5, points=3)
    fields = hidden(page, f"/reviews/{review.pk}/take-over")
    answer = desk.post(f"/reviews/{review.pk}/take-over", fields, follow=True)
    assert "You had typed: 7 · Mine." in answer.content.decode()


def test_a_file_is_taken_to_read_later(desk: Client, actor: Actor, review: Review) -> None:
    assert "Take it, read it later" in text(desk, f"/reviews/{review.pk}")
    desk.post(f"/reviews/{review.pk}/take", {"version": review.version})
    assert "1 file is yours" in text(desk, "/reviews?whose=mine")


def test_a_tie_is_said_and_a_waiver_asked_and_agreed(
    desk: Client, office: Client, actor: Actor, review: Review
) -> None:
    assert f'value="{FIRM}"' in text(desk, f"/review/ties?firm={FIRM}")
    said = {"firm": "prairie test", "kind": "consulted", "last_on": "2026-03-31", "words": "One form."}
    assert desk.post("/review/ties", said)["Location"] == "/review/ties"
    assert "belong to this firm or are tied to it" in text(desk, "/reviews")
    refused = desk.get(f"/reviews/{review.pk}")
    assert refused.status_code == 403
    assert "You advised this firm" in refused.content.decode()
    tie = ReviewerTie.objects.get()
    desk.post(f"/review/ties/{tie.pk}/waive", {"reason": "A quarter of an hour."})
    assert "An administrator of your organisation decides" in text(desk, "/review/ties")
    page = text(office, "/review/ties")
    assert "1 tie waits for a second person" in page
    office.post(f"/review/waivers/{tie.waivers.get().pk}/agree")
    assert "Two let it pass" in text(office, "/review/ties")
    assert desk.get(f"/reviews/{review.pk}").status_code == 200


def test_the_administrator_who_asked_sees_no_button_to_agree(
    office: Client, admin: Actor, actor: Actor, review: Review
) -> None:
    tie = ties.say(actor, MOMENT, firm=FIRM, kind="consulted", last_on=None)
    ties.ask(admin, MOMENT, tie.pk, reason="Nobody else is here.")
    page = text(office, "/review/ties")
    assert "Agree to let it pass" not in page
    assert "whoever asks for it cannot agree alone" in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"firm": "Nobody Inc."}, "No firm of your organisation is called so"),
        ({"kind": ""}, "Choose what ties them"),
        ({"last_on": "yesterday"}, "Give the day as"),
        ({"last_on": "2027-01-01"}, "Give a day that is over"),
    ],
)
def test_bad_input_is_told_and_what_was_typed_stays(
    desk: Client, review: Review, changed: dict[str, str], said: str
) -> None:
    given = {"firm": FIRM, "kind": "consulted", "last_on": "", "words": "One form of theirs.", **changed}
    answer = desk.post("/review/ties", given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "One form of theirs." in page


def test_opening_twice_at_once_opens_once(desk: Client, other: Actor, review: Review) -> None:
    opening.open_round(other, MOMENT, review.pk)
    assert desk.post(f"/reviews/{review.pk}/open").status_code == 409
    assert Review.objects.get(pk=review.pk).reviewer_id == other.user_id
