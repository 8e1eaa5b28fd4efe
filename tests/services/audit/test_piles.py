"""The binder, the paperwork and the talk."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from handrail.services.audit.answering import Given, save
from handrail.services.audit.interviewing import Reply, record_talk
from handrail.services.audit.proving import Pages, attach, bunches, detach, lay_kind, point_at_pages
from handrail.services.errors import Absent, Invalid, WrongState
from handrail.services.evidence.keeping import keep
from handrail.store.models import Answer, AnswerEvidence, Audit, Interview, Person
from tests import world
from tests.services.audit.stage import BEGAN, Stage, pdf, photo, stage

pytestmark = pytest.mark.django_db
NOW = world.moment(BEGAN)


@pytest.fixture
def here() -> Stage:
    return stage()


def test_pages_of_the_manual_serve_many_questions(here: Stage) -> None:
    audit, manual = here.audit(), here.manual()
    served = point_at_pages(here.owner, NOW, audit.pk, manual.pk, {"1.1": Pages(1, 2), "1.4": Pages(14, 15)})
    assert served == 2
    point_at_pages(here.owner, NOW, audit.pk, manual.pk, {"1.4": Pages(16, None)})
    rows = AnswerEvidence.objects.filter(answer__audit=audit).order_by("answer__question")
    assert [(row.first_page, row.last_page) for row in rows] == [(1, 2), (16, 16)]


@pytest.mark.parametrize("pages", [Pages(15, 14), Pages(39, 41), Pages(0, 3)])
def test_pages_the_manual_does_not_have_are_refused_and_nothing_changes(here: Stage, pages: Pages) -> None:
    audit, manual = here.audit(), here.manual()
    with pytest.raises(Invalid) as refused:
        point_at_pages(here.owner, NOW, audit.pk, manual.pk, {"1.1": Pages(1, 2), "1.4": pages})
    assert set(refused.value.errors) == {"pages-1.4"}
    assert not AnswerEvidence.objects.exists()


def test_a_photo_has_no_pages(here: Stage) -> None:
    audit = here.audit()
    seen = keep(here.owner, NOW, "a.jpg", photo())
    with pytest.raises(Invalid):
        attach(here.owner, NOW, audit.pk, "1.2", seen.pk, first_page=1)


def test_one_bunch_serves_every_question_that_asks_for_it(here: Stage) -> None:
    audit = here.audit()
    for number, day in enumerate([date(2025, 5, 5), date(2025, 9, 1), date(2024, 1, 1)]):
        keep(here.owner, NOW, f"talk{number}.pdf", pdf(1, f"T{number}"), kind="toolbox_talk", happened_on=day)
    (bunch,) = bunches(here.owner, NOW, audit)
    assert (bunch.papers, bunch.first, bunch.last) == (2, date(2025, 5, 5), date(2025, 9, 1))
    wanted = [question.id for question in bunch.questions]
    assert {"1.6", "5.6"} <= set(wanted)
    assert lay_kind(here.owner, NOW, audit.pk, "toolbox_talk", wanted) == 2 * len(wanted)
    assert lay_kind(here.owner, NOW, audit.pk, "toolbox_talk", wanted) == 0
    assert bunches(here.owner, NOW, audit)[0].laid["5.6"] == 2


def test_a_foreign_paper_is_absent(here: Stage) -> None:
    audit = here.audit()
    other = stage("Other Ltd.", partner=here.partner)
    theirs = keep(other.owner, NOW, "a.pdf", pdf(1))
    with pytest.raises(Absent):
        attach(here.owner, NOW, audit.pk, "1.1", theirs.pk)
    mine = keep(here.owner, NOW, "a.pdf", pdf(1))
    with pytest.raises(Absent):
        attach(other.owner, NOW, audit.pk, "1.1", mine.pk)


def test_what_was_sent_stays_in_the_file(here: Stage) -> None:
    audit, manual = here.audit(), here.manual()
    row = attach(here.owner, NOW, audit.pk, "1.1", manual.pk)
    Audit.objects.filter(pk=audit.pk).update(state="returned")
    with pytest.raises(WrongState):
        detach(here.owner, NOW, audit.pk, row.pk)
    added = attach(here.owner, NOW, audit.pk, "8.3", manual.pk)
    assert added.added_in_round == 2
    assert detach(here.owner, NOW, audit.pk, added.pk) == "8.3"
    with pytest.raises(Absent):
        detach(here.owner, NOW, audit.pk, added.pk)


# ---- the talk ---------------------------------------------------------------------------------------------------------


def talk(here: Stage, audit: Audit, name: str, result: str) -> int:
    person = Person.objects.get(employer=here.employer, name=name)
    return record_talk(here.owner, NOW, audit.pk, person.pk, {"1.3": Reply(result, "Look out for each other.")})


def answer(audit: Audit) -> Answer:
    return Answer.objects.get(audit=audit, question="1.3")


def test_the_share_of_good_answers_is_proposed_as_points(here: Stage) -> None:
    audit = here.audit()
    for name, result, points in (
        ("Worker 0", "knew", "5.00"),
        ("Worker 1", "did_not", "2.50"),
        ("Worker 2", "partly", "2.50"),
    ):
        assert talk(here, audit, name, result) == 1
        assert answer(audit).points == Decimal(points)
    assert answer(audit).note == "I asked 3 people: 1 knew, 1 partly, 1 did not."
    assert "Worker" not in answer(audit).note
    talk(here, audit, "Worker 1", "knew")
    assert (answer(audit).points, Interview.objects.count()) == (Decimal("4.16"), 3)


def test_a_proposal_leaves_the_owners_own_words_and_points(here: Stage) -> None:
    audit = here.audit()
    save(here.owner, NOW, audit.pk, "1.3", version=1, given=Given(points=Decimal(1), note="Mine."))
    talk(here, audit, "Worker 0", "knew")
    assert (answer(audit).points, answer(audit).note) == (Decimal(1), "Mine.")


def test_a_result_that_is_none_and_a_foreign_person_are_refused(here: Stage) -> None:
    audit = here.audit()
    with pytest.raises(Invalid):
        talk(here, audit, "Worker 0", "brilliant")
    other = stage("Other Ltd.", partner=here.partner)
    person = Person.objects.filter(employer=other.employer).first()
    assert person is not None
    with pytest.raises(Absent):
        record_talk(here.owner, NOW, audit.pk, person.pk, {"1.3": Reply("knew")})
