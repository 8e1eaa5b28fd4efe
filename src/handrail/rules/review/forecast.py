"""By when a file will be decided: a day the desk keeps nine times of ten, from what the desk itself did in such weeks.

Reckoned as if files were read in the order they came; what comes of it where they are not, `hindsight` sees from the
desk's own past and moves the day by it. What a desk decides in a week is drawn again from its own past weeks of the same
season, because December's weeks are unlike June's, thinned or thickened by how many people will read. Many such futures
are drawn at once; the promised day is the first on which nine of ten of them have come to the file. A desk without
enough weeks of its own promises nothing of this kind: the partner's usual time is told instead, as what it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from handrail.rules.days import monday_of
from handrail.rules.reason import Reason

if TYPE_CHECKING:
    import numpy

FUTURES: Final = 1_000  # drawn for one forecast; the promised day moves by less than a day between seeds
WEEKS_AHEAD: Final = 60
FEWEST_WEEKS: Final = 26  # of the desk's own past, half a year, before it promises
FEWEST_ALIKE: Final = 8  # weeks of the same season; fewer, and the whole past stands in
SATURDAY: Final = 5  # and after it Sunday: no desk is open
SEASON_REACH: Final = 6  # weeks to either side, in any year, that count as the same season


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the desk that is over: its Monday, the files decided in it, those left at its end, who read and how long.

    `days` are the days the desk was open, five but for holidays.

    A week that left nothing says what there was to do, not what could have been done.
    """

    monday: date
    decided: int
    left: int
    readers: int = 1
    days: int = 5


@dataclass(frozen=True, slots=True)
class Forecast:
    """For each place in the queue (0: next to be read) the day by which it is decided at this probability.

    `promised` and `likely` (even odds) are in the queue's order; a day past the horizon is None. `known`: the desk has
    weeks enough of its own to promise from; else both are empty and the reason says what stands instead.
    """

    as_of: date
    probability: float
    promised: tuple[date | None, ...]
    likely: tuple[date | None, ...]
    known: bool
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """How a desk kept what it promised: of so many promises whose day is over, so many were decided by it."""

    promised: int
    kept: int

    @property
    def share(self) -> float | None:
        return self.kept / self.promised if self.promised else None


def forecast(
    past: Sequence[Week],
    waiting: int,
    as_of: date,
    *,
    probability: float = 0.9,
    readers: int | Mapping[date, int] | None = None,
    closed: Set[date] = frozenset(),
    seed: int = 0,
) -> Forecast:
    """The promised day of each of `waiting` files in the order they are read, and of one that would arrive now (the last).

    `past` are the desk's weeks that are over; `readers` how many will read, in every week or by a week's Monday (None: as
    in the weeks drawn); on `closed` days and weekends nothing is decided. The same facts and seed give the same days.
    """
    over = [week for week in past if week.monday + timedelta(days=7) <= as_of]
    if len(over) < FEWEST_WEEKS:
        few = "1 week" if len(over) == 1 else f"{len(over)} weeks"
        sentence = f"This desk has {few} behind it; it promises a day once it has {FEWEST_WEEKS}."
        return Forecast(as_of, probability, (), (), known=False, reasons=(Reason("desk_too_young", sentence),))
    done = _futures(over, as_of, readers, closed, seed=seed)
    places = waiting + 1
    return Forecast(
        as_of,
        probability,
        _days(done, 0, places, 1 - probability, as_of),
        _days(done, 0, places, 0.5, as_of),
        known=True,
        reasons=(
            Reason("drawn_from_own_weeks", f"From {len(over)} weeks of this desk, those of the same season first."),
        ),
    )


def day_of_place(
    over: Sequence[Week],
    place: int,
    as_of: date,
    *,
    probability: float,
    readers: Mapping[date, int] | None = None,
    closed: Set[date] = frozenset(),
    seed: int = 0,
    futures: int = FUTURES,
) -> date | None:
    """The promised day of one place in the queue, from weeks that are over: `forecast`, no further than it must reach."""
    done = _futures(over, as_of, readers, closed, seed=seed, futures=futures, enough=place + 1)
    return _days(done, place, place + 1, 1 - probability, as_of)[0]


