"""The page before an audit starts, and the one that takes a start back."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest

from handrail.rules.permissions import Role
from handrail.services.audit.answering import Given, save
from handrail.store.models import Answer, Audit
from tests import world
from tests.services.audit.stage import SENT, Stage
from tests.web.audit.visiting import at, sign_in, staged
from tests.web.owner.conftest import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Stage:
    return staged()


def test_the_page_says_what_starting_does_and_starts_nothing(here: Stage) -> None:
    page = text(sign_in(here.owner).get(at("audit-start"), {"gathering_started_on": "2026-04-01"}))
    assert "Audit for the certificate, from Wednesday 1 April 2026" in page
    assert "Wednesday 1 April 2026 to Wednesday 15 April 2026 at the latest" in page
    assert "What it locks" in page and "Nothing has started yet." in page
    assert 'name="gathering_started_on" value="2026-04-01"' in page
    assert not Audit.objects.exists()


@pytest.mark.parametrize("day", ["2026-04-08", "0001-01-01", "2020-01-01", "soon", ""])
def test_a_day_that_cannot_be_comes_back_as_typed(here: Stage, day: str) -> None:
    client = sign_in(here.owner)
    for answer in (
        client.get(at("audit-start"), {"gathering_started_on": day}),
        client.post(at("audit-start"), {"gathering_started_on": day}),
    ):
        assert answer.status_code == 422
        assert "Start the audit</button>" not in text(answer)
        assert not day or f'value="{day}"' in text(answer)
    assert not Audit.objects.exists()


def test_a_start_is_undone_from_its_own_page(here: Stage) -> None:
    client, audit = sign_in(here.owner), here.audit()
    address = at("audit-undo-start", audit.pk)
    assert f'href="{address}"' in text(client.get(at("audit-overview", audit.pk)))
    assert "Undo the start of this audit?" in text(client.get(address))
    assert Audit.objects.exists()
    answer = client.post(address, follow=True)
    assert "The start is undone." in text(answer) and "See what starting does" in text(answer)
    # The browser's Back, and a second press, lead to where an audit is started and say why.
    for back in (client.get(address, follow=True), client.get(at("audit-overview", audit.pk), follow=True),
                 client.post(address, follow=True)):  # fmt: skip
        assert back.redirect_chain == [(at("audit-home"), 302)]
        assert "The start of that audit is undone already." in text(back)
    stranger = sign_in(world.member(world.employer("Other Ltd.").organisation, Role.OWNER))
    for closed in (stranger, sign_in(here.crew), sign_in(here.reviewer)):
        assert closed.get(at("audit-overview", audit.pk)).status_code in {403, 404}
    assert client.get(at("audit-overview", uuid4())).status_code == 404


def test_home_counts_the_answers_of_a_fresh_start_and_says_the_percent_once_most_are_there(here: Stage) -> None:
    client, audit = sign_in(here.owner), here.audit()
    page = text(client.get(at("owner-home")))
    of = re.search(r"<h1[^>]*>0 of (\d+) questions of the audit answered</h1>", page)
    assert of is not None and "By your own answers" not in page
    rows = Answer.objects.filter(audit=audit).order_by("question")
    for row in rows[: int(of[1]) // 2]:
        Answer.objects.filter(pk=row.pk).update(points=0)
    assert "By your own answers" not in text(client.get(at("owner-home")))
    rows.update(points=0)
    assert re.search(r"By your own answers 0(\.00)?\s% so far; you need 80\s%", text(client.get(at("owner-home"))))


def test_with_something_in_it_there_is_nothing_to_undo(here: Stage) -> None:
    client, audit = sign_in(here.owner), here.audit()
    save(here.owner, world.moment(SENT), audit.pk, "2.3", version=1, given=Given(note="Five tasks."))
    address = at("audit-undo-start", audit.pk)
    assert address not in text(client.get(at("audit-overview", audit.pk)))
    assert "Something stands in this audit already" in text(client.get(address))
    answer = client.post(address)
    assert answer.status_code == 409 and Audit.objects.filter(pk=audit.pk).exists()
