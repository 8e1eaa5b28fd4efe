"""How far two readers of the same file agree: question by question, over many files, and over time.

A second reader sees a file without the first reader's points. Agreement is told of the team, never of a person: no name
enters here. Chance-corrected agreement is Cohen's kappa over four judgements (nothing, part, all of the points, does not
apply). Questions of one file are judged by the same two readers and are no independent draws, so intervals come from
drawing whole files again, never single questions. Cohen, Educational and Psychological Measurement 20 (1960) 37-46;
Field and Welsh, Journal of the Royal Statistical Society B 69 (2007) 369-390 for drawing clusters.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

from handrail.rules.days import quarter
from handrail.rules.reason import BadInput

if TYPE_CHECKING:
    import numpy

Verdict = Literal["none", "part", "all", "not_applicable"]
VERDICTS: Final[tuple[Verdict, ...]] = ("none", "part", "all", "not_applicable")
LEVEL: Final = 0.95  # of every interval given here
DRAWS: Final = 2_000  # files drawn again; the interval's ends settle well before
FEWEST_FILES: Final = 5  # under these an interval from drawing files again says nothing
LOOKED_AT_TOGETHER: Final = 3


@dataclass(frozen=True, slots=True)
class Judged:
    """What one reader gave one question: points of `of`, or that it does not apply (points None)."""

    points: Decimal | None
    of: Decimal

    def __post_init__(self) -> None:
        if self.of <= 0 or (self.points is not None and not 0 <= self.points <= self.of):
            raise BadInput(
                "judgement", f"{self.points} of {self.of} points is none.", "Give 0 up to the question's points."
            )

    @property
    def verdict(self) -> Verdict:
        if self.points is None:
            return "not_applicable"
        return "none" if self.points == 0 else "all" if self.points == self.of else "part"

    @property
    def share(self) -> Decimal | None:
        return None if self.points is None else self.points / self.of


@dataclass(frozen=True, slots=True)
class TwoReadings:
    """One file read twice: what each reader gave each question both judged, by question id, and the day of the second."""

    file: str
    on: date
    first: Mapping[str, Judged]
    second: Mapping[str, Judged]

    @property
    def both(self) -> tuple[str, ...]:
        return tuple(question for question in self.first if question in self.second)


@dataclass(frozen=True, slots=True)
class Difference:
    """A question two readers judged differently. `apart` are the points between them; all of them where one says it does not apply."""

    question: str
    first: Judged
    second: Judged
    apart: Decimal


@dataclass(frozen=True, slots=True)
class Compared:
    """Two readings of one file: how many questions both judged, the differences (widest first), and which to talk about."""

    read: int
    differences: tuple[Difference, ...]

    @property
    def together(self) -> tuple[Difference, ...]:
        """The few worth looking at together: the widest apart."""
        return self.differences[:LOOKED_AT_TOGETHER]


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure between `low` and `high`, at 95 % confidence."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement over some files. Shares run 0 to 1; `kappa` -1 to 1, None where nothing differs between the judgements.

    `leaning` is how much more of the points (0 to 1 of them) the second readings give than the first, on the whole;
    negative where they give less. Intervals are None under five files.
    """

    files: int
    judged: int
    same: int
    kappa: float | None
    kappa_between: Interval | None
    leaning: float | None
    leaning_between: Interval | None

    @property
    def share(self) -> float | None:
        return self.same / self.judged if self.judged else None

    @property
    def leans(self) -> bool:
        """Whether one of the two kinds of reading gives more than chance explains."""
        between = self.leaning_between
        return between is not None and (between.low > 0 or between.high < 0)


@dataclass(frozen=True, slots=True)
class QuestionAgreement:
    """One question over all files read twice: how often both gave the same, with Wilson's interval of that share."""

    question: str
    judged: int
    same: int
    between: Interval


@dataclass(frozen=True, slots=True)
class Drift:
    """Agreement in spans of time, in order. `moved` where the last span's share lies outside what all before it allow."""

    spans: tuple[tuple[date, int, int], ...]
    moved: Literal["", "less", "more"]


def compare(readings: TwoReadings) -> Compared:
    """Where two readers of one file differ; the widest apart first, then in the order of the instrument."""
    found = []
    for question in readings.both:
        first, second = readings.first[question], readings.second[question]
        if first.points != second.points:
            found.append(Difference(question, first, second, _apart(first, second)))
    return Compared(len(readings.both), tuple(sorted(found, key=lambda one: -one.apart)))


def agreement(files: Sequence[TwoReadings], *, seed: int = 0) -> Agreement:
    """Agreement over all files; the same files and seed give the same intervals."""
    counts = [_table(one) for one in files]
    same = sum(_same(one) for one in files)
    judged = sum(len(one.both) for one in files)
    leans = [lean for lean in map(_lean, files) if lean is not None]
    return Agreement(
        files=len(files),
        judged=judged,
        same=same,
        kappa=_kappa(sum(counts[1:], counts[0])) if counts else None,
        kappa_between=_drawn_again(counts, seed),
        leaning=sum(leans) / len(leans) if leans else None,
        leaning_between=_mean_between(leans),
    )


