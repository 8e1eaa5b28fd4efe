"""Made-up desks as desks really work, and what each would have promised day by day: for the bench and for the tests.

Nothing here looks ahead. A desk's files stand in the order they came, a promise is made from what was past on the evening
before its file came, and a file that is still not decided when the seasons end counts as missed once its day is over.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from handrail.rules.review.forecast import Kept, forecast, kept, weeks_of
from handrail.rules.review.hindsight import with_hindsight
from handrail.rules.review.waits import with_waits

FIRST: Final = date(2021, 1, 4)
LAST: Final = date(2024, 1, 1)
PROMISES_FROM: Final = FIRST + timedelta(weeks=27)  # as soon as a desk promises at all
CLOSED: Final = frozenset(date(year, 12, day) for year in range(2020, 2027) for day in range(24, 32))
A_DAY: Final = {11: 4.0, 12: 5.5, 1: 4.5, 2: 3.0}  # arrivals by month, elsewhere 1.3: four times as many in winter
ABLE: Final = (1, 2, 2, 2, 3, 3)  # decided on a day


@dataclass(frozen=True, slots=True)
class File:
    """The day it came, the day it was decided (None: not by the end), and what it is for."""

    came: date
    decided: date | None
    kind: str = "certification"


@dataclass(frozen=True, slots=True)
class Promise:
    """What a file was told when it came; None where the desk could promise it nothing."""

    file: File
    day: date | None


@dataclass(frozen=True, slots=True)
class Measured:
    """How a desk kept its days: how many of those over, and by the middle one how early and how far ahead they were."""

    kept: Kept
    early: int
    ahead: int
    without: int

    @property
    def share(self) -> float:
        return self.kept.share or 0.0


def replayed(files: list[File], *, every: int = 30, offset: int = 0, hindsight: bool = True) -> Iterator[Promise]:
    """What the desk would have promised to every thirtieth file, with or without what its own misses tell."""
    names = [file.kind for file in files]
    for place in range(offset, len(files), every):
        file = files[place]
        if file.came < PROMISES_FROM:
            continue
        known = [
            (one.came, one.decided if one.decided and one.decided < file.came else None) for one in files[: place + 1]
        ]
        before = sum(decided is None for _, decided in known) - 1
        past = weeks_of(known, file.came, closed=CLOSED)
        found = with_waits(forecast(past, before, file.came, closed=CLOSED), known, closed=CLOSED)
        if hindsight:
            found = with_hindsight(found, known, past, closed=CLOSED, kinds=names, kind=file.kind)
        yield Promise(file, found.promised[before])


def measured(promises: list[Promise], *, kind: str | None = None) -> Measured:
    """The promises whose day is over, of one kind of file where it is named. A file without a decision counts to the end."""
    chosen = [one for one in promises if kind is None or one.file.kind == kind]
    told = [(one.file, one.day) for one in chosen if one.day is not None]
    over = [(file, day) for file, day in told if day < LAST or file.decided is not None]
    return Measured(
        kept=kept(((day, file.decided) for file, day in over), LAST),
        early=_middle([(day - (file.decided or LAST)).days for file, day in over]),
        ahead=_middle([(day - file.came).days for file, day in over]),
        without=len(chosen) - len(told),
    )


def _middle(values: list[int]) -> int:
    return sorted(values)[len(values) // 2] if values else 0


# ---- the desks


def flooded(dice: random.Random) -> list[File]:
    """In the order received, one to three decided a day, with four times the arrivals from November to February."""
    return _desk(dice)


def lagging(dice: random.Random) -> list[File]:
    """Each file some open days after it came, four to fourteen, six to twenty-four in winter, whatever lies before it."""
    found, day = [], FIRST
    while day < LAST:
        winter = day.month in (11, 12, 1)
        if day.weekday() < 5:
            for _ in range(sum(dice.random() < (0.4 if winter else 0.1) for _ in range(10))):
                left, done = dice.randint(6, 24) if winter else dice.randint(4, 14), day
                while left:
                    done += timedelta(days=1)
                    left -= done.weekday() < 5 and done not in CLOSED
                found.append(File(day, done if done < LAST else None))
        day += timedelta(days=1)
    return found


def out_of_turn(dice: random.Random) -> list[File]:
    """A quarter of the files is taken from anywhere in the queue."""
    return _desk(dice, take=lambda waiting, _: dice.randrange(len(waiting)) if dice.random() < 0.25 else 0)


def growing(dice: random.Random) -> list[File]:
    """Each year fifteen files more came for every hundred of the first."""
    return _desk(dice, more_a_year=0.15)


def ill(dice: random.Random) -> list[File]:
    """About twice a year one of the two readers is away for three weeks, and nobody said so before."""
    away = 0

    def able(_: date) -> int:
        nonlocal away
        away = away - 1 if away else 15 * (dice.random() < 1 / 120)
        return dice.choice(ABLE) // (2 if away else 1)

    return _desk(dice, able=able)


def fridays(dice: random.Random) -> list[File]:
    """One who reads on Fridays only, and then as many as others do in a week."""
    return _desk(dice, able=lambda day: sum(dice.choice(ABLE) for _ in range(5)) if day.weekday() == 4 else 0)


def quiet_summers(dice: random.Random) -> list[File]:
    """Nothing comes from July to September; each file takes three to five weeks, however little lies before it."""
    found, day = [], FIRST
    while day < LAST:
        if day.weekday() < 5 and day.month not in (7, 8, 9):
            for _ in range(sum(dice.random() < (0.35 if day.month in (11, 12, 1, 2) else 0.08) for _ in range(10))):
                done = day + timedelta(days=dice.randint(21, 35))
                while done.weekday() > 4 or done in CLOSED:
                    done += timedelta(days=1)
                found.append(File(day, done if done < LAST else None))
        day += timedelta(days=1)
    return found


def renewals_first(dice: random.Random) -> list[File]:
    """Three in five files renew a certificate and are taken before any other, by somewhat more hands."""

    def take(waiting: list[int], kinds: list[str]) -> int:
        return next((place for place, file in enumerate(waiting) if kinds[file] == "recertification"), 0)

    return _desk(dice, take=take, able=lambda _: dice.choice((2, 2, 3, 3, 3, 3)), renewing=0.6)


def _desk(
    dice: random.Random,
    *,
    able: Callable[[date], int] | None = None,
    take: Callable[[list[int], list[str]], int] = lambda _waiting, _kinds: 0,
    more_a_year: float = 0.0,
    renewing: float = 0.0,
) -> list[File]:
    came: list[date] = []
    kinds: list[str] = []
    decided: dict[int, date] = {}
    waiting: list[int] = []
    day = FIRST
    while day < LAST:
        if day.weekday() < 5:
            a_day = A_DAY.get(day.month, 1.3) * (1 + more_a_year * (day.year - FIRST.year))
            for _ in range(sum(dice.random() < a_day / 14 for _ in range(14))):
                waiting.append(len(came))
                came.append(day)
                kinds.append("recertification" if dice.random() < renewing else "certification")
            hands = able(day) if able else dice.choice(ABLE)
            for _ in range(0 if day in CLOSED else min(hands, len(waiting))):
                decided[waiting.pop(take(waiting, kinds))] = day
        day += timedelta(days=1)
    return [File(day, decided.get(place), kinds[place]) for place, day in enumerate(came)]
