from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from handrail.rules.audit.completeness import blocking, own_knowledge_suffices, preflight
from handrail.rules.audit.facts import Answer, Facts, Purpose
from handrail.rules.audit.submission import Assessor, AuditFacts, Cover, Gap, Proof, Support
from tests.rules.audit.instruments import ca_ab, full_answers, ref10, sheet_of

DAY = date(2026, 4, 7)
PROOF = Proof("Field forms", date(2026, 1, 5))


def supported(question_id: str) -> Support:
    question = ref10().question(question_id)
    return Support("This is how we do it.", (PROOF,) * max(1, question.proof.minimum), talks=3)


READY = AuditFacts(
    sheet=sheet_of(full_answers(), facts=Facts(regularly_employed=5)),
    support={question.id: supported(question.id) for question in ref10().questions},
    cover=Cover(
        "Prairie Crest Roofing Ltd.", "Dana Kowal", ("DEMO-0001",), ("50714",), ("Red Deer",), "Re-roofing", 6, 6
    ),
    assessor=Assessor("Dana Kowal", "owner@prairiecrest.example", date(2025, 2, 11)),
    gathering_from=date(2026, 3, 9),
    gathering_to=date(2026, 3, 20),
    records_from=date(2025, 3, 3),
    trained_people=1,
    ethics_signed=True,
    declaration_signed=True,
)


def gaps(day: date = DAY, **change: Any) -> list[Gap]:
    return list(preflight(replace(READY, **change), ca_ab(), day=day))


def one(code: str, found: list[Gap]) -> Gap:
    assert [gap.code for gap in found] == [code], found
    return found[0]


def with_support(question: str, support: Support) -> dict[str, Any]:
    return {"support": {**READY.support, question: support}}


def with_answer(question: str, answer: Answer | None, facts: Facts | None = None) -> dict[str, Any]:
    answers = {**READY.sheet.answers}
    if answer is None:
        del answers[question]
    else:
        answers[question] = answer
    return {"sheet": replace(READY.sheet, answers=answers, facts=facts or READY.sheet.facts)}


def test_a_complete_audit_has_no_gap() -> None:
    assert gaps() == []


def test_a_question_without_an_answer() -> None:
    gap = one("unanswered", gaps(**with_answer("8.3", None)))
    assert (gap.blocking, gap.question, gap.go) == (True, "8.3", "question:8.3")


@pytest.mark.parametrize("note", ["", "  \n"])
def test_a_tick_is_worth_nothing(note: str) -> None:
    gap = one("note_missing", gaps(**with_support("1.1", replace(supported("1.1"), note=note))))
    assert gap.blocking and gap.question == "1.1"


def test_paper_points_need_paper() -> None:
    assert one("proof_missing", gaps(**with_support("8.3", Support("We did one.")))).blocking
    changed = {**with_answer("8.3", Answer.of(0)), **with_support("8.3", Support("We did none this year."))}
    assert gaps(**changed) == []


def test_a_photo_is_asked_for_and_does_not_block() -> None:
    assert not one("photo_missing", gaps(**with_support("1.2", Support("It hangs in the truck.")))).blocking


def test_knowledge_needs_talks_or_in_a_tiny_firm_a_note() -> None:
    silent, own = Support("They know."), Support("They know.", own_knowledge=True)
    small = replace(READY.cover, people_now=2)
    assert one("talk_missing", gaps(**with_support("1.3", silent))).blocking
    assert not one("own_knowledge_thin", gaps(**with_support("1.3", own))).blocking
    assert gaps(cover=small, **with_support("1.3", own)) == []
    assert "write what you know" in one("talk_missing", gaps(cover=small, **with_support("1.3", silent))).sentence


@pytest.mark.parametrize(("people", "suffices"), [(None, False), (1, True), (2, True), (3, False)])
def test_own_knowledge_suffices_up_to_the_programs_number(people: int | None, suffices: bool) -> None:
    assert own_knowledge_suffices(people, ca_ab(), on=date(2026, 3, 9)) is suffices


def test_a_claim_needs_its_reason_and_no_note() -> None:
    facts = Facts(regularly_employed=5, visitors=False)
    assert gaps(**with_answer("6.3", Answer(not_applicable="Nobody visits."), facts)) == []
    assert one("reason_missing", gaps(**with_answer("6.3", Answer(not_applicable=" "), facts))).blocking


def test_carried_questions_need_nothing() -> None:
    answers = {**READY.sheet.answers, "2.1": Answer(carried=True)}
    sheet = replace(READY.sheet, purpose=Purpose.MAINTENANCE, answers=answers)
    assert gaps(sheet=sheet, records_from=None, **with_support("2.1", Support())) == []


