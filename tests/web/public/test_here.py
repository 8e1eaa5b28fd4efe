"""From the truck door to the answer, through the browser and without an account."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from handrail.rules.permissions import Role
from handrail.store.models import ActionLine, DemonstrationDay, Employer, Record, SharedLink, User
from tests import world

pytestmark = pytest.mark.django_db
ONCE = "00000000-0000-7000-8000-00000000bbbb"


@pytest.fixture
def firm(db: None) -> Employer:
    DemonstrationDay.objects.create(pk=1, day=world.DAY)
    return world.employer()


@pytest.fixture
def owner(firm: Employer) -> Client:
    actor = world.member(firm.organisation, Role.OWNER)
    browser = Client()
    browser.force_login(User.objects.get(pk=actor.user_id))
    return browser


def hung(owner: Client) -> str:
    """The address on a freshly printed sheet."""
    sheet: Any = owner.post(reverse("crew-code"), {"label": "White truck", "site_id": "", "once": ONCE})
    page = sheet.content.decode()
    assert "<svg" in page and "White truck" in page
    found = re.search(r'scan-address">[^<]*(/here/[\w-]+)<', page)
    assert found is not None
    return found[1]


def test_from_the_door_to_the_answer(owner: Client) -> None:
    door = hung(owner)
    crew = Client()
    assert "noindex" in crew.get(door).headers["X-Robots-Tag"]
    assert b"The owner reads this" in crew.get(door).content
    typed = {"title": "The ladder wobbles", "text": "", "name": "", "once": ONCE}
    said = crew.post(door, typed)
    assert said.status_code == 302 and crew.post(door, typed).headers["Location"] == said.headers["Location"]
    answer = said.headers["Location"]
    assert b"It is with the owner" in crew.get(answer).content
    assert b"1 thing waits for your answer" in owner.get(reverse("concerns")).content
    record = Record.objects.get()
    assert owner.post(reverse("concern", args=[record.pk]), {"reply": "Ordered today."}).status_code == 302
    assert b"Ordered today." in Client().get(answer).content
    fix = ActionLine.objects.get()
    done = {"version": 1, "close": "1", "done_on": "2026-06-01", "done_note": "Ladder replaced."}
    assert owner.post(reverse("fix", args=[fix.pk]), done).status_code == 302
    page = Client().get(answer).content.decode()
    assert "Put right on Monday 1 June 2026" in page and "Ladder replaced." in page


def test_what_was_typed_stays_when_it_is_not_enough(owner: Client) -> None:
    refused = Client().post(hung(owner), {"title": " ", "text": "Third rung.", "name": "", "once": ONCE})
    assert refused.status_code == 422 and b"Third rung." in refused.content
    assert not Record.objects.exists()


def test_back_and_more_words_is_a_concern_of_its_own_and_nothing_typed_is_lost(owner: Client) -> None:
    """Sent, back, more added, sent again: the first stays as it was said, and one more press sends the second."""
    door, crew = hung(owner), Client()
    first = {"title": "The ladder wobbles", "text": "Third rung.\r\nAt 12 Elm.", "name": "", "once": ONCE}
    code = crew.post(door, first).headers["Location"]
    assert crew.post(door, first).headers["Location"] == code
    assert Record.objects.filter(kind="worker_concern").count() == 1
    more = {**first, "text": "Third rung. Jose fell.", "name": "Kim"}
    asked: Any = crew.post(door, more)
    page = asked.content.decode()
    assert asked.status_code == 422
    assert "has arrived and stays" in page
    assert "Third rung. Jose fell." in page
    once = re.search(r'name="once" value="([^"]+)"', page)
    assert once is not None
    assert once[1] != ONCE
    assert crew.post(door, {**more, "once": once[1]}).headers["Location"] != code
    assert Record.objects.filter(kind="worker_concern").count() == 2


def test_the_sheet_is_shown_once_and_the_code_can_be_taken_back(owner: Client) -> None:
    door = hung(owner)
    assert door.encode() not in owner.get(reverse("crew-code")).content
    owner.post(reverse("link-take-back", args=[SharedLink.objects.get().pk]))
    assert Client().get(door).status_code == 404
    assert Client().post(door, {"title": "x", "once": ONCE}).status_code == 404


def test_the_way_back_to_an_answer_is_the_same_code_on_the_door(owner: Client) -> None:
    door, crew = hung(owner), Client()
    said = crew.post(door, {"title": "The ladder wobbles", "text": "", "name": "", "once": ONCE})
    answer = said.headers["Location"]
    page = crew.get(answer).content.decode()
    written = re.search(r"<strong[^>]*>([0-9A-HJKMNP-TV-Z-]{19})</strong>", page)
    assert written is not None
    assert "See the answer to a concern" in crew.get(door).content.decode()
    back = crew.post(door, {"code": written[1].lower()})
    assert (back.status_code, back.headers["Location"]) == (302, answer)
    wrong = crew.post(door, {"code": "abcd-efgh"})
    assert (
        wrong.status_code == 422
        and b"No answer has this code" in wrong.content
        and b'value="abcd-efgh"' in wrong.content
    )
    assert Record.objects.count() == 1, "looking for an answer says nothing new"


def test_the_door_shows_what_the_owner_tells_everybody_and_not_what_was_said(owner: Client) -> None:
    door = hung(owner)
    Client().post(door, {"title": "Sam shouts at me", "text": "Every day", "name": "Kim", "once": ONCE})
    record = Record.objects.get()
    typed = {"reply": "I talk to Sam today.", "told": "We talk calmly on every job."}
    assert owner.post(reverse("concern", args=[record.pk]), typed).status_code == 302
    page = Client().get(door).content.decode()
    assert "We talk calmly on every job." in page
    for private in ("Sam shouts", "Every day", "Kim", "I talk to Sam"):
        assert private not in page
    assert b"We talk calmly on every job." in owner.get(reverse("concern", args=[record.pk])).content


def test_a_first_line_that_is_too_long_says_where_the_rest_goes_and_keeps_what_was_typed(owner: Client) -> None:
    door = hung(owner)
    assert 'name="title" maxlength' not in Client().get(door).content.decode()
    long = "The ladder on the east side wobbles " * 8
    refused: Any = Client().post(door, {"title": long, "text": "", "name": "", "once": ONCE})
    page = refused.content.decode()
    assert refused.status_code == 422 and "200" in page and "Say more" in page and long.strip() in page
    assert not Record.objects.exists()


def test_after_the_answer_the_page_asks_whether_it_is_fixed_and_by_when(owner: Client) -> None:
    Client().post(hung(owner), {"title": "The ladder wobbles", "text": "", "name": "", "once": ONCE})
    address = reverse("concern", args=[Record.objects.get().pk])
    first = owner.get(address).content.decode()
    assert first.index("Send the answer") < first.index("Is it fixed? By when?")
    sent: Any = owner.post(address, {"reply": "Ordered today."}, follow=True)
    page = sent.content.decode()
    assert sent.redirect_chain[-1][0] == address
    assert page.index("Is it fixed? By when?") < page.index("Send the answer")
    fix = ActionLine.objects.get()
    assert reverse("fix", args=[fix.pk]) in page
    typed = {"line": str(fix.pk), "version": "1", "who": "Jesse", "due_on": ""}
    refused = owner.post(address, typed)
    assert refused.status_code == 422 and b'value="Jesse"' in refused.content
    assert owner.post(address, {**typed, "due_on": "2026-06-12"}).status_code == 302
    fix.refresh_from_db()
    assert (fix.who, str(fix.due_on)) == ("Jesse", "2026-06-12")
    stale: Any = owner.post(address, {**typed, "who": "Kim", "due_on": "2026-06-13"})
    assert stale.status_code == 409 and 'value="Kim"' in stale.content.decode()


def test_a_fix_of_something_else_is_not_given_a_day_here(owner: Client) -> None:
    door = hung(owner)
    for title, key in (("The ladder wobbles", ONCE), ("No light in the shop", ONCE.replace("b", "c"))):
        Client().post(door, {"title": title, "text": "", "name": "", "once": key})
    ladder = Record.objects.get(title="The ladder wobbles")
    line = ActionLine.objects.exclude(record=ladder).get()
    typed = {"line": str(line.pk), "version": "1", "who": "Kim", "due_on": "2026-06-12"}
    assert owner.post(reverse("concern", args=[ladder.pk]), typed).status_code == 404
    assert owner.post(reverse("concern", args=[ladder.pk]), {**typed, "line": "x"}).status_code == 404
    line.refresh_from_db()
    assert line.due_on is None
