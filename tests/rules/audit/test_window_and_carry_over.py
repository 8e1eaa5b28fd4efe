from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from handrail.rules.audit.action_plan import action_plan
from handrail.rules.audit.carry_over import carry_over
from handrail.rules.audit.facts import Answer, Facts
from handrail.rules.audit.window import record_window, whole_months
from handrail.rules.days import add_months
from tests.rules.audit.instruments import ca_ab, full_answers, ref10, sheet_of

DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))


@given(DAYS, st.integers(0, 60))
def test_whole_months_undo_added_months(day: date, months: int) -> None:
    assert whole_months(day, add_months(day, months)) == months
    if months:
        assert whole_months(day, add_months(day, months) - timedelta(days=1)) == months - 1


@given(DAYS, DAYS)
def test_whole_months_are_the_most_that_fit(one: date, other: date) -> None:
    months = whole_months(one, other)
    if one <= other:
        assert add_months(one, months) <= other < add_months(one, months + 1)
    else:
        assert months == 0


def test_the_window_ends_with_gathering() -> None:
    window = record_window(date(2026, 3, 20), ca_ab(), on=date(2026, 3, 9))
    assert (window.from_, window.to) == (date(2025, 3, 21), date(2026, 3, 20))
    assert window.holds(date(2025, 3, 21)) and window.holds(date(2026, 3, 20))
    assert not window.holds(date(2025, 3, 20)) and not window.holds(date(2026, 3, 21))


def verdicts(final: dict[str, Answer], facts: Facts = Facts(), **more: bool) -> dict[str, tuple[bool, str]]:  # noqa: B008
    found = carry_over(
        ref10(),
        final,
        facts,
        ca_ab(),
        on=date(2027, 3, 1),
        certified_on=date(2026, 5, 12),
        self_assessed=more.get("own", True),
    )
    return {verdict.question: (verdict.allowed, verdict.code) for verdict in found}


def test_eighteen_of_nineteen_policy_questions_are_carried() -> None:
    found = verdicts(full_answers() | {"8.1": Answer.of(8), "2.3": Answer.of(16)})
    assert len(found) == 19
    assert [q for q, (allowed, _) in found.items() if not allowed] == ["8.1"]
    assert found["8.1"] == (False, "not_full")
    assert {ref10().question(q).kind for q in found} == {"P"}


def test_every_policy_question_with_full_points_is_carried() -> None:
    found = carry_over(ref10(), full_answers(), Facts(), ca_ab(), on=date(2027, 3, 1), certified_on=date(2026, 5, 12))
    assert {one.question for one in found if one.allowed} == {q.id for q in ref10().questions if q.kind == "P"}
    assert "Tuesday 12 May 2026" in found[0].sentence


def test_the_share_is_held_and_the_small_ones_stay_behind() -> None:
    # An owner alone has 48 questions left, and 18 of them are policy: more than the share of about a third.
    share = ca_ab().parameter("audit.carryover.max_share", on=date(2027, 3, 1)).value
    room = int(Fraction(str(share)) * 48)
    found = verdicts(full_answers(), Facts(owner_only=True, regularly_employed=0))
    allowed = [q for q, (yes, _) in found.items() if yes]
    behind = [q for q, (_, code) in found.items() if code == "share_reached"]
    assert (len(allowed), len(behind)) == (room, 18 - room)
    assert room < 18
    assert max(ref10().question(q).points for q in behind) <= min(ref10().question(q).points for q in allowed)


def test_what_cannot_be_carried_says_why() -> None:
    assert set(verdicts(full_answers(), own=False).values()) == {(False, "not_self_assessed")}
    assert verdicts({})["1.1"] == (False, "no_points")


def test_every_lost_point_is_a_line_of_the_action_plan() -> None:
    answers = full_answers() | {"8.3": Answer.of(0), "2.3": Answer.of(12), "6.3": Answer(not_applicable="nobody")}
    del answers["1.2"]
    lines = action_plan(sheet_of(answers, facts=Facts(visitors=False)))
    assert [(line.question, line.lost) for line in lines] == [("2.3", 8), ("8.3", 8), ("1.2", 5)]
    assert all(line.good_proof and line.title for line in lines)
    assert action_plan(sheet_of(full_answers())) == ()
