"""What the pages say in messy situations: calmly, with the next step beside it."""

from __future__ import annotations

import html
import re
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from handrail.services.account import devices
from handrail.services.evidence.keeping import keep as keep_file
from handrail.services.record import photos
from handrail.services.record.keeping import keep
from handrail.store.models import ActionLine, Device
from tests import world
from tests.services.audit.stage import SENT, Stage, photo
from tests.services.record import sheets
from tests.web.audit.visiting import at, sign_in, staged

pytestmark = pytest.mark.django_db
NOW = world.moment(SENT)


@pytest.fixture
def here() -> Stage:
    return staged()


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def silent_since(here: Stage, day: date) -> Device:
    """A phone that sent one talk on this day and was not in contact after it."""
    _shown, code = devices.show_pass(here.owner, world.moment(day, 6), name="Lead hand")
    device, token = devices.pair(world.moment(day, 6, 5), code)
    phone = devices.actor_of(token, world.moment(day, 6, 10))
    assert phone is not None
    keep(phone, world.moment(day, 7), sheets.sent(happened_on=day.isoformat()))
    return device


def test_3_a_phone_put_out_leaves_its_lost_days_with_a_way_to_keep_each(here: Stage) -> None:
    wednesday = date(2026, 4, 1)
    device = silent_since(here, wednesday)
    client = sign_in(here.owner)
    before = text(client.get(at("phones")))
    assert "Lead hand: nothing heard since Wednesday 1 April 2026" in before and "If the phone turns up" in before
    assert "?day=2026-04-07" not in before, "today is not over"
    page = text(client.post(at("phone-remove", device.pk), follow=True))
    assert "What was kept on it then is probably gone" in page and "?day=2026-04-07" in page
    assert "Keep Thursday 2 April 2026 as a late entry" in page
    chosen = text(client.get(at("record-new") + "?day=2026-04-02"))
    assert "What was done on Thursday 2 April 2026?" in chosen and "toolbox_talk?day=2026-04-02" in chosen
    assert 'value="2026-04-02"' in text(client.get(at("record-new-kind", "toolbox_talk") + "?day=2026-04-02"))


@pytest.mark.parametrize("day", ["2026-04-31", "yesterday", "2027-01-01", ""])
def test_3_a_day_that_cannot_be_asked_for_leaves_the_form_at_today(here: Stage, day: str) -> None:
    client = sign_in(here.owner)
    assert "What was done today?" in text(client.get(at("record-new") + f"?day={day}"))
    assert f'value="{SENT}"' in text(client.get(at("record-new-kind", "toolbox_talk") + f"?day={day}"))


def test_6_the_question_of_the_name_stands_on_the_record_with_a_way_out(here: Stage) -> None:
    people = [{"person_id": str(here.dana.pk), "name": "", "part": "present"}]
    more = {"kind": "training_certificate", "title": "First aid", "people": people, "fields": {"name_on_it": "D. Ownr"}}
    row = keep(here.owner, NOW, sheets.sent(happened_on=SENT.isoformat(), **more)).record
    page = text(sign_in(here.owner).get(at("record", row.pk)))
    assert "The card says D. Ownr; on your list stands Dana Owner. The same person?" in page
    assert "If so, nothing needs doing here" in page


def test_6_the_owner_answers_it_once_and_it_is_not_asked_again(here: Stage) -> None:
    people = [{"person_id": str(here.dana.pk), "name": "", "part": "present"}]
    more = {"kind": "training_certificate", "title": "First aid", "people": people, "fields": {"name_on_it": "D. Ownr"}}
    row = keep(here.owner, NOW, sheets.sent(happened_on=SENT.isoformat(), **more)).record
    client, address = sign_in(here.owner), at("record-question-answer", row.pk, "name")
    asked = re.search(r'name="asked" value="(\w+)"', text(client.get(at("record", row.pk))))
    assert asked is not None
    typed = {"asked": asked[1], "why": "x" * 201}
    refused = client.post(address, typed)
    assert (
        refused.status_code == 422
        and "This is too long" in text(refused)
        and f'value="{typed["why"]}"' in text(refused)
    )
    page = text(client.post(address, {**typed, "why": "She spells it both ways."}, follow=True))
    assert "Answered. It is not asked again." in page and "She spells it both ways." in page
    assert 'name="asked"' not in page and "banner-now" not in page
    assert client.post(address, {**typed, "why": "Twice."}).status_code == 409
    crew = text(sign_in(here.crew).get(at("record", row.pk)))
    assert "She spells it both ways." in crew and address not in crew


def test_7_a_picture_on_a_record_and_one_in_the_shoebox_open_a_fix_and_keep_what_was_typed(here: Stage) -> None:
    row = keep(here.crew, NOW, sheets.sent(happened_on=SENT.isoformat())).record
    shown = photos.add(here.crew, NOW, photo_id=uuid4(), record_id=row.pk, name="edge.jpg", data=photo()).evidence
    loose = keep_file(here.owner, NOW, "roof.jpg", photo("red"))
    client = sign_in(here.owner)
    for page, picture in ((at("record", row.pk), shown), (at("shoebox-sort", loose.pk), loose)):
        door = at("picture-fix", picture.pk)
        assert f'href="{door}">This shows something to fix' in text(client.get(page))
        assert "Take it out" not in text(client.get(door)), "nobody is led to take a picture away"
        refused = client.post(door, {"what": " "})
        assert refused.status_code == 422 and "Say in a few words what it shows" in text(refused)
        typed = {"what": "Nobody tied off at the edge", "once": str(uuid4())}
        for _twice in range(2):
            answer = client.post(door, typed, follow=True)
        line = ActionLine.objects.get(before=picture)
        assert answer.request["PATH_INFO"] == at("fix", line.pk)
        assert "Nobody tied off at the edge" in text(answer) and at("proof-file", picture.pk) in text(answer)
        assert "points to win back" not in text(answer) and "0 points" not in text(client.get(at("fixes")))


def test_7_the_crew_sees_no_such_button(here: Stage) -> None:
    row = keep(here.crew, NOW, sheets.sent(happened_on=SENT.isoformat())).record
    photos.add(here.crew, NOW, photo_id=uuid4(), record_id=row.pk, name="edge.jpg", data=photo())
    assert "something to fix" not in text(sign_in(here.crew).get(at("record", row.pk)))


def test_10_a_phone_that_announces_two_pictures_is_told_that_they_are_awaited_and_sending_again_is_the_same(
    here: Stage,
) -> None:
    body = sheets.talk(happened_on=SENT.isoformat()) | {"pictures": 2}
    client = sign_in(here.crew)
    for outcome in ("stored", "already"):
        answer = client.post(
            at("phone-records"), body, content_type="application/json", headers={"X-Handrail": "phone"}
        ).json()
        assert (answer["outcome"], answer["pictures"], answer["late"]) == (outcome, {"arrived": 0, "pending": 2}, 0)
        assert answer["said"].startswith("Received Tuesday 7 April 2026, ") and "2 pictures are still" in answer["said"]


def test_5_the_people_page_says_both_counts_and_what_to_find_out(here: Stage) -> None:
    missing = 9 - sum(1 for one in here.employer.people.all())
    for number in range(missing):
        world.person(here.employer, f"Roofer {number}")
    for name in ("Nephew", "Temp"):
        world.person(here.employer, name, "casual", date(2026, 3, 4), date(2026, 3, 14), covered=False)
    page = text(sign_in(here.owner).get(at("people")))
    assert "9 or 11 people on Wednesday 4 March 2026" in page
    assert "It depends on who covers Nephew, Temp." in page
