from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.program import Edition
from handrail.rules.audit.advice import Advice, advise
from handrail.rules.audit.facts import Answer, Facts, Sheet
from handrail.rules.audit.score import score
from handrail.rules.reason import BadInput
from tests.rules.audit.instruments import ca_ab, full_answers, instrument, ref10, sheet_of
from tests.rules.audit.test_scenarios import FILES, sheet_from


def first_review() -> Sheet:
    import tomllib

    return sheet_from(tomllib.loads(FILES[[f.stem for f in FILES].index("prairie-crest-1-first-review")].read_text()))


def applied(sheet: Sheet, advice: Advice) -> Sheet:
    return replace(sheet, answers={**sheet.answers, **{step.question: Answer.of(step.to) for step in advice.steps}})


def meets(sheet: Sheet, to: Decimal | None) -> bool:
    result = score(sheet, ca_ab())
    overall = Fraction(result.awarded) * 100 >= Fraction(80 if to is None else to) * Fraction(result.available)
    return result.available > 0 and overall and not result.failing_elements


def best_by_trying_all(sheet: Sheet, to: Decimal | None) -> tuple[int, int] | None:
    """The least points and, among those, the fewest questions, by trying every combination of whole gains."""
    questions = sheet.edition.questions
    now = [sheet.answers[q.id].hundredths or 0 if q.id in sheet.answers else 0 for q in questions]
    choices = [range((int(q.points * 100) - n) // 100 + 1) for q, n in zip(questions, now, strict=True)]
    best: tuple[int, int] | None = None
    for gains in product(*choices):
        cost = (sum(gains), sum(1 for gain in gains if gain))
        if best is not None and cost >= best:
            continue
        raised = {q.id: Answer(hundredths=n + g * 100) for q, n, g in zip(questions, now, gains, strict=True)}
        if meets(replace(sheet, answers=raised), to):
            best = cost
    return best


@st.composite
def small_audits(draw: st.DrawFn) -> tuple[Edition, dict[str, Answer]]:
    elements = draw(st.lists(st.lists(st.integers(1, 5), min_size=1, max_size=3), min_size=1, max_size=3))
    flat = [points for element in elements for points in element]
    if len(flat) > 5:
        elements = [element[:2] for element in elements[:2]]
    edition = instrument(*elements)
    answers = {}
    for question in edition.questions:
        quarters = draw(st.none() | st.integers(0, int(question.points) * 4))
        if quarters is not None:
            answers[question.id] = Answer(hundredths=quarters * 25)
    return edition, answers


@given(
    small_audits(),
    st.none() | st.sampled_from([Decimal(n) for n in ("0", "33.3", "50", "66.67", "79.996", "95", "100")]),
)
@settings(max_examples=150, deadline=None)
def test_no_way_is_cheaper_or_shorter(audit: tuple[Edition, dict[str, Answer]], to: Decimal | None) -> None:
    edition, answers = audit
    sheet = sheet_of(answers, edition=edition)
    advice = advise(sheet, ca_ab(), to)
    best = best_by_trying_all(sheet, to)
    assert advice.reachable == (best is not None)
    if best is not None:
        assert (advice.points_needed, len(advice.steps)) == best
        assert meets(applied(sheet, advice), to)
    assert advice.reaches == score(applied(sheet, advice), ca_ab())
    for step in advice.steps:
        assert (
            step.gain >= 1 and step.to - step.from_ == step.gain and step.to <= edition.question(step.question).points
        )


@given(
    st.fixed_dictionaries({q.id: st.integers(0, int(q.points) * 100) for q in ref10().questions}),
    st.sampled_from([Facts(), Facts(regularly_employed=4), Facts(owner_only=True, regularly_employed=0)]),
)
@settings(max_examples=40, deadline=None)
def test_on_the_whole_instrument_the_advice_passes_and_one_point_less_does_not(
    points: dict[str, int], facts: Facts
) -> None:
    sheet = sheet_of({q: Answer(hundredths=n) for q, n in points.items()}, facts=facts)
    advice = advise(sheet, ca_ab())
    assert advice.points_needed == sum(step.gain for step in advice.steps)
    after = applied(sheet, advice)
    assert meets(after, None) == advice.reachable
    if advice.reachable:
        for step in advice.steps:
            less = {**after.answers, step.question: Answer.of(step.to - 1)}
            assert not meets(replace(after, answers=less), None)


def test_prairie_crest_needs_twelve_points() -> None:
    advice = advise(first_review(), ca_ab())
    found = advice.as_json()
    # 80 % of 496 is 396.8, so twelve points in all; element 8 needs three of them, and 8.3 alone can give them.
    assert (found["now"], found["hard_fails"]) == ({"percent": "77.62", "passed": False}, ["8"])
    assert found["points_needed"] == 12
    assert [step["question"] for step in found["steps"]] == ["2.3", "8.3"]
    assert found["reaches"] == {"percent": "80.04", "passed": True}
    assert {step["kind"] for step in found["steps"]} == {"R"}


def test_a_passing_audit_needs_nothing() -> None:
    advice = advise(sheet_of(full_answers()), ca_ab())
    assert (advice.reachable, advice.steps, advice.points_needed) == (True, (), 0)


def test_every_gain_is_whole() -> None:
    sheet = sheet_of({"1.1": Answer.of(Decimal("7.5"))}, edition=instrument([10]))
    advice = advise(sheet, ca_ab(), Decimal(95))
    assert [(step.from_, step.to, step.gain) for step in advice.steps] == [(Decimal("7.5"), Decimal("9.5"), 2)]
    assert advice.as_json()["steps"][0]["from"] == 7.5


def test_out_of_reach_says_what_the_best_would_be() -> None:
    sheet = sheet_of({"1.1": Answer.of(Decimal("7.5"))}, edition=instrument([10]))
    advice = advise(sheet, ca_ab(), Decimal(100))
    assert (advice.reachable, str(advice.reaches.percent), advice.points_needed) == (False, "95.00", 2)


def test_claimed_and_dropped_questions_are_never_steps() -> None:
    answers = {"6.3": Answer(not_applicable="nobody")}
    facts = Facts(regularly_employed=4, visitors=False)
    steps = {step.question for step in advise(sheet_of(answers, facts=facts), ca_ab(), Decimal(100)).steps}
    assert steps == {q.id for q in ref10().questions if q.element != "4"} - {"6.3"}


@pytest.mark.parametrize("to", ["-1", "100.01", "NaN", "Infinity"])
def test_a_target_is_a_percentage(to: str) -> None:
    with pytest.raises(BadInput, match="--to"):
        advise(sheet_of({}), ca_ab(), Decimal(to))
