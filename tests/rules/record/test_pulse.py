"""No figures of a worker pulse give somebody away: not one group, not two laid over each other, not one day after another."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import chain, combinations
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.program import load_pack
from handrail.rules.days import quarter
from handrail.rules.reason import BadInput
from handrail.rules.record import pulse
from handrail.rules.record.pulse import Round, Scope

QUARTER = date(2026, 4, 1)
END = date(2026, 6, 30)
LEAST = 5
PARTNERS = (None, UUID(int=0xA), UUID(int=0xB))


def firm(
    number: int, answered: int, partner: UUID | None = PARTNERS[1], crew: int = 9, opened: date = date(2026, 4, 13)
) -> Round:
    return Round(UUID(int=number), partner, QUARTER, crew, answered, pulse.last_day(opened, load_pack()))


@st.composite
def quarters(draw: st.DrawFn) -> list[Round]:
    made = st.tuples(
        st.integers(0, 10), st.sampled_from(PARTNERS), st.integers(0, 10), st.integers(0, 90), st.booleans()
    )
    return [
        Round(UUID(int=number), partner, QUARTER, crew, answered, min(END, QUARTER + timedelta(days=day + 29)), closed)
        for number, (answered, partner, crew, day, closed) in enumerate(draw(st.lists(made, max_size=9)), start=1)
    ]


def everything_shown(rounds: list[Round], on: date, least: int) -> set[pulse.Group]:
    """Every group that any firm sees on a day: what all firms together could lay side by side."""
    seen = (pulse.showing(one, rounds, on, least).group for one in rounds)
    return {group for group in seen if group is not None}


DAYS = (QUARTER, date(2026, 5, 15), END, END + timedelta(days=1), END + timedelta(days=90))


@settings(max_examples=400, deadline=None)
@given(quarters(), st.integers(2, 6))
def test_no_combination_of_figures_on_any_days_reckons_a_group_under_the_minimum(
    rounds: list[Round], least: int
) -> None:
    answered = {one.id: one.answered for one in rounds}
    shown = set(chain.from_iterable(everything_shown(rounds, day, least) for day in DAYS))
    held = [group.rounds for group in shown]
    for one, other in combinations(held, 2):
        assert not one & other, "two figures overlap, so their difference is a figure too"
    for group in shown:
        assert group.answered == sum(answered[key] for key in group.rounds) >= least
        if group.scope is not Scope.OWN:
            assert len(group.rounds) >= 3
            for key in group.rounds:
                assert group.answered - answered[key] >= least, "who knows its own part knows too small a rest"
    # Groups apart from each other: adding and taking away any of them leaves whole groups, never less.
    for several in chain.from_iterable(combinations(held, size) for size in range(1, min(len(held), 4) + 1)):
        assert sum(answered[key] for key in frozenset().union(*several)) >= least


@settings(max_examples=200, deadline=None)
@given(quarters())
def test_what_was_shown_once_stays_as_it_was(rounds: list[Round]) -> None:
    before: set[pulse.Group] = set()
    for day in DAYS:
        now = everything_shown(rounds, day, LEAST)
        assert before <= now
        before = now


@settings(max_examples=200, deadline=None)
@given(quarters(), st.integers(0, 4))
def test_a_firm_of_fewer_than_the_minimum_never_stands_alone(rounds: list[Round], crew: int) -> None:
    """Where more answers came than it has people, somebody filled it up: neither it nor any group shows them."""
    small = firm(99, 40, crew=crew)
    for day in DAYS:
        group = pulse.showing(small, [*rounds, small], day, LEAST).group
        assert group is None


def test_nothing_is_told_while_answers_still_come() -> None:
    big = firm(1, 7)
    assert big.last_day == date(2026, 5, 12), "thirty days, the first one counted"
    open_ = pulse.showing(big, [big], big.last_day, LEAST)
    assert (open_.group, open_.reason.code, open_.from_) == (None, "open", date(2026, 5, 13))
    after = pulse.showing(big, [big], date(2026, 5, 13), LEAST)
    assert after.group == pulse.Group(Scope.OWN, frozenset({big.id}), 7)


def test_one_opened_late_ends_with_its_quarter() -> None:
    assert pulse.last_day(date(2026, 6, 20), load_pack()) == END
    assert quarter(END) == QUARTER and pulse.quarter_end(QUARTER) == END
    assert quarter(date(2026, 12, 31)) == date(2026, 10, 1)


def test_small_firms_are_put_together_only_when_the_quarter_is_over() -> None:
    rounds = [firm(1, 4), firm(2, 2), firm(3, 3), firm(4, 6)]
    early = pulse.showing(rounds[0], rounds, END, LEAST)
    assert (early.group, early.reason.code, early.from_) == (None, "few_later", date(2026, 7, 1))
    late = pulse.showing(rounds[0], rounds, date(2026, 7, 1), LEAST)
    assert late.group == pulse.Group(Scope.PARTNER, frozenset(one.id for one in rounds[:3]), 9)
    assert late.reason.code == "few"
    assert pulse.showing(rounds[3], rounds, END, LEAST).group == pulse.Group(Scope.OWN, frozenset({UUID(int=4)}), 6)


def test_what_is_too_small_for_its_partner_goes_to_the_program_without_it() -> None:
    rounds = [
        firm(1, 3), firm(2, 3), firm(3, 2),
        firm(4, 2, PARTNERS[2]), firm(5, 4, PARTNERS[2]), firm(6, 3, None), firm(7, 0, None),
    ]  # fmt: skip
    found = pulse.groups(rounds, LEAST)
    assert {(one.scope, one.answered, len(one.rounds)) for one in found} == {
        (Scope.PARTNER, 8, 3),
        (Scope.PROGRAM, 9, 3),
    }
    after = END + timedelta(days=1)
    assert pulse.showing(rounds[6], rounds, after, LEAST).reason.code == "nobody"


@pytest.mark.parametrize("rounds", [[firm(1, 4), firm(2, 4)], [firm(1, 4), firm(2, 2), firm(3, 2)], [firm(1, 4)]])
def test_a_pool_that_is_too_small_itself_is_shown_to_nobody(rounds: list[Round]) -> None:
    found = pulse.showing(rounds[0], rounds, END + timedelta(days=1), LEAST)
    assert (found.group, found.reason.code) == (None, "few_alone")


def test_more_answers_than_people_do_not_stand_alone() -> None:
    found = pulse.showing(firm(1, 6, crew=5), [firm(1, 6, crew=5)], END, LEAST)
    assert (found.group, found.reason.code) == (None, "more_than_crew")


def test_where_all_or_all_but_one_agree_no_number_is_told() -> None:
    told = pulse.told({"a": {"yes": 5, "no": 0}, "b": {"yes": 4, "no": 1}, "c": {"yes": 3, "no": 2}})
    assert [one.nearly_all for one in told] == ["yes", "yes", ""]
    assert [one.counts for one in told] == [(), (), (("yes", 3), ("no", 2))]


@given(st.lists(st.integers(0, 8), min_size=3, max_size=3).filter(lambda counts: sum(counts) >= 5))
def test_whoever_knows_one_answer_does_not_know_all_others(counts: list[int]) -> None:
    (told,) = pulse.told({"a": dict(zip(("yes", "sometimes", "no"), counts, strict=True))})
    if told.counts:
        for answer, count in told.counts:
            if count:
                rest = {key: number - (key == answer) for key, number in told.counts}
                assert sum(1 for number in rest.values() if number) > 1


def test_sentences_stand_in_an_order_of_their_own() -> None:
    came = ["The harness is old.", "Good crew.", "Talks are too long.", "More water."]
    mixed = pulse.mixed(came, "round 1")
    assert sorted(mixed) == sorted(came) and mixed == pulse.mixed(reversed(came), "round 1")
    orders = {tuple(came.index(text) for text in pulse.mixed(came, f"round {n}")) for n in range(12)}
    assert len(orders) > 3


def test_sums_of_several_rounds() -> None:
    rows = [{"a": {"yes": 2, "no": 1}}, {"a": {"yes": 1}}, {}]
    assert pulse.added(rows, ["a", "b"], ["yes", "no"]) == {"a": {"yes": 3, "no": 1}, "b": {"yes": 0, "no": 0}}


@pytest.mark.parametrize("least", [1, 0, -5])
def test_a_minimum_of_one_is_no_minimum(least: int) -> None:
    with pytest.raises(BadInput, match="group of one"):
        pulse.groups([firm(1, 4)], least)


def test_the_minimum_is_the_one_of_the_quarters_first_day() -> None:
    assert pulse.minimum(QUARTER, load_pack()) == LEAST
