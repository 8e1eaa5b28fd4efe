"""The promised day: how many are kept over made-up seasons, how early files then come, and what five thousand cost."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date

from bench import desks
from bench.cases import Figure
from bench.desks import CLOSED, LAST, File, Promise, measured, replayed
from bench.measuring import cpu
from handrail.rules.review.forecast import forecast, weeks_of
from handrail.rules.review.hindsight import with_hindsight
from handrail.rules.review.waits import with_waits

SEEDS = 4
WAITING = 5_000
DESKS: dict[str, Callable[[random.Random], list[File]]] = {
    "flooded each winter": desks.flooded,
    "with time left, slower in winter": desks.lagging,
    "a quarter taken out of turn": desks.out_of_turn,
    "arrivals grow by 15 % a year": desks.growing,
    "one of two readers ill three weeks, twice a year": desks.ill,
    "read on Fridays only": desks.fridays,
    "nothing comes in summer": desks.quiet_summers,
    "renewals taken first": desks.renewals_first,
}


def promises() -> Iterator[Figure]:
    """Replayed day by day on desks that never were: each promise knows only what was past on its day."""
    for name, desk in DESKS.items():
        made = [one for seed in range(SEEDS) for one in replayed(desk(random.Random(seed)), offset=seed)]
        yield _kept(f"promised days kept, {name}", made)
        for kind in sorted({one.file.kind for one in made}) if desk is desks.renewals_first else ():
            yield _kept(f"  of them {kind}", made, kind)
    yield _speed()


def _kept(what: str, made: list[Promise], kind: str | None = None) -> Figure:
    found = measured(made, kind=kind)
    words = (
        f"{int(found.share * 1000) / 10} % of {found.kept.promised}, the middle file {found.early} days early "
        f"of {found.ahead} ahead, {found.without} without a day"
    )
    # Far off is no way to keep a day: the middle file must use at least half of the time it was told.
    met = found.share >= 0.9 and found.early * 2 <= found.ahead
    return Figure(what, words, "90 %, at most half of it early", met)


def _speed() -> Figure:
    files = desks.flooded(random.Random(9))
    known: list[tuple[date, date | None]] = [(file.came, file.decided) for file in files]
    known += [(LAST, None)] * WAITING
    past = weeks_of(known, LAST, closed=CLOSED)

    def work() -> None:
        found = with_waits(forecast(past, WAITING, LAST, closed=CLOSED), known, closed=CLOSED)
        with_hindsight(found, known, past, closed=CLOSED)

    work()
    took = min(cpu(work) for _ in range(3))
    return Figure(
        f"a day for each of {WAITING:,} waiting files", f"{took * 1000:.0f} ms of CPU", "within 1 s", took <= 1
    )
