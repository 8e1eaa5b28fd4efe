"""The list of fixes with what records found: their age, their pictures, and the way to the record."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from handrail.store.models import ActionLine, DemonstrationDay, Record, User
from tests import world
from tests.services.audit.stage import Stage, photo, stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(db: None) -> Stage:
    DemonstrationDay.objects.create(pk=1, day=world.DAY)
    return stage()


@pytest.fixture
def owner(here: Stage) -> Client:
    browser = Client()
    browser.force_login(User.objects.get(pk=here.owner.user_id))
    return browser


@pytest.fixture
def line(here: Stage) -> ActionLine:
    record = Record.objects.create(
        employer=here.employer, kind="inspection", happened_on=date(2026, 5, 20), captured_at=world.moment().now,
        received_at=world.moment().now, kept_by_name="Luis", sha256="0" * 64, defects=1,
    )  # fmt: skip
    return ActionLine.objects.create(
        employer=here.employer, record=record, raised_on=record.happened_on, what="Ladder 4 has a bent rung."
    )


def test_the_list_says_how_long_it_is_open(owner: Client, line: ActionLine) -> None:
    page = owner.get(reverse("fixes")).content.decode()
    assert "0 of 1 fixes done" in page and "1 open, the oldest for 12 days." in page
    assert "Ladder 4 has a bent rung." in page and "open 12 days" in page and "0 points" not in page
    assert "Open 12 days" in owner.get(reverse("fix", args=[line.pk])).content.decode()


def test_home_has_one_calm_line_and_crew_none(owner: Client, here: Stage, line: ActionLine) -> None:
    page = owner.get(reverse("owner-home")).content.decode()
    assert page.count("1 fix is open") == 1 and "The oldest is open 12 days." in page
    crew = Client()
    crew.force_login(User.objects.get(pk=here.crew.user_id))
    assert "fix is open" not in crew.get(reverse("owner-home")).content.decode()
    assert crew.get(reverse("fix", args=[line.pk])).status_code == 403


def test_photo_before_and_after_and_who_did_it(owner: Client, line: ActionLine) -> None:
    page = reverse("fix", args=[line.pk])
    nothing = owner.post(page, {"before": "1"}, follow=True)
    assert b"Choose a photo that shows how it was." in nothing.content
    earlier = SimpleUploadedFile("before.jpg", photo("red"), "image/jpeg")
    assert owner.post(page, {"before": "1", "earlier": earlier}).status_code == 302
    line.refresh_from_db()
    done = {
        "version": line.version, "close": "1", "done_on": "2026-05-26", "done_note": "New ladder.", "done_by": "Luis",
        "files": SimpleUploadedFile("after.jpg", photo("green"), "image/jpeg"),
    }  # fmt: skip
    assert owner.post(page, done).status_code == 302
    shown = owner.get(page).content.decode()
    assert shown.count('<img class="proof"') == 2
    assert "Done by Luis." in shown and "It took 6 days." in shown
    assert "took 6 days" in owner.get(reverse("fixes")).content.decode()
