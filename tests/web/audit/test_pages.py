"""The audit's pages: the owner can, others cannot, what is typed is never lost, and the statements are counted."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from handrail.services.audit.proving import attach
from handrail.services.audit.starting import start
from handrail.services.audit.submitting import submit
from handrail.services.corrective_action.planning import plan_from
from handrail.services.evidence.keeping import keep
from handrail.store.models import (
    ActionLine,
    Answer,
    Audit,
    Evidence,
    Review,
    ReviewNote,
    Submission,
    User,
)
from tests import world
from tests.services.audit.stage import BEGAN, ENDED, SENT, Stage, photo, stage
from tests.web.audit.visiting import at, at_most, question, sign_in, staged, upload

pytestmark = pytest.mark.django_db
SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def here() -> Stage:
    return staged()


# ---- the way through ------------------------------------------------------------------------------------------------


def test_start_from_the_first_page(here: Stage) -> None:
    client = sign_in(here.owner)
    assert b"See what starting does" in client.get(at("audit-home")).content
    answer = client.post(at("audit-start"), {"gathering_started_on": "2026-03-09"})
    audit = Audit.objects.get()
    assert answer.headers["Location"] == at("audit-overview", audit.pk)
    assert client.post(at("audit-start"), {"gathering_started_on": "2026-03-09"}).status_code == 422
    assert b"Go on with the audit" in client.get(at("audit-home")).content


def test_every_page_of_an_open_audit_opens(here: Stage) -> None:
    audit, client = here.audit(), sign_in(here.owner)
    keep(here.owner, world.moment(BEGAN), "a.jpg", photo())
    here.manual()
    for name in ("overview", "binder", "paperwork", "walk", "talk", "facts", "days", "cover", "check", "withdraw"):
        assert client.get(at(f"audit-{name}", audit.pk)).status_code == 200, name
    for number in ("1.1", "1.2", "1.3", "2.3", "10.2"):
        assert client.get(question(audit, number)).status_code == 200
    assert client.get(at("audit-talk-with", audit.pk, here.dana.pk)).status_code == 200
    for piece in Evidence.objects.all():
        assert client.get(at("shoebox-sort", piece.pk)).status_code == 200
    for name in ("audit-home", "shoebox", "fixes"):
        assert client.get(reverse(name)).status_code == 200


def test_a_firm_never_meets_the_letters_of_the_instrument(here: Stage) -> None:
    audit, client = here.audit(), sign_in(here.owner)
    for name in ("overview", "check", "facts"):
        text = re.sub(r"<[^>]+>", " ", client.get(at(f"audit-{name}", audit.pk)).content.decode())
        for word in ("N/A", "edition", "claimed points", "data gathering", "directive", "maintenance due"):
            assert word not in text, (name, word)


# ---- saving an answer ------------------------------------------------------------------------------------------------


def test_saving_by_itself_tells_version_time_and_score(here: Stage) -> None:
    audit, client = here.audit(), sign_in(here.owner)
    answer = client.post(question(audit), {"version": 1, "points": "12.5", "note": "Five\r\ntasks."}, headers=SCRIPT)
    told = answer.json()
    assert (answer.status_code, told["version"]) == (200, 2)
    assert told["saved_at"].startswith("2026-04-07T") and told["saved_at"].endswith("-06:00")
    assert "2.50" in told["html"]["live-score"]
    assert Answer.objects.get(audit=audit, question="2.3").note == "Five\ntasks."


def test_saving_by_itself_says_what_is_wrong(here: Stage) -> None:
    audit, client = here.audit(), sign_in(here.owner)
    for points in ("99", "many"):
        answer = client.post(question(audit), {"version": 1, "points": points, "note": "x"}, headers=SCRIPT)
        assert answer.status_code == 422 and set(answer.json()["errors"]) == {"points"}
    assert client.post(question(audit), {"note": "x"}, headers=SCRIPT).status_code == 422


def test_a_conflict_shows_both_texts_and_loses_none(here: Stage) -> None:
    audit = here.audit()
    sign_in(here.consultant).post(question(audit), {"version": 1, "note": "Hers <b>bold</b>."}, headers=SCRIPT)
    client = sign_in(here.owner)
    answer = client.post(question(audit), {"version": 1, "note": "Mine."}, headers=SCRIPT)
    assert answer.status_code == 409
    html = answer.json()["html"]
    assert "Mine." in html and "Hers &lt;b&gt;" in html and 'name="version" value="2"' in html
    page = client.post(question(audit), {"version": 1, "note": "Mine."})
    assert page.status_code == 409
    assert "Hers &lt;b&gt;" in page.content.decode() and 'name="version" value="2"' in page.content.decode()
    assert client.post(question(audit), {"version": 2, "note": "Mine."}).status_code == 302
    assert Answer.objects.get(audit=audit, question="2.3").note == "Mine."


def test_without_a_script_what_was_typed_comes_back(here: Stage) -> None:
    audit, client = here.audit(), sign_in(here.owner)
    page = client.post(question(audit), {"version": 1, "points": "99", "note": "Long words."})
    assert page.status_code == 422
    assert b"Long words." in page.content and b"thing to fix" in page.content
    onward = client.post(question(audit), {"version": 1, "points": "9", "note": "Long words.", "next": "1"})
    assert onward.headers["Location"] == question(audit, "2.4")


def test_criteria_are_ticked(here: Stage) -> None:
    audit, client = here.audit(), sign_in(here.owner)
    client.post(question(audit, "8.1"), {"version": 1, "points": ["1", "2", "3"], "note": "x"})
    row = Answer.objects.get(audit=audit, question="8.1")
    assert (row.points, row.criteria) == (Decimal(3), [1, 2, 3])
    client.post(question(audit, "8.1"), {"version": 2, "points": ["0"], "note": "x"})
    assert Answer.objects.get(audit=audit, question="8.1").points == 0


# ---- statements --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("others", [10, pytest.param(300, marks=pytest.mark.slow)])
def test_statements_do_not_grow_with_the_number_of_audits(here: Stage, others: int) -> None:
    audit, client = here.audit(), sign_in(here.owner)
    _audits_of_others(here, others)
    client.get(at("audit-home"))
    with at_most(8):
        client.post(question(audit), {"version": 1, "points": "12", "note": "Five."}, headers=SCRIPT)
    with at_most(8):
        assert client.post(question(audit), {"version": 2, "points": "11", "note": "Six."}).status_code == 302
    with at_most(12):
        assert client.get(at("audit-overview", audit.pk)).status_code == 200
    with at_most(12):
        assert client.get(question(audit)).status_code == 200
    with at_most(6):
        assert client.get(at("shoebox")).status_code == 200


def _audits_of_others(here: Stage, number: int) -> None:
    """Rows straight in: what counts is how many there are."""
    moment = world.moment(date(2026, 3, 1))
    for index in range(number):
        firm = world.employer(f"Firm {index} Ltd.")
        audit = Audit.objects.create(
            employer=firm,
            partner=here.partner,
            pack="ca-ab",
            edition="ref10-2023",
            purpose="certification",
            started_at=moment.now,
            gathering_started_on=moment.day,
        )
        Answer.objects.bulk_create(Answer(audit=audit, question=f"1.{n}", updated_at=moment.now) for n in range(1, 9))


# ---- facts, cover, sending -----------------------------------------------------------------------------------------------


def test_facts_open_the_way_to_say_it_does_not_apply(here: Stage) -> None:
    audit, client = here.audit(), sign_in(here.owner)
    assert b"Does not apply to us" not in client.get(question(audit, "6.3")).content
    assert client.post(at("audit-facts", audit.pk), {"version": 1, "visitors": "no"}).status_code == 302
    assert b"Does not apply to us" in client.get(question(audit, "6.3")).content
    assert client.post(at("audit-facts", audit.pk), {"version": 1, "visitors": "yes"}).status_code == 422


def test_the_cover_is_filled_in_from_the_firm_and_kept(here: Stage) -> None:
    audit, client = here.audit(), sign_in(here.owner)
    page = client.get(at("audit-cover", audit.pk)).content.decode()
    assert "TEST-0001, DEMO-ROOF" in page and "Prairie Test Roofing Ltd." in page
    given = {
        "version": 1,
        "accounts": "TEST-0001, DEMO-ROOF",
        "sites": "Shop\nTruck",
        "operations": "Roofs",
        "people_now": 6,
    }
    assert client.post(at("audit-cover", audit.pk), given).status_code == 302
    audit.refresh_from_db()
    assert audit.cover["sites"] == ["Shop", "Truck"]
    wrong = client.post(at("audit-cover", audit.pk), {**given, "version": 2, "accounts": "TEST-0001"})
    assert wrong.status_code == 422 and b"industry code" in wrong.content


def test_the_list_before_sending_links_every_gap(here: Stage) -> None:
    audit, client = here.audit(), sign_in(here.owner)
    page = client.get(at("audit-check", audit.pk)).content.decode()
    for name in ("binder", "paperwork", "talk", "walk", "cover", "days"):
        assert f'href="{at(f"audit-{name}", audit.pk)}"' in page
    assert "has no answer yet." not in page  # one line a sitting, not one a question
    assert "points is" not in page  # what nobody answered has not failed
    assert "The last day of gathering proof is not set." in page
    assert "Look over the cover and save it: Dana Owner" in page and "does not say who assessed" not in page
    assert (
        client.post(at("audit-send", audit.pk), {"version": 1, "ethics": "on", "declaration": "on"}).status_code == 422
    )


def test_a_few_open_questions_are_told_one_by_one(here: Stage) -> None:
    audit, client = here.complete(here.audit()), sign_in(here.owner)
    Answer.objects.filter(audit=audit, question="8.3").update(points=None, criteria=[])
    page = client.get(at("audit-check", audit.pk)).content.decode()
    assert f'href="{question(audit, "8.3")}"' in page and "1 thing to fix before you send" in page


def test_sending_gives_a_receipt_a_package_and_a_copy(here: Stage) -> None:
    audit, client = here.complete(here.audit()), sign_in(here.owner)
    unsigned = client.post(at("audit-send", audit.pk), {"version": audit.version})
    assert unsigned.status_code == 422 and not Submission.objects.exists()
    given = {"version": audit.version, "ethics": "on", "declaration": "on"}
    sent = client.post(at("audit-send", audit.pk), given)
    assert sent.headers["Location"] == at("audit-receipt", audit.pk, 1)
    assert client.post(at("audit-send", audit.pk), given).status_code == 409
    receipt = client.get(at("audit-receipt", audit.pk, 1)).content.decode()
    found = Submission.objects.get()
    assert found.sha256 in receipt.replace(" ", "") and "68 answers" in receipt
    package = client.get(at("audit-package", audit.pk, 1))
    assert json.loads(package.content)["audit"] == str(audit.pk)
    copy = client.get(at("audit-copy", audit.pk))
    assert copy.headers["Content-Type"] == "application/pdf" and copy.content.startswith(b"%PDF-")
    assert client.post(question(audit), {"version": 2, "note": "late"}, headers=SCRIPT).status_code == 409
    assert client.get(at("audit-receipt", audit.pk, 2)).status_code == 404


def test_after_a_return_the_note_stands_on_its_question(here: Stage) -> None:
    audit, client = here.complete(here.audit()), sign_in(here.owner)
    submit(here.owner, world.moment(SENT), audit.pk, ethics=True, declaration=True)
    review = Review.objects.get()
    Review.objects.filter(pk=review.pk).update(state="returned", decided_on=SENT, correct_by=date(2026, 4, 22))
    Audit.objects.filter(pk=audit.pk).update(state="returned")
    note = ReviewNote.objects.create(
        review=review,
        question="8.3",
        kind="must_fix",
        text="The drill record is missing.",
        author=User.objects.get(email=here.reviewer.email),
        written_at=world.moment(SENT).now,
    )
    assert b"1 note to answer" in client.get(at("audit-overview", audit.pk)).content
    assert b"The drill record is missing." in client.get(question(audit, "8.3")).content
    assert b"note has no answer yet" in client.get(at("audit-check", audit.pk)).content
    nothing = client.post(at("audit-note", audit.pk, note.pk), {"reply": "  "})
    assert nothing.status_code == 422 and b"Write what you did" in nothing.content
    long = client.post(at("audit-note", audit.pk, note.pk), {"reply": "page four " * 600})
    assert long.status_code == 422 and b"page four page four" in long.content
    assert b"Answer this note" in long.content and b"Mark as fixed" not in long.content
    assert client.post(at("audit-note", audit.pk, note.pk), {"reply": "It is there now."}).status_code == 302
    assert b"It is there now." in client.get(question(audit, "8.3")).content
    assert b"Ready to send" in client.get(at("audit-check", audit.pk)).content


def test_fixes_are_closed_with_words_and_proof(here: Stage) -> None:
    audit, client = here.audit(), sign_in(here.owner)
    plan_from(here.reviewer, world.moment(SENT), audit, {"8.1": Decimal(2)})
    row = ActionLine.objects.get()
    assert b"0 of 1 fixes done" in client.get(at("fixes")).content
    assert client.post(at("fix", row.pk), {"version": 1, "close": "1", "done_on": "2026-04-01"}).status_code == 422
    given = {
        "version": 1,
        "close": "1",
        "done_on": "2026-04-01",
        "done_note": "Added.",
        "files": upload("a.jpg", photo()),
    }
    assert client.post(at("fix", row.pk), given).status_code == 302
    row.refresh_from_db()
    assert row.done_on == date(2026, 4, 1) and row.evidence is not None


# ---- who may ------------------------------------------------------------------------------------------------------------


def test_foreign_absent_crew_reviewer_and_strangers(here: Stage) -> None:
    audit = here.audit()
    other = stage("Other Ltd.", partner=here.partner)
    names = ("overview", "binder", "paperwork", "walk", "talk", "facts", "days", "cover", "check", "copy")
    addresses = [*(at(f"audit-{name}", audit.pk) for name in names), question(audit), at("audit-receipt", audit.pk, 1)]
    foreign, crew, stranger = sign_in(other.owner), sign_in(here.crew), Client()
    absent = foreign.get(at("audit-overview", UUID(int=1)))
    for address in addresses:
        answer = foreign.get(address)
        assert (answer.status_code, answer.content) == (404, absent.content) or answer.status_code == 404, address
        assert crew.get(address).status_code == 403, address
        assert stranger.get(address).status_code == 302, address
    assert sign_in(here.reviewer).post(question(audit), {"version": 1, "note": "x"}, headers=SCRIPT).status_code == 403
    assert foreign.post(question(audit), {"version": 1, "note": "x"}, headers=SCRIPT).status_code == 404


def test_taking_back_asks_first(here: Stage) -> None:
    audit, client = here.audit(), sign_in(here.owner)
    assert client.get(at("audit-withdraw", audit.pk)).status_code == 200
    assert client.post(at("audit-withdraw", audit.pk)).status_code == 302
    assert client.post(at("audit-withdraw", audit.pk)).status_code == 409
    assert sign_in(here.consultant).get(at("audit-withdraw", audit.pk)).status_code == 403
    assert start(here.owner, world.moment(ENDED)).state == "gathering"


def test_pages_show_what_lies_beside(here: Stage) -> None:
    audit = here.audit()
    attach(here.owner, world.moment(BEGAN), audit.pk, "1.1", here.manual().pk, first_page=3, last_page=4)
    assert b"pages 3 to 4 of Manual.pdf" in sign_in(here.owner).get(question(audit, "1.1")).content


def test_saved_is_said_once_and_of_which_question(here: Stage) -> None:
    audit, client = here.audit(), sign_in(here.owner)
    for note in ("One.", "Two."):  # two saves before any page is looked at
        version = Answer.objects.get(audit=audit, question="2.3").version
        client.post(question(audit), {"version": version, "note": note})
    page = client.get(question(audit)).content.decode()
    assert page.count("Saved: 2.3.") == 1
