"""REF-10: its shape, which questions leave by themselves, and that it guides."""

from __future__ import annotations

from collections import Counter

import pytest

from handrail.program import PackError, load_pack

PACK = load_pack("ca-ab")
REF10 = PACK.edition("ref10-2023")


def test_totals() -> None:
    assert len(REF10.questions) == 68
    assert REF10.available == 500
    assert [(e.id, e.available) for e in REF10.elements] == [
        ("1", 60), ("2", 90), ("3", 75), ("4", 30), ("5", 60), ("6", 25), ("7", 60), ("8", 40), ("9", 35), ("10", 25),
    ]  # fmt: skip
    assert Counter(q.kind for q in REF10.questions)["P"] == 19
    letters: Counter[str] = Counter()
    for question in REF10.questions:
        letters["/".join(question.verify)] += int(question.points)
    assert letters == {"D": 413, "I": 49, "O": 30, "D/O": 8}


def test_it_says_whose_it_is() -> None:
    assert "Handrail's own neutral reference instrument" in REF10.note
    assert "not the document of any Certifying Partner" in REF10.note
    assert "Handrail's own neutral reference instrument" in PACK.program.note


def dropping(fact: str) -> set[str]:
    return {q.id for q in REF10.questions if fact in q.drops_out_when}


def test_what_drops_out_by_itself() -> None:
    assert dropping("under_five_regularly_employed") == {"4.1", "4.2", "4.3", "4.4", "4.5"}
    owner_only = "1.3 1.5 1.8 2.4 2.8 3.3 3.11 5.4 5.5 5.6 7.5 8.2 8.7 9.6 10.5"
    assert sorted(dropping("owner_only")) == sorted(owner_only.split(" "))


def test_what_may_be_claimed_not_applicable() -> None:
    claims = {q.id: q.may_be_not_applicable_when_false for q in REF10.questions if q.may_be_not_applicable_when_false}
    expected = {
        "field_work": "2.6",
        "active_site": "2.7 3.6 7.6",
        "ppe": "3.4 3.5",
        "equipment": "3.7 3.8",
        "contractors": "6.2",
        "visitors": "6.3",
        "public_exposure": "6.5",
        "deficiencies_found": "7.3",
        "drill_gaps_found": "8.4",
        "incidents_in_window": "9.2 9.3 9.4 9.5",
    }
    single = {question: (fact,) for fact, questions in expected.items() for question in questions.split()}
    assert claims == single | {"6.1": ("contractors", "visitors")}


def test_directive_questions_and_only_they_may_be_carried() -> None:
    assert {q.id for q in REF10.questions if q.carry_over} == {q.id for q in REF10.questions if q.kind == "P"}


def test_each_kind_has_its_pile() -> None:
    assert {q.kind: q.pile for q in REF10.questions} == {"P": "binder", "R": "paperwork", "K": "talk", "C": "walk"}


def test_criteria_questions_list_what_is_counted() -> None:
    assert {q.id: len(q.criteria) for q in REF10.questions if q.scale == "criteria"} == {"1.1": 10, "8.1": 10}


def test_recipes() -> None:
    hazard_sheets = REF10.question("2.6").proof
    assert (hazard_sheets.record_kinds, hazard_sheets.minimum) == (("field_hazard_assessment",), 12)
    assert REF10.question("5.6").proof.minimum == 12
    assert REF10.question("5.2").proof.per == "hire"
    assert REF10.question("5.3").proof.per == "worker"
    assert REF10.question("7.2").proof.per == "quarter"


def test_crew_words_are_spoken_questions() -> None:
    for question in REF10.questions:
        if question.kind == "K":
            assert "?" in question.crew_words, question.id


@pytest.mark.parametrize(
    "word", ["N/A", "directive", "operational", "data gathering", "edition", "near miss", "corrective action", "Oops"]
)
def test_guidance_keeps_to_the_owners_words(word: str) -> None:
    for q in REF10.questions:
        text = " ".join((q.title, q.asked, q.why, q.good_proof, q.common_mistake, q.crew_words))
        assert word.lower() not in text.lower(), q.id
        assert "!" not in text, q.id


def test_an_unknown_question_or_edition_is_named() -> None:
    with pytest.raises(PackError, match=r"question 11.1: edition ref10-2023 has no such question\. Use one of 1.1"):
        REF10.question("11.1")
    with pytest.raises(PackError, match=r"editions: ref11: no such edition\. Use one of ref10-2023"):
        PACK.edition("ref11")
