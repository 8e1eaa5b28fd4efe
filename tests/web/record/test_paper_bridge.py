"""From the code on a blank form back in: the picture of the filled sheet first, then the few things that matter."""

from __future__ import annotations

import html
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from handrail.services.account import devices
from handrail.services.record.blanks import kinds
from handrail.store.models import Record, RecordPhoto
from tests import world
from tests.services.audit.stage import SENT, Stage, photo
from tests.web.audit.visiting import sign_in, staged, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Stage:
    return staged()


def sheet(kind: str) -> str:
    """The address in the code of a blank form."""
    return f"{reverse('record-new-kind', args=[kind])}?paper=1"


def typed(**changed: Any) -> dict[str, Any]:
    start = {"once": str(uuid4()), "captured_at": "2026-04-07T12:00:00+00:00", "happened_on": SENT.isoformat()}
    return {**start, "title": "Ladders", **changed}


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def test_the_code_of_every_blank_form_opens_its_own_page_with_the_picture_first(here: Stage) -> None:
    crew = sign_in(here.crew)
    for kind in kinds(here.crew):
        page = text(crew.get(sheet(kind.id)))
        assert f"{kind.owner_words}: the filled sheet" in page, kind.id
        assert page.index('name="files"') < page.index('name="happened_on"') < page.index('name="title"'), kind.id


def test_the_picture_is_kept_as_the_paper_and_little_is_typed(here: Stage) -> None:
    crew, form = sign_in(here.crew), typed(files=upload("sheet.jpg", photo()))
    answer = crew.post(sheet("toolbox_talk"), form)
    assert answer.status_code == 302
    record = Record.objects.get()
    assert (record.kind, record.title, record.paper_of) == ("toolbox_talk", "Ladders", "")
    assert RecordPhoto.objects.get(record_id=record.pk).part == "paper"
    again = {**form, "files": upload("sheet.jpg", photo())}
    assert crew.post(sheet("toolbox_talk"), again).status_code == 302
    assert (Record.objects.count(), RecordPhoto.objects.count()) == (1, 1), "sent twice it is kept once"


def test_without_a_picture_it_says_so_and_keeps_what_was_typed(here: Stage) -> None:
    answer = sign_in(here.crew).post(sheet("toolbox_talk"), typed(title="Cold and ice"))
    assert answer.status_code == 422 and not Record.objects.exists()
    page = text(answer)
    assert "Take a picture of the filled sheet" in page and 'value="Cold and ice"' in page


def test_a_picture_that_came_with_a_wrong_field_is_not_asked_for_again(here: Stage) -> None:
    crew, form = sign_in(here.crew), typed(title="", files=upload("sheet.jpg", photo()))
    wrong = crew.post(sheet("toolbox_talk"), form)
    assert wrong.status_code == 422 and "1 picture is kept already" in text(wrong)
    del form["files"]
    assert crew.post(sheet("toolbox_talk"), {**form, "title": "Ladders"}).status_code == 302
    assert RecordPhoto.objects.get().record_id == Record.objects.get().pk


def test_what_decides_is_still_asked_of_a_sheet(here: Stage) -> None:
    answer = sign_in(here.crew).post(sheet("incident"), typed(files=upload("sheet.jpg", photo())))
    assert answer.status_code == 422 and not Record.objects.exists()


def test_whoever_is_not_signed_in_signs_in_and_comes_back_to_the_sheet(here: Stage) -> None:
    answer = Client().get(sheet("toolbox_talk"))
    assert answer.status_code == 302 and "toolbox_talk%3Fpaper%3D1" in answer.headers["Location"]


def test_somebody_of_another_trade_gets_no_form(here: Stage) -> None:
    assert sign_in(here.reviewer).get(sheet("toolbox_talk")).status_code == 403


def test_a_phone_that_was_let_in_keeps_the_sheet_on_its_own_pages(here: Stage) -> None:
    code = devices.show_pass(here.owner, world.moment(), name="Lead hand")[1]
    browser = Client()
    browser.cookies["phone"] = devices.pair(world.moment(), code)[1]
    answer = browser.get(sheet("toolbox_talk"))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/phone#/sheet/toolbox_talk")


def test_nothing_is_filled_in_that_the_sheet_may_say_otherwise(here: Stage) -> None:
    crew = sign_in(here.crew)
    crew.post(sheet("toolbox_talk"), typed(place="12 Elm Street", files=upload("sheet.jpg", photo())))
    form = crew.get(sheet("toolbox_talk")).context["form"]
    assert [form[name].value() for name in ("happened_on", "site_id", "place")] == [None, None, None]
