"""Days that look wrong are asked about at the form, before anything is saved."""

from __future__ import annotations

from datetime import date

import pytest

from handrail.services.record.keeping import keep
from handrail.store.models import ActionLine, Record
from tests import world
from tests.services.audit.stage import SENT, Stage
from tests.services.record import sheets
from tests.web.audit.visiting import at, sign_in, staged
from tests.web.record.test_pages import send, text, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Stage:
    return staged()


def test_a_day_of_years_ago_is_asked_about_and_saved_once_it_is_said_to_be_right(here: Stage) -> None:
    client, long_ago = sign_in(here.owner), "1999-05-03"
    asked = send(client, happened_on=long_ago)
    page = text(asked)
    assert asked.status_code == 422 and not Record.objects.exists()
    assert "Is that day right?" in page and "Monday 3 May 1999" in page
    assert 'value="1999-05-03"' in page and "Three points of contact." in page and 'name="day_is_right"' in page
    assert send(client, happened_on="1998-05-03", day_is_right=long_ago).status_code == 422, "another day is asked anew"
    assert send(client, happened_on=long_ago, day_is_right=long_ago).status_code == 302
    assert Record.objects.get().happened_on == date(1999, 5, 3)


def test_a_day_of_the_last_two_years_is_not_asked_about(here: Stage) -> None:
    client = sign_in(here.owner)
    assert "day_is_right" not in text(client.get(at("record-new-kind", "toolbox_talk")))
    assert send(client, happened_on=SENT.replace(year=SENT.year - 2).isoformat()).status_code == 302


def test_a_change_asks_only_where_the_day_is_another(here: Stage) -> None:
    client = sign_in(here.owner)
    row = keep(here.owner, world.moment(SENT), sheets.sent(happened_on="1999-05-03")).record
    address = at("record-change", row.pk)
    assert client.post(address, typed(happened_on="1999-05-03", title="Ropes", version="1")).status_code == 302
    asked = client.post(address, typed(happened_on="1989-05-03", title="Ropes", version="2"))
    assert asked.status_code == 422 and "Is that day right?" in text(asked)


def test_a_fix_is_not_due_before_the_day_it_was_found(here: Stage) -> None:
    client = sign_in(here.owner)
    found = {"d_0_what": "Ladder 4 has a bent rung", "d_0_due": "2026-04-01"}
    refused = send(client, "inspection", **found)
    assert refused.status_code == 422 and not Record.objects.exists()
    assert "That is before the day it was found, Tuesday 7 April 2026." in text(refused)
    assert 'value="2026-04-01"' in text(refused)
    on_paper = {"paper_of": "Builder", "d_0_due": "2026-04-07"}
    assert send(client, "inspection", **found | on_paper).status_code == 302
    assert [line.due_on for line in ActionLine.objects.all()] == [SENT]