def weeks_of(
    files: Iterable[tuple[date, date | None]],
    as_of: date,
    *,
    readers: Mapping[date, int] | None = None,
    closed: Set[date] = frozenset(),
) -> tuple[Week, ...]:
    """The weeks of a desk that are over, from the days its files were received and decided (None: still waiting).

    `readers` are the people who read, by a week's Monday; where nobody said, one.
    """
    came: Counter[date] = Counter()
    gone: Counter[date] = Counter()
    for received, decided in files:
        came[monday_of(received)] += 1
        if decided is not None:
            gone[monday_of(decided)] += 1
    if not came:
        return ()
    weeks, left, monday = [], 0, min(came)
    while monday + timedelta(days=7) <= as_of:
        left += came[monday] - gone[monday]
        days = sum(monday + timedelta(days=place) not in closed for place in range(SATURDAY))
        weeks.append(Week(monday, gone[monday], left, (readers or {}).get(monday, 1), days))
        monday += timedelta(days=7)
    return tuple(weeks)


def kept(promises: Iterable[tuple[date, date | None]], as_of: date) -> Kept:
    """Of the days that were promised and are over, how many files had their decision by then (None: none yet)."""
    over = [(promised, decided) for promised, decided in promises if promised < as_of or decided is not None]
    return Kept(len(over), sum(decided is not None and decided <= promised for promised, decided in over))


# ---- the futures ----------------------------------------------------------------------------------------------------


def _futures(
    over: Sequence[Week],
    as_of: date,
    readers: int | Mapping[date, int] | None,
    closed: Set[date],
    *,
    seed: int,
    futures: int = FUTURES,
    enough: int | None = None,
) -> numpy.ndarray:
    """Files decided by the end of each coming day, one row a future, one column a day from `as_of` on.

    It ends early once every future has decided `enough`.
    """
    import numpy as np

    dice = np.random.default_rng(seed)
    # Each future weighs the past anew, once for all its weeks: how little a short past says is part of what may come.
    weight = dice.exponential(size=(futures, len(over)))
    pace = np.array([week.decided / max(week.days, 1) / max(week.readers, 1) for week in over])
    many = np.array([week.readers for week in over])
    this_monday = monday_of(as_of)
    a_day = np.empty((futures, WEEKS_AHEAD))
    coming = [this_monday + timedelta(days=place) for place in range(WEEKS_AHEAD * 7)]
    opened = np.array([as_of <= day and day.weekday() < SATURDAY and day not in closed for day in coming])
    so_far, weeks = np.zeros(futures), WEEKS_AHEAD
    season = _Seasons(over)
    for ahead in range(WEEKS_AHEAD):
        monday = this_monday + timedelta(weeks=ahead)
        alike = season.alike(monday)
        up_to = np.cumsum(weight[:, alike], axis=1)
        drawn = (up_to < dice.uniform(size=(futures, 1)) * up_to[:, -1:]).sum(axis=1)
        will = readers.get(monday) if isinstance(readers, Mapping) else readers
        a_day[:, ahead] = (pace[alike] * (many[alike] if will is None else will))[drawn]
        if enough is not None:
            so_far += a_day[:, ahead] * opened[ahead * 7 : ahead * 7 + 7].sum()
            if so_far.min() >= enough:
                weeks = ahead + 1
                break
    days = np.repeat(a_day[:, :weeks], 7, axis=1) * opened[: weeks * 7]
    return np.cumsum(days[:, as_of.weekday() :], axis=1)


class _Seasons:
    """The past weeks by the time of year they lie in."""

    def __init__(self, over: Sequence[Week]) -> None:
        import numpy as np

        self._at = np.array([week.monday.timetuple().tm_yday for week in over])
        self._opened = np.array([week.days > 0 for week in over])
        self._busy = self._opened & np.array([week.left > 0 for week in over])

    def alike(self, monday: date) -> numpy.ndarray:
        """Which weeks are of the same season, whatever their year, and had enough to do; wider where these are few."""
        import numpy as np

        apart = np.abs(self._at - monday.timetuple().tm_yday)
        near = self._busy & (np.minimum(apart, 365 - apart) <= SEASON_REACH * 7)
        found = (np.flatnonzero(mask) for mask in (near, self._busy, self._opened))
        return next((places for places in found if len(places) >= FEWEST_ALIKE), np.flatnonzero(self._opened))


def _days(done: numpy.ndarray, first: int, places: int, quantile: float, as_of: date) -> tuple[date | None, ...]:
    """For each of these places the first day on which all but this share of the futures have come to it."""
    import numpy as np

    # Whole files: half a file read is not decided. The tail of each day's futures only grows, so one search finds all.
    surely = np.floor(np.quantile(done, quantile, axis=0) + 1e-9)
    at = np.searchsorted(surely, np.arange(first + 1, places + 1), side="left")
    horizon = done.shape[1]
    return tuple(None if place >= horizon else as_of + timedelta(days=int(place)) for place in at)
