"""How far two readers of the same file agree: question by question, over many files, and over time.

A second reader sees a file without the first reader's points. Agreement is told of the team, never of a person: no name
enters here. Chance-corrected agreement is Cohen's kappa over four judgements (nothing, part, all of the points, does not
apply). Questions of one file are judged by the same two readers and are no independent draws, so every interval over
files comes from whole files, never single questions, and none is given under the fewest files. Cohen, Educational and
Psychological Measurement 20 (1960) 37-46; Field and Welsh, Journal of the Royal Statistical Society B 69 (2007) 369-390
for drawing clusters; Korn and Graubard, Survey Methodology 24 (1998) 193-201 for the interval of a share in clusters;
Newcombe, Statistics in Medicine 17 (1998) 873-890, method 10, for the difference of two shares from their intervals.
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
    negative where they give less. Intervals are None under the fewest files.
    """

    files: int
    judged: int
    same: int
    share_between: Interval | None
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
    """One question over the files that judge it twice: how often both gave the same, with Wilson's interval of that share.

    A file judges a question once, so here each judgement is a draw of its own.
    """

    question: str
    judged: int
    same: int
    between: Interval


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions judged in enough files, the least agreed first, and how many others are left out."""

    told: tuple[QuestionAgreement, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter by its first day and how many files were read twice in it; the figures are None under the fewest files."""

    start: date
    files: int
    judged: int | None
    same: int | None
    between: Interval | None

    @property
    def share(self) -> float | None:
        return self.same / self.judged if self.same is not None and self.judged else None


@dataclass(frozen=True, slots=True)
class Drift:
    """Agreement in quarters, in order. `moved` says how the one that begins on `of` stands to all files before it.

    `of` is the last quarter with enough files; `moved` is empty where it or what comes before it holds too few.
    """

    quarters: tuple[Quarter, ...]
    of: date | None
    moved: Literal["", "steady", "less", "more"]


def compare(readings: TwoReadings) -> Compared:
    """Where two readers of one file differ; the widest apart first, then in the order of the instrument."""
    found = []
    for question in readings.both:
        first, second = readings.first[question], readings.second[question]
        if first.points != second.points:
            found.append(Difference(question, first, second, _apart(first, second)))
    return Compared(len(readings.both), tuple(sorted(found, key=lambda one: -one.apart)))


def agreement(files: Sequence[TwoReadings], fewest: int, *, seed: int = 0) -> Agreement:
    """Agreement over all files, with intervals from `fewest` files on; the same files and seed give the same intervals."""
    counts = [_table(one) for one in files]
    same = sum(_same(one) for one in files)
    judged = sum(len(one.both) for one in files)
    leans = [lean for lean in map(_lean, files) if lean is not None]
    return Agreement(
        files=len(files),
        judged=judged,
        same=same,
        share_between=_share_between(files) if judged and len(files) >= fewest else None,
        kappa=_kappa(sum(counts[1:], counts[0])) if counts else None,
        kappa_between=_drawn_again(counts, seed) if len(counts) >= fewest else None,
        leaning=sum(leans) / len(leans) if leans else None,
        leaning_between=_mean_between(leans) if len(leans) >= fewest else None,
    )


def by_question(files: Iterable[TwoReadings], fewest: int) -> Questions:
    """How often both readers gave a question the same, for each judged twice in `fewest` files; the least agreed first."""
    held: dict[str, list[bool]] = defaultdict(list)
    for one in files:
        for question in one.both:
            held[question].append(one.first[question].points == one.second[question].points)
    rows = [
        QuestionAgreement(question, len(hits), sum(hits), wilson(sum(hits), len(hits)))
        for question, hits in held.items()
        if len(hits) >= fewest
    ]
    rows.sort(key=lambda row: (row.same / row.judged, -row.judged))
    return Questions(tuple(rows), len(held) - len(rows))


def drift(files: Iterable[TwoReadings], fewest: int) -> Drift:
    """Agreement by quarters of the calendar year; the last one with `fewest` files against all files before it.

    It moved where the interval of the difference of the two shares, made of their own intervals, leaves out none.
    """
    spans: dict[date, list[TwoReadings]] = defaultdict(list)
    for one in sorted(files, key=lambda one: one.on):
        if one.both:
            spans[quarter(one.on)].append(one)
    quarters = tuple(_quarter(start, held, fewest) for start, held in spans.items())
    of = next((one.start for one in reversed(quarters) if one.files >= fewest), None)
    before = [one for start, held in spans.items() if of and start < of for one in held]
    if of is None or len(before) < fewest:
        return Drift(quarters, of, "")
    return Drift(quarters, of, _moved(before, spans[of]))


def wilson(hits: float, of: float) -> Interval:
    """Wilson's interval of a share, which holds for few draws and near 0 and 1. Journal of the ASA 22 (1927) 209-212."""
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(hits, of, alpha=1 - LEVEL, method="wilson")
    return Interval(float(low), float(high))


# ---- the figures ----------------------------------------------------------------------------------------------------


def _quarter(start: date, held: Sequence[TwoReadings], fewest: int) -> Quarter:
    if len(held) < fewest:
        return Quarter(start, len(held), None, None, None)
    judged, same = sum(len(one.both) for one in held), sum(_same(one) for one in held)
    return Quarter(start, len(held), judged, same, _share_between(held))


def _moved(before: Sequence[TwoReadings], last: Sequence[TwoReadings]) -> Literal["steady", "less", "more"]:
    """Whether the share of the last files differs from that of those before by more than chance from file to file."""
    (old, old_between), (new, new_between) = ((_share(files), _share_between(files)) for files in (before, last))
    gap = new - old
    low = gap - math.hypot(new - new_between.low, old_between.high - old)
    high = gap + math.hypot(new_between.high - new, old - old_between.low)
    return "less" if high < 0 else "more" if low > 0 else "steady"


def _share(files: Sequence[TwoReadings]) -> float:
    return sum(_same(one) for one in files) / sum(len(one.both) for one in files)


def _share_between(files: Sequence[TwoReadings]) -> Interval:
    """The interval of the share of same judgements over files: Wilson's, of as many draws as the files are worth.

    The more files differ among themselves, the fewer free draws their questions are worth; never more than there are.
    Few files are worth fewer still, by Student's quantile for them against the normal one.
    """
    import numpy as np
    from statsmodels.stats.weightstats import DescrStatsW

    same = np.array([_same(one) for one in files], dtype=float)
    judged = np.array([len(one.both) for one in files], dtype=float)
    share, draws = same.sum() / judged.sum(), judged.sum()
    chance = share * (1 - share) / draws
    if chance > 0:
        apart = DescrStatsW((same - share * judged) / judged.mean()).std_mean ** 2
        draws /= max(1.0, apart / chance)
    draws *= _worth(len(files))
    return wilson(float(share * draws), float(draws))


def _worth(files: int) -> float:
    """The square of the normal quantile over Student's for so many files: 1 for many, 0.5 for five."""
    from statsmodels.stats.weightstats import DescrStatsW

    any_files = DescrStatsW(list(range(files)))  # the quantile hangs on their number alone
    normal, student = any_files.zconfint_mean(alpha=1 - LEVEL), any_files.tconfint_mean(alpha=1 - LEVEL)
    return float(((normal[1] - normal[0]) / (student[1] - student[0])) ** 2)


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

    low, high = DescrStatsW(values).tconfint_mean(alpha=1 - LEVEL)
    return None if math.isnan(low) else Interval(float(low), float(high))
