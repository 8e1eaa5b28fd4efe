"""What happens the second time: after a conflict, a return, a reload, a number out of range."""

from __future__ import annotations

import pytest

from handrail.services.audit.proving import attach
from handrail.services.audit.reading import edition_of
from handrail.services.audit.submitting import submit
from handrail.services.errors import WrongState
from handrail.store.models import Answer, AnswerEvidence, Application, Audit, DemonstrationDay
from tests import world
from tests.services.audit.stage import SENT, Stage, stage
from tests.web.audit.test_pages import at, question, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Stage:
    DemonstrationDay.objects.create(pk=1, day=SENT)
    return stage()


def test_without_a_partner_the_way_to_one_is_a_button(here: Stage) -> None:
    Application.objects.all().delete()
    page = sign_in(here.owner).get(at("audit-home")).content.decode()
    assert "stands before an audit" in page and f'href="{at("partner")}"' in page.split("<main")[1]


def test_a_number_out_of_range_is_told_with_its_limits(here: Stage) -> None:
    audit, client = here.audit(), sign_in(here.owner)
    most = edition_of(audit).question("2.3").points
    page = client.post(question(audit), {"version": 1, "points": "99", "note": "x"}).content.decode()
    assert "Ensure this value" not in page and f"Give a number from 0 to {most}." in page


def test_the_address_of_a_refused_sending_leads_back_to_the_list(here: Stage) -> None:
    audit = here.audit()
    answer = sign_in(here.owner).get(at("audit-send", audit.pk))
    assert (answer.status_code, answer.headers["Location"]) == (302, at("audit-check", audit.pk))


def test_after_a_conflict_keeping_the_facts_once_more_is_taken(here: Stage) -> None:
    audit, client = here.audit(), sign_in(here.owner)
    sign_in(here.consultant).post(at("audit-days", audit.pk), {"version": 1, "records_from": "2025-01-02"})
    stale = {"version": 1, "records_from": "2025-03-04"}
    page = client.post(at("audit-days", audit.pk), stale)
    assert page.status_code == 422
    assert 'name="version" value="2"' in page.content.decode() and "2025-01-02" in page.content.decode()
    assert client.post(at("audit-days", audit.pk), {**stale, "version": 2}).status_code == 302
    audit.refresh_from_db()
    assert str(audit.records_from) == "2025-03-04"


def test_after_a_conflict_on_the_walk_what_was_typed_stands_with_the_newer_version(here: Stage) -> None:
    audit, client = here.audit(), sign_in(here.owner)
    client.post(question(audit, "1.2"), {"version": 1, "points": "0", "note": "Other."})
    mine = {"question": "1.2", "version": 1, "points": "5", "note": "Mine."}
    page = client.post(at("audit-walk", audit.pk), mine)
    assert page.status_code == 409 and "Mine." in page.content.decode() and "Other." in page.content.decode()
    assert client.post(at("audit-walk", audit.pk), {**mine, "version": 2}).status_code == 302
    assert Answer.objects.get(audit=audit, question="1.2").note == "Mine."


def test_other_pages_of_a_sent_proof_are_laid_beside_it(here: Stage) -> None:
    audit = here.complete(here.audit())
    manual = AnswerEvidence.objects.filter(answer__audit=audit, answer__question="1.1").get()
    submit(here.owner, world.moment(SENT), audit.pk, ethics=True, declaration=True)
    with pytest.raises(WrongState):
        attach(here.owner, world.moment(SENT), audit.pk, "1.1", manual.evidence_id, first_page=3)
    Audit.objects.filter(pk=audit.pk).update(state="returned")
    for pages in ((3, 4), (3, 5)):
        attach(
            here.owner, world.moment(SENT), audit.pk, "1.1", manual.evidence_id, first_page=pages[0], last_page=pages[1]
        )
    rows = AnswerEvidence.objects.filter(answer=manual.answer_id).order_by("added_in_round")
    assert [(row.added_in_round, row.first_page, row.last_page) for row in rows] == [(1, None, None), (2, 3, 5)]
