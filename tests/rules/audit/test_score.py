from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.rules.audit.facts import Answer, Facts, Sheet, parse_sheet
from handrail.rules.audit.score import score
from handrail.rules.reason import BadInput
from tests.rules.audit.instruments import audit_json, ca_ab, full_answers, instrument, ref10, sheet_of

UNDER_FIVE = {f"4.{n}" for n in range(1, 6)}
OWNER_ONLY = {"1.3", "1.5", "1.8", "2.4", "2.8", "3.3", "3.11", "5.4", "5.5", "5.6", "7.5", "8.2", "8.7", "9.6", "10.5"}
CLAIMS = {
    "field_work": ["2.6"],
    "active_site": ["2.7", "3.6", "7.6"],
    "ppe": ["3.4", "3.5"],
    "equipment": ["3.7", "3.8"],
    "contractors": ["6.2"],
    "visitors": ["6.3"],
    "public_exposure": ["6.5"],
    "deficiencies_found": ["7.3"],
    "drill_gaps_found": ["8.4"],
    "incidents_in_window": ["9.2", "9.3", "9.4", "9.5"],
}


def parse(**more: Any) -> Sheet:
    return parse_sheet(audit_json(**more), ca_ab())


def with_answers(**answers: Any) -> dict[str, Any]:
    return {"answers": {name.replace("_", ".").removeprefix("q"): answer for name, answer in answers.items()}}


def test_everything_full_is_everything() -> None:
    found = score(parse(), ca_ab()).as_json()
    assert (found["awarded"], found["available"], found["percent"], found["passed"]) == (500, 500, "100.00", True)
    assert found["unanswered"] == found["carried"] == []
    assert found["parameters"]["audit.pass.overall"]["value"] == 80
    assert set(found["parameters"]) == {"audit.pass.overall", "audit.pass.element"}
    json.dumps(found)


def test_nothing_answered_scores_zero_and_lists_every_question() -> None:
    result = score(parse(answers={}), ca_ab())
    assert (result.percent, result.passed, len(result.unanswered)) == (Decimal("0.00"), False, 68)
    assert [element.passed for element in result.elements] == [False] * 10


@pytest.mark.parametrize(
    ("awarded", "percent", "passed"), [("79.99", "79.99", False), ("80", "80.00", True), ("79.5", "79.50", False)]
)
def test_the_overall_mark_is_exact(awarded: str, percent: str, passed: bool) -> None:
    result = score(sheet_of({"1.1": Answer.of(Decimal(awarded))}, edition=instrument([100])), ca_ab())
    assert (str(result.percent), result.passed) == (percent, passed)


def test_79_996_is_cut_and_fails() -> None:
    edition = instrument([2500])
    result = score(sheet_of({"1.1": Answer.of(Decimal("1999.9"))}, edition=edition), ca_ab())
    assert (str(result.percent), result.passed) == ("79.99", False)
    result = score(sheet_of({"1.1": Answer.of(2000)}, edition=edition), ca_ab())
    assert (str(result.percent), result.passed) == ("80.00", True)


@pytest.mark.parametrize(("second", "passed"), [("5", True), ("4.99", False)])
def test_an_element_at_exactly_half_passes(second: str, passed: bool) -> None:
    answers = {"1.1": Answer.of(100), "2.1": Answer.of(Decimal(second))}
    result = score(sheet_of(answers, edition=instrument([100], [10])), ca_ab())
    assert (result.elements[1].passed, result.passed) == (passed, passed)


def test_an_element_with_nothing_available_takes_no_part() -> None:
    element = score(parse(facts={"regularly_employed": 4}), ca_ab()).elements[3]
    assert (element.available, element.percent, element.passed) == (0, None, None)


def test_nothing_available_at_all_does_not_pass() -> None:
    edition = instrument([5])
    object.__setattr__(edition.questions[0], "drops_out_when", ("owner_only",))
    result = score(sheet_of({}, edition=edition, facts=Facts(owner_only=True)), ca_ab())
    assert (result.percent, result.passed, result.reasons[0].code) == (None, False, "nothing_available")
    assert result.as_json()["percent"] is None


