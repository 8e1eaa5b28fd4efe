"""Proof on the audit's pages: laid beside answers, sorted, pointed at in the binder, gathered on the walk and in the talk."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from handrail.services.audit.submitting import submit
from handrail.services.evidence.keeping import keep
from handrail.store.models import (
    Answer,
    AnswerEvidence,
    Evidence,
    Interview,
    Person,
    SystemSection,
)
from tests import world
from tests.services.audit.stage import BEGAN, SENT, Stage, pdf, photo, stage
from tests.web.audit.visiting import at, question, sign_in, staged, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Stage:
    return staged()


def test_files_are_laid_beside_an_answer_and_bad_ones_are_named(here: Stage) -> None:
    audit, client = here.audit(), sign_in(here.owner)
    files = [upload("a.jpg", photo()), upload("b.pdf", pdf(2)), upload("c.jpg", b"<html>")]
    page = client.post(at("audit-proof-add", audit.pk, "2.3"), {"files": files, "label": "Sheets"}, follow=True)
    assert AnswerEvidence.objects.filter(answer__question="2.3").count() == 2
    assert b"c.jpg" in page.content and b"2 pieces lie beside your answer" in page.content
    laid = AnswerEvidence.objects.first()
    assert laid is not None
    client.post(at("audit-proof-off", audit.pk, laid.pk))
    assert AnswerEvidence.objects.count() == 1 and Evidence.objects.count() == 2


def test_the_shoebox_offers_what_the_question_asks_for_and_takes_several(here: Stage) -> None:
    audit, client, now = here.audit(), sign_in(here.owner), world.moment(BEGAN)
    sheets = [
        keep(
            here.owner,
            now,
            f"{colour}.jpg",
            photo(colour),
            kind="formal_hazard_assessment",
            happened_on=date(2025, 9, 29),
        )
        for colour in ("red", "blue")
    ]
    other = keep(here.owner, now, "other.jpg", photo("green"), kind="toolbox_talk")
    page = client.get(question(audit)).content.decode()
    assert all(str(sheet.pk) in page for sheet in sheets) and str(other.pk) not in page
    assert "29 September 2025" in page and 'loading="lazy" width="48"' in page
    assert str(other.pk) in client.get(question(audit) + "?all=1").content.decode()
    client.post(at("audit-proof-add", audit.pk, "2.3"), {"evidence": [sheet.pk for sheet in sheets]})
    assert AnswerEvidence.objects.filter(answer__question="2.3").count() == 2


def test_a_file_is_served_boxed_in(here: Stage) -> None:
    client = sign_in(here.owner)
    now = world.moment(BEGAN)
    manual = keep(here.owner, now, "Manual ü.pdf", pdf(2))
    answer = client.get(at("proof-file", manual.pk))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert b"".join(answer.streaming_content) == pdf(2)  # type: ignore[attr-defined]
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr("word/document.xml", "x")
    word = keep(here.owner, now, "talk.docx", out.getvalue())
    assert client.get(at("proof-file", word.pk)).headers["Content-Disposition"].startswith("attachment")


def test_proof_is_nobody_elses(here: Stage) -> None:
    other = stage("Other Ltd.", partner=here.partner)
    audit = here.complete(here.audit())
    manual = Evidence.objects.get()
    address = at("proof-file", manual.pk)
    assert Client().get(address).status_code == 302
    assert sign_in(here.crew).get(address).status_code == 403
    assert sign_in(other.owner).get(address).status_code == 404
    assert sign_in(here.reviewer).get(address).status_code == 404
    submit(here.owner, world.moment(SENT), audit.pk, ethics=True, declaration=True)
    assert sign_in(here.reviewer).get(address).status_code == 200


def test_the_binder_saves_pages_in_one_go(here: Stage) -> None:
    audit, client = here.audit(), sign_in(here.owner)
    client.post(at("audit-binder", audit.pk), {"files": upload("Manual.pdf", pdf(40))})
    manual = Evidence.objects.get()
    given = {"manual": manual.pk, "first-1.1": "1", "last-1.1": "2", "first-1.4": "14", "last-1.4": "15"}
    assert client.post(at("audit-binder", audit.pk), given).status_code == 302
    assert AnswerEvidence.objects.count() == 2
    wrong = client.post(at("audit-binder", audit.pk), {**given, "first-2.1": "x"})
    assert wrong.status_code == 422 and b'value="x"' in wrong.content
    page = client.get(question(audit, "1.4")).content.decode()
    assert "pages 14 to 15 of Manual.pdf" in page and "#page=14" in page


def test_the_binder_takes_note_and_score_and_the_pages_of_the_signed_system(here: Stage) -> None:
    audit, client, manual = here.audit(), sign_in(here.owner), here.manual()
    single = keep(here.owner, world.moment(BEGAN), "bill.pdf", pdf(1, "bill"))
    SystemSection.objects.create(
        employer=here.employer,
        key="policy",
        title="Policy",
        position=1,
        evidence=manual,
        first_page=3,
        last_page=4,
        signed_on=BEGAN,
        updated_at=world.moment(BEGAN).now,
    )
    page = client.get(at("audit-binder", audit.pk)).content.decode()
    assert "From your written system: pages 3 to 4" in page and str(single.pk) not in page
    assert f'action="{question(audit, "1.4")}" data-autosave' in page
    client.post(at("audit-binder", audit.pk), {"manual": manual.pk, "first-1.1": "3", "last-1.1": "4"})
    assert "From your written system" not in client.get(at("audit-binder", audit.pk)).content.decode()
    saved = client.post(question(audit, "1.4"), {"version": 1, "points": "5", "note": "Page 14.", "back": "binder"})
    assert saved.headers["Location"] == at("audit-binder", audit.pk) + "#q-1-4"


def test_the_walk_takes_photos_and_points(here: Stage) -> None:
    audit, client = here.audit(), sign_in(here.owner)
    given = {
        "question": "1.2",
        "version": 1,
        "points": "5",
        "note": "On the truck door.",
        "files": upload("a.jpg", photo()),
    }
    assert client.post(at("audit-walk", audit.pk), given).status_code == 302
    row = Answer.objects.get(audit=audit, question="1.2")
    assert (row.points, row.proofs.count()) == (Decimal(5), 1)


def test_the_talk_fills_the_knowledge_questions(here: Stage) -> None:
    audit, client = here.audit(), sign_in(here.owner)
    person = Person.objects.get(employer=here.employer, name="Worker 0")
    given = {"result-1.3": "knew", "words-1.3": "Look out.", "result-1.5": "partly"}
    assert client.post(at("audit-talk-with", audit.pk, person.pk), given).status_code == 302
    assert Interview.objects.count() == 2
    assert Answer.objects.get(audit=audit, question="1.5").points == 4
    bad = client.post(at("audit-talk-with", audit.pk, person.pk), {"result-1.3": "brilliant", "words-1.3": "Kept."})
    assert bad.status_code == 422 and b"Kept." in bad.content


def test_the_stack_is_photographed_sorted_and_laid(here: Stage) -> None:
    audit, client = here.audit(), sign_in(here.owner)
    files = [upload("1.jpg", photo("red")), upload("2.jpg", photo("blue"))]
    client.post(at("audit-paperwork", audit.pk), {"files": files})
    first, second = Evidence.objects.order_by("received_at", "pk")
    sorted_ = {"kind": "toolbox_talk", "happened_on": "2026-02-02", "label": "Ladders"}
    onward = client.post(at("shoebox-sort", first.pk), sorted_)
    assert onward.headers["Location"] == at("shoebox-sort", second.pk)
    assert (
        client.post(at("shoebox-sort", second.pk), {"kind": "toolbox_talk", "happened_on": "2027-01-01"}).status_code
        == 422
    )
    assert client.post(at("shoebox-sort", second.pk), sorted_).headers["Location"] == at("shoebox")
    client.post(at("audit-paperwork", audit.pk), {"kind": "toolbox_talk", "question-toolbox_talk": ["1.6", "5.6"]})
    assert AnswerEvidence.objects.count() == 4
    client.post(
        at("audit-paperwork", audit.pk), {"kind": "", "question-toolbox_talk": ["1.5"], "question-inspection": ["7.2"]}
    )
    assert AnswerEvidence.objects.count() == 6


def test_a_bunch_is_ticked_only_for_the_questions_it_is_for(here: Stage) -> None:
    audit, client = here.audit(), sign_in(here.owner)
    keep(here.owner, world.moment(BEGAN), "a.jpg", photo(), kind="formal_hazard_assessment")
    page = client.get(at("audit-paperwork", audit.pk)).content.decode()
    boxes = {
        box[0]: "checked" in box[1] for box in re.findall(r'name="question-[a-z_]+" value="([\d.]+)"( checked)?>', page)
    }
    assert boxes["2.3"] is True and boxes["2.5"] is False


def test_crew_put_photos_in_the_shoebox_on_any_day(here: Stage) -> None:
    client = sign_in(here.crew)
    assert client.post(at("shoebox"), {"files": upload("truck.jpg", photo()), "label": "Truck"}).status_code == 302
    page = client.get(at("shoebox")).content
    assert b"Truck" in page and b"Sort the stack" not in page
    assert client.get(at("audit-home")).status_code == 403
