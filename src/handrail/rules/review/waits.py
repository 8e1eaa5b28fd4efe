"""How long files waited that came to a queue at least as long: the second reading of the desk's past, beside its pace.

The pace alone (`forecast`) is right while there is always something to read. A desk that has time left decides each file
some days after it came, however little lies before it; its pace then only tells how little came. So the promised day is
what the pace comes to, but no later than files that came to a queue at least as long were decided by, and no earlier than
those that came to one no longer. Files that still wait count for as long as they have waited (the Kaplan-Meier estimate),
days count by how many people read on them, and no day counts on which the desk is closed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from handrail.rules.days import monday_of
from handrail.rules.review.forecast import SATURDAY, WEEKS_AHEAD, Forecast

if TYPE_CHECKING:
    import numpy

FEWEST_WAITED: Final = 30  # decided files that came to such a queue; fewer, and only the pace tells
UNSEEN: Final = 1.25  # a wait in a queue longer than those seen is told so much longer again, for nobody knows it
STEPS: Final = 48  # lengths of queue that are told apart in one reading


def with_waits(
    found: Forecast,
    files: Sequence[tuple[date, date | None]],
    *,
    readers: Mapping[date, int] | None = None,
    closed: Set[date] = frozenset(),
) -> Forecast:
    """The forecast with each day held between what files that came to shorter and to longer queues waited."""
    if not found.known:
        return found

    def held(days: tuple[date | None, ...], odds: float) -> tuple[date | None, ...]:
        shorter, longer = (
            waits(files, found.as_of, len(days), probability=odds, shorter=side, readers=readers, closed=closed)
            for side in (True, False)
        )
        return tuple(_between(day, low, high) for day, low, high in zip(days, shorter, longer, strict=True))

    return replace(found, promised=held(found.promised, found.probability), likely=held(found.likely, 0.5))


def _between(day: date | None, low: date | None, high: date | None) -> date | None:
    """The day, no later than `high` and no earlier than `low`; where these cross, the later one holds."""
    day = min((one for one in (day, high) if one is not None), default=None)
    return max(day, low) if day is not None and low is not None else day


def waits(
    files: Sequence[tuple[date, date | None]],
    as_of: date,
    places: int,
    *,
    probability: float,
    shorter: bool = False,
    readers: Mapping[date, int] | None = None,
    closed: Set[date] = frozenset(),
    asked: Collection[int] | None = None,
) -> tuple[date | None, ...]:
    """For each place in the queue the day by which files with at least (`shorter`: at most) as many before them were decided.

    `files` are the days each was received and decided (None: still waiting), in the order received. The first places are
    the files that wait, each counted from the day it came and given that it has waited until now; those behind them come
    now. None where too few files were decided; a queue longer or shorter than those seen is told by `as_seen`.
    `asked` are the places in `files` of those whose waits are read, all of them where it is None.
    """
    import numpy as np

    if not files or places < 1:
        return (None,) * max(places, 0)
    start, now = files[0][0], (as_of - files[0][0]).days
    counted = reading_days(start, as_of, readers, closed)
    came = np.array([(received - start).days for received, _ in files])
    left = np.array([((decided or as_of) - start).days for _, decided in files])
    over = np.array([decided is not None for _, decided in files])
    took = counted[np.maximum(left, came)] - counted[came]
    # Before each file as it came: those that came earlier and were not decided by then.
    before = np.arange(len(files)) - np.searchsorted(np.sort(left[over]), came, side="left")
    read = np.ones(len(files), dtype=bool) if asked is None else np.isin(np.arange(len(files)), list(asked))
    waiting = np.flatnonzero(~over)[:places]
    behind = np.arange(len(waiting), places)
    lengths = np.concatenate([before[waiting], behind])
    since = np.concatenate([came[waiting], np.full(len(behind), now)])
    most = int(lengths.max())
    steps = np.unique([*range(min(most + 1, 12)), *(round(most * place / STEPS) for place in range(STEPS + 1))])
    # A length between two steps is held by the step beyond it, on whichever side.
    step_of = np.searchsorted(steps, lengths, side="right") - 1 if shorter else np.searchsorted(steps, lengths)
    found: list[date | None] = [None] * places
    for number in np.unique(step_of):
        length, further = as_seen(before[over & read], int(steps[number]), shorter=shorter)
        chosen = read & (before <= length if shorter else before >= length)
        if int(over[chosen].sum()) < FEWEST_WAITED:
            continue
        seen = curve(took[chosen], over[chosen])
        for place in np.flatnonzero(step_of == number):
            far = quantile(*seen, float(counted[now] - counted[since[place]]), probability)
            if far is not None:
                far *= further
                day = max(int(np.searchsorted(counted, counted[since[place]] + far - 1e-9)), now)
                found[place] = start + timedelta(days=day) if day < len(counted) else None
    return tuple(found)


def as_seen(before: numpy.ndarray, length: int, *, shorter: bool = False) -> tuple[int, float]:
    """For a length of queue the one to read instead, and by how much longer a wait in it is; `before` are the decided files'.

    A queue longer than any that enough files came to waits as the longest of those, and longer by more than it is longer
    itself: no desk is known to grow slower by each file, and its pace, where it has time left, tells only how little came.
    One shorter than any (`shorter`: after the first quiet weeks of a desk) waits as the shortest of those: nothing has shown
    that a file is decided sooner because nothing lies before it.
    """
    import numpy as np

    if len(before) < FEWEST_WAITED:
        return length, 1.0
    seen = np.sort(before)
    if shorter:
        return max(length, int(seen[FEWEST_WAITED - 1])), 1.0
    longest = int(seen[-FEWEST_WAITED])
    return (length, 1.0) if length <= longest else (longest, UNSEEN * (length + 1) / (longest + 1))


def reading_days(start: date, as_of: date, readers: Mapping[date, int] | None, closed: Set[date]) -> numpy.ndarray:
    """Days of reading from `start` to each day, as far as any forecast reaches: an open day counts by its people beside the mean of the past."""
    import numpy as np

    far = (as_of - start).days + WEEKS_AHEAD * 7
    days = [start + timedelta(days=place) for place in range(far)]
    weight = np.array([float(day.weekday() < SATURDAY and day not in closed) for day in days])
    if readers is not None:
        people = np.array([readers.get(monday_of(day), 1) for day in days], dtype=float)
        past = people[: (as_of - start).days + 1]
        weight *= people / (past.mean() or 1.0)
    return np.cumsum(weight)


def curve(took: numpy.ndarray, over: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray]:
    """The times in order and the share still waiting after each, by Kaplan and Meier."""
    import numpy as np

    # Decided before censored where both took as long; one more at risk, as the next file is one beyond those seen.
    order = np.lexsort((~over, took))
    took, over = took[order], over[order]
    return took, np.cumprod(1 - over / (len(took) + 1 - np.arange(len(took))))


def quantile(took: numpy.ndarray, still: numpy.ndarray, waited: float, probability: float) -> float | None:
    """By `curve` the least time by which this share of those that have waited so long is decided; None where it is not reached."""
    import numpy as np

    seen = int(np.searchsorted(took, waited + 1e-9))
    left = float(still[seen - 1]) if seen else 1.0
    place = int(np.searchsorted(-still, -(1 - probability) * left - 1e-12))
    return None if place >= len(took) else float(took[place])