def test_what_drops_out() -> None:
    few = score(sheet_of({}, facts=Facts(regularly_employed=4)), ca_ab())
    alone = score(sheet_of({}, facts=Facts(owner_only=True)), ca_ab())
    everything = {question.id for question in ref10().questions}
    assert everything - set(few.unanswered) == UNDER_FIVE
    assert everything - set(alone.unanswered) == OWNER_ONLY
    assert score(sheet_of({}, facts=Facts(regularly_employed=5)), ca_ab()).available == 500


def test_an_answer_to_a_dropped_question_is_ignored_and_named() -> None:
    result = score(
        parse(facts={"regularly_employed": 4}, **with_answers(q4_1={"points": 8}, q4_2={"not_applicable": "x"})),
        ca_ab(),
    )
    named = [reason.sentence for reason in result.reasons if reason.code == "answer_ignored"]
    assert result.awarded == 0
    assert len(named) == 2 and "4.1" in named[0] and "4.2" in named[1]


@pytest.mark.parametrize(("fact", "identity"), [(fact, q) for fact, qs in CLAIMS.items() for q in qs])
def test_a_claim_needs_its_fact_to_be_false(fact: str, identity: str) -> None:
    claim = {"answers": {identity: {"not_applicable": "we have none"}}}
    points = int(ref10().question(identity).points)
    assert score(parse(facts={fact: False}, **claim), ca_ab()).available == 500 - points
    with pytest.raises(BadInput, match=f"question {identity}"):
        parse(**claim)


def test_other_parties_need_both_facts_false() -> None:
    claim = with_answers(q6_1={"not_applicable": "nobody ever"})
    assert score(parse(facts={"visitors": False, "contractors": False}, **claim), ca_ab()).available == 494
    for one in ("visitors", "contractors"):
        with pytest.raises(BadInput, match=r"question 6\.1"):
            parse(facts={one: False}, **claim)


def test_nothing_else_can_be_claimed() -> None:
    allowed = {q for qs in CLAIMS.values() for q in qs} | {"6.1"}
    facts = dict.fromkeys(CLAIMS, False)
    for question in ref10().questions:
        claim = {"answers": {question.id: {"not_applicable": "because"}}}
        if question.id in allowed:
            parse(facts=facts, **claim)
        else:
            with pytest.raises(BadInput, match="never"):
                parse(facts=facts, **claim)


def test_carried_counts_full_in_maintenance_only_and_for_policy_only() -> None:
    carried = with_answers(q2_1={"carried": True})
    result = score(parse(purpose="maintenance", **carried), ca_ab())
    assert (result.awarded, result.carried) == (10, ("2.1",))
    assert "mark_unknown" in [reason.code for reason in result.reasons]
    assert "audit.pass.maintenance.overall" in result.as_json()["parameters"]
    with pytest.raises(BadInput, match=r"question 2\.1.*maintenance"):
        parse(**carried)
    with pytest.raises(BadInput, match=r"question 2\.3.*kind P"):
        parse(purpose="maintenance", **with_answers(q2_3={"carried": True}))


def test_a_claim_the_facts_no_longer_allow_counts_as_not_answered() -> None:
    answers = full_answers() | {"6.3": Answer(not_applicable="nobody"), "2.3": Answer(carried=True)}
    result = score(sheet_of(answers), ca_ab())
    assert (result.available, result.unanswered) == (500, ("2.3", "6.3"))
    assert [reason.code for reason in result.reasons].count("claim_not_allowed") == 2


BAD_ANSWERS = [
    {"points": -1},
    {"points": Decimal("10.01")},
    {"points": Decimal("1.005")},
    {"points": 10**400},
    {"points": Decimal("1E-400")},
    {"points": "10"},
    {"points": "１０"},
    {"points": True},
    {"points": None},
    {"points": float("nan")},
    {"points": float("inf")},
    {"points": Decimal("NaN")},
    {"points": []},
    {"not_applicable": ""},
    {"not_applicable": "  \u00a0"},
    {"not_applicable": True},
    {"carried": False},
    {"carried": 1},
    {"points": 5, "carried": True},
    {"points": 5, "note": "x"},
    {},
    5,
    None,
]


@pytest.mark.parametrize("answer", BAD_ANSWERS, ids=repr)
def test_a_bad_answer_is_refused_by_its_question(answer: object) -> None:
    with pytest.raises(BadInput, match=r"question 1\.1"):
        parse(purpose="maintenance", answers={"1.1": answer})


