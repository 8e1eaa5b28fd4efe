"""By how far the same reckoning missed before: what it would have told the desk's own past files, and what came.

`forecast` and `waits` place a file as if the desk read in the order things came and went on as it did. Desks take files
out of turn, fall ill, grow, read only on Fridays. None of that has to be known by name: the reckoning is made again for
past files, each from what was known on the day it came, and each is set beside what happened. The day of a file today is
then moved by the factor that held for the asked share of them (split conformal prediction, in days of reading, with files
that still wait counted for as long as they have waited). Where the days so moved were themselves kept less often than
asked, the share is raised by what was missing (after adaptive conformal inference). Files of one kind are held to files of
that kind where there are enough: a desk that takes renewals first tells a new firm its own day.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from handrail.rules.review.forecast import Forecast, Week, day_of_place
from handrail.rules.review.waits import FEWEST_WAITED, as_seen, curve, quantile, reading_days, waits

if TYPE_CHECKING:
    import numpy

SAMPLE: Final = 60  # past files that are reckoned again
BACK: Final = timedelta(days=730)  # how far back they lie
FEWEST: Final = 20  # of them decided; fewer, and the day stays as it was reckoned
FEWEST_WEEKS_THEN: Final = 13  # of the desk's past behind a past file, a quarter of a year
FUTURES_THEN: Final = 150  # drawn for each; coarser than a promise, finer than what is read from sixty of them
A_WEEK: Final = (
    5.0  # days of reading laid on both sides of a ratio, so that two days for one do not count as twice as long
)
AS_LONG: Final = 0.5  # a file is held to those that were told at least this part of its time
A_QUARTER: Final = 1.25  # a day is drawn in only where it stays a quarter beyond the longest that any like file took
RECENT: Final = 40  # of the days so moved, those whose keeping is measured
FEWEST_MEASURED: Final = 10
MOST: Final = 0.98  # the share is raised no further
A_YEAR: Final = 52  # weeks of the desk's past; below, its share is the most and its days a quarter longer at least


@dataclass(frozen=True, slots=True)
class _Files:
    """Past files in the order they came: day numbers of coming and going (far off: waits), and those before each."""

    came: numpy.ndarray
    gone: numpy.ndarray
    before: numpy.ndarray


@dataclass(frozen=True, slots=True)
class _Told:
    """The files that were reckoned again: day numbers, and the days of reading the reckoning would have told each."""

    came: numpy.ndarray
    gone: numpy.ndarray
    days: numpy.ndarray
    counted: numpy.ndarray

    def factors(self, now: int, lengths: numpy.ndarray, share: float) -> numpy.ndarray:
        """By how much to lengthen each of `lengths` (days of reading) on a day, from what was known before it.

        Beside it the most days it may then come to: without end, but for lengths that are drawn in.
        """
        import numpy as np

        known = self.came < now
        over = self.gone[known] < now
        if int(over.sum()) < FEWEST:
            return np.array([np.ones(len(lengths)), np.full(len(lengths), np.inf)])
        told = self.days[known]
        took = self.counted[np.where(over, self.gone[known], now)] - self.counted[self.came[known]]
        ratio = (took + A_WEEK) / (told + A_WEEK)
        found: dict[int, tuple[float, float]] = {}
        made = np.empty((2, len(lengths)))
        ordered = np.sort(told)
        for place, far in enumerate(np.searchsorted(ordered, lengths * AS_LONG, side="left")):
            if far not in found:
                chosen = told >= ordered[far] if far < len(ordered) else np.zeros(len(told), dtype=bool)
                if int(over[chosen].sum()) < FEWEST:
                    chosen = np.ones(len(told), dtype=bool)
                most = float(ratio[chosen].max())
                held = quantile(*curve(ratio[chosen], over[chosen]), 0.0, share)
                factor = max(most if held is None else held, min(1.0, A_QUARTER * most))
                found[far] = factor, np.inf if factor >= 1 else A_QUARTER * float(took[chosen].max())
            made[:, place] = found[far]
        return made

    def moved(self, now: int, lengths: numpy.ndarray, share: float, *, least: float = 0.0) -> numpy.ndarray:
        """The day numbers on which these days of reading from a day are over, once they are lengthened, by `least` or more."""
        import numpy as np

        factor, most = self.factors(now, lengths, share)
        far = np.maximum(np.minimum((lengths + A_WEEK) * np.maximum(factor, least) - A_WEEK, most), 0)
        over: numpy.ndarray = np.maximum(np.searchsorted(self.counted, self.counted[now] + far - 1e-9), now)
        return over

    def share(self, now: int, aim: float) -> float:
        """The share to move by: the aim, raised by what the days so moved fell short of it, of those that are over.

        And by the standard error of a share that is read from so many files, for it is read and not known.
        """
        import numpy as np

        aim = min(aim + float(np.sqrt(aim * (1 - aim) / max(len(self.came), 1))), MOST)
        days = np.array([self.moved(at, self.days[[place]], aim)[0] for place, at in enumerate(self.came)], dtype=int)
        over = np.flatnonzero((self.came < now) & ((days < now) | (self.gone < now)))[-RECENT:]
        if len(over) < FEWEST_MEASURED:
            return aim
        kept = float((self.gone[over] <= days[over]).mean())
        return min(max(aim, aim + (aim - kept)), MOST)


def with_hindsight(
    found: Forecast,
    files: Sequence[tuple[date, date | None]],
    past: Sequence[Week],
    *,
    readers: Mapping[date, int] | None = None,
    closed: Set[date] = frozenset(),
    kinds: Sequence[str] = (),
    kind: str | None = None,
    seed: int = 0,
) -> Forecast:
    """The forecast with its promised days moved by what the same reckoning missed before.

    `files` are the days each was received and decided (None: still waiting), in the order received, `past` the desk's
    weeks that are over. `kinds` says of what kind each file is; with `kind`, only files of it are asked, where enough are
    decided. A day past the horizon is None. With too few decided files the forecast stays as it is.
    """
    import numpy as np

    if not found.known or not files:
        return found
    start, now = files[0][0], (found.as_of - files[0][0]).days
    counted = reading_days(start, found.as_of, readers, closed)
    rows = _files(files, start)
    chosen = _sample(files, found.as_of, kinds, kind)
    told = _told(
        rows,
        chosen,
        files,
        past,
        counted,
        probability=found.probability,
        readers=readers,
        closed=closed,
        seed=seed,
    )
    # A desk that has not seen each of its seasons knows least of what may come.
    young = len(past) < A_YEAR
    share = MOST if young else told.share(now, found.probability)
    known = [place for place, day in enumerate(found.promised) if day is not None and (day - start).days < len(counted)]
    at = np.array([(day - start).days for place in known if (day := found.promised[place]) is not None], dtype=int)
    days = told.moved(now, counted[at] - counted[now], share, least=A_QUARTER if young else 0.0)
    # However much the reckoning told too long: no sooner than files in no longer queues were decided.
    known_by_now = [(came, gone if gone and gone < found.as_of else None) for came, gone in files]
    same = [place for place, one in enumerate(kinds[: len(files)]) if one == kind]
    least = waits(
        known_by_now,
        found.as_of,
        len(found.promised),
        probability=found.probability,
        shorter=True,
        readers=readers,
        closed=closed,
        asked=same if sum(known_by_now[place][1] is not None for place in same) >= FEWEST_WAITED else None,
    )
    promised: list[date | None] = [None] * len(found.promised)
    for place, day in zip(known, days, strict=True):
        moved = start + timedelta(days=int(day)) if day < len(counted) else None
        promised[place] = moved if moved is None else max(moved, least[place] or moved)
    likely = (
        day if moved is None or day is None else min(day, moved)
        for day, moved in zip(found.likely, promised, strict=True)
    )
    return replace(found, promised=tuple(promised), likely=tuple(likely))


def _files(files: Sequence[tuple[date, date | None]], start: date) -> _Files:
    import numpy as np

    never = np.iinfo(np.int64).max
    came = np.array([(received - start).days for received, _ in files])
    gone = np.array([(decided - start).days if decided else never for _, decided in files])
    before = np.arange(len(files)) - np.searchsorted(np.sort(gone), came, side="left")
    return _Files(came, gone, before)


def _sample(
    files: Sequence[tuple[date, date | None]], as_of: date, kinds: Sequence[str], kind: str | None
) -> numpy.ndarray:
    """Places of the past files that are asked, evenly spread over the years behind."""
    import numpy as np

    places = np.array([place for place, (came, _) in enumerate(files) if as_of - BACK <= came < as_of], dtype=int)
    if kind is not None:
        same = np.array([place for place in places if kinds[place] == kind], dtype=int)
        if sum(files[place][1] is not None for place in same) >= FEWEST:
            places = same
    every = max(-(-len(places) // SAMPLE), 1)
    return places[::-1][::every][::-1]


def _told(
    rows: _Files,
    chosen: numpy.ndarray,
    files: Sequence[tuple[date, date | None]],
    past: Sequence[Week],
    counted: numpy.ndarray,
    *,
    probability: float,
    readers: Mapping[date, int] | None,
    closed: Set[date],
    seed: int,
) -> _Told:
    """What the reckoning would have told each of these files on the day it came, from what was past by then."""
    import numpy as np

    ends = [week.monday + timedelta(days=7) for week in past]
    came, gone, days = [], [], []
    for place in chosen:
        as_of = files[place][0]
        over = past[: bisect_right(ends, as_of)]
        if len(over) < FEWEST_WEEKS_THEN:
            continue
        pace = day_of_place(
            over,
            int(rows.before[place]),
            as_of,
            probability=probability,
            readers=readers,
            closed=closed,
            seed=seed,
            futures=FUTURES_THEN,
        )
        now = int(rows.came[place])
        far = None if pace is None else float(counted[(pace - as_of).days + now] - counted[now])
        low, high = (_waited(rows, place, counted, probability, shorter=side) for side in (True, False))
        far = min((one for one in (far, high) if one is not None), default=None)
        if far is not None:
            came.append(now)
            gone.append(rows.gone[place])
            days.append(max(far, low or 0.0))
    return _Told(np.array(came, dtype=int), np.array(gone), np.array(days, dtype=float), counted)


def _waited(rows: _Files, place: int, counted: numpy.ndarray, probability: float, *, shorter: bool) -> float | None:
    """As `waits`, for the one file, as it came: the days of reading within which files in like queues were decided."""
    import numpy as np

    now, length, before = rows.came[place], rows.before[place], rows.before[:place]
    length, further = as_seen(before[rows.gone[:place] < now], int(length), shorter=shorter)
    chosen = before <= length if shorter else before >= length
    over = rows.gone[:place][chosen] < now
    if int(over.sum()) < FEWEST_WAITED:
        return None
    took = counted[np.where(over, rows.gone[:place][chosen], now)] - counted[rows.came[:place][chosen]]
    far = quantile(*curve(took, over), 0.0, probability)
    return None if far is None else far * further
