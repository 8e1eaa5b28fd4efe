"""What is open is one thing: the audit's first page, the list of fixes, the year and home say the same number and days."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from handrail.services.corrective_action.mending import close
from handrail.store.models import ActionLine
from tests import world
from tests.services.audit.stage import SENT, Stage
from tests.services.corrective_action.test_standing import kept, planned
from tests.web.audit.visiting import at, sign_in, staged
from tests.web.owner.conftest import text

pytestmark = pytest.mark.django_db
PAGES = ("audit-home", "fixes", "record-year")


@pytest.fixture
def here() -> Stage:
    return staged()


@pytest.fixture
def owner(here: Stage) -> Client:
    """Four fixes: one open, one open that records cover, one done without a record, one of a record."""
    planned(here, "1.7", "10.1", "2.4")
    ActionLine.objects.update(raised_on=date(2026, 3, 18))
    kept(here, "statistics", date(2026, 3, 30))
    record = kept(here, "inspection", date(2026, 4, 2))
    ActionLine.objects.create(employer=here.employer, record=record, raised_on=record.happened_on, what="Worn strap.")
    line = ActionLine.objects.get(question="2.4")
    close(here.owner, world.moment(SENT), line.pk, version=1, done_on=SENT, done_note="Talked it over.")
    return sign_in(here.owner)


@pytest.mark.parametrize("name", PAGES)
def test_the_same_number_open_and_the_same_age(owner: Client, name: str) -> None:
    page = text(owner.get(at(name)))
    assert "3 open, the oldest for 20 days." in page
    assert "1 of them is covered by your records now: look, and mark it as done." in page


def test_the_same_number_done_and_home_counts_alike(owner: Client) -> None:
    assert "1 of 4 done" in text(owner.get(at("audit-home")))
    assert "1 of 4 fixes done" in text(owner.get(at("fixes")))
    assert "1 of 4 fixes done" in text(owner.get(at("record-year")))
    home = text(owner.get(at("owner-home")))
    assert "3 fixes are open" in home and "The oldest is open 20 days." in home


def test_the_list_and_the_strip_say_of_one_question_the_same(owner: Client) -> None:
    fixes, year = text(owner.get(at("fixes"))), text(owner.get(at("record-year")))
    assert "your records cover it now" in fixes and "fix open: look, and mark it as done" in year
    assert "no record of the year shows it" in fixes and "no record shows it" in year
    line = ActionLine.objects.get(question="10.1")
    assert f'href="{at("fix", line.pk)}"' in year


def test_nothing_is_said_where_there_is_no_fix(here: Stage) -> None:
    client = sign_in(here.owner)
    assert all("the oldest" not in text(client.get(at(name))) for name in PAGES)