@pytest.mark.parametrize(
    ("points", "awarded"),
    [(0, 0), (10, 10), (Decimal("7.50"), 7.5), (Decimal("2.25"), 2.25), (7.5, 7.5), (Decimal("1E1"), 10)],
)
def test_points_are_kept_exactly(points: Any, awarded: float) -> None:
    assert score(parse(answers={"1.1": {"points": points}}), ca_ab()).as_json()["awarded"] == awarded


BAD_SHEETS: list[tuple[dict[str, Any], str]] = [
    ({"edition": "ref11"}, "edition"),
    ({"edition": 5}, "edition"),
    ({"purpose": "renewal"}, "purpose"),
    ({"purpose": ["certification"]}, "purpose"),
    ({"as_of": "2026-02-30"}, "as_of"),
    ({"as_of": "20260309"}, "as_of"),
    ({"as_of": 20260309}, "as_of"),
    ({"facts": []}, "facts"),
    ({"facts": {"visitor": False}}, "visitor"),
    ({"facts": {"visitors": 0}}, "visitors"),
    ({"facts": {"visitors": "no"}}, "visitors"),
    ({"facts": {"regularly_employed": True}}, "regularly_employed"),
    ({"facts": {"regularly_employed": -1}}, "regularly_employed"),
    ({"facts": {"regularly_employed": Decimal("4.5")}}, "regularly_employed"),
    ({"answers": []}, "answers"),
    ({"answers": {"11.1": {"points": 1}}}, "11.1"),
    ({"answers": {"１.1": {"points": 1}}}, "question"),
    ({"partner": "nobody"}, "partner"),
    ({"answer": {}}, "answer"),
]


@pytest.mark.parametrize(("change", "where"), BAD_SHEETS, ids=repr)
def test_a_bad_sheet_is_refused_where_it_is_wrong(change: dict[str, Any], where: str) -> None:
    with pytest.raises(BadInput, match=where) as refused:
        parse(**change)
    assert refused.value.mend


def test_a_rule_day_given_from_outside_wins() -> None:
    given = audit_json()
    assert parse_sheet(given, ca_ab(), as_of=ref10().from_).as_of == ref10().from_
    del given["as_of"]
    with pytest.raises(BadInput, match="as_of"):
        parse_sheet(given, ca_ab())


answers_of_ref10 = st.fixed_dictionaries(
    {},
    optional={q.id: st.integers(0, int(q.points) * 100).map(lambda n: Answer(hundredths=n)) for q in ref10().questions},
)


@given(answers_of_ref10, st.integers(0, 8), st.booleans())
@settings(max_examples=60, deadline=None)
def test_the_score_is_the_plain_sum(answers: dict[str, Answer], employed: int, alone: bool) -> None:
    result = score(sheet_of(answers, facts=Facts(regularly_employed=employed, owner_only=alone)), ca_ab())
    gone = (UNDER_FIVE if employed < 5 else set()) | (OWNER_ONLY if alone else set())
    there = [q for q in ref10().questions if q.id not in gone]
    awarded = sum((Fraction(answers[q.id].hundredths or 0, 100) for q in there if q.id in answers), Fraction())
    available = sum(int(q.points) for q in there)
    assert (Fraction(result.awarded), result.available) == (awarded, available)
    exact = awarded * 100 / available
    assert result.percent is not None
    assert Fraction(result.percent) <= exact < Fraction(result.percent) + Fraction(1, 100)
    assert -int(result.percent.as_tuple().exponent) == 2
    assert list(result.unanswered) == [q.id for q in there if q.id not in answers]
    assert result.passed == (exact >= 80 and all(e.passed is not False for e in result.elements))
    for element in result.elements:
        whole = Fraction(element.available)
        assert element.passed == (None if whole == 0 else Fraction(element.awarded) / whole >= Fraction(1, 2))


@given(answers_of_ref10, st.sampled_from([q.id for q in ref10().questions]))
@settings(max_examples=40, deadline=None)
def test_more_points_never_lower_a_score(answers: dict[str, Answer], identity: str) -> None:
    better = answers | {identity: Answer.of(ref10().question(identity).points)}
    before, after = score(sheet_of(answers), ca_ab()), score(sheet_of(better), ca_ab())
    assert after.awarded >= before.awarded
    assert after.passed >= before.passed
