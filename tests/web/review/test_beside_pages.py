"""The review page with all that stands beside a question: its cost, its words, and the link of a quick ask."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from handrail.rules.permissions import Role
from handrail.services.actor import Actor
from handrail.services.review import asking, noting, opening
from handrail.services.review.page import page as review_page
from handrail.store.models import (
    AnswerEvidence,
    CallNote,
    DemonstrationDay,
    Evidence,
    OutboxItem,
    Partner,
    QuickAsk,
    QuickAskFile,
    Review,
    ReviewNote,
    SavedPhrase,
)
from tests import world
from tests.services.audit.stage import photo
from tests.services.review.files import EDITION, READ, SENT, being_read, gathered, prove, sent
from tests.web.looking import signed_in

pytestmark = pytest.mark.django_db
WORDS = "Both sides of Jesse's card, please."


@pytest.fixture(autouse=True)
def today() -> None:
    DemonstrationDay.objects.create(day=READ)


@pytest.fixture
def desk(actor: Actor) -> Client:
    return signed_in(actor)


def full(partner: Partner) -> Review:
    """A file with 200 pieces of proof, twenty of them beside one question."""
    audit = gathered(partner)
    answers = {row.question: row for row in audit.answers.all()}
    questions = ["2.6"] * 20 + [question.id for question in EDITION.questions for _ in range(3)][:180]
    now = world.moment(SENT).now
    pieces = Evidence.objects.bulk_create(
        Evidence(
            employer=audit.employer, name=f"{n}.jpg", label=f"Sheet {n}", happened_on=date(2026, 3, 1),
            media_type="image/jpeg", size=10, stored=f"aa/{n}.jpg", sha256=f"{n:064d}", original_sha256=f"{n:064d}",
            received_at=now,
        )
        for n in range(len(questions))
    )  # fmt: skip
    AnswerEvidence.objects.bulk_create(
        AnswerEvidence(answer=answers[question], evidence=piece, added_in_round=1, added_at=now)
        for question, piece in zip(questions, pieces, strict=True)
    )
    return sent(audit)


def test_two_hundred_pieces_cost_fifteen_statements_and_one_file(
    desk: Client, actor: Actor, partner: Partner, django_assert_max_num_queries: Any
) -> None:
    review = full(partner)
    opening.open_round(actor, world.moment(READ), review.pk)
    moment = world.moment(READ)
    for number in range(3):
        noting.write_note(actor, moment, review.pk, "2.6", kind="must_fix", text=f"Note {number}.")
        asking.ask(actor, moment, review.pk, "2.6", text=f"Card {number}?")
    address = f"/reviews/{review.pk}/question/2.6"
    desk.get(address)
    with django_assert_max_num_queries(15):
        page = desk.get(address).content.decode()
    shown = re.findall(r'(?:src|data)="(/proof/[^"]+)"', page)
    assert len(shown) == 1
    assert len(set(re.findall(r'href="\?proof=([\w-]+)"', page))) >= 20
    following = re.search(r'href="(\?proof=[\w-]+)" data-key="\."', page)
    assert following is not None
    other = desk.get(address + following[1]).content.decode()
    assert re.findall(r'src="(/proof/[^"]+)"', other) != shown


def test_the_checks_ask_and_never_accuse(desk: Client, actor: Actor, partner: Partner) -> None:
    audit = gathered(partner)
    prove(audit, "2.3", date(2024, 1, 9), "old sheet.pdf")
    review = opening.open_round(actor, world.moment(READ), sent(audit).pk)
    page = desk.get(f"/reviews/{review.pk}/question/2.3").content.decode()
    assert "One thing the checks ask" in page
    assert "Old sheet.pdf is from Tuesday 9 January 2024" in page
    assert "Does it still prove the year?" in page
    assert "Has old proof" not in page
    assert "the checks ask one thing" in page
    assert "The checks ask something on one question" in desk.get(f"/reviews/{review.pk}").content.decode()


def asked_for(desk: Client, review: Review) -> str:
    """A quick ask sent from the page; gives the link of its letter."""
    done = desk.post(f"/reviews/{review.pk}/question/2.6/ask", {"ask": WORDS})
    assert done["Location"].startswith(f"/reviews/{review.pk}/question/2.6#ask-")
    (letter,) = [row.payload["text"] for row in OutboxItem.objects.all() if "/ask/" in str(row.payload.get("text"))]
    return "/ask/" + str(letter).split("/ask/")[1].split()[0]


def test_the_link_of_an_ask_opens_the_camera_and_shows_nothing_else(
    desk: Client, actor: Actor, partner: Partner
) -> None:
    review = being_read(actor, partner)
    link = asked_for(desk, review)
    crew = Client()
    page = crew.get(link)
    text = page.content.decode()
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert 'capture="environment"' in text
    assert WORDS in text.replace("&#x27;", "'")
    assert "2.6 Morning hazard sheets" in text
    assert "How 2.6 is done here." not in text
    assert actor.name not in text
    done = crew.post(link, {"reply": "From the truck.", "files": SimpleUploadedFile("card.jpg", photo())})
    assert (done.status_code, done["Location"]) == (302, link)
    again = crew.post(link, {"reply": "Twice."})
    assert (again.status_code, again["Location"]) == (302, link)
    after = crew.get(link).content.decode()
    assert "Your reviewer has your answer" in after
    assert "From the truck." not in after
    row = QuickAsk.objects.get()
    assert row.reply == "From the truck."
    page = desk.get(f"/reviews/{review.pk}/question/2.6").content.decode()
    file = QuickAskFile.objects.get().evidence
    assert "From the truck." in page
    assert f'src="/proof/{file.pk}/file"' in page
    assert "not in the file sent" in page
    assert desk.get(f"/proof/{file.pk}/file").status_code == 200


def test_a_refused_answer_keeps_its_words(desk: Client, actor: Actor, partner: Partner) -> None:
    link = asked_for(desk, being_read(actor, partner))
    wrong = Client().post(link, {"reply": "Kept words.", "files": SimpleUploadedFile("a.exe", b"MZ nothing")})
    assert wrong.status_code == 422
    assert "Kept words." in wrong.content.decode()
    assert Client().post(link, {"reply": " "}).status_code == 422
    QuickAsk.objects.update(answer_by=world.moment(SENT).now)
    late = Client().post(link, {"reply": "Kept words."})
    text = late.content.decode()
    assert late.status_code == 409
    assert "The time to answer this way is over" in text
    assert "Kept words." in text


def test_the_owner_finds_the_ask_on_the_audit(desk: Client, actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    asked_for(desk, review)
    owner = signed_in(world.member(review.audit.employer.organisation, Role.OWNER, "own@x.example"))
    page = owner.get(f"/audit/{review.audit_id}").content.decode()
    assert "Your reviewer asks one small thing" in page
    address = f"/quick-asks/{QuickAsk.objects.get().pk}"
    assert f'href="{address}"' in page
    assert owner.post(address, {"reply": "Here."}).status_code == 302
    assert "asks one small thing" not in owner.get(f"/audit/{review.audit_id}").content.decode()


def test_an_ask_too_long_or_too_many_keeps_what_was_typed(desk: Client, actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    address = f"/reviews/{review.pk}/question/2.6/ask"
    long = desk.post(address, {"ask": "y" * 401})
    assert long.status_code == 422
    assert "y" * 401 in long.content.decode()
    for number in range(5):
        desk.post(address, {"ask": f"Card {number}?"})
    more = desk.post(address, {"ask": "The sixth?"})
    assert more.status_code == 422
    assert "The sixth?" in more.content.decode()
    assert "All 5 quick asks of this round are sent" in more.content.decode()
    row = QuickAsk.objects.order_by("asked_at").first()
    assert row is not None
    back = desk.post(f"/reviews/{review.pk}/ask/{row.pk}/back")
    assert back["Location"].endswith(f"#ask-{row.pk}")
    assert "Taken back" in desk.get(back["Location"]).content.decode()


def test_phrases_go_into_a_note_without_a_script_and_are_counted(desk: Client, actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    address = f"/reviews/{review.pk}/question/2.6"
    desk.post(f"{address}/note", {"kind": "information", "text": "Sign every sheet."})
    note = ReviewNote.objects.get()
    desk.post(f"/reviews/{review.pk}/note/{note.pk}/phrase", {"for": "question"})
    phrase = SavedPhrase.objects.get()
    page = desk.get(f"{address}?phrase={phrase.pk}").content.decode()
    assert re.search(r"<textarea[^>]*>\s*Sign every sheet\.</textarea>", page)
    assert f'name="phrase" value="{phrase.pk}"' in page
    desk.post(f"{address}/note", {"kind": "must_fix", "text": "Sign every sheet.", "phrase": str(phrase.pk)})
    phrase.refresh_from_db()
    assert phrase.used == 1
    desk.post(f"{address}/phrases/{phrase.pk}/remove")
    assert 'data-phrase="' not in desk.get(address).content.decode()


def test_a_call_is_written_at_a_question_or_at_the_round(desk: Client, actor: Actor, partner: Partner) -> None:
    review = being_read(actor, partner)
    typed = {"spoke_with": "Dana", "called_on": "2026-04-24", "said": "The drill was on the Friday."}
    wrong = desk.post(f"/reviews/{review.pk}/calls", {**typed, "spoke_with": ""})
    assert wrong.status_code == 422
    assert "The drill was on the Friday." in wrong.content.decode()
    desk.post(f"/reviews/{review.pk}/calls", typed)
    desk.post(f"/reviews/{review.pk}/calls", {**typed, "question": "2.6"})
    assert sorted(CallNote.objects.values_list("question", flat=True)) == ["", "2.6"]
    assert desk.get(f"/reviews/{review.pk}").content.decode().count("The drill was on the Friday.") == 2
    assert desk.get(f"/reviews/{review.pk}/question/2.6").content.decode().count("The drill was on the Friday.") == 1
    assert desk.post(f"/reviews/{review.pk}/calls", {**typed, "question": "no/question"}).status_code == 404


def test_the_strip_of_the_year_is_shown_as_it_was_frozen_and_said_in_words(
    desk: Client, actor: Actor, partner: Partner
) -> None:
    review = being_read(actor, partner)
    years = review_page(actor, review.pk).package.year
    question = next(question for question, year in years.items() if year.months)
    text = desk.get(f"/reviews/{review.pk}/question/{question}").content.decode()
    assert text.count('class="strip-month"') == len(years[question].months)
    assert text.split("The months in words")[1].split("</dl>")[0].count("<dt>") == len(years[question].months)
    without = next(one.id for one in EDITION.questions if one.id not in years)
    assert "strip-month" not in desk.get(f"/reviews/{review.pk}/question/{without}").content.decode()
