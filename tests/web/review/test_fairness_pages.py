"""Pages of second readings, settling, agreement, receipts and appeals: blind, in words, with what was typed kept."""

from __future__ import annotations

import csv
import re
from datetime import timedelta

import pytest
from django.test import Client

from handrail.rules.permissions import Role
from handrail.services.actor import Actor
from handrail.services.review import appealing, second, settling
from handrail.services.review.settling import Proposal
from handrail.store.models import Appeal, DemonstrationDay, Partner, Review, SecondRead, Settlement
from tests import world
from tests.services.review.files import READ
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
from tests.web.looking import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day() -> None:
    DemonstrationDay.objects.create(pk=1, day=LATER)


def text_of(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def test_a_drawn_file_is_not_named_before_it_is_begun(first: Actor, other: Actor, partner: Partner) -> None:
    row = drawn(decided(first, partner))
    page = text_of(signed_in(other), "/review/second")
    assert "One file waits for a second reading" in page and "Prairie" not in page
    # Neither its size nor its day: together they tell a small desk which file it is.
    assert "drawn on" not in page and f"{row.review.answers.count()} question" not in page
    assert "No file waits for a second reading" in text_of(signed_in(first), "/review/second")
    answer = signed_in(other).post(f"/review/second/{row.pk}/begin")
    assert answer.status_code == 302
    assert "Prairie Test Roofing" in text_of(signed_in(other), f"/review/second/{row.pk}")


def test_nothing_of_the_first_reader_is_anywhere_in_the_pages(first: Actor, other: Actor, partner: Partner) -> None:
    review = decided(first, partner, {"8.3": 3})
    row = being_read_again(other, review)
    client = signed_in(other)
    name = Review.objects.get(pk=review.pk).reviewer.name  # type: ignore[union-attr]
    for path in (
        f"/review/second/{row.pk}",
        f"/review/second/{row.pk}/question/8.3",
        "/review/second",
        "/reviews?pile=firm",
        "/reviews",
    ):
        page = text_of(client, path)
        for told in (
            FIRST_REASON,
            FIRST_NOTE,
            FIRST_WORDS,
            name,
            "Must be fixed",
            "eturned for corrections",
            str(review.pk),
        ):
            assert told not in page, (path, told)
    page = text_of(client, f"/review/second/{row.pk}/question/8.3")
    assert "How 8.3 is done here." in page
    assert " checked>" not in page and "Not looked at" not in page
    for path in (f"/reviews/{review.pk}", f"/reviews/{review.pk}/question/8.3", f"/reviews/{review.pk}/report"):
        text_of(client, path, 404)
    for path in (f"/review/second/{row.pk}", f"/review/second/{row.pk}/together"):
        text_of(signed_in(first), path, 404)


def test_points_go_on_to_the_next_and_the_end_shows_where_both_differ(
    first: Actor, other: Actor, partner: Partner
) -> None:
    review = decided(first, partner)
    row = being_read_again(other, review)
    client = signed_in(other)
    at = f"/review/second/{row.pk}/question/8.3"
    wrong = client.post(f"{at}/points", {"version": "1", "other": "400", "reason": "because"})
    assert wrong.status_code == 422 and "because" in wrong.content.decode()
    saved = client.post(f"{at}/points", {"version": "1", "points": "2"})
    assert saved.headers["Location"].endswith("/question/8.4")
    stale = client.post(f"{at}/points", {"version": "1", "points": "3", "reason": "kept words"})
    assert stale.status_code == 409 and "kept words" in stale.content.decode()
    early = client.post(f"/review/second/{row.pk}/finish")
    assert early.status_code == 422
    judged(row, {"8.3": 2})
    done = client.post(f"/review/second/{row.pk}/finish")
    assert done.headers["Location"] == f"/review/second/{row.pk}/together"
    for actor in (first, other):
        page = text_of(signed_in(actor), f"/review/second/{row.pk}/together")
        assert "You two disagreed on 1 of" in page and "look at this one together" in page
    assert "2 of " in page


def test_settling_by_two_and_the_example(first: Actor, other: Actor, partner: Partner) -> None:
    row = read_twice(first, other, partner, {"8.3": 2})
    mine, theirs = signed_in(first), signed_in(other)
    at = f"/review/second/{row.pk}/together/8.3"
    named = mine.post(at, {"points": "4", "words": "Prairie Test Roofing had one.", "seen": ""})
    page = named.content.decode()
    assert named.status_code == 422
    assert "nobody is named" in page and "Prairie Test Roofing had one." in page
    words = "One dated drill of two carries half."
    assert mine.post(at, {"points": "4", "words": words, "is_example": "on", "seen": ""}).status_code == 302
    late = theirs.post(at, {"points": "2", "words": "I think less.", "seen": ""})
    assert late.status_code == 409
    assert "I think less." in late.content.decode() and words in late.content.decode()
    page = text_of(mine, at)
    assert "It is settled once the other reader agrees" in page and "Agree with this proposal" not in page
    page = text_of(theirs, at)
    assert "Agree with this proposal" in page
    seen = settling.mark_of(Settlement.objects.get())
    assert theirs.post(f"{at}/agree", {"seen": seen}).status_code == 302
    assert SecondRead.objects.get().state == "settled"
    admin = world.member(partner.organisation, Role.PARTNER_ADMIN)
    page = text_of(signed_in(admin), "/review/examples?question=8.3")
    assert words in page and "Prairie" not in page and first.name not in page.replace("Skip", "")


def test_agreement_says_too_few_and_names_nobody(first: Actor, other: Actor, partner: Partner) -> None:
    client = signed_in(first)
    assert "No file was read twice yet" in text_of(client, "/review/agreement")
    row = read_twice(first, other, partner, {"8.3": 2})
    admin = signed_in(world.member(partner.organisation, Role.PARTNER_ADMIN, "admin@example.com", name="Wanda Admin"))
    page = text_of(admin, "/review/agreement")
    assert page.count("too few") >= 2 and "come from whole files" in page
    assert "<svg" in page and "Share of the same judgements by quarter" in page
    assert "questions are left out: fewer than 5 files judge them twice" in page and "?question=8.3" not in page
    assert other.email not in page and first.email not in page and "Prairie" not in page
    answer = admin.get("/review/agreement.csv")
    assert answer.headers["Content-Type"].startswith("text/csv")
    lines = answer.content.decode().splitlines()
    assert lines[0].startswith("what,which,files")
    judged_, same = (int(cell) for cell in lines[1].split(",")[3:5])
    assert judged_ - same == 1 and row.state == "done"


def test_enough_files_give_an_interval(first: Actor, other: Actor, partner: Partner) -> None:
    for number in range(5):
        read_twice(first, other, partner, {"8.3": number, "1.5": 1}, firm=world.employer(f"Test {number} Ltd."))
    page = text_of(signed_in(first), "/review/agreement")
    assert "too few" not in page and "?question=8.3" in page
    shown, folded = page.split("on which both readers always gave the same", 1)
    assert "?question=8.3" in shown and "?question=1.1" not in shown and "?question=1.1" in folded
    assert re.search(r"between \d\d and \d\d %", page)
    assert re.search(r"between -?0\.\d\d and [01]\.\d\d", page)
    assert "Second readings give less" in page
    assert "Whether it changes can be said once a quarter with 5 files follows on 5 others." in page
    rows = list(csv.DictReader(signed_in(first).get("/review/agreement.csv").content.decode().splitlines()))
    told = {row["which"]: row for row in rows if row["what"] == "question"}
    assert (told["8.3"]["files"], told["8.3"]["the same"]) == ("5", "0")
    assert next(row for row in rows if row["what"] == "quarter")["low"]


def test_the_receipt_and_the_appeal_in_the_owners_words(first: Actor, partner: Partner) -> None:
    review = decided(first, partner, {"8.3": 2})
    owner = signed_in(world.member(review.audit.employer.organisation, Role.OWNER, "owner@example.com"))
    assert f"/decisions/{review.pk}" in text_of(owner, f"/audit/{review.audit_id}")
    page = text_of(owner, f"/decisions/{review.pk}")
    for said in (
        "Your audit came back to be corrected",
        "Saturday 9 May 2026",
        "You may appeal until Sunday 24 May 2026",
        "by a reviewer of Demo Construction",
        "Days to answer each return",
        FIRST_WORDS,
    ):
        assert said in page, said
    assert first.name not in page
    at = f"/decisions/{review.pk}/appeal"
    empty = owner.post(at, {"text": "   "})
    assert empty.status_code == 422
    long = owner.post(at, {"text": "page four " * 600})
    assert long.status_code == 422 and "page four page four" in long.content.decode()
    assert owner.post(at, {"text": "It is on page 4."}).status_code == 302
    page = text_of(owner, f"/decisions/{review.pk}")
    assert "This decision is appealed" in page and "Wednesday 20 May 2026" in page
    assert "Appeal this decision" not in page
    assert "was appealed already" in text_of(owner, at)


def test_the_desk_answers_by_its_clock(first: Actor, partner: Partner) -> None:
    review = decided(first, partner, {"8.3": 2})
    owner = world.member(review.audit.employer.organisation, Role.OWNER, "owner@example.com")
    row = Appeal.objects.create(
        review=review, audit=review.audit, text="It is on page 4.", made_on=READ, made_by_id=owner.user_id,
        answer_by=LATER - timedelta(days=1),
    )  # fmt: skip
    admin = signed_in(world.member(partner.organisation, Role.PARTNER_ADMIN))
    page = text_of(admin, "/review/appeals")
    assert "One appeal is past its day" in page and "1 day late" in page
    assert "Somebody else answers this one" in text_of(signed_in(first), f"/review/appeals/{row.pk}")
    at = f"/review/appeals/{row.pk}"
    wrong = admin.post(at, {"version": "1", "words": "I looked at page 4."})
    assert wrong.status_code == 422 and "I looked at page 4." in wrong.content.decode()
    assert admin.post(at, {"version": "1", "outcome": "changed", "words": "Page 4 shows it."}).status_code == 302
    page = text_of(signed_in(owner), f"/decisions/{review.pk}")
    assert "the file is read anew" in page and "Page 4 shows it." in page
    assert "No appeal to answer" in text_of(admin, "/review/appeals")


def test_an_own_proposal_can_be_changed(first: Actor, other: Actor, partner: Partner) -> None:
    row = read_twice(first, other, partner, {"8.3": 2})
    made = settling.propose(first, world.moment(LATER), row.pk, "8.3", Proposal("4", words="Half."))
    at = f"/review/second/{row.pk}/together/8.3"
    answer = signed_in(first).post(at, {"points": "5", "words": "More than half.", "seen": settling.mark_of(made)})
    assert answer.status_code == 302
    assert Settlement.objects.get().words == "More than half."
    assert second.waiting(other, world.moment(LATER)).mine == ()


@pytest.mark.parametrize("path", ["/reviews/{}", "/reviews/{}/question/8.3", "/reviews/{}/report", "/decisions/{}"])
def test_whoever_opens_a_colleagues_file_is_not_asked_to_read_it_afresh(
    first: Actor, other: Actor, partner: Partner, path: str
) -> None:
    row, now = drawn(decided(first, partner)), world.moment(LATER)
    assert second.waiting(other, now).to_read == (row,)
    text_of(signed_in(other), path.format(row.review_id))
    assert second.waiting(other, now).to_read == ()


def test_a_reviewer_is_not_told_that_their_file_was_drawn(first: Actor, partner: Partner) -> None:
    desk = signed_in(first)
    review = decided(first, partner)
    before = text_of(desk, "/review/agreement")
    drawn(review)
    admin = signed_in(world.member(partner.organisation, Role.PARTNER_ADMIN))
    assert "Drawn and waiting: 1" in text_of(admin, "/review/agreement")
    assert "Drawn and waiting" not in before and "Drawn and waiting" not in text_of(desk, "/review/agreement")


def test_a_round_read_anew_says_so_with_the_answer(first: Actor, other: Actor, partner: Partner) -> None:
    review = decided(first, partner, {"8.3": 2})
    owner = world.member(review.audit.employer.organisation, Role.OWNER, "made@example.com")
    now = world.moment(LATER)
    made = appealing.make(owner, now, review.pk, "Page 4 shows it.")
    appealing.answer(other, now, made.pk, "changed", "Page 4 does show it.", version=made.version)
    anew = Review.objects.get(audit=review.audit_id, round=2)
    page = text_of(signed_in(other), f"/reviews/{anew.pk}")
    assert "Read anew after an appeal" in page and "Page 4 does show it." in page
