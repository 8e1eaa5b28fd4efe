"""Proof from the records as pages: offered, looked over, confirmed, and back with everything typed where it cannot be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from handrail.rules.permissions import Role
from handrail.services.actor import Actor
from handrail.services.record.keeping import RecordSent, keep
from handrail.store.models import Answer, AnswerEvidence, Audit, User
from tests import world
from tests.services.audit.stage import BEGAN, Stage, stage
from tests.web.owner.conftest import text

pytestmark = pytest.mark.django_db
Enter = Callable[[Actor], Client]


@pytest.fixture
def here(day: date) -> Stage:
    return stage()


@pytest.fixture
def audit(here: Stage) -> Audit:
    for number in range(14):
        on = date(2025, 6, 9) + timedelta(days=21 * number)
        sent = RecordSent(
            id=uuid4(),
            kind="toolbox_talk",
            happened_on=on,
            captured_at=datetime.combine(on, time(13), tzinfo=UTC),
            title=f"Talk {number}",
        )
        keep(here.owner, world.moment(on), sent)
    return here.audit(BEGAN)


def test_the_overview_says_for_how_many_questions_proof_is_ready(here: Stage, audit: Audit, enter: Enter) -> None:
    browser = enter(here.owner)
    page = text(browser.get(f"/audit/{audit.pk}"))
    assert f'href="/audit/{audit.pk}/proposals"' in page and f'hx-get="/audit/{audit.pk}/proposals/offered"' in page
    assert "Proof is ready to confirm for" in text(browser.get(f"/audit/{audit.pk}/proposals/offered"))
    page = text(browser.get(f"/audit/{audit.pk}/proposals"))
    assert "5.6 " in page and "14 kept, 12 needed" in page
    assert "Look at what your own records prove" in text(browser.get(f"/audit/{audit.pk}/question/5.6"))


def test_confirmed_from_the_page_it_lies_beside_the_answer(here: Stage, audit: Audit, enter: Enter) -> None:
    browser = enter(here.owner)
    address = f"/audit/{audit.pk}/proposals/5.6"
    page = text(browser.get(address))
    assert "Monday 9 June 2025: Talk, Talk 0" in page and "Talk: 14 records between" in page
    listed = [part.split('"')[0] for part in page.split('name="records" value="')[1:]]
    assert len(listed) == 14
    for key in listed:  # each can be opened before it is confirmed
        assert f'href="/records/{key}"' in page
    typed = {"how": "mine", "records": listed, "note": "Fourteen talks.", "line": "We moved the ladders."}
    answer = browser.post(address, typed, follow=True)
    # The points are still the owner's to say, so the page of the question comes next.
    assert answer.redirect_chain == [(f"/audit/{audit.pk}/question/5.6", 302)]
    assert "lies beside 5.6" in text(answer) and "Fourteen talks." in text(answer)
    assert "Confirmed" in text(browser.get(f"/audit/{audit.pk}/proposals"))
    assert AnswerEvidence.objects.filter(answer__audit=audit, answer__question="5.6").count() == 1
    assert Answer.objects.get(audit=audit, question="5.6").note == "Fourteen talks.\n\nWe moved the ladders."


def test_the_choice_says_how_many_are_laid_and_nothing_of_how_the_lot_was_drawn(
    here: Stage, audit: Audit, enter: Enter
) -> None:
    browser = enter(here.owner)
    address = f"/audit/{audit.pk}/proposals/5.6"
    page = text(browser.get(address))
    assert "The ones ticked in the list: all 14 until you untick some" in page
    assert "12 of 14, drawn by lot" in page and "seed" not in page
    listed = [part.split('"')[0] for part in page.split('name="records" value="')[1:]]
    refused = text(browser.post(address, {"how": "mine", "records": listed[:3], "note": "", "line": "x" * 3000}))
    assert "The ones ticked in the list: 3 of 14 until you change it" in refused


def test_a_swap_without_a_reason_comes_back_with_everything_typed(here: Stage, audit: Audit, enter: Enter) -> None:
    browser = enter(here.owner)
    address = f"/audit/{audit.pk}/proposals/5.6"
    page = text(browser.get(address))
    out = page.split('id="swap_out"')[1].split('<option value="')[2].split('"')[0]
    in_ = page.split('id="swap_in"')[1].split('<option value="')[2].split('"')[0]
    typed = {"how": "lot", "swap_out": out, "swap_in": in_, "swap_why": "", "note": "My own <note>", "line": "A line"}
    answer = browser.post(address, typed)
    assert answer.status_code == 422
    page = text(answer)
    assert "Say why this one is swapped" in page and "My own <note>" in page and "A line" in page
    assert f'<option value="{out}" selected>' in page
    assert not AnswerEvidence.objects.exists()


def test_a_question_that_records_do_not_prove_has_no_such_page(here: Stage, audit: Audit, enter: Enter) -> None:
    browser = enter(here.owner)
    assert browser.get(f"/audit/{audit.pk}/proposals/1.1").status_code == 404
    assert browser.get(f"/audit/{uuid4()}/proposals").status_code == 404
    crew = world.seated(User.objects.get(pk=here.crew.user_id), here.employer.organisation, Role.CREW)
    assert enter(crew).get(f"/audit/{audit.pk}/proposals").status_code == 403
