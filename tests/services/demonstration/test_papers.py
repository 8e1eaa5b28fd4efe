"""What stands on the papers of background firms: lines of the firm's own year, and what a reviewer's words cite."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from handrail.program import load_pack
from handrail.services.demonstration import awaiting, background, background_papers, cast
from handrail.services.demonstration.background_profiles import EDITION
from handrail.services.demonstration.background_sheets import HEAD
from handrail.services.demonstration.first_audit import story
from handrail.services.demonstration.papers import sheet
from handrail.services.demonstration.papers.sheet import Block
from handrail.store.models import AnswerEvidence, Audit

DAY = date(2026, 6, 1)
pytestmark = [pytest.mark.slow, pytest.mark.django_db]


Pages = dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Pages]:
    """What was typeset, by firm and by the question it is for."""
    seen: Pages = {}

    def paper(firm: str, code: str, title: str, day: date, blocks: Sequence[Block], **ways: bool) -> bytes:
        current = ""
        for block in blocks:
            if block[0] == "fields":
                current = dict(block[1])["For"]
                seen.setdefault(firm, {}).setdefault(current, "")
            elif block[0] != "section":
                seen[firm][current] += f" {block[1:]}"
        return sheet.paper(firm, code, title, day, blocks, **ways)

    with pytest.MonkeyPatch.context() as patched, django_db_blocker.unblock(), transaction.atomic():
        patched.setattr(background_papers, "paper", paper)
        people = cast.set_up()
        background.fill(people, 40, DAY)
        awaiting.fill(people, DAY)
        yield seen
        transaction.set_rollback(True)


def beside(told: Pages, firm: str, question: str) -> str:
    return told[firm][load_pack().edition(EDITION).question(question).title]


def test_every_question_that_asks_for_documents_has_words_for_its_paper() -> None:
    edition, told = load_pack().edition(EDITION), story("papers")
    asked = {one.id for one in edition.questions if "D" in one.verify} - {"6.3"}
    assert asked <= set(told)
    for one in edition.questions:
        if one.id in told and one.criteria:
            assert len(told[one.id]["page"]) == len(one.criteria), one.id


def test_no_paper_holds_the_words_that_tell_what_good_proof_is(told: Pages) -> None:
    edition = load_pack().edition(EDITION)
    named = {one.title: one for one in edition.questions}
    assert len(told) >= 3
    for pages in told.values():
        assert len(pages) > 30
        for title, text in pages.items():
            assert named[title].good_proof[:40] not in text
            assert "{" not in text
        assert sum(HEAD[2] in text for text in pages.values()) > 15


def test_criteria_have_a_line_each_as_far_as_they_are_claimed(told: Pages) -> None:
    lines = story("papers")["8.1"]["page"]
    for row in AnswerEvidence.objects.filter(answer__question="8.1").select_related("answer__audit__employer"):
        text = beside(told, row.answer.audit.employer.legal_name, "8.1")
        shown = sum(line.split("{")[0][:20] in text for line in lines)
        assert row.answer.points is not None
        assert shown == int(row.answer.points)


def test_what_the_reviewer_cites_stands_on_the_papers_of_tallgrass(told: Pages) -> None:
    firm = awaiting.TALLGRASS.name
    checks = beside(told, firm, "7.2")
    assert all(day in checks for day in ("May 21, 2025", "Jul 16, 2025", "Sep 17, 2025", "Oct 20, 2025"))
    piece = AnswerEvidence.objects.get(answer__audit__employer__legal_name=firm, answer__question="7.2")
    assert (piece.first_page, piece.last_page) == (1, 2), "page 2 of the checks, as the appeal says"
    assert "Mar 11, 2026" in beside(told, firm, "5.3")
    assert "Aug 14, 2025" in beside(told, firm, "8.3")
    assert "Talked the plan through" in beside(told, firm, "8.3")
    assert "Hot tar: ranks high" in beside(told, firm, "2.1")
    assert "Hot tar" not in beside(told, firm, "2.3")
    assert "May to October" in beside(told, firm, "7.1")
    assert "Apr 8, 2026" in beside(told, awaiting.SNOWBERRY.name, "6.2")


@pytest.mark.usefixtures("told")
def test_the_records_of_a_background_audit_go_back_twelve_months() -> None:
    audit = Audit.objects.filter(state="certified").first()
    assert audit is not None
    assert audit.gathering_ended_on is not None
    assert audit.records_from == audit.gathering_ended_on.replace(year=audit.gathering_ended_on.year - 1)
