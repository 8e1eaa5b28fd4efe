"""The promised day: how many are kept over made-up seasons, by how far, and what a queue of five thousand costs."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from bench.cases import Figure
from bench.measuring import cpu
from handrail.rules.review.forecast import forecast, kept, weeks_of
from handrail.rules.review.waits import with_waits

FIRST, LAST = date(2021, 1, 4), date(2024, 1, 1)
PROMISES_FROM = date(2022, 1, 10)  # a year of its own weeks first
CLOSED = frozenset(date(year, 12, day) for year in range(2020, 2027) for day in range(24, 32))
SEEDS = 4
WAITING = 5_000
File = tuple[date, date]


def promises() -> Iterator[Figure]:
    """Replayed day by day on desks that never were: each promise knows only what was past on its day."""
    for name, desk in (("flooded each winter", flooded), ("with time left, slower in winter", lagging)):
        made = [one for seed in range(SEEDS) for one in _replayed(desk(random.Random(seed)), seed)]
        share = kept(((promised, decided) for _received, promised, decided in made), date(2030, 1, 1)).share or 0.0
        margin = sorted((promised - decided).days for _received, promised, decided in made)
        ahead = sorted((promised - received).days for received, promised, _decided in made)
        measured = (
            f"{int(share * 1000) / 10} % of {len(made)}, {_at(margin, 50)} days to spare (9 of 10: {_at(margin, 90)}), "
            f"{_at(ahead, 50)} days ahead"
        )
        yield Figure(f"promised days kept, a desk {name}", measured, "90 %", share >= 0.9)
    yield _speed()


def _speed() -> Figure:
    files = flooded(random.Random(9))
    known: list[tuple[date, date | None]] = [(came, done) for came, done in files]
    known += [(LAST, None)] * WAITING
    past = weeks_of(known, LAST, closed=CLOSED)

    def work() -> None:
        with_waits(forecast(past, WAITING, LAST, closed=CLOSED), known, closed=CLOSED)

    work()
    took = min(cpu(work) for _ in range(3))
    return Figure(
        f"a day for each of {WAITING:,} waiting files", f"{took * 1000:.0f} ms of CPU", "within 1 s", took <= 1
    )


def _at(values: list[int], percent: int) -> int:
    return values[max(-(-len(values) * percent // 100), 1) - 1]


def _replayed(files: list[File], seed: int) -> Iterator[tuple[date, date, date]]:
    """What the desk would have promised to every thirtieth file, and when it decided it."""
    for received, decided in files[::30]:
        if received < PROMISES_FROM:
            continue
        known = [(came, done if done < received else None) for came, done in files if came <= received]
        ahead = sum(came <= received <= done and (came, done) < (received, decided) for came, done in files)
        found = forecast(weeks_of(known, received, closed=CLOSED), ahead, received, closed=CLOSED, seed=seed)
        promised = with_waits(found, known, closed=CLOSED).promised
        if promised and promised[-1] is not None:
            yield received, promised[-1], decided


def flooded(dice: random.Random) -> list[File]:
    """In the order received, one to three decided a day, with four times the arrivals from November to February."""
    found, waiting, day = [], [], FIRST
    while day < LAST:
        if day.weekday() < 5:
            a_day = {11: 4.0, 12: 5.5, 1: 4.5, 2: 3.0}.get(day.month, 1.3)
            waiting += [day] * sum(dice.random() < a_day / 10 for _ in range(10))
            able = 0 if day in CLOSED else dice.choice((1, 2, 2, 2, 3, 3))
            for _ in range(min(able, len(waiting))):
                found.append((waiting.pop(0), day))
        day += timedelta(days=1)
    return found


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
                found.append((day, done))
        day += timedelta(days=1)
    return sorted(found)