def by_question(files: Iterable[TwoReadings]) -> tuple[QuestionAgreement, ...]:
    """How often both readers gave a question the same, for each question read twice; the least agreed first."""
    held: dict[str, list[bool]] = defaultdict(list)
    for one in files:
        for question in one.both:
            held[question].append(one.first[question].points == one.second[question].points)
    rows = [
        QuestionAgreement(question, len(hits), sum(hits), wilson(sum(hits), len(hits)))
        for question, hits in held.items()
    ]
    return tuple(sorted(rows, key=lambda row: (row.same / row.judged, -row.judged)))


def drift(files: Iterable[TwoReadings]) -> Drift:
    """Agreement by quarters of the calendar year; the last quarter against all before it, by the two intervals."""
    spans: dict[date, list[int]] = defaultdict(lambda: [0, 0])
    for one in files:
        span = spans[quarter(one.on)]
        span[0] += _same(one)
        span[1] += len(one.both)
    told = tuple((start, same, judged) for start, (same, judged) in sorted(spans.items()) if judged)
    if len(told) < 2:
        return Drift(told, "")
    before = wilson(sum(same for _, same, _ in told[:-1]), sum(judged for _, _, judged in told[:-1]))
    last = wilson(told[-1][1], told[-1][2])
    return Drift(told, "less" if last.high < before.low else "more" if last.low > before.high else "")


def wilson(hits: int, of: int) -> Interval:
    """Wilson's interval of a share, which holds for few draws and near 0 and 1. Journal of the ASA 22 (1927) 209-212."""
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(hits, of, alpha=1 - LEVEL, method="wilson")
    return Interval(float(low), float(high))


# ---- the figures ----------------------------------------------------------------------------------------------------


def _apart(first: Judged, second: Judged) -> Decimal:
    if first.points is None or second.points is None:
        return first.of
    return abs(first.points - second.points)


def _same(one: TwoReadings) -> int:
    return sum(one.first[question].points == one.second[question].points for question in one.both)


def _lean(one: TwoReadings) -> float | None:
    """How much more of the points the second reading gives, over the questions both gave points to."""
    pairs = [(one.first[question], one.second[question]) for question in one.both]
    points = [(a.points, b.points, a.of) for a, b in pairs if a.points is not None and b.points is not None]
    of = sum(full for _, _, full in points)
    return float(sum(b - a for a, b, _ in points) / of) if of else None


def _table(one: TwoReadings) -> numpy.ndarray:
    """How often each pair of verdicts stands in one file: the first reader's down, the second's across."""
    import numpy as np

    table = np.zeros((len(VERDICTS), len(VERDICTS)))
    for question in one.both:
        table[VERDICTS.index(one.first[question].verdict), VERDICTS.index(one.second[question].verdict)] += 1
    return table


def _kappa(table: numpy.ndarray) -> float | None:
    """Cohen's kappa of a table of pairs; None where both readers said one and the same of everything."""
    from statsmodels.stats.inter_rater import cohens_kappa

    used = table.sum(axis=0) + table.sum(axis=1) > 0
    if used.sum() < 2:
        return None
    value = float(cohens_kappa(table[used][:, used], return_results=False))
    return None if math.isnan(value) else value


def _drawn_again(counts: Sequence[numpy.ndarray], seed: int) -> Interval | None:
    """The interval of kappa from drawing the files again, with their questions kept together; all draws at once."""
    import numpy as np

    if len(counts) < FEWEST_FILES:
        return None
    stack = np.stack(counts)
    dice = np.random.default_rng(seed)
    drawn = dice.multinomial(len(stack), np.full(len(stack), 1 / len(stack)), size=DRAWS)
    tables = np.tensordot(drawn, stack, axes=(1, 0))
    total = tables.sum(axis=(1, 2))
    seen = np.trace(tables, axis1=1, axis2=2) / total
    chance = (tables.sum(axis=2) * tables.sum(axis=1)).sum(axis=1) / total**2
    sayable = chance < 1
    kappas = (seen[sayable] - chance[sayable]) / (1 - chance[sayable])
    if not len(kappas):
        return None
    low, high = np.quantile(kappas, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(low), float(high))


def _mean_between(values: Sequence[float]) -> Interval | None:
    """Student's interval of the mean over files."""
    from statsmodels.stats.weightstats import DescrStatsW

    if len(values) < FEWEST_FILES:
        return None
    low, high = DescrStatsW(values).tconfint_mean(alpha=1 - LEVEL)
    return None if math.isnan(low) else Interval(float(low), float(high))
