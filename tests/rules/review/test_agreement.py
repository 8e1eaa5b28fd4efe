"""Agreement of two readers: against published worked examples, and on files made for the purpose."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

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
    assert agreement([paired([[75, 1, 4], [5, 4, 1], [0, 0, 10]])]).kappa == pytest.approx(0.6765, abs=5e-5)
    assert agreement([paired([[20, 5], [10, 15]])]).kappa == pytest.approx(0.40)


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
    assert agreement([one]).judged == 1


def test_where_both_say_the_same_of_everything_chance_cannot_be_told_from_agreement() -> None:
    found = agreement([read([10, 10], [10, 10])])
    assert (found.kappa, found.share) == (None, 1.0)


def test_nothing_read_twice_gives_no_figures() -> None:
    found = agreement([])
    assert (found.files, found.share, found.kappa, found.kappa_between, found.leaning) == (0, None, None, None, None)


def test_under_five_files_no_interval_is_given() -> None:
    files = [read([10, 0, 5], [10, 0, 0], file=str(number)) for number in range(5)]
    assert agreement(files[:4]).kappa_between is None
    between = agreement(files).kappa_between
    assert between is not None and between.low <= (agreement(files).kappa or 0) <= between.high


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
    assert agreement(_season(12, 0.06)).leans
    leaning = agreement(_season(12, 0.06)).leaning
    assert leaning is not None and leaning < 0
    assert not agreement(_season(12, 0.0)).leans


def test_the_interval_is_of_files_and_wider_than_of_questions() -> None:
    """A file whose readers differ everywhere weighs as one file: the interval must show how few files there are."""
    apart = [read([0, 5, 10] * 20, [5, 10, 0] * 20, file="x")]
    files = apart + [read([0, 5, 10] * 20, [0, 5, 10] * 20, file=str(number)) for number in range(5)]
    between = agreement(files).kappa_between
    assert between is not None
    assert between.high - between.low > 0.4


def test_the_same_files_give_the_same_interval() -> None:
    files = _season(8, 0.02)
    assert agreement(files).kappa_between == agreement(files).kappa_between


def test_the_question_agreed_on_least_comes_first() -> None:
    rows = by_question([read([10, 10], [10, 0]), read([10, 10], [10, 10], file="b")])
    assert [(row.question, row.same, row.judged) for row in rows] == [("1.1", 1, 2), ("1.0", 2, 2)]
    assert rows[0].between.low < 0.5 < rows[0].between.high


def test_drift_is_told_where_the_last_quarter_lies_outside_what_came_before() -> None:
    alike = [read([10] * 60, [10] * 60, on=date(2026, month, 3), file=str(month)) for month in (1, 4)]
    apart = read([10] * 60, [10] * 30 + [0] * 30, on=date(2026, 7, 3), file="c")
    assert drift([*alike, apart]).moved == "less"
    assert drift(alike).moved == ""
    assert [span[0] for span in drift([*alike, apart]).spans] == [date(2026, 1, 1), date(2026, 4, 1), date(2026, 7, 1)]


@pytest.mark.parametrize(("points", "of"), [("11", "10"), ("-1", "10"), ("0", "0")])
def test_points_no_question_has_are_refused(points: str, of: str) -> None:
    with pytest.raises(BadInput):
        Judged(Decimal(points), Decimal(of))
