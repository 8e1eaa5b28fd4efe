"""Agreement of two readers: against published worked examples, and on files made for the purpose."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import numpy
import pytest

from handrail.rules.reason import BadInput
from handrail.rules.review.agreement import (
    Judged,
    TwoReadings,
    agreement,
    by_question,
    compare,
    drift,
    wilson,
)

TEN = Decimal(10)
FEWEST = 5
NOT = Judged(None, TEN)


def given(points: float | None) -> Judged:
    return NOT if points is None else Judged(Decimal(str(points)), TEN)


def read(
    first: Sequence[float | None], second: Sequence[float | None], *, on: date = date(2026, 1, 9), file: str = "a"
) -> TwoReadings:
    name = [f"1.{place}" for place in range(len(first))]
    return TwoReadings(
        file, on, dict(zip(name, map(given, first), strict=True)), dict(zip(name, map(given, second), strict=True))
    )


def paired(table: list[list[int]]) -> TwoReadings:
    """A file whose judgements make up this table of pairs; the readers say none, part, all in this order."""
    says: tuple[float, ...] = (0, 5, 10)
    first: list[float | None] = []
    second: list[float | None] = []
    for row, counts in enumerate(table):
        for column, count in enumerate(counts):
            first += [says[row]] * count
            second += [says[column]] * count
    return read(first, second)


def test_kappa_is_that_of_published_examples() -> None:
    """Fleiss, Statistical Methods for Rates and Proportions (1981), table 13.1: 100 diagnoses by two raters, 0.68.

    And the two-by-two example of fifty proposals that textbooks use: 20, 5, 10, 15 gives 0.40.
    """
    assert agreement([paired([[75, 1, 4], [5, 4, 1], [0, 0, 10]])], FEWEST).kappa == pytest.approx(0.6765, abs=5e-5)
    assert agreement([paired([[20, 5], [10, 15]])], FEWEST).kappa == pytest.approx(0.40)


def test_wilsons_interval_is_that_of_a_published_example() -> None:
    """Newcombe, Statistics in Medicine 17 (1998) 857-872, table I: 81 of 263 gives 0.2553 to 0.3662, 0 of 20 gives 0 to 0.1611."""
    found = wilson(81, 263)
    assert [found.low, found.high] == pytest.approx([0.2553, 0.3662], abs=5e-5)
    none = wilson(0, 20)
    assert [none.low, none.high] == pytest.approx([0, 0.1611], abs=5e-5)


def test_two_readers_are_shown_the_three_questions_that_lie_widest_apart() -> None:
    found = compare(read([10, 10, 0, 5, 7, None], [10, 8, 10, 5, 6, 10]))
    assert found.read == 6
    assert [(one.question, int(one.apart)) for one in found.differences] == [
        ("1.2", 10),
        ("1.5", 10),
        ("1.1", 2),
        ("1.4", 1),
    ]
    assert [one.question for one in found.together] == ["1.2", "1.5", "1.1"]


def test_only_what_both_judged_is_compared() -> None:
    one = TwoReadings("a", date(2026, 1, 9), {"1.1": given(10), "1.2": given(0)}, {"1.1": given(10)})
    assert compare(one).read == 1
    assert agreement([one], FEWEST).judged == 1


def test_where_both_say_the_same_of_everything_chance_cannot_be_told_from_agreement() -> None:
    found = agreement([read([10, 10], [10, 10])], FEWEST)
    assert (found.kappa, found.share) == (None, 1.0)


def test_nothing_read_twice_gives_no_figures() -> None:
    found = agreement([], FEWEST)
    assert (found.files, found.share, found.kappa, found.kappa_between, found.leaning) == (0, None, None, None, None)


def test_under_five_files_no_interval_is_given() -> None:
    files = [read([10, 0, 5], [10, 0, 0], file=str(number)) for number in range(5)]
    assert agreement(files[:4], FEWEST).kappa_between is None
    between = agreement(files, FEWEST).kappa_between
    assert between is not None and between.low <= (agreement(files, FEWEST).kappa or 0) <= between.high


def _season(files: int, lenience: float, seed: int = 7) -> list[TwoReadings]:
    """Files whose first reader gives some more of the points than the second, with the noise of honest judgement."""
    dice = random.Random(seed)
    made = []
    for number in range(files):
        second = [dice.choice((0, 5, 5, 10, 10, 10)) for _ in range(68)]
        first = [min(10, max(0, points + dice.choice((-2, -1, 0, 0, 0, 0, 1, 2)) + lenience * 10)) for points in second]
        made.append(read(list(first), list(second), file=str(number)))
    return made


def test_a_lenient_first_reading_is_noticed_within_twelve_files() -> None:
    """Six points of a hundred too many show at twelve files; an even hand is left alone."""
    assert agreement(_season(12, 0.06), FEWEST).leans
    leaning = agreement(_season(12, 0.06), FEWEST).leaning
    assert leaning is not None and leaning < 0
    assert not agreement(_season(12, 0.0), FEWEST).leans


def test_the_interval_is_of_files_and_wider_than_of_questions() -> None:
    """A file whose readers differ everywhere weighs as one file: the interval must show how few files there are."""
    apart = [read([0, 5, 10] * 20, [5, 10, 0] * 20, file="x")]
    files = apart + [read([0, 5, 10] * 20, [0, 5, 10] * 20, file=str(number)) for number in range(5)]
    between = agreement(files, FEWEST).kappa_between
    assert between is not None
    assert between.high - between.low > 0.4


def test_the_same_files_give_the_same_interval() -> None:
    files = _season(8, 0.02)
    assert agreement(files, FEWEST).kappa_between == agreement(files, FEWEST).kappa_between


def test_the_question_agreed_on_least_comes_first() -> None:
    files = [read([10, 10], [10, 0]), read([10, 10], [10, 10], file="b")]
    rows = by_question(files, 2).told
    assert [(row.question, row.same, row.judged) for row in rows] == [("1.1", 1, 2), ("1.0", 2, 2)]
    assert rows[0].between.low < 0.5 < rows[0].between.high


def test_a_question_judged_in_too_few_files_is_left_out_and_counted() -> None:
    files = [read([10, 10], [10, 0], file=str(number)) for number in range(4)] + [read([10], [10], file="e")]
    found = by_question(files, FEWEST)
    assert [row.question for row in found.told] == ["1.0"]
    assert found.left_out == 1


def alike(month: int, files: int = FEWEST) -> list[TwoReadings]:
    return [read([10] * 60, [10] * 60, on=date(2026, month, 3), file=f"{month}.{number}") for number in range(files)]


def apart(month: int, files: int = FEWEST) -> list[TwoReadings]:
    return [
        read([10] * 60, [10] * 30 + [0] * 30, on=date(2026, month, 3), file=f"{month}.{number}")
        for number in range(files)
    ]


def test_drift_is_told_where_the_last_quarter_lies_outside_what_came_before() -> None:
    found = drift([*apart(7), *alike(1), *alike(4)], FEWEST)
    assert (found.moved, found.of) == ("less", date(2026, 7, 1))
    assert drift([*apart(1), *alike(4)], FEWEST).moved == "more"
    assert drift([*alike(1), *alike(4)], FEWEST).moved == "steady"
    assert [one.start for one in found.quarters] == [date(2026, 1, 1), date(2026, 4, 1), date(2026, 7, 1)]


def test_a_quarter_of_few_files_says_nothing() -> None:
    """It has no figures; the last one with enough is set against what came before, and nothing against too little."""
    found = drift([*alike(1), *apart(4), *apart(7, 4)], FEWEST)
    assert (found.of, found.moved) == (date(2026, 4, 1), "less")
    small = found.quarters[-1]
    assert (small.files, small.judged, small.same, small.share, small.between) == (4, None, None, None, None)
    assert drift([*alike(1, 4), *apart(4)], FEWEST).moved == ""
    assert drift([*alike(1, 4), *apart(4, 4)], FEWEST).of is None
    assert drift([], FEWEST).quarters == ()


def test_the_interval_of_a_quarter_is_of_files() -> None:
    """Five files that agree on half each, or fully and not at all: the same share, told far less surely."""
    even = agreement(apart(1), FEWEST).share_between
    files = [read([10] * 60, [10] * 60, file="a"), read([10] * 60, [0] * 60, file="b")] * 3
    uneven = agreement(files, FEWEST).share_between
    assert even is not None and uneven is not None
    assert uneven.high - uneven.low > 3 * (even.high - even.low)
    whole = agreement(alike(1), FEWEST).share_between
    assert whole is not None and 0.9 < whole.low < 1 == pytest.approx(whole.high), "certainty is never claimed"
    assert agreement(alike(1, 4), FEWEST).share_between is None


def _year(dice: numpy.random.Generator, files: int, icc: float, shares: Sequence[float]) -> list[TwoReadings]:
    """A year of files: how often the readers agree goes from file to file around the quarter's share, as Beta."""
    yes, no = given(10), given(0)
    made = []
    for number, share in enumerate(shares):
        for level in dice.beta(share * (1 - icc) / icc, (1 - share) * (1 - icc) / icc, files):
            hits = dice.random(60) < level
            names = range(60)
            made.append(
                TwoReadings(
                    f"{number}", date(2026, 3 * number + 2, 1), {str(q): yes for q in names},
                    {str(q): yes if hits[q] else no for q in names},
                )
            )  # fmt: skip
    return made


@pytest.mark.parametrize("files", [5, 10])
def test_files_that_differ_among_themselves_are_not_taken_for_a_drift(files: int) -> None:
    """At an intraclass correlation of 0.1 and no change at all: at most 8 of 100 years say something moved."""
    dice = numpy.random.default_rng(20261127)
    years = 250
    false = sum(drift(_year(dice, files, 0.1, [0.88] * 4), FEWEST).moved in ("less", "more") for _ in range(years))
    assert false / years <= 0.08


@pytest.mark.parametrize("shares", [(0.88, 0.73), (0.75, 0.9)])
def test_a_real_shift_of_fifteen_points_is_found_in_forty_files(shares: tuple[float, float]) -> None:
    dice = numpy.random.default_rng(20261127)
    before, last = shares
    word = "less" if last < before else "more"
    found = sum(drift(_year(dice, 10, 0.1, [before] * 3 + [last]), FEWEST).moved == word for _ in range(100))
    assert found >= 65


@pytest.mark.parametrize(("points", "of"), [("11", "10"), ("-1", "10"), ("0", "0")])
def test_points_no_question_has_are_refused(points: str, of: str) -> None:
    with pytest.raises(BadInput):
        Judged(Decimal(points), Decimal(of))