@pytest.mark.parametrize(
    ("question", "made", "codes"),
    [
        ("8.3", date(2026, 3, 21), ["proof_after_window"]),
        ("8.3", date(2025, 3, 20), ["proof_before_window"]),
        ("8.3", date(2025, 3, 21), []),
        ("1.1", date(2019, 1, 1), []),
        ("8.3", None, []),
    ],
)
def test_records_from_outside_the_window_are_a_question(question: str, made: date | None, codes: list[str]) -> None:
    proofs = (Proof("Drill sheet", made),) * max(1, ref10().question(question).proof.minimum)
    found = gaps(**with_support(question, Support("One drill.", proofs)))
    assert sorted({gap.code for gap in found}) == codes
    assert not blocking(tuple(found))


def test_proof_without_a_label_and_too_little_of_it() -> None:
    found = gaps(**with_support("1.6", Support("Monthly visits.", (Proof(" ", date(2026, 1, 5)),))))
    assert {gap.code for gap in found} == {"proof_few", "label_missing"}
    assert not any(gap.blocking for gap in found)


@pytest.mark.parametrize(
    "name", ["legal_name", "representative", "accounts", "industry_codes", "sites", "operations", "people_peak"]
)
def test_the_cover(name: str) -> None:
    empty = getattr(Cover(), name)
    gap = one("cover_missing", gaps(cover=replace(READY.cover, **{name: empty})))
    assert (gap.field, gap.go, gap.blocking) == (name, f"cover:{name}", True)


def test_a_peak_is_not_below_the_present() -> None:
    assert one("peak_too_low", gaps(cover=replace(READY.cover, people_peak=5))).field == "people_peak"


def test_training_must_be_current() -> None:
    old = replace(READY.assessor, trained_on=date(2023, 4, 6))
    assert one("refresher_overdue", gaps(assessor=old)).blocking
    assert gaps(assessor=replace(old, trained_on=date(2023, 4, 7))) == []
    refreshed = replace(old, refreshed_on=date(2026, 1, 9), refresher_course="small-employer refresher")
    assert gaps(assessor=refreshed) == []
    assert one("assessor_missing", gaps(assessor=replace(refreshed, refresher_course=""))).field == "refresher_course"
    assert one("assessor_untrained", gaps(assessor=replace(old, trained_on=None))).blocking
    assert one("nobody_trained", gaps(trained_people=0)).go == "training"


@pytest.mark.parametrize(
    ("start", "end", "day", "codes"),
    [
        (date(2026, 3, 6), date(2026, 3, 20), date(2026, 4, 10), []),
        (date(2026, 3, 5), date(2026, 3, 20), date(2026, 4, 10), ["gathering_too_long"]),
        (date(2026, 3, 9), date(2026, 3, 20), date(2026, 4, 11), ["submission_late"]),
        (date(2026, 3, 9), date(2026, 3, 20), date(2026, 3, 19), ["still_gathering"]),
        (date(2026, 3, 21), date(2026, 3, 20), date(2026, 4, 7), ["dates_reversed"]),
        (None, date(2026, 3, 20), date(2026, 4, 7), ["dates_missing"]),
    ],
)
def test_the_days(start: date | None, end: date, day: date, codes: list[str]) -> None:
    assert [gap.code for gap in gaps(day, gathering_from=start, gathering_to=end)] == codes


def test_days_that_ran_over_do_not_block() -> None:
    found = gaps(date(2026, 5, 1), gathering_from=date(2026, 3, 1))
    assert {gap.code for gap in found} == {"gathering_too_long", "submission_late"}
    assert blocking(tuple(found)) == ()


def test_the_papers() -> None:
    assert one("ethics_unsigned", gaps(ethics_signed=False)).blocking
    assert one("declaration_unsigned", gaps(declaration_signed=False)).blocking
    assert one("records_from_missing", gaps(records_from=None)).blocking
    assert "Wednesday 1 April 2026" in one("records_too_few", gaps(records_from=date(2026, 1, 1))).sentence


def test_a_score_that_would_not_pass_is_told_and_does_not_block() -> None:
    answers = {q: Answer.of(Decimal(0)) if q.startswith("8.") else a for q, a in READY.sheet.answers.items()}
    gap = one("score_element_missed", gaps(sheet=replace(READY.sheet, answers=answers)))
    assert (gap.blocking, gap.go) == (False, "score")


@pytest.mark.parametrize(("sent_on", "late"), [(date(2026, 4, 10), []), (date(2026, 4, 11), ["submission_late"])])
def test_a_correction_is_late_only_where_the_audit_itself_was(sent_on: date, late: list[str]) -> None:
    found = gaps(date(2026, 5, 20), gathering_from=date(2026, 3, 9), gathering_to=date(2026, 3, 20), sent_on=sent_on)
    assert [gap.code for gap in found] == late
